"""Facts and sums as they stand, for comparing; and emptying them, so that they are made anew."""

from __future__ import annotations

import collections
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa

from chatserver.domain.report_parts import Cell
from chatserver.domain.session import SessionState
from storage.parts import Key, hours_of
from storage.parts_codec import decode_cell, decode_parts
from storage.schema import sessions
from storage.schema_reports import (
    assignment_facts,
    day_sums,
    facts_due,
    field_facts,
    hour_sums,
    hours_due,
    month_sums,
    officer_days,
    officer_days_made,
    parts_due,
    question_facts,
    session_facts,
    transfer_facts,
)
from storage.schema_stuck import stuck_runs, stuck_spans
from storage.stuck_spans import mark_all
from storage.upsert import insert_into

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from sqlalchemy.engine import Connection

_MADE = (session_facts, question_facts, field_facts, assignment_facts, transfer_facts)
_ADDED_UP = (
    *(parts_due, day_sums, month_sums, officer_days, officer_days_made),
    *(stuck_spans, stuck_runs, hour_sums),
)
"""Not `hours_due`: a node that counts a day at this moment is refuted by the notes of what is forgotten."""


class Opened(NamedTuple):
    """A closed session as hours count it."""

    matter_id: str
    opened_at: dt.datetime
    talk_seconds: float | None
    wrap_up_seconds: float | None


def load_facts(connection: Connection, ids: Sequence[str]) -> dict[str, tuple[list[dict[str, Any]], ...]]:
    """Return of each session that is not due its rows of `_MADE`, table by table."""
    due = set(connection.scalars(sa.select(facts_due.c.session_id).where(facts_due.c.session_id.in_(ids))))
    found: dict[str, tuple[list[dict[str, Any]], ...]] = {
        one: tuple([] for _ in _MADE) for one in ids if one not in due
    }
    for place, table in enumerate(_MADE):
        query = sa.select(table).where(table.c.session_id.in_(list(found))).order_by(*table.primary_key.columns)
        for row in connection.execute(query).mappings():
            found[row["session_id"]][place].append(dict(row))
    return found


def find_days(connection: Connection) -> list[dt.date]:
    """Return every day of which there is a fact, a note or a sum."""
    tables = (session_facts, parts_due, day_sums)
    return sorted({day for table in tables for day in connection.scalars(sa.select(table.c.day).distinct())})


def load_summed(connection: Connection, day: dt.date) -> dict[Key, Cell]:
    """Return the sums of a day, notes that are not in them yet put in."""
    rows = connection.execute(sa.select(day_sums).where(day_sums.c.day == day)).mappings()
    cells = {Key(day, row["matter_id"], row["tier"], row["hours"]): decode_cell(row["sums"]) for row in rows}
    notes = connection.execute(sa.select(parts_due).where(parts_due.c.day == day)).mappings()
    return _applied(cells, ((Key(day, row["matter_id"], row["tier"], row["hours"]), row) for row in notes))


def load_added(connection: Connection, day: dt.date) -> dict[Key, Cell]:
    """Return the same sums, added up from the sessions of the day."""
    columns = session_facts.c
    query = sa.select(columns.matter_id, columns.tier, columns.in_hours, columns.parts).where(columns.day == day)
    rows = connection.execute(query).mappings()
    keyed = ((Key(day, row["matter_id"], row["tier"], hours_of(row["in_hours"])), {**row, "sign": 1}) for row in rows)
    return _applied({}, keyed)


def load_hours_kept(connection: Connection, day: dt.date) -> dict[tuple[str, int], tuple[int, int, int]] | None:
    """Return what is kept of a day's hours, as `services/hours.py` tells it; None where that is not true."""
    if connection.execute(sa.select(hours_due.c.day).where(hours_due.c.day == day).limit(1)).first():
        return None
    rows = connection.execute(sa.select(hour_sums).where(hour_sums.c.day == day))
    return {(row.matter_id, row.hour): (row.sessions, row.handled, row.handle_micros) for row in rows}


def load_opened(connection: Connection, since: dt.datetime, until: dt.datetime) -> list[Opened]:
    """Return the facts of the sessions opened from `since` until before `until`."""
    query = sa.select(*(session_facts.c[name] for name in Opened._fields))
    opened = session_facts.c.opened_at >= since, session_facts.c.opened_at < until
    return [Opened(*row) for row in connection.execute(query.where(*opened))]


def _applied(cells: dict[Key, Cell], changes: Any) -> dict[Key, Cell]:
    gathered: dict[Key, list[Any]] = collections.defaultdict(list)
    for key, row in changes:
        change = row["sign"], decode_parts(row["parts"])
        gathered[key].append(change)
        gathered[Key.of_all(key.day)].append(change)
    for key, found in gathered.items():
        cells.setdefault(key, Cell()).apply(found)
    return {key: cell for key, cell in cells.items() if any(cell.numbers)}


def forget_all(connection: Connection) -> int:
    """Empty everything that was made of the log, and note all closed sessions as due; return how many they are."""
    mark_all(connection)
    for table in (*_MADE, *_ADDED_UP, facts_due):
        connection.execute(sa.delete(table))
    closed = sa.select(sessions.c.session_id, sessions.c.seq, sessions.c.closed_at).where(
        sessions.c.state == SessionState.CLOSED.value, sessions.c.closed_at.is_not(None)
    )
    names = ["session_id", "seq", "since_at"]
    return connection.execute(insert_into(connection, facts_due).from_select(names, closed)).rowcount
