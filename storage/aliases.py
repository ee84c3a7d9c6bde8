"""The key of this deployment's aliases: drawn when the first name is purged, and the same for ever."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import sqlalchemy as sa

from chatserver.domain.aliases import Aliases
from storage.schema_purges import alias_key
from storage.upsert import insert_into

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

_BYTES = 32


def load_aliases(connection: Connection) -> Aliases | None:
    """Return what aliases are made with; None while no name was ever purged."""
    key = connection.execute(sa.select(alias_key.c.key)).scalar_one_or_none()
    return None if key is None else Aliases(bytes.fromhex(key))


def make_aliases(connection: Connection) -> Aliases:
    """Return what aliases are made with, drawing the key first where there is none; two nodes get the same."""
    if (known := load_aliases(connection)) is not None:
        return known
    row = {"one": 1, "key": secrets.token_hex(_BYTES)}
    connection.execute(insert_into(connection, alias_key).values(row).on_conflict_do_nothing())
    return Aliases(bytes.fromhex(connection.execute(sa.select(alias_key.c.key)).scalar_one()))
