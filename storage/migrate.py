"""Brings a database's tables to what this code knows. Forward only: a newer schema is never touched.

Each revision declares `oldest_code`: the newest revision known to the oldest code that may serve what it leaves. An
additive one repeats its predecessor's; one that takes something away names the first revision whose code does without
it. The last revision's is kept in the database (`schema_floor`), so that code which does not know that revision can
still tell whether it may go on serving.

Both functions run inside the caller's transaction (`Database.write(upgrade)`), so a failed step leaves no trace,
on SQLite and on PostgreSQL. A new revision is a file in `migrations/versions/`, written by hand beside schema.py;
tests/storage/test_migrations.py says when the two differ.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from storage.schema import schema_floor

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

FOLDER = Path(__file__).parent / "migrations"
_REACHED = sa.table("alembic_version", sa.column("version_num", sa.Text))
_LOCK = 0x0DA0BA4
"""Any number of our own: nodes that start together upgrade one after the other."""


class SchemaNewer(RuntimeError):
    """The database was upgraded by a newer Daoban that took away what this one needs."""

    def __init__(self, revision: str) -> None:
        """Keep the revision that this code does not know."""
        super().__init__(revision)
        self.revision = revision


def upgrade(connection: Connection) -> list[str]:
    """Apply every missing revision in order; return their ids (none: nothing to do). Raises SchemaNewer."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
    missing = pending(connection)
    if missing:
        from storage import migration_steps  # noqa: PLC0415 - Alembic's 0.1 s are not for every program's start

        migration_steps.apply(connection, FOLDER)
        _keep_floor(connection)
    return missing


def pending(connection: Connection) -> list[str]:
    """Return the ids of the revisions that the database lacks, oldest first; none where newer code only added.

    Raises SchemaNewer where it took something away.
    """
    known, reached = _known(FOLDER), current(connection)
    if reached is None:
        return list(known)
    if reached in known:
        return list(known[known.index(reached) + 1 :])
    floor = _floor(connection)
    if floor is None or floor > known[-1]:
        raise SchemaNewer(reached)
    return []


def current(connection: Connection) -> str | None:
    """Return the database's revision, or None for an empty database."""
    return _kept(connection, _REACHED, "version_num")


def newest() -> str:
    """Return the newest revision that this code knows."""
    return _known(FOLDER)[-1]


def spares(reached: str | None) -> bool:
    """Tell whether code that knows revisions up to `reached` may go on serving after `upgrade`."""
    return reached is None or _oldest_code() <= reached


def _oldest_code() -> str:
    from storage import migration_steps  # noqa: PLC0415 - as in upgrade

    return migration_steps.oldest_code(FOLDER)


def _floor(connection: Connection) -> str | None:
    """Return what the last revision's `oldest_code` was; None where nobody kept it, as at 0001."""
    return _kept(connection, schema_floor, "oldest_code")


def _kept(connection: Connection, table: sa.TableClause, column: str) -> str | None:
    """Return what stands in the only row of a table; None where there is no row, or no table yet."""
    if not sa.inspect(connection).has_table(table.name):
        return None
    return connection.execute(sa.select(table.c[column])).scalar_one_or_none()


def _keep_floor(connection: Connection) -> None:
    if not sa.inspect(connection).has_table(schema_floor.name):
        return  # revision 0001 has no place for it, and its code needs none
    connection.execute(sa.delete(schema_floor))
    connection.execute(sa.insert(schema_floor).values(oldest_code=_oldest_code()))


@lru_cache(maxsize=8)
def _known(folder: Path) -> tuple[str, ...]:
    """Return the ids of the revisions in `folder`, oldest first; kept, because readiness asks every few seconds."""
    return tuple(sorted(file.name.partition("_")[0] for file in (folder / "versions").glob("[0-9]*_*.py")))
