"""Stays in queues of late, from the log: for whoever looks back over the last hour."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import sqlalchemy as sa

from chatserver.domain import events as ev
from chatserver.domain.session import SessionState
from chatserver.domain.wall import Wait
from storage.schema import events, sessions

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

REACH = dt.timedelta(hours=24)
"""Of a session that was opened so long before, only the wait that still lasts is known here."""
_QUEUED = ev.SessionQueued.type
_TELLING = (_QUEUED, ev.SessionAssigned.type, ev.SessionEnded.type)
_WAITING = (SessionState.QUEUED.value, SessionState.OFFERED.value)


def load_waits(connection: Connection, since: dt.datetime) -> list[Wait]:
    """Return the stays that reach beyond `since`. One who is put into another queue begins anew, as on the floor."""
    columns = sessions.c
    recent = columns.opened_at >= since - REACH, sa.or_(columns.ended_at.is_(None), columns.ended_at >= since)
    asked = sa.union(
        sa.select(columns.session_id).where(*recent), sa.select(columns.session_id).where(columns.state.in_(_WAITING))
    ).subquery()
    query = (
        sa.select(events.c.session_id, events.c.at, events.c.type)
        .join(asked, asked.c.session_id == events.c.session_id)
        .where(events.c.type.in_(_TELLING))
        .order_by(events.c.session_id, events.c.seq)
    )
    found: list[Wait] = []
    begun: dict[str, dt.datetime] = {}
    for session_id, at, type_ in connection.execute(query):
        if (start := begun.pop(session_id, None)) is not None and at >= since:
            found.append(Wait(start=start, end=at))
        if type_ == _QUEUED:
            begun[session_id] = at
    return found + [Wait(start=start, end=None) for start in begun.values()]
