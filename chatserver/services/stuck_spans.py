"""Spans of days of which the stuck map is put together: every day, every month and some of many months, once over.

What is kept is never needed: days that lie in no true span are read question by question.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import secrets
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from chatserver.domain.stuck import Asked, map_of
from chatserver.domain.stuck_spans import CollidedError, blend, map_together, span_of
from chatserver.services.calendar import midnight, today
from storage.aliases import load_aliases
from storage.stuck import read_asked
from storage.stuck_codec import decode_span, encode_span
from storage.stuck_spans import (
    add_chunk,
    find_bounds,
    find_first_day,
    find_kept,
    forget_chunks,
    forget_spans,
    load_span,
    load_stamp,
    save_span,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy.engine import Connection

    from chatserver.domain.aliases import Aliases
    from chatserver.domain.stuck import StuckMap
    from chatserver.domain.stuck_spans import Span
    from storage.engine import Database
    from storage.stuck_spans import Between

OVER: Final = dt.timedelta(hours=1)
"""A day is kept when it has been over for so long: most of what was asked on it is closed by then."""
_CHUNK: Final = 1 << 18
"""Bytes in one transaction: some milliseconds in which nothing else is written."""
_FORGOTTEN: Final = 4
_WRITTEN: Final = dt.timedelta(hours=1)
"""Within this a span has all its chunks, wherever it is made."""
_ONE: Final = dt.timedelta(1)
_MONTHS: Final = 12
_YEAR: Final = dt.timedelta(365)
_HELD: Final = dt.timedelta(352)
"""From the first to the last day that are in every year that ends in the next twelve days."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """Days of a span that is kept."""

    told: bytes

    def span(self) -> Span:
        return decode_span(self.told)


@dataclass(frozen=True, slots=True)
class _Rows:
    """Days that are told question by question."""

    asked: Iterable[Asked]
    aliases: Aliases | None

    def told_apart(self) -> Iterable[Asked]:
        """Everybody has one name, whether or not theirs was purged from this session."""
        return self.asked if self.aliases is None else _renamed(self.asked, self.aliases)

    def span(self) -> Span:
        return span_of(self.told_apart())


@dataclass(frozen=True, slots=True)
class Pieces:
    """Days as they were read, in the order of time; `stamp`: the sum of their marks."""

    stamp: int
    by_alias: bool
    parts: Sequence[_Kept | _Rows]

    def map(self) -> StuckMap:
        """Raises CollidedError."""
        match self.parts:
            case [_Rows() as rows]:
                return map_of(rows.told_apart())
            case _:
                return map_together([part.span() for part in self.parts])

    def span(self) -> Span:
        """Return them as one span. Raises CollidedError."""
        return blend([part.span() for part in self.parts])

    def told(self) -> bytes:
        """Return what is kept of them: nothing where two persons have one number."""
        try:
            return encode_span(self.span())
        except CollidedError:
            return b""


async def map_between(database: Database, first: dt.date, last: dt.date) -> StuckMap:
    """Return the map of questions asked on these days."""
    pieces = await database.read(partial(read_days, first=first, last=last))
    try:
        return await asyncio.to_thread(pieces.map)
    except CollidedError:
        pieces = await database.read(partial(read_days, first=first, last=last, use_kept=False))
        return await asyncio.to_thread(pieces.map)


async def keep_spans(database: Database, now: dt.datetime, *, most: int) -> int:
    """Keep up to `most` spans that are over and not kept, small ones first; return how many."""
    missing, wanted = await database.read(partial(_find_missing, now=now))
    for first, last in missing[:most]:
        pieces = await database.read(partial(read_days, first=first, last=last))
        await keep(database, (first, last), pieces, now)
    if missing:
        await database.write(partial(forget_spans, wanted=wanted))
        while await database.write(partial(forget_chunks, before=_made(now - _WRITTEN), most=_FORGOTTEN)):
            pass
    return len(missing[:most])


async def keep(database: Database, span: Between, pieces: Pieces, now: dt.datetime) -> None:
    """Keep a span that was read; of what changed since, it will not be told."""
    told, made = await asyncio.to_thread(pieces.told), _made(now) + secrets.token_hex(8)
    chunks = [told[at : at + _CHUNK] for at in range(0, len(told), _CHUNK)]
    for number, chunk in enumerate(chunks):
        await database.write(partial(add_chunk, made=made, number=number, chunk=chunk))
    save = partial(save_span, span=span, stamp=pieces.stamp, by_alias=pieces.by_alias)
    await database.write(partial(save, made=made, chunks=len(chunks)))


def _made(now: dt.datetime) -> str:
    """Return a text that sorts by time."""
    return f"{int(now.timestamp()):012} "


def wanted_spans(first: dt.date, now: dt.datetime) -> list[Between]:
    """Return the spans that are worth keeping, small ones first: each is put together from smaller ones.

    Of many months: what every year that ends in this third of a month holds, the same a year earlier, with which that
    is compared, the eleven months before this one, and this year's.
    """
    last = today(now - OVER) - _ONE
    days = [(last - _ONE * n,) * 2 for n in range((last - first).days + 1)]
    this = _month_of(last + _ONE)
    months = [_months(month, month + 1) for month in range(_month_of(first), this)]
    until = _third(last + _ONE) - _ONE
    years = [(until - _HELD - shift, until - shift) for shift in (0 * _YEAR, _YEAR)]
    of_year = (this - 1) % _MONTHS + 1
    long = dict.fromkeys([*years, _months(this - 11, this), _months(this - of_year, this)])
    return [*days, *reversed(months), *(span for span in long if span[1] >= first and span not in months)]


def _third(day: dt.date) -> dt.date:
    """Return the 1st, 11th or 21st on or before a day."""
    return day.replace(day=1 + 10 * min((day.day - 1) // 10, 2))


def _months(since: int, until: int) -> Between:
    return _start(since), _start(until) - _ONE


def _month_of(day: dt.date) -> int:
    return day.year * _MONTHS + day.month - 1


def _start(month: int) -> dt.date:
    return dt.date(month // _MONTHS, month % _MONTHS + 1, 1)


def find_whole(connection: Connection) -> Mapping[Between, str]:
    """Return the spans that maps are put together from now, and where each stands."""
    bounds = find_bounds(connection)
    by_alias = load_aliases(connection) is not None
    return find_kept(connection, *bounds, by_alias=by_alias).whole if bounds else {}


def _find_missing(connection: Connection, now: dt.datetime) -> tuple[list[Between], list[Between]]:
    """Return the spans that are wanted and not kept, and all that are wanted."""
    first = find_first_day(connection)
    wanted = [] if first is None else wanted_spans(first, now)
    if not wanted:
        return [], []
    by_alias = load_aliases(connection) is not None
    since, until = min(span[0] for span in wanted), max(span[1] for span in wanted)
    kept = find_kept(connection, since, until, by_alias=by_alias)
    return [span for span in wanted if span not in kept.true], wanted


def read_days(connection: Connection, first: dt.date, last: dt.date, *, use_kept: bool = True) -> Pieces:
    """Return these days as they are told by the largest spans that are kept; or question by question, all of them."""
    aliases = load_aliases(connection)
    kept = find_kept(connection, first, last, by_alias=aliases is not None).whole if use_kept else {}
    parts: list[_Kept | _Rows] = []
    for span in _split(first, last, kept):
        if span in kept:
            parts.append(_Kept(load_span(connection, kept[span])))
        else:
            parts.append(_Rows(read_asked(connection, midnight(span[0]), midnight(span[1] + _ONE)), aliases))
    return Pieces(load_stamp(connection, first, last), aliases is not None, parts)


def _split(first: dt.date, last: dt.date, kept: Iterable[Between]) -> Iterator[Between]:
    """Yield all days, in order: of the kept spans the longest ones that lie beside each other, and what they leave."""
    taken: set[dt.date] = set()
    chosen: list[Between] = []
    for since, until in sorted(kept, key=lambda span: (span[0] - span[1], span)):
        if since not in taken and until not in taken:  # a shorter one cannot hold a longer one
            chosen.append((since, until))
            taken.update(since + _ONE * n for n in range((until - since).days + 1))
    day = first
    for since, until in sorted(chosen):
        if day < since:
            yield day, since - _ONE
        yield since, until
        day = until + _ONE
    if day <= last:
        yield day, last


def _renamed(asked: Iterable[Asked], aliases: Aliases) -> Iterator[Asked]:
    known: dict[str, str] = {}
    for matter_id, step_id, error_id, person, lost, solved_by in asked:  # a million a year, of far fewer people
        name = known.get(person)
        if name is None:
            name = known[person] = aliases.of_person(person)
        yield Asked(matter_id, step_id, error_id, name, lost, solved_by)
