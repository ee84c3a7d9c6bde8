"""Stays in queues of late, from the log: for whoever looks back over the last hour."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from chatserver.domain import events as ev
from chatserver.domain.session import SessionState
from chatserver.domain.wall import Wait
from storage.direct import as_time, execute
from storage.schema import events, sessions
from storage.types import to_micros

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

REACH = dt.timedelta(hours=24)
"""Of a session that was opened so long before, only the wait that still lasts is known here."""
_QUEUED = ev.SessionQueued.type
_TELLING = (_QUEUED, ev.SessionAssigned.type, ev.SessionEnded.type)
_WAITING = (SessionState.QUEUED.value, SessionState.OFFERED.value)


def load_waits(connection: Connection, since: dt.datetime) -> list[Wait]:
    """Return the stays that reach beyond `since`. One who is put into another queue begins anew, as on the floor."""
    found: list[Wait] = []
    begun: dict[str, dt.datetime | int] = {}
    edge = to_micros(since) if connection.dialect.name == "sqlite" else since
    for session_id, at, type_ in execute(connection, _TOLD, {"since": since, "reach": since - REACH}).fetchall():
        start = begun.pop(session_id, None)
        if start is not None and at >= edge:
            found.append(Wait(start=as_time(start), end=as_time(at)))
        if type_ == _QUEUED:
            begun[session_id] = at
    return found + [Wait(start=as_time(start), end=None) for start in begun.values()]


def _told() -> sa.Select[Any]:
    """Who may have waited since then, as far as rows tell, and what their logs say of it."""
    columns = sessions.c
    since, reach = (sa.bindparam(name, None, type_=columns.opened_at.type) for name in ("since", "reach"))
    recent = columns.opened_at >= reach, sa.or_(columns.ended_at.is_(None), columns.ended_at >= since)
    asked = sa.union(
        sa.select(columns.session_id).where(*recent), sa.select(columns.session_id).where(columns.state.in_(_WAITING))
    ).subquery()
    return (
        sa.select(events.c.session_id, events.c.at, events.c.type)
        .join(asked, asked.c.session_id == events.c.session_id)
        .where(events.c.type.in_(_TELLING))
        .order_by(events.c.session_id, events.c.seq)
    )


_TOLD = _told()
