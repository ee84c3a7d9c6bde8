"""Counts for monitoring; cheap enough to be asked every few seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from chatserver.domain.session import SessionState
from storage.schema import sessions

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

OPEN_STATES = (SessionState.QUEUED, SessionState.OFFERED, SessionState.ACTIVE, SessionState.WRAP_UP)


def count_open(connection: Connection) -> dict[str, int]:
    """Return how many sessions are in each open state, zeros included. Closed ones are never looked at."""
    states = [state.value for state in OPEN_STATES]
    rows = connection.execute(
        sa.select(sessions.c.state, sa.func.count().label("found"))
        .where(sessions.c.state.in_(states))
        .group_by(sessions.c.state)
    )
    return dict.fromkeys(states, 0) | {row.state: row.found for row in rows}
