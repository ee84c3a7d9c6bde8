"""Goes through the revisions of a folder with Alembic."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory

if TYPE_CHECKING:
    from pathlib import Path

    from alembic.runtime.migration import MigrationContext, RevisionStep
    from sqlalchemy.engine import Connection


def apply(connection: Connection, folder: Path) -> None:
    """Apply every revision that the database lacks, in order, in the transaction that runs."""
    scripts = _scripts(folder)

    def steps(revision: str, _: MigrationContext) -> list[RevisionStep]:
        return scripts._upgrade_revs("head", revision)  # noqa: SLF001 - as `alembic upgrade` does

    with EnvironmentContext(_config(folder), scripts, fn=steps) as environment:
        environment.configure(connection=connection)
        environment.run_migrations()


def oldest_code(folder: Path) -> str:
    """Return what the last revision declares."""
    last = next(_scripts(folder).walk_revisions())
    return str(last.module.oldest_code)


def _scripts(folder: Path) -> ScriptDirectory:
    return ScriptDirectory.from_config(_config(folder))


def _config(folder: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
