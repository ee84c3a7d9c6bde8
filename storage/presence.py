"""Presence as rows: a connection belongs to a node, a node renews one lease.

`lost_at` of an officer is the moment since when no connection lives; after a grace the officer counts as lost.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import sqlalchemy as sa

from chatserver.domain.officer import OfficerStatus
from chatserver.domain.session import SessionState
from storage.schema import connections, consults, nodes, officer_slots, officers, person_holds, sessions
from storage.upsert import insert_into

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sqlalchemy.engine import Connection

LEASE_SECONDS = 10
"""A node that has not renewed for this long is gone; renewed every third of it."""


def tell_time(connection: Connection) -> dt.datetime:
    """Return what PostgreSQL's clock says at this very moment (`now()` is when the transaction began)."""
    told: dt.datetime = connection.execute(sa.select(sa.func.clock_timestamp())).scalar_one()
    return told


def renew_lease(connection: Connection, node_id: str, now: dt.datetime) -> set[tuple[str, str]]:
    """Say that this node lives; return the officers' lines noted for it, as (connection id, officer id)."""
    until = now + dt.timedelta(seconds=LEASE_SECONDS)
    statement = insert_into(connection, nodes).values(node_id=node_id, started_at=now, lease_until=until)
    connection.execute(statement.on_conflict_do_update(index_elements=["node_id"], set_={"lease_until": until}))
    columns = connections.c.connection_id, connections.c.officer_id
    noted = connection.execute(sa.select(*columns).where(connections.c.node_id == node_id))
    return {(row.connection_id, row.officer_id) for row in noted}


def leave(connection: Connection, node_id: str, now: dt.datetime, person_keys: Collection[str] | None = None) -> None:
    """Take the node and its connections away: it stops, or its lease lapsed.

    `person_keys` were connected to it. Without them all count as absent until their node sees them (`mark_back`).
    """
    officer_ids = set(connection.scalars(sa.select(connections.c.officer_id).where(connections.c.node_id == node_id)))
    connection.execute(sa.delete(connections).where(connections.c.node_id == node_id))
    connection.execute(sa.delete(nodes).where(nodes.c.node_id == node_id))
    for officer_id in sorted(officer_ids):
        _mark_lost(connection, officer_id, now)
    present = person_holds.c.absent_at.is_(None)
    gone = present if person_keys is None else sa.and_(present, person_holds.c.person_key.in_(person_keys))
    connection.execute(sa.update(person_holds).where(gone).values(absent_at=now))


def add_connection(connection: Connection, connection_id: str, node_id: str, officer_id: str, now: dt.datetime) -> None:
    """Note a living connection of an officer, once; they are no longer lost."""
    values = {"connection_id": connection_id, "node_id": node_id, "officer_id": officer_id, "since_at": now}
    connection.execute(insert_into(connection, connections).values(values).on_conflict_do_nothing())
    connection.execute(sa.update(officers).where(officers.c.officer_id == officer_id).values(lost_at=None))


def remove_connection(connection: Connection, connection_id: str, officer_id: str, now: dt.datetime) -> None:
    """Forget a connection; the officer's last one starts the grace."""
    connection.execute(sa.delete(connections).where(connections.c.connection_id == connection_id))
    _mark_lost(connection, officer_id, now)


def sweep_lapsed(connection: Connection, now: dt.datetime, own_id: str) -> list[str]:
    """Take away the other nodes whose lease has lapsed; return their ids. Whoever sweeps lives itself."""
    columns = nodes.c.node_id, nodes.c.lease_until
    lapsed = list(connection.execute(sa.select(*columns).where(nodes.c.lease_until <= now, nodes.c.node_id != own_id)))
    for row in lapsed:
        leave(connection, row.node_id, row.lease_until)
    return [row.node_id for row in lapsed]


def find_lost(connection: Connection, before: dt.datetime) -> list[str]:
    """Return the officers lost since before `before` who count as on duty, or whose sessions or consults go on."""
    holding = (
        sa.select(officer_slots.c.officer_id)
        .join(sessions, sessions.c.session_id == officer_slots.c.session_id)
        .where(sessions.c.state.in_([SessionState.OFFERED.value, SessionState.ACTIVE.value]))
    )
    rows = connection.execute(
        sa.select(officers.c.officer_id).where(
            officers.c.lost_at <= before,
            sa.or_(
                officers.c.status.in_([OfficerStatus.AVAILABLE.value, OfficerStatus.FINISHING.value]),
                officers.c.officer_id.in_(holding),
                officers.c.officer_id.in_(sa.select(consults.c.officer_id)),
            ),
        )
    )
    return [row.officer_id for row in rows]


def _mark_lost(connection: Connection, officer_id: str, now: dt.datetime) -> None:
    # First the lock: on PostgreSQL a line that comes meanwhile (a page is loaded anew) would not be seen below.
    connection.execute(sa.select(officers.c.officer_id).where(officers.c.officer_id == officer_id).with_for_update())
    alive = sa.select(connections.c.officer_id).where(connections.c.officer_id == officer_id)
    connection.execute(
        sa.update(officers)
        .where(officers.c.officer_id == officer_id, officers.c.lost_at.is_(None), ~sa.exists(alive))
        .values(lost_at=now)
    )


def mark_absent(connection: Connection, person_key: str, now: dt.datetime) -> None:
    """Note that none of the person's pages is connected; matters only while they have an open session."""
    connection.execute(
        sa.update(person_holds)
        .where(person_holds.c.person_key == person_key, person_holds.c.absent_at.is_(None))
        .values(absent_at=now)
    )


def mark_back(connection: Connection, person_key: str) -> None:
    """Note that the person is connected again."""
    connection.execute(
        sa.update(person_holds)
        .where(person_holds.c.person_key == person_key, person_holds.c.absent_at.is_not(None))
        .values(absent_at=None)
    )


def find_gone(connection: Connection) -> list[str]:
    """Return the persons with an open session who count as absent."""
    return list(connection.scalars(sa.select(person_holds.c.person_key).where(person_holds.c.absent_at.is_not(None))))


def find_absences(connection: Connection, session_ids: Iterable[str]) -> dict[str, dt.datetime]:
    """Return since when the taxpayer of each of these open sessions is absent; who is connected is left out."""
    columns = person_holds.c.session_id, person_holds.c.absent_at
    wanted = person_holds.c.session_id.in_(list(session_ids)), person_holds.c.absent_at.is_not(None)
    return {row.session_id: row.absent_at for row in connection.execute(sa.select(*columns).where(*wanted))}


def find_absent(connection: Connection, queue_before: dt.datetime, active_before: dt.datetime) -> list[str]:
    """Return the open sessions whose person is gone: waiting since before one time, with an officer the other."""
    waiting = sessions.c.state.in_([SessionState.QUEUED.value, SessionState.OFFERED.value])
    rows = connection.execute(
        sa.select(person_holds.c.session_id)
        .join(sessions, sessions.c.session_id == person_holds.c.session_id)
        .where(
            sa.or_(
                sa.and_(waiting, person_holds.c.absent_at < queue_before),
                sa.and_(sessions.c.state == SessionState.ACTIVE.value, person_holds.c.absent_at < active_before),
            )
        )
    )
    return [row.session_id for row in rows]
