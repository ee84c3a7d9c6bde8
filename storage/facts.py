"""Facts for reports: which sessions are due, and writing what their logs say. See schema_reports.py."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from chatserver.domain.session import SessionState
from storage.direct import execute_each
from storage.log import SessionOnDisk, read_events
from storage.officer_days import mark_sessions
from storage.parts import note_parts
from storage.schema import sessions
from storage.schema_reports import (
    assignment_facts,
    facts_due,
    field_facts,
    question_facts,
    session_facts,
    transfer_facts,
)
from storage.schema_search import session_texts
from storage.search import SaidText, save_texts
from storage.stuck_spans import mark_changed
from storage.upsert import insert_for, insert_into

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy.dialects import postgresql
    from sqlalchemy.engine import Connection

Values = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRows:
    """All rows that one session has in the tables of reports; `seq`: how many events they were made of."""

    session_id: str
    seq: int
    session: Values
    questions: Sequence[Values]
    fields: Sequence[Values]
    assignments: Sequence[Values]
    transfers: Sequence[Values]
    said: str
    """All messages, folded: see chatserver/domain/search.py."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """Closed sessions that reports do not know yet, or not their last events; when the longest was closed.

    `gaps`: of those about which nothing can be said, as their log is not whole: (session_id, the number that it lacks).
    """

    sessions: int
    since_at: dt.datetime | None
    gaps: tuple[tuple[str, int], ...]


def mark_due(connection: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
    """Note that facts must be made of these `sessions` rows, as far as they are closed; the writer's transaction."""
    closed = [
        {"session_id": row["session_id"], "seq": row["seq"], "since_at": row["closed_at"], "gap": None}
        for row in sorted(rows, key=lambda row: str(row["session_id"]))
        if row["state"] == SessionState.CLOSED.value
    ]
    execute_each(connection, _due_anew(connection.dialect.name), closed)


@cache
def _due_anew(dialect: str) -> postgresql.Insert:
    """Return the upsert of what is due, kept: put together anew, each left a hundred objects in cycles."""
    statement = insert_for(dialect, facts_due)
    renewed = {"seq": statement.excluded["seq"], "gap": None}
    return statement.on_conflict_do_update(index_elements=["session_id"], set_=renewed)


def mark_missed(connection: Connection, since: dt.datetime) -> int:
    """Note all sessions closed from `since` on that reports do not know: older code closes them without a note."""
    moved = sa.select(transfer_facts.c.session_id).where(transfer_facts.c.session_id == sessions.c.session_id)
    known = sa.select(session_facts.c.session_id).where(
        session_facts.c.session_id == sessions.c.session_id,
        session_facts.c.seq >= sessions.c.seq,
        session_facts.c.assignments.is_not(None),
        sa.or_(session_facts.c.transfers == 0, moved.exists()),
    )
    searched = sa.select(session_texts.c.session_id).where(
        session_texts.c.session_id == sessions.c.session_id, session_texts.c.seq >= sessions.c.seq
    )
    missed = sa.select(sessions.c.session_id, sessions.c.seq, sessions.c.closed_at).where(
        sessions.c.state == SessionState.CLOSED.value,
        sessions.c.closed_at >= since,
        ~known.exists() | ~searched.exists(),
    )
    names = ["session_id", "seq", "since_at"]
    statement = insert_into(connection, facts_due).from_select(names, missed)
    return connection.execute(statement.on_conflict_do_nothing()).rowcount


def load_due(connection: Connection, most: int) -> list[SessionOnDisk]:
    """Return up to `most` sessions that are due, with their events; those closed first come first."""
    due = sa.select(facts_due.c.session_id).where(facts_due.c.gap.is_(None))
    ids = list(connection.scalars(due.order_by(facts_due.c.since_at, facts_due.c.session_id).limit(most)))
    columns = sessions.c.session_id, sessions.c.seq, sessions.c.opened_at
    rows = connection.execute(sa.select(*columns).where(sessions.c.session_id.in_(ids))).mappings()
    found = {row["session_id"]: SessionOnDisk(session_id=row["session_id"], row=dict(row)) for row in rows}
    for session_id in ids:
        found.setdefault(session_id, SessionOnDisk(session_id=session_id, row=None))
    read_events(connection, found)
    return [found[session_id] for session_id in ids]


def load_backlog(connection: Connection) -> Backlog:
    """Return how far reports are behind."""
    whole = sa.select(sa.func.count(), sa.func.min(facts_due.c.since_at)).where(facts_due.c.gap.is_(None))
    count, since_at = connection.execute(whole).one()
    holes = sa.select(facts_due.c.session_id, facts_due.c.gap).where(facts_due.c.gap.is_not(None))
    gaps = connection.execute(holes.order_by(facts_due.c.session_id))
    return Backlog(sessions=count, since_at=since_at, gaps=tuple((row.session_id, row.gap) for row in gaps))


def save_facts(connection: Connection, made: Sequence[SessionRows], gaps: Mapping[str, int]) -> int:
    """Put these in the place of what was known of the sessions, and note `gaps`; return how many were still due.

    What another node has done meanwhile is left as it is: it may have seen more.
    """
    ids = [one.session_id for one in made]
    query = sa.select(facts_due.c.session_id).where(facts_due.c.session_id.in_([*ids, *gaps])).with_for_update()
    due = set(connection.scalars(query.order_by(facts_due.c.session_id)))
    kept = [one for one in made if one.session_id in due]
    note_parts(connection, [one.session for one in kept])
    mark_sessions(connection, [one.session_id for one in kept], [row for one in kept for row in one.assignments])
    mark_changed(connection, [one.session_id for one in kept], [row for one in kept for row in one.questions])
    for table in (session_facts, question_facts, field_facts, assignment_facts, transfer_facts):
        connection.execute(sa.delete(table).where(table.c.session_id.in_([one.session_id for one in kept])))
    _insert(connection, session_facts, [one.session for one in kept])
    _insert(connection, question_facts, [row for one in kept for row in one.questions])
    _insert(connection, field_facts, [row for one in kept for row in one.fields])
    _insert(connection, assignment_facts, [row for one in kept for row in one.assignments])
    _insert(connection, transfer_facts, [row for one in kept for row in one.transfers])
    save_texts(connection, [SaidText(session_id=one.session_id, seq=one.seq, text=one.said) for one in kept])
    _settle(connection, {one.session_id: one.seq for one in kept}, gaps)
    return len(due)


def _settle(connection: Connection, done: Mapping[str, int], gaps: Mapping[str, int]) -> None:
    """Take away the notes of what is done, unless a later event has renewed them; mark those with gaps."""
    key = facts_due.c.session_id == sa.bindparam("id")
    if done:
        statement = sa.delete(facts_due).where(key, facts_due.c.seq <= sa.bindparam("upto"))
        connection.execute(statement, [{"id": session_id, "upto": seq} for session_id, seq in sorted(done.items())])
    if gaps:
        marked = sa.update(facts_due).where(key).values(gap=sa.bindparam("hole"))
        connection.execute(marked, [{"id": session_id, "hole": gap} for session_id, gap in sorted(gaps.items())])


def _insert(connection: Connection, table: sa.Table, rows: Sequence[Values]) -> None:
    if rows:
        connection.execute(sa.insert(table), rows)
