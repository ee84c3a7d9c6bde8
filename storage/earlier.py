"""Ended sessions of everybody who acts for a taxpayer, the newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from storage.schema import sessions
from storage.sessions import load_session

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.engine import Connection

    from chatserver.domain.session import Session

_LAST = "\U0010ffff"


def find_ended(connection: Connection, prefix: str, since: dt.datetime, limit: int) -> list[Session]:
    """Return sessions whose person's address begins with `prefix` and that ended after `since`."""
    columns = sessions.c
    ids = connection.scalars(
        sa.select(columns.session_id)
        .where(begins(connection, columns.person_key, prefix), columns.ended_at > since)
        .order_by(columns.opened_at.desc())
        .limit(limit)
    ).all()
    return [load_session(connection, session_id).session for session_id in ids]


def begins(connection: Connection, column: sa.Column[str], prefix: str) -> sa.ColumnElement[bool]:
    """Return the condition that the column's text begins so.

    SQLite compares by code point, and uses its index for a range; PostgreSQL does so for LIKE where the database is
    sorted by code point, too, and finds the same, more slowly, where it is not.
    """
    if connection.dialect.name == "sqlite":
        return sa.and_(column >= prefix, column < prefix + _LAST)
    return column.startswith(prefix, autoescape=True)
