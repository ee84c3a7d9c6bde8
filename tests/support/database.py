"""Both real databases: a test that asks for `database` runs once on SQLite and once on PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage.engine import open_database
from storage.migrate import upgrade

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from storage.engine import Database


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of a new empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'daoban.sqlite3'}"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
async def empty_database(database_url: str) -> AsyncIterator[Database]:
    """A new database without tables."""
    opened = open_database(database_url)
    yield opened
    await opened.close()


@pytest.fixture
async def database(empty_database: Database) -> Database:
    """A new database with every table."""
    await empty_database.write(upgrade)
    return empty_database
