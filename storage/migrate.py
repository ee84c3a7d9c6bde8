"""Brings a database's tables to what this code knows. Forward only: a newer schema is refused, never touched.

Both functions run inside the caller's transaction (`Database.write(upgrade)`), so a failed step leaves no trace,
on SQLite and on PostgreSQL. A new revision is a file in `migrations/versions/`, written by hand beside schema.py;
tests/storage/test_migrations.py says when the two differ.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext, RevisionStep
from alembic.script import ScriptDirectory
from alembic.script.revision import ResolutionError

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

FOLDER = Path(__file__).parent / "migrations"
_LOCK = 0x0DA0BA4
"""Any number of our own: nodes that start together upgrade one after the other."""


class SchemaNewer(RuntimeError):
    """The database was upgraded by a newer Daoban than this one."""

    def __init__(self, revision: str) -> None:
        """Keep the revision that this code does not know."""
        super().__init__(revision)
        self.revision = revision


def upgrade(connection: Connection) -> list[str]:
    """Apply every missing revision in order; return their ids (none: already current). Raises SchemaNewer."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
    missing = pending(connection)
    if missing:
        _apply(connection)
    return missing


def pending(connection: Connection) -> list[str]:
    """Return the ids of the revisions that the database lacks, oldest first. Raises SchemaNewer."""
    reached = current(connection)
    try:
        missing = [script.revision for script in _scripts().iterate_revisions("head", reached or "base")]
    except ResolutionError as error:
        raise SchemaNewer(str(reached)) from error
    return missing[::-1]


def current(connection: Connection) -> str | None:
    """Return the database's revision, or None for an empty database."""
    return MigrationContext.configure(connection).get_current_revision()


def newest() -> str:
    """Return the revision that this code needs."""
    return str(_scripts().get_current_head())


def _apply(connection: Connection) -> None:
    scripts = _scripts()

    def steps(revision: str, _: MigrationContext) -> list[RevisionStep]:
        return scripts._upgrade_revs("head", revision)  # noqa: SLF001 - as `alembic upgrade` does

    with EnvironmentContext(_config(), scripts, fn=steps) as environment:
        environment.configure(connection=connection)
        environment.run_migrations()


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
