"""A database as a newer Daoban leaves it, and code that knows less than the database."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import sqlalchemy as sa

from storage.migrate import FOLDER

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from sqlalchemy.engine import Connection


def upgraded_to_9999(connection: Connection, oldest_code: str) -> None:
    """Make it look upgraded by a newer Daoban, which left it to code that knows `oldest_code`."""
    connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    connection.execute(sa.text("CREATE TABLE IF NOT EXISTS schema_floor (oldest_code TEXT NOT NULL)"))
    connection.execute(sa.text("DELETE FROM schema_floor"))
    connection.execute(sa.text("INSERT INTO schema_floor VALUES (:oldest)"), {"oldest": oldest_code})


def know_only(monkeypatch: pytest.MonkeyPatch, folder: Path, *revisions: str) -> None:
    """Let this code know these revisions only: a copy of the folder without the others."""
    (folder / "versions").mkdir(parents=True)
    for revision in revisions:
        (file,) = (FOLDER / "versions").glob(f"{revision}_*.py")
        shutil.copy(file, folder / "versions")
    monkeypatch.setattr("storage.migrate.FOLDER", folder)
