"""The log as the metrics read it: sessions with their events page by page, and officers with their statuses.

Two ways of reading that share nothing but the tables: `load_page` gives events, of sessions that reach into a period,
found by their rows; `load_raw` gives plain rows of the whole log by plain SQL, for the recount.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from chatserver.domain.metrics_officers import OfficerLog
from storage.log import PAGE, SessionOnDisk, read_events
from storage.paging import beginning
from storage.schema import officer_events, officers, sessions

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from sqlalchemy.engine import Connection

RAW_PAGE = 200
"""Sessions a page of the recount: some ten thousand rows at the most."""


def find_first_opened(connection: Connection) -> dt.datetime | None:
    """Return when the first session was opened, or None."""
    return connection.execute(sa.select(sa.func.min(sessions.c.opened_at))).scalar_one_or_none()


def has_matter(connection: Connection, matter_id: str) -> bool:
    """Tell whether any session was opened for this matter."""
    query = sa.select(sessions.c.session_id).where(sessions.c.matter_id == matter_id).limit(1)
    return connection.execute(query).first() is not None


def load_page(
    connection: Connection,
    since: dt.datetime,
    until: dt.datetime,
    after: tuple[dt.datetime, str] | None,
    size: int = PAGE,
) -> list[SessionOnDisk]:
    """Return up to `size` sessions opened before `until`, not closed before `since`, behind `after` (opened_at, id)."""
    key = sessions.c.opened_at, sessions.c.session_id
    query = _reaching(since, until).where(*beginning(*key, None, after)).order_by(*key).limit(size)
    return _with_events(connection, connection.execute(query).mappings().all())


def load_one(connection: Connection, session_id: str, since: dt.datetime, until: dt.datetime) -> SessionOnDisk | None:
    """Return one session as a page would have it, or None when no page would."""
    query = _reaching(since, until).where(sessions.c.session_id == session_id)
    return next(iter(_with_events(connection, connection.execute(query).mappings().all())), None)


def load_officer_logs(connection: Connection) -> list[OfficerLog]:
    """Return every officer that is or was, with capacity (None: no longer there) and the log of their status."""
    capacities = {row.officer_id: row.capacity for row in connection.execute(sa.select(officers))}
    columns = officer_events.c
    statuses: dict[str, list[tuple[int, dt.datetime, str]]] = {officer_id: [] for officer_id in capacities}
    query = sa.select(columns.officer_id, columns.seq, columns.at, columns.status)
    for row in connection.execute(query.order_by(columns.officer_id, columns.seq)):
        statuses.setdefault(row.officer_id, []).append((row.seq, row.at, row.status))
    return [
        OfficerLog(officer_id=officer_id, capacity=capacities.get(officer_id), statuses=tuple(log))
        for officer_id, log in sorted(statuses.items())
    ]


def load_raw(connection: Connection, after: str, size: int = RAW_PAGE) -> list[tuple[Any, ...]]:
    """Return the plain rows of up to `size` sessions with ids behind `after`, in order of id and number.

    session_id, seq, at, type, actor_role, body; then of its row, null without one: seq, opened_at, closed_at. Times are
    microseconds since 1970.
    """
    last = connection.execute(sa.text(_LAST_ID), {"after": after, "size": size}).scalar_one_or_none()
    if last is None:
        return []
    return [tuple(row) for row in connection.execute(sa.text(_RAW), {"after": after, "last": last})]


def load_raw_statuses(connection: Connection) -> list[tuple[Any, ...]]:
    """Return the plain rows of officers' statuses: officer_id, seq, at, status."""
    statement = "SELECT officer_id, seq, at, status FROM officer_events ORDER BY officer_id, seq"
    return [tuple(row) for row in connection.execute(sa.text(statement))]


_LAST_ID = """
SELECT max(session_id) FROM
(SELECT DISTINCT session_id FROM events WHERE session_id > :after ORDER BY session_id LIMIT :size) AS page
"""
_RAW = """
SELECT e.session_id, e.seq, e.at, e.type, e.actor_role, e.body, s.seq, s.opened_at, s.closed_at
FROM events AS e LEFT JOIN sessions AS s ON s.session_id = e.session_id
WHERE e.session_id > :after AND e.session_id <= :last ORDER BY e.session_id, e.seq
"""


def _reaching(since: dt.datetime, until: dt.datetime) -> sa.Select[Any]:
    columns = sessions.c
    reaches = sa.or_(columns.closed_at.is_(None), columns.closed_at >= since)
    return sa.select(columns.opened_at, columns.session_id, columns.seq).where(columns.opened_at < until, reaches)


def _with_events(connection: Connection, rows: Sequence[Any]) -> list[SessionOnDisk]:
    found = {row["session_id"]: SessionOnDisk(session_id=row["session_id"], row=dict(row)) for row in rows}
    read_events(connection, found)
    return list(found.values())
