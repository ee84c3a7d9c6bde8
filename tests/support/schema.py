"""A database as a newer Daoban leaves it, and code that knows less than the database."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import sqlalchemy as sa

from storage.migrate import FOLDER
from storage.schema import schema_floor

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from sqlalchemy.engine import Connection


def upgraded_to_9999(connection: Connection, oldest_code: str) -> None:
    """Make it look upgraded by a newer Daoban, which left it to code that knows `oldest_code`."""
    connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    connection.execute(sa.update(schema_floor).values(oldest_code=oldest_code))


def know_only(monkeypatch: pytest.MonkeyPatch, folder: Path, *revisions: str) -> None:
    """Let this code know these revisions only: a copy of the folder without the others."""
    (folder / "versions").mkdir(parents=True)
    for revision in revisions:
        (file,) = (FOLDER / "versions").glob(f"{revision}_*.py")
        shutil.copy(file, folder / "versions")
    monkeypatch.setattr("storage.migrate.FOLDER", folder)
