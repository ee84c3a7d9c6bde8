"""Sessions in the order they were opened, page by page, each at its newest: for exports of any length.

The keys (opened_at, session_id) never change, so nothing is left out or told twice while the hub goes on writing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from chatserver.domain.events import SessionQueued
from chatserver.domain.session import fold_all
from chatserver.domain.transfer import REDIRECTED
from storage.codec import decode_event
from storage.schema import events, sessions
from storage.schema_reports import facts_due, session_facts
from storage.sessions import load_events, snapshot_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from sqlalchemy.engine import Connection

    from chatserver.domain.session import Session

PAGE = 200
"""Sessions a page: a few hundred kB in memory, and never a long transaction."""


@dataclass(frozen=True, slots=True)
class ExportedSession:
    """A session and how it waited: every time it was queued, in order."""

    session: Session
    queued: tuple[SessionQueued, ...]

    @property
    def times_queued(self) -> int:
        """How often it came into the queue; put elsewhere while it waits, it has not left it."""
        return sum(event.reason != REDIRECTED for event in self.queued)


KNOWN = tuple(
    column.name
    for column in session_facts.c
    if column.name not in {"seq", "day", "in_hours", "taxpayer", "parts", "opened_at", "session_id"}
)
"""The columns of `session_facts` that an export tells besides id and opening, in the order of a `KnownSession`."""
_COLUMNS = [session_facts.c[name] for name in KNOWN]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page ended."""

    opened_at: dt.datetime
    session_id: str


@dataclass(frozen=True, slots=True)
class KnownSession:
    """A closed session as reports know it: the values of `KNOWN`, lists as JSON."""

    place: Place
    values: tuple[Any, ...]


def load_page(
    connection: Connection, since: dt.datetime | None, until: dt.datetime, after: Place | None, size: int = PAGE
) -> list[ExportedSession | KnownSession]:
    """Return up to `size` sessions opened from `since` until before `until`, after `after`, in order of opening."""
    columns, facts = sessions.c, session_facts.c
    known = sa.and_(facts.opened_at == columns.opened_at, facts.session_id == columns.session_id)
    query = sa.select(columns.session_id, columns.opened_at, facts.seq, facts_due.c.seq.label("due"), *_COLUMNS)
    query = query.select_from(
        sessions.outerjoin(session_facts, known).outerjoin(facts_due, facts_due.c.session_id == columns.session_id)
    ).where(columns.opened_at < until)
    if since is not None:
        query = query.where(columns.opened_at >= since)
    if after is not None:
        later = sa.and_(columns.opened_at == after.opened_at, columns.session_id > after.session_id)
        query = query.where(columns.opened_at >= after.opened_at, sa.or_(columns.opened_at > after.opened_at, later))
    rows = connection.execute(query.order_by(columns.opened_at, columns.session_id).limit(size)).all()
    others = _folded(connection, [row[0] for row in rows if row.seq is None or row.due is not None])
    return [others.get(row[0]) or KnownSession(Place(row[1], row[0]), tuple(row[4:])) for row in rows]


def _folded(connection: Connection, ids: Sequence[str]) -> dict[str, ExportedSession]:
    """Return sessions of which reports do not know everything, from their rows and logs."""
    if not ids:
        return {}
    query = sa.select(sessions.c.session_id, sessions.c.snapshot).where(sessions.c.session_id.in_(ids))
    newest, queued = _newest(connection, ids), _queued(connection, ids)
    return {
        row.session_id: ExportedSession(
            _at_newest(connection, snapshot_of(row.session_id, row.snapshot), newest[row.session_id]),
            tuple(queued.get(row.session_id, ())),
        )
        for row in connection.execute(query)
    }


def _at_newest(connection: Connection, session: Session, newest: int) -> Session:
    """Return the session with its newest events: messages alone do not rewrite a row, so the log may be ahead of it."""
    if session.seq >= newest:
        return session
    tail = load_events(connection, session.session_id, session.seq)
    return fold_all(session, (stored.logged for stored in tail))


def _newest(connection: Connection, ids: Iterable[str]) -> dict[str, int]:
    """Return each session's last number."""
    column = events.c.session_id
    rows = connection.execute(
        sa.select(column, sa.func.max(events.c.seq).label("newest")).where(column.in_(list(ids))).group_by(column)
    )
    return {row.session_id: row.newest for row in rows}


def _queued(connection: Connection, ids: Sequence[str]) -> dict[str, list[SessionQueued]]:
    """Return each session's times in the queue, in order."""
    rows = connection.execute(
        sa.select(events.c.session_id, events.c.body)
        .where(events.c.session_id.in_(ids), events.c.type == SessionQueued.type)
        .order_by(events.c.session_id, events.c.seq)
    )
    found: dict[str, list[SessionQueued]] = {}
    for row in rows:
        event = decode_event(SessionQueued.type, row.body)
        if isinstance(event, SessionQueued):
            found.setdefault(row.session_id, []).append(event)
    return found
