"""Presence as rows: a connection belongs to a node, a node renews one lease.

`lost_at` of an officer is the moment since when no connection lives; after a grace the officer counts as lost.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from chatserver.domain.officer import OfficerStatus
from storage.schema import connections, nodes, officer_slots, officers

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

LEASE_SECONDS = 10
"""A node that has not renewed for this long is gone; renewed every third of it."""

_INSERT = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def renew_lease(connection: Connection, node_id: str, now: dt.datetime) -> None:
    """Say that this node lives."""
    until = now + dt.timedelta(seconds=LEASE_SECONDS)
    statement = _INSERT[connection.dialect.name](nodes).values(node_id=node_id, started_at=now, lease_until=until)
    connection.execute(
        statement.on_conflict_do_update(index_elements=["node_id"], set_={"lease_until": until})
    )


def leave(connection: Connection, node_id: str, now: dt.datetime) -> None:
    """Take the node and its connections away: it stops, or its lease lapsed."""
    officer_ids = set(
        connection.scalars(sa.select(connections.c.officer_id).where(connections.c.node_id == node_id))
    )
    connection.execute(sa.delete(connections).where(connections.c.node_id == node_id))
    connection.execute(sa.delete(nodes).where(nodes.c.node_id == node_id))
    for officer_id in sorted(officer_ids):
        _mark_lost(connection, officer_id, now)


def add_connection(
    connection: Connection, connection_id: str, node_id: str, officer_id: str, now: dt.datetime
) -> None:
    """Note a living connection of an officer; they are no longer lost."""
    connection.execute(
        sa.insert(connections).values(
            connection_id=connection_id, node_id=node_id, officer_id=officer_id, since_at=now
        )
    )
    connection.execute(sa.update(officers).where(officers.c.officer_id == officer_id).values(lost_at=None))


def remove_connection(connection: Connection, connection_id: str, officer_id: str, now: dt.datetime) -> None:
    """Forget a connection; the officer's last one starts the grace."""
    connection.execute(sa.delete(connections).where(connections.c.connection_id == connection_id))
    _mark_lost(connection, officer_id, now)


def sweep_lapsed(connection: Connection, now: dt.datetime) -> list[str]:
    """Take away the nodes whose lease has lapsed; return their ids."""
    lapsed = list(
        connection.execute(sa.select(nodes.c.node_id, nodes.c.lease_until).where(nodes.c.lease_until <= now))
    )
    for row in lapsed:
        leave(connection, row.node_id, row.lease_until)
    return [row.node_id for row in lapsed]


def find_lost(connection: Connection, before: dt.datetime) -> list[str]:
    """Return the officers lost since before `before` who still count as on duty or still hold slots."""
    holding = sa.select(officer_slots.c.officer_id)
    rows = connection.execute(
        sa.select(officers.c.officer_id).where(
            officers.c.lost_at <= before,
            sa.or_(
                officers.c.status.in_([OfficerStatus.AVAILABLE.value, OfficerStatus.FINISHING.value]),
                officers.c.officer_id.in_(holding),
            ),
        )
    )
    return [row.officer_id for row in rows]


def _mark_lost(connection: Connection, officer_id: str, now: dt.datetime) -> None:
    alive = sa.select(connections.c.officer_id).where(connections.c.officer_id == officer_id)
    connection.execute(
        sa.update(officers)
        .where(officers.c.officer_id == officer_id, officers.c.lost_at.is_(None), ~sa.exists(alive))
        .values(lost_at=now)
    )
