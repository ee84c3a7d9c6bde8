"""Which sessions an officer is asked into, or has joined, as the second one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from storage.schema import consults

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.engine import Connection


def find_consults(connection: Connection, officer_id: str) -> list[str]:
    """Return the ids of the sessions, in the order of their opening (which an id tells)."""
    found = sa.select(consults.c.session_id).where(consults.c.officer_id == officer_id)
    return list(connection.scalars(found.order_by(consults.c.session_id)))


def find_consults_of_all(connection: Connection, officer_ids: Collection[str]) -> set[str]:
    """Return the ids of the sessions of any of these officers."""
    found = sa.select(consults.c.session_id).where(consults.c.officer_id.in_(officer_ids))
    return set(connection.scalars(found))
