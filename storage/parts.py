"""What sessions add to figures: noted one by one, then summed up by day. See `parts_due` and `day_sums`."""

from __future__ import annotations

import collections
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa

from chatserver.domain.metrics_of_session import DISTRIBUTIONS
from chatserver.domain.report_parts import DEFINITIONS, Cell, Sum, without_filing
from storage.months import days_besides, end_of, find_made
from storage.parts_codec import MOST_OF_HEAD, decode_cell, decode_parts, encode_cell
from storage.schema_reports import day_sums, facts_due, month_sums, parts_due, session_facts
from storage.upsert import insert_into

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

    from sqlalchemy.engine import Connection

    from chatserver.domain.report_parts import Parts

OPEN, NOT_OPEN, UNKNOWN, ANY = 1, 0, -1, -2


class Key(NamedTuple):
    """Whose sum a cell is."""

    day: dt.date
    matter_id: str
    tier: int
    hours: int

    @classmethod
    def of_all(cls, day: dt.date) -> Key:
        """Return the key of the sum over all sessions of a day."""
        return cls(day, "", 0, ANY)


class By(StrEnum):
    """By what figures are split; the value names the columns. A key is a tuple, unless it is of one column."""

    NOTHING = ""
    DAY = "day"
    MATTER = "matter_id"
    TIER = "tier"
    PLACE = "matter_id tier"

    def columns_of(self, table: sa.Table) -> list[sa.Column[Any]]:
        """Return the columns of a table that make the key."""
        return [table.c[name] for name in self.value.split()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Which sessions: of which days, and perhaps only of a matter, a line or those opened in business hours."""

    first: dt.date
    last: dt.date
    matter_id: str | None = None
    tier: int | None = None
    in_hours: bool = False

    @property
    def are_all(self) -> bool:
        """Whether every session of the days counts."""
        return self.matter_id is None and self.tier is None and not self.in_hours


def hours_of(in_hours: bool | None) -> int:  # noqa: FBT001 - a column's value
    """Return how it is stored whether a session was opened in business hours."""
    return UNKNOWN if in_hours is None else OPEN if in_hours else NOT_OPEN


def note_parts(connection: Connection, made: Sequence[Mapping[str, Any]]) -> None:
    """Note what these rows of `session_facts`, not written yet, add, and that what older ones added is no more."""
    ids = [row["session_id"] for row in made]
    columns = session_facts.c
    older = [dict(row) for row in connection.execute(sa.select(*_KEPT).where(columns.session_id.in_(ids))).mappings()]
    waiting = sa.delete(parts_due).where(
        parts_due.c.session_id == sa.bindparam("id"), parts_due.c.seq == sa.bindparam("of"), parts_due.c.sign == 1
    )
    changes = [_change(row, 1) for row in made]
    for row in older:
        gone = connection.execute(waiting, {"id": row["session_id"], "of": row["seq"]}).rowcount
        if not gone:
            changes.append(_change(row, -1))
    if changes:
        connection.execute(sa.insert(parts_due), changes)


_KEPT = [session_facts.c[name] for name in ("session_id", "seq", "day", "matter_id", "tier", "in_hours", "parts")]


def _change(row: Mapping[str, Any], sign: int) -> dict[str, Any]:
    kept = {name: row[name] for name in ("session_id", "seq", "day", "matter_id", "tier", "parts")}
    return {**kept, "sign": sign, "hours": hours_of(row["in_hours"])}


def sum_up(connection: Connection, most: int) -> int:
    """Put up to `most` noted parts into the sums of their days; return how many there were.

    Whoever deletes a note adds it: two nodes never add the same one.
    """
    note = parts_due.c.session_id, parts_due.c.seq, parts_due.c.sign
    chosen = sa.select(*note).order_by(parts_due.c.day, *note).limit(most)
    taken = sa.delete(parts_due).where(sa.tuple_(*note).in_(chosen)).returning(*parts_due.c)
    rows = connection.execute(taken).mappings().all()
    changes: dict[Key, list[tuple[int, Parts]]] = {}
    for row in rows:
        change = row["sign"], decode_parts(row["parts"])
        for key in (Key(row["day"], row["matter_id"], row["tier"], row["hours"]), Key.of_all(row["day"])):
            changes.setdefault(key, []).append(change)
    for cell in sorted(changes):
        _add_to(connection, cell, changes[cell])
    return len(rows)


def _add_to(connection: Connection, key: Key, changes: Sequence[tuple[int, Parts]]) -> None:
    """Change one cell, which is locked: cells are taken in one order, so nodes cannot wait in a circle."""
    empty = {**key._asdict(), "sums": encode_cell(Cell())}
    connection.execute(insert_into(connection, day_sums).on_conflict_do_nothing(), empty)
    where = [day_sums.c[name] == value for name, value in key._asdict().items()]
    cell = decode_cell(connection.execute(sa.select(day_sums.c.sums).where(*where).with_for_update()).scalar_one())
    cell.apply(changes)
    connection.execute(sa.update(day_sums).where(*where).values(sums=encode_cell(cell)))


def load_sums(
    connection: Connection,
    chosen: Chosen,
    by: By,
    unsettled_since: dt.datetime,
    wanted: Container[str] = DEFINITIONS,
) -> dict[Any, Sum]:
    """Return the sums over closed sessions as facts know them, by day, matter, line, matter and line, or of all.

    Of distributions, which take longest to read, only those of `wanted` are in them. Sessions that are due anew are
    left out, for their log says more; of those that ended after `unsettled_since` nobody knows yet whether their form
    is filed in time.
    """
    found: dict[Any, Sum] = collections.defaultdict(Sum)
    for sums, *key in _cells(connection, chosen, by, wanted):
        found[_key(key)].add(decode_cell(sums, wanted))
    notes = sa.select(parts_due.c.sign, parts_due.c.parts, *by.columns_of(parts_due))
    for sign, noted, *key in connection.execute(notes.where(*_days(parts_due, chosen, _filters(parts_due, chosen)))):
        found[_key(key)].change(sign, decode_parts(noted))
    columns = session_facts.c
    known = sa.select(columns.parts, *by.columns_of(session_facts)).where(*of_facts(chosen))
    due = sa.select(facts_due.c.session_id)
    for kept, *key in connection.execute(known.where(columns.session_id.in_(due))):
        found[_key(key)].change(-1, decode_parts(kept))
    recent = known.where(columns.ended_at > unsettled_since, columns.session_id.not_in(due))
    for kept, *key in connection.execute(recent):
        parts = decode_parts(kept)
        found[_key(key)].change(-1, parts)
        found[_key(key)].change(1, without_filing(parts))
    return found


def _key(columns: Sequence[Any]) -> Any:
    return columns[0] if len(columns) == 1 else tuple(columns)


def _days(table: sa.Table, chosen: Chosen, more: Iterable[sa.ColumnElement[bool]]) -> list[sa.ColumnElement[bool]]:
    return [table.c.day.between(chosen.first, chosen.last), *more]


def _cells(connection: Connection, chosen: Chosen, by: By, wanted: Container[str]) -> Iterator[Any]:
    """Yield a cell and its key: of months that are kept, if the days need not be told apart, and of all other days."""
    months = [] if by is By.DAY else find_made(connection, chosen.first, chosen.last)
    covered = [(month, end_of(month)) for month in months]
    stretches = [day_sums.c.day.between(*days) for days in days_besides(chosen.first, chosen.last, covered)]
    if months:
        yield from connection.execute(_of(month_sums, chosen, by, wanted).where(month_sums.c.month.in_(months)))
    if stretches:
        yield from connection.execute(_of(day_sums, chosen, by, wanted).where(sa.or_(*stretches)))


def _of(table: sa.Table, chosen: Chosen, by: By, wanted: Container[str]) -> sa.Select[Any]:
    """Sums of all where all are wanted: one cell a day or month; else those of the parts, never both."""
    sums: sa.ColumnElement[bytes] = table.c.sums
    if not any(name in wanted for name in DISTRIBUTIONS):
        sums = sa.func.substr(sums, 1, MOST_OF_HEAD)
    query = sa.select(sums, *by.columns_of(table))
    if chosen.are_all and by in {By.DAY, By.NOTHING}:
        return query.where(table.c.hours == ANY)
    return query.where(table.c.hours != ANY, *_filters(table, chosen))


def _filters(table: sa.Table, chosen: Chosen) -> list[sa.ColumnElement[bool]]:
    wanted: list[sa.ColumnElement[bool]] = []
    if chosen.matter_id is not None:
        wanted.append(table.c.matter_id == chosen.matter_id)
    if chosen.tier is not None:
        wanted.append(table.c.tier == chosen.tier)
    if chosen.in_hours:
        wanted.append(table.c.hours == OPEN)
    return wanted


def of_facts(chosen: Chosen) -> list[sa.ColumnElement[bool]]:
    """Return which rows of `session_facts` are chosen."""
    columns = session_facts.c
    wanted: list[sa.ColumnElement[bool]] = [columns.day.between(chosen.first, chosen.last)]
    if chosen.matter_id is not None:
        wanted.append(columns.matter_id == chosen.matter_id)
    if chosen.tier is not None:
        wanted.append(columns.tier == chosen.tier)
    if chosen.in_hours:
        wanted.append(columns.in_hours.is_(True))
    return wanted
