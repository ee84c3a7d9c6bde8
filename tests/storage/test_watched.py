"""A database in trouble is told from a mistake: Busy for whoever asked, one line in the log, and all is well later."""

from __future__ import annotations

import logging
import signal
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from bench.faults.processes import signal_family
from chatserver.domain.errors import Busy
from storage.engine import open_database
from storage.watched import WatchedDatabase
from tests.support.postgres import PostgresServer
from tests.support.process import free_port, on_free_port

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from sqlalchemy.engine import Connection


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[WatchedDatabase]:
    watched = WatchedDatabase(open_database(f"sqlite:///{tmp_path / 'some.sqlite3'}"))
    await watched.write(lambda sql: run(sql, "CREATE TABLE kept (body TEXT NOT NULL)"))
    yield watched
    await watched.close()


def run(sql: Connection, statement: str) -> None:
    sql.execute(sa.text(statement))


def count(sql: Connection) -> int:
    return sql.execute(sa.text("SELECT count(*) FROM kept")).scalar_one()  # type: ignore[no-any-return] # a count


def keep_much(sql: Connection) -> None:
    sql.execute(sa.text("INSERT INTO kept VALUES (:body)"), {"body": "x" * 100_000})


def set_pages(number: int) -> str:
    """A file that may grow no further is SQLite's full disk, error for error."""
    return f"PRAGMA max_page_count={number}"


async def test_a_full_disk_is_busy_and_over_when_there_is_room(
    database: WatchedDatabase, caplog: pytest.LogCaptureFixture
) -> None:
    await database.write(lambda sql: run(sql, set_pages(10)))
    for _ in range(3):
        with pytest.raises(Busy) as refused:
            await database.write(keep_much)
        assert refused.value.details == {"retry_after_seconds": 2}
    assert [(record.levelno, record.exc_info) for record in caplog.records] == [(logging.ERROR, None)]
    assert "full" in caplog.text
    assert await database.read(count) == 0
    await database.write(lambda sql: run(sql, set_pages(10_000)))
    await database.write(keep_much)
    assert await database.read(count) == 1


async def test_a_mistake_in_a_statement_is_no_trouble(database: WatchedDatabase) -> None:
    with pytest.raises(sa.exc.OperationalError):
        await database.read(lambda sql: run(sql, "SELECT * FROM nowhere"))
    with pytest.raises(sa.exc.IntegrityError):
        await database.write(lambda sql: run(sql, "INSERT INTO kept VALUES (NULL)"))


async def test_a_server_that_is_not_there_is_busy() -> None:
    away = WatchedDatabase(open_database(f"postgresql://daoban@127.0.0.1:{free_port()}/daoban"))
    with pytest.raises(Busy):
        await away.read(count)
    await away.close()


async def test_a_server_that_says_nothing_is_given_up_and_asked_anew() -> None:
    server = on_free_port(PostgresServer)
    database = WatchedDatabase(open_database(server.url()), answer_seconds=0.5)
    try:
        assert await database.read(lambda sql: sql.execute(sa.text("SELECT 1")).scalar_one()) == 1
        signal_family(server.pid, signal.SIGSTOP)
        for work in (database.read, database.write):
            with pytest.raises(Busy):
                await work(lambda sql: run(sql, "SELECT 1"))
        signal_family(server.pid, signal.SIGCONT)
        await database.write(lambda sql: run(sql, "SELECT 1"))
    finally:
        signal_family(server.pid, signal.SIGCONT)
        await database.close()
        server.stop()


async def test_a_connection_that_the_server_ended_is_busy_once(postgres_url: str) -> None:
    database = WatchedDatabase(open_database(postgres_url))
    with pytest.raises(Busy):
        await database.write(lambda sql: run(sql, "SELECT pg_terminate_backend(pg_backend_pid())"))
    await database.write(lambda sql: run(sql, "SELECT 1"))
    await database.close()
