"""`INSERT … ON CONFLICT`, which SQLite and PostgreSQL both know and SQLAlchemy spells once for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from sqlalchemy.dialects import postgresql, sqlite

if TYPE_CHECKING:
    import sqlalchemy as sa
    from sqlalchemy.engine import Connection


def insert_into(connection: Connection, table: sa.Table) -> postgresql.Insert:
    """Return the dialect's own insert; both have `on_conflict_do_nothing`, `on_conflict_do_update` and `excluded`."""
    return insert_for(connection.dialect.name, table)


def insert_for(dialect: str, table: sa.Table) -> postgresql.Insert:
    """Return the insert of a dialect by its name, for statements that are kept."""
    if dialect == "sqlite":
        return cast("postgresql.Insert", sqlite.insert(table))
    return postgresql.insert(table)
