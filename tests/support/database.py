"""Both real databases: a test that asks for `database` runs once on SQLite and once on PostgreSQL."""

from __future__ import annotations

import asyncio
from sqlite3 import dbapi2
from typing import TYPE_CHECKING, Any

import pytest

from storage.migrate import upgrade
from tests.support.opening import new_sqlite, opening
from tests.support.postgres import execute, new_database

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import AsyncIterator
    from pathlib import Path

    from storage.engine import Database
    from tests.support.postgres import PostgresServer

BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
PATTERN = "pattern"


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of a new empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'daoban.sqlite3'}"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
async def empty_database(database_url: str) -> AsyncIterator[Database]:
    """A new database without tables."""
    async with opening(database_url) as opened:
        yield opened


@pytest.fixture(scope="session")
def postgres_pattern(postgres_server: PostgresServer) -> str:
    """A database with every table, for others to be copied from: half a second less for each test."""

    async def make() -> None:
        await execute(postgres_server, f"CREATE DATABASE {PATTERN}")
        async with opening(postgres_server.url(PATTERN)) as opened:
            await opened.write(upgrade)

    asyncio.run(make())
    return PATTERN


@pytest.fixture
def upgraded_sqlite_url(tmp_path: Path) -> str:
    """A new database with every table."""
    return new_sqlite(tmp_path)


@pytest.fixture
async def upgraded_postgres_url(postgres_server: PostgresServer, postgres_pattern: str) -> AsyncIterator[str]:
    """A new database with every table."""
    async with new_database(postgres_server, postgres_pattern) as url:
        yield url


@pytest.fixture(params=BOTH)
def upgraded_url(request: pytest.FixtureRequest) -> str:
    """Address of a new database for `database`, with every table."""
    kind = {"sqlite": "sqlite", "postgresql": "postgres"}[request.param]
    return str(request.getfixturevalue(f"upgraded_{kind}_url"))


@pytest.fixture
async def database(upgraded_url: str) -> AsyncIterator[Database]:
    """A new database with every table."""
    async with opening(upgraded_url) as opened:
        yield opened


@pytest.fixture
def careless_sqlite(monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite as it is built where nothing is overwritten with zeros unless one asks for it; Debian's asks."""
    connect = dbapi2.connect

    def carelessly(*given: Any, **named: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*given, **named)
        connection.execute("PRAGMA secure_delete=OFF")
        return connection

    monkeypatch.setattr(dbapi2, "connect", carelessly)
