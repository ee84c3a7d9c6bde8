"""Officers' days: made and kept once they are over, told anew from facts and the log where they are not.

`load_officer_days` and `add_up` say the same as `OfficerTime.by_officer` does of each day's log.
"""

from __future__ import annotations

import collections
import datetime as dt
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from chatserver.domain.metrics_facts import SessionFacts
from chatserver.domain.metrics_figures import MICROSECONDS, Scope
from chatserver.domain.officer_day import days_of, taken_of
from chatserver.services.calendar import BUREAU_ZONE, midnight, today
from chatserver.services.metrics import facts_of
from storage import officer_days as kept
from storage.live import load_live
from storage.officers import load_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy.engine import Connection

    from chatserver.domain.officer_day import OfficerDay, Taken
    from storage.engine import Database

OVER: Final = dt.timedelta(hours=1)
"""A day is kept when it has been over for so long: what nodes write late is there by then."""
NAMES: Final = (
    *("day", "officer_id", "officer_name", "available_seconds", "finishing_seconds", "away_seconds"),
    *("sessions", "taken", "session_seconds", "busy_seconds", "idle_seconds", "occupancy", "most_at_once"),
    *("handle_seconds", "handled", "solved", "not_solved", "ratings", "rating_mean", "missed_offers"),
)
"""The columns of `load_officer_days`."""
_ONE = dt.timedelta(1)


@dataclass(frozen=True, slots=True)
class _Live:
    """Times with sessions that no facts tell of, and the days that these and sessions due anew reach into."""

    taken: list[Taken]
    days: set[dt.date]


def load_officer_days(
    connection: Connection, first: dt.date, last: dt.date, as_of: dt.datetime
) -> list[tuple[Any, ...]]:
    """Return a row (`NAMES`) for each officer that was there, day by day; seconds, shares and means unrounded."""
    days = _days(connection, first, last, as_of)
    named = {officer_id: name for officer_id, (name, _) in load_names(connection).items()}
    return [_row(day, one, named.get(one.officer_id, one.officer_id)) for day in sorted(days) for one in days[day]]


async def add_up(database: Database, first: dt.date, last: dt.date, as_of: dt.datetime) -> dict[str, OfficerDay]:
    """Return the days of each officer that was there, added up."""
    return await database.read(partial(_added, first=first, last=last, as_of=as_of))


async def make_days(database: Database, now: dt.datetime, *, most: int) -> int:
    """Keep up to `most` days that are over and not kept yet, the latest first; return how many."""
    days = await database.read(partial(find_unmade, now=now))
    for day in days[:most]:
        mark, made = await database.read(partial(read_day, day=day))
        await database.write(partial(kept.save_day, day=day, mark=mark, made=made))
    return len(days[:most])


def find_unmade(connection: Connection, now: dt.datetime) -> list[dt.date]:
    """Return the days that are over and not kept, the latest first."""
    first, last = first_day(connection), today(now - OVER) - _ONE
    if first is None:
        return []
    return sorted(set(_between(first, last)) - kept.find_made(connection, first, last), reverse=True)


def read_day(connection: Connection, day: dt.date) -> tuple[int, list[OfficerDay]]:
    """Return the mark of a day that is over, and what the facts say of it."""
    mark = kept.load_mark(connection, day)
    return mark, _told(connection, [day], midnight(day + _ONE), ())[day]


def _days(connection: Connection, first: dt.date, last: dt.date, as_of: dt.datetime) -> dict[dt.date, list[OfficerDay]]:
    made, others, live = _split(connection, first, last, as_of)
    return {**kept.load_days(connection, made), **_told(connection, others, as_of, live.taken)}


def _added(connection: Connection, first: dt.date, last: dt.date, as_of: dt.datetime) -> dict[str, OfficerDay]:
    made, others, live = _split(connection, first, last, as_of)
    found = {one.officer_id: one for one in kept.add_up_days(connection, made)}
    for rows in _told(connection, others, as_of, live.taken).values():
        for one in rows:
            older = found.get(one.officer_id)
            found[one.officer_id] = older.plus(one) if older else one
    return found


def _split(
    connection: Connection, first: dt.date, last: dt.date, as_of: dt.datetime
) -> tuple[set[dt.date], list[dt.date], _Live]:
    """Return the days that are told by what is kept, those that are not, and what is live."""
    live = _live(connection, first, last, as_of)
    made = kept.find_made(connection, first, last) - live.days
    known = [*live.days, *filter(None, [first_day(connection)])]
    others = set(_between(max(first, min(known)), min(last, today(as_of)))) - made if known else set()
    return made, sorted(others), live


def first_day(connection: Connection) -> dt.date | None:
    """Return the first day on which anybody was there; None when nobody ever was."""
    declared, taken = kept.find_beginning(connection)
    return min(filter(None, [today(declared) if declared else None, taken]), default=None)


def _live(connection: Connection, first: dt.date, last: dt.date, as_of: dt.datetime) -> _Live:
    scope = Scope(since=midnight(first), until=midnight(last + _ONE), as_of=as_of)
    told = [facts_of(on_disk, scope) for on_disk in load_live(connection, None, scope.until, reaching=scope.since)]
    taken = [one for facts in told if isinstance(facts, SessionFacts) for one in taken_of(facts)]
    days = kept.find_days_of_due(connection)
    return _Live(taken, days.union(*(_days_with(one, as_of) for one in taken)))


def _told(
    connection: Connection, days: Sequence[dt.date], as_of: dt.datetime, live: Iterable[Taken]
) -> dict[dt.date, list[OfficerDay]]:
    """Return these days as facts, statuses and what is live tell them."""
    if not days:
        return {}
    whole = _scope(days[0], days[-1], as_of)
    taken: dict[dt.date, list[Taken]] = collections.defaultdict(list)
    for one in (*kept.load_taken(connection, days[0], days[-1]), *live):
        for day in _days_with(one, as_of):
            taken[day].append(one)
    declared = kept.load_declared(connection, whole.since, whole.time_until)
    found = {}
    for day in days:
        scope = _scope(day, day, as_of)
        missed = {
            officer_id: sum(scope.since <= at < scope.time_until for at in times)
            for officer_id, times in declared.missed.items()
        }
        found[day] = days_of(scope, taken[day], declared.logs, missed)
    return found


def _scope(first: dt.date, last: dt.date, as_of: dt.datetime) -> Scope:
    return Scope(since=midnight(first), until=midnight(last + _ONE), as_of=as_of, zone=BUREAU_ZONE.key)


def _days_with(one: Taken, as_of: dt.datetime) -> Iterable[dt.date]:
    return _between(today(one.assignment.start), today(one.assignment.end or as_of))


def _between(first: dt.date, last: dt.date) -> Iterable[dt.date]:
    return (first + _ONE * n for n in range((last - first).days + 1))


def _row(day: dt.date, one: OfficerDay, name: str) -> tuple[Any, ...]:
    load, busy, idle, handle = (length / MICROSECONDS for length in (one.load, one.busy, one.idle, one.handle))
    status = (length / MICROSECONDS for length in (one.available, one.finishing, one.away))
    return (
        *(day, one.officer_id, name, *status, one.sessions, one.taken, load, busy, idle),
        *(_ratio(one.busy, one.busy + one.idle), one.most, _ratio(handle, one.over), one.handled),
        *(one.solved, one.not_solved, one.ratings, _ratio(one.rating_sum, one.ratings), one.missed),
    )


def _ratio(numerator: float, denominator: float) -> float | None:
    return numerator / denominator if denominator else None
