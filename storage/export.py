"""Sessions in the order they were opened, page by page, each at its newest: for exports of any length.

The keys (opened_at, session_id) never change, so nothing is left out or told twice while the hub goes on writing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from chatserver.domain.events import SessionQueued
from chatserver.domain.session import fold_all
from storage.codec import decode_event
from storage.schema import events, sessions
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


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page ended."""

    opened_at: dt.datetime
    session_id: str


def load_page(
    connection: Connection, since: dt.datetime | None, until: dt.datetime, after: Place | None, size: int = PAGE
) -> list[ExportedSession]:
    """Return up to `size` sessions opened from `since` until before `until`, after `after`, in order of opening."""
    columns = sessions.c
    query = sa.select(columns.session_id, columns.snapshot).where(columns.opened_at < until)
    if since is not None:
        query = query.where(columns.opened_at >= since)
    if after is not None:
        later = sa.and_(columns.opened_at == after.opened_at, columns.session_id > after.session_id)
        query = query.where(columns.opened_at >= after.opened_at, sa.or_(columns.opened_at > after.opened_at, later))
    rows = connection.execute(query.order_by(columns.opened_at, columns.session_id).limit(size)).all()
    ids = [row.session_id for row in rows]
    newest, queued = _newest(connection, ids), _queued(connection, ids)
    return [
        ExportedSession(
            _at_newest(connection, snapshot_of(row.session_id, row.snapshot), newest[row.session_id]),
            tuple(queued.get(row.session_id, ())),
        )
        for row in rows
    ]


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
