"""An officer's day so far, from the session rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from storage.codec import decode_session
from storage.schema import sessions

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.engine import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """Sessions taken, questions in them, and the seconds from assignment to first answer, each."""

    sessions: int
    questions: int
    first_answer_seconds: list[float]


def load_today(connection: Connection, officer_id: str, since: dt.datetime) -> Today:
    """Return what the officer did in sessions assigned after `since`."""
    rows = connection.execute(
        sa.select(sessions.c.snapshot).where(sessions.c.officer_id == officer_id, sessions.c.first_assigned_at >= since)
    )
    taken = [decode_session(row.snapshot) for row in rows]
    return Today(
        sessions=len(taken),
        questions=sum(len(session.questions) for session in taken),
        first_answer_seconds=[
            (session.talk.first_answer_at - session.first_assigned_at).total_seconds()
            for session in taken
            if session.talk.first_answer_at and session.first_assigned_at
        ],
    )
