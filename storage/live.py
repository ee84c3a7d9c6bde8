"""Sessions that reports must read from the log: those that go on, and those of which facts are due."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from chatserver.domain.session import SessionState
from storage.log import SessionOnDisk, read_events
from storage.schema import sessions
from storage.schema_reports import facts_due

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.engine import Connection

_GOING_ON = [state.value for state in SessionState if state is not SessionState.CLOSED]


def load_live(
    connection: Connection, since: dt.datetime | None, until: dt.datetime, *, reaching: dt.datetime | None = None
) -> list[SessionOnDisk]:
    """Return those opened from `since` (None: ever) until before `until`, with their events.

    `reaching`: without those that were closed before that moment.
    """
    columns = sessions.c
    opened = [columns.opened_at < until]
    if since is not None:
        opened.append(columns.opened_at >= since)
    if reaching is not None:
        opened.append(sa.or_(columns.closed_at.is_(None), columns.closed_at >= reaching))
    query = sa.select(columns.session_id, columns.seq, columns.opened_at)
    going_on = query.where(columns.state.in_(_GOING_ON), *opened)
    due = query.where(columns.session_id.in_(sa.select(facts_due.c.session_id)), *opened)
    found = {
        row["session_id"]: SessionOnDisk(session_id=row["session_id"], row=dict(row))
        for part in (going_on, due)
        for row in connection.execute(part).mappings()
    }
    read_events(connection, found)
    return list(found.values())
