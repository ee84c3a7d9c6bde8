"""The SQL of a change: events first, then rows, then claims. Everything here runs inside one transaction."""

from __future__ import annotations

from contextlib import contextmanager, nullcontext
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from chatserver.domain.decision import (
    Claim,
    FreeSlot,
    HoldConsult,
    HoldPerson,
    ReleaseConsult,
    ReleasePerson,
    TakeSlot,
)
from chatserver.domain.errors import ClaimLost
from storage.direct import execute, execute_each
from storage.engine import driver
from storage.facts import mark_due
from storage.schema import consults, events, officer_slots, person_holds, sessions
from storage.sessions import StoredEvent
from storage.slips import save_slips
from storage.types import to_micros
from storage.upsert import insert_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager

    from sqlalchemy.dialects import postgresql
    from sqlalchemy.engine import Connection

    from storage.changes import Step

_MOST_ROWS = 64
"""Rows of one statement on SQLite. The interpreter's lock is let go for each, and to get it back may take a while; a
statement for every number costs a fifth less of a batch of seven's CPU than one of four and three of one. The driver
keeps 128.
"""
_SQLITE_EVENTS = [
    "INSERT INTO events (session_id, seq, at, type, actor_role, actor_id, body) VALUES"
    + ", ".join(["(?, ?, ?, ?, ?, ?, ?)"] * rows)
    + " ON CONFLICT DO NOTHING"
    for rows in range(_MOST_ROWS + 1)
]


def write_steps(
    connection: Connection, steps: Sequence[Step], rows: Mapping[str, dict[str, Any]]
) -> dict[str, ClaimLost | None]:
    """Write steps and `rows`; return the sessions of which nothing is kept, and why: None where a number was lost.

    Steps with claims come behind the others and in order, each whole or not at all. No session has both kinds.
    """
    plain = [step for step in steps if not step.claims]
    stored = [event for step in plain for event in step.outcome.events]
    refused: dict[str, ClaimLost | None] = dict.fromkeys(insert_events(connection, stored) if stored else ())
    ids = {step.change.session_id for step in plain}.difference(refused)
    save_sessions(connection, [rows[session_id] for session_id in ids if session_id in rows])
    save_slips(connection, (step.outcome for step in plain if step.change.session_id not in refused))
    for step in steps:
        session_id = step.change.session_id
        if step.claims:
            try:
                with _SAVEPOINTS[connection.dialect.name](connection):
                    if not _write_claiming(connection, step, rows[session_id]):
                        refused[session_id] = None
            except ClaimLost as lost:
                if len(steps) == 1:
                    raise  # the transaction was its own
                refused[session_id] = lost
    return refused


@contextmanager
def _savepoint(connection: Connection) -> Iterator[None]:
    """Take back what was written since when a claim is lost. Any other failure takes the whole transaction with it."""
    execute = driver(connection).execute
    execute("SAVEPOINT claims")
    try:
        yield
    except ClaimLost:
        execute("ROLLBACK TO claims")
        execute("RELEASE claims")
        raise
    execute("RELEASE claims")


_SAVEPOINTS: dict[str, Callable[[Connection], AbstractContextManager[object]]] = {
    "sqlite": _savepoint,
    "postgresql": nullcontext,
}
"""On PostgreSQL such a step has a transaction of its own."""


def _write_claiming(connection: Connection, step: Step, row: dict[str, Any]) -> bool:
    if insert_events(connection, step.outcome.events):
        return False
    save_sessions(connection, [row])
    apply_claims(connection, step.change.session_id, step.claims)
    return True


def insert_events(connection: Connection, stored: Sequence[StoredEvent]) -> set[str]:
    """Write the events; return the sessions that lost their number to another node, of which nothing is kept.

    Sorted by key: unsorted, two nodes' batches deadlock on PostgreSQL (seen; one victim after a second).
    """
    ordered = sorted(stored, key=lambda item: (item.logged.session_id, item.logged.seq))
    written = _INSERT_EVENTS[connection.dialect.name](connection, ordered)
    if written is None:
        return set()
    lost = {item.logged.session_id for item in ordered if item not in written}
    for item in written:
        if item.logged.session_id in lost:  # it got in behind the lost number; a change stands or falls whole
            connection.execute(sa.delete(events).where(*_key(item)))
    return lost


def _insert_sqlite(connection: Connection, stored: Sequence[StoredEvent]) -> list[StoredEvent] | None:
    """Straight to the driver: 3 µs a row against 15 through a compiled multi-row insert, and 30 less a batch.

    No other node can be there, but another process might: then the counts differ.
    """
    execute = driver(connection).execute
    written = 0
    for begin in range(0, len(stored), _MOST_ROWS):
        rows = stored[begin : begin + _MOST_ROWS]
        written += execute(_SQLITE_EVENTS[len(rows)], tuple(chain.from_iterable(map(_row, rows)))).rowcount
    return None if written == len(stored) else _just_written(connection, stored, written)


def _just_written(connection: Connection, stored: Sequence[StoredEvent], count: int) -> list[StoredEvent]:
    """Return the `count` of these that this transaction has inserted: SQLite gives a lone writer rowids in a row.

    To compare contents would take another process's event for this one's when both wrote the same, and delete it.
    """
    if not count:
        return []
    query = "SELECT session_id, seq FROM events WHERE rowid > last_insert_rowid() - ?"
    written = set(driver(connection).execute(query, (count,)).fetchall())
    return [item for item in stored if (item.logged.session_id, item.logged.seq) in written]


def _insert_postgresql(connection: Connection, stored: Sequence[StoredEvent]) -> list[StoredEvent] | None:
    rows = connection.execute(_new_events(), [_columns(item) for item in stored])
    written = {(row.session_id, row.seq) for row in rows}
    if len(written) == len(stored):
        return None
    return [item for item in stored if (item.logged.session_id, item.logged.seq) in written]


@cache
def _new_events() -> Any:
    return insert_for("postgresql", events).on_conflict_do_nothing().returning(events.c.session_id, events.c.seq)


_INSERT_EVENTS = {"sqlite": _insert_sqlite, "postgresql": _insert_postgresql}


def save_sessions(connection: Connection, rows: Iterable[dict[str, Any]]) -> None:
    """Write the rows of sessions whose events were written in this transaction."""
    ordered = sorted(rows, key=lambda row: str(row["session_id"]))
    execute_each(connection, _newer_sessions(connection.dialect.name), ordered)
    mark_due(connection, ordered)


@cache
def _newer_sessions(dialect: str) -> postgresql.Insert:
    """Return the upsert of a session's row; putting it together costs as much as running it."""
    statement = insert_for(dialect, sessions)
    newer = {column.name: statement.excluded[column.name] for column in sessions.c if column.name != "session_id"}
    return statement.on_conflict_do_update(
        index_elements=["session_id"], set_=newer, where=sessions.c.seq < statement.excluded["seq"]
    )


def apply_claims(connection: Connection, session_id: str, claims: Iterable[Claim]) -> None:
    """Take and free keys. Raises ClaimLost, which must roll back what was written with them."""
    for claim in claims:
        match claim:
            case HoldPerson(person_key):
                _take(connection, person_holds, {"person_key": person_key, "session_id": session_id})
            case TakeSlot(officer_id, slot):
                _take(connection, officer_slots, {"officer_id": officer_id, "slot": slot, "session_id": session_id})
            case ReleasePerson(person_key):
                _free(connection, person_holds, {"person_key": person_key, "session_id": session_id})
            case FreeSlot(officer_id, slot):
                _free(connection, officer_slots, {"officer_id": officer_id, "slot": slot, "session_id": session_id})
            case HoldConsult(officer_id):
                _take(connection, consults, {"session_id": session_id, "officer_id": officer_id})
            case ReleaseConsult(officer_id):
                _free(connection, consults, {"session_id": session_id, "officer_id": officer_id})


def _columns(stored: StoredEvent) -> dict[str, Any]:
    return dict(zip(events.c.keys(), _row(stored), strict=True)) | {"at": stored.logged.at}


def _row(stored: StoredEvent) -> tuple[Any, ...]:
    """Return the values of the event's columns, as SQLite keeps them."""
    logged, role = stored.logged, stored.logged.actor.role.value
    at = to_micros(logged.at)
    return logged.session_id, logged.seq, at, logged.event.type, role, logged.actor.id, stored.body


def _key(stored: StoredEvent) -> tuple[sa.ColumnElement[bool], ...]:
    return events.c.session_id == stored.logged.session_id, events.c.seq == stored.logged.seq


def _take(connection: Connection, table: sa.Table, key: dict[str, Any]) -> None:
    if execute(connection, _taking(connection.dialect.name, table), key).rowcount != 1:
        raise ClaimLost(claim=table.name)


def _free(connection: Connection, table: sa.Table, key: dict[str, Any]) -> None:
    execute(connection, _freeing(table, *key), key)


@cache
def _taking(dialect: str, table: sa.Table) -> postgresql.Insert:
    return insert_for(dialect, table).on_conflict_do_nothing()


@cache
def _freeing(table: sa.Table, *names: str) -> sa.Delete:
    return sa.delete(table).where(*(table.c[name] == sa.bindparam(name) for name in names))
