"""An officer's day so far: the log knows what they took, the session rows what became of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from chatserver.domain.actors import HUB
from storage.codec import decode_session
from storage.schema import TAKEN, events, sessions

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.engine import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """Sessions taken, questions in them, and the seconds from assignment to first answer, each.

    A session counts once, also when it was handed on later or came back; its first answer where nobody had it before.
    """

    sessions: int
    questions: int
    first_answer_seconds: list[float]


def select_taken(officer_id: str, since: dt.datetime) -> sa.Select[tuple[str, dt.datetime, str]]:
    """Select what the officer took after `since`, oldest first; and what anybody took over, which the hub writes."""
    return (
        sa.select(events.c.session_id, events.c.at, events.c.body)
        .where(TAKEN, events.c.actor_id.in_((officer_id, HUB.id)), events.c.at >= since)
        .order_by(events.c.at)
    )


def load_today(connection: Connection, officer_id: str, since: dt.datetime) -> Today:
    """Return what the officer did in sessions assigned to them after `since`."""
    taken: dict[str, dt.datetime] = {}
    for row in connection.execute(select_taken(officer_id, since)):
        if json.loads(row.body)["officer"]["officer_id"] == officer_id:
            taken.setdefault(row.session_id, row.at)
    rows = connection.execute(sa.select(sessions.c.snapshot).where(sessions.c.session_id.in_(taken)))
    found = [decode_session(row.snapshot) for row in rows]
    return Today(
        sessions=len(found),
        questions=sum(len(session.questions) for session in found),
        first_answer_seconds=[
            (session.talk.first_answer_at - session.first_assigned_at).total_seconds()
            for session in found
            if session.talk.first_answer_at and session.first_assigned_at == taken[session.session_id]
        ],
    )
