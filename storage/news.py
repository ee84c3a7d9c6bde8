"""What other nodes have written: asked of the database when the bus cannot be trusted to have told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from storage.codec import event_of_row
from storage.consults import find_consults_of_all
from storage.schema import nodes, officer_slots, person_holds
from storage.sessions import StoredEvent

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping

    from sqlalchemy.engine import Connection

_AFTER = sa.text(
    "SELECT e.session_id, e.seq, e.at, e.type, e.actor_role, e.actor_id, e.body FROM events e"
    " JOIN unnest(CAST(:ids AS text[]), CAST(:seqs AS integer[])) AS known(session_id, seq)"
    " ON e.session_id = known.session_id AND e.seq > known.seq ORDER BY e.session_id, e.seq"
)


def find_other_nodes(connection: Connection, own_id: str, now: dt.datetime) -> list[str]:
    """Return the ids of the other nodes whose lease holds."""
    living = nodes.c.lease_until > now, nodes.c.node_id != own_id
    return list(connection.scalars(sa.select(nodes.c.node_id).where(*living)))


def find_parts(connection: Connection, person_keys: Collection[str], officer_ids: Collection[str]) -> set[str]:
    """Return the ids of the sessions that these people have open, hold a slot for, or are the second officer of."""
    found = set(
        connection.scalars(sa.select(person_holds.c.session_id).where(person_holds.c.person_key.in_(person_keys)))
    )
    mine = officer_slots.c.officer_id.in_(officer_ids)
    found |= set(connection.scalars(sa.select(officer_slots.c.session_id).where(mine)))
    return found | find_consults_of_all(connection, officer_ids)


def find_news(connection: Connection, known: Mapping[str, int]) -> dict[str, list[StoredEvent]]:
    """Return the events behind the number that is known of each session, in order. For PostgreSQL alone."""
    rows = connection.execute(_AFTER, {"ids": list(known), "seqs": list(known.values())})
    found: dict[str, list[StoredEvent]] = {}
    for session_id, *row in rows:
        found.setdefault(session_id, []).append(StoredEvent(event_of_row(session_id, row), str(row[-1])))
    return found
