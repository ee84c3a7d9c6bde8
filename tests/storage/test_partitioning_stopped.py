"""Parting the events comes to nothing, at each of its steps: nobody queues behind it, and nothing is left to go off."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, TypeVar

import asyncpg
import pytest
import sqlalchemy as sa
from typing_extensions import override

from storage.engine import Database
from storage.partitioning import BoundLeft, NotPartitioned, partition_events
from storage.year_parts import BOUND, add_years, bound_tables, parts_of
from tests.storage.test_partitioning import YEAR, a_session_of
from tests.support.on_disk import put_on_disk
from tests.support.opening import opening

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from sqlalchemy.engine import Connection

T = TypeVar("T")
pytestmark = pytest.mark.postgres
PROVE, SWAP, AFTER_SWAP = 2, 3, 4
"""Which transaction does it. After a swap that came to nothing, the constraint is taken back; else years are added."""
READ = "BEGIN; SELECT count(*) FROM events"
LOOK_THROUGH = "BEGIN; LOCK TABLE events IN SHARE UPDATE EXCLUSIVE MODE"
SECONDS = 20.0


class Meanwhile(Database):
    """A database on which somebody else does something just before the transaction of a number."""

    dialect, is_shared = "postgresql", True

    def __init__(self, database: Database, other: Any, statements: dict[int, str]) -> None:
        self._database, self._other, self._statements = database, other, statements
        self._number = 0

    @override
    async def write(self, work: Callable[[Connection], T]) -> T:
        self._number += 1
        if statement := self._statements.get(self._number):
            await self._other.execute(statement)
        return await self._database.write(work)

    @override
    async def read(self, work: Callable[[Connection], T]) -> T:
        return await self._database.read(work)

    @override
    async def close(self) -> None:
        await self._database.close()


@pytest.fixture
async def server(upgraded_postgres_url: str) -> AsyncIterator[Database]:
    """A PostgreSQL database with every table."""
    async with opening(upgraded_postgres_url) as found:
        yield found


@pytest.fixture
async def other(upgraded_postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Any]:
    """Somebody else on the same database; nobody waits long for anybody."""
    monkeypatch.setattr("storage.year_parts._PATIENCE", "100ms")
    monkeypatch.setattr("storage.year_parts._PATIENCE_TO_DROP", "100ms")
    connection = await asyncpg.connect(plain(upgraded_postgres_url))
    yield connection
    await connection.close()


def plain(url: str) -> str:
    return url.replace("+asyncpg", "")


async def somebody_waits(url: str) -> None:
    """Return when somebody waits for the events; look by a connection of its own."""
    looking = await asyncpg.connect(plain(url))
    query = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'events'::regclass"
    while not await looking.fetchval(query):
        pass
    await looking.close()


async def test_a_report_that_began_meanwhile_is_waited_for_in_short_tries(server: Database, other: Any) -> None:
    database = Meanwhile(server, other, {SWAP: READ, AFTER_SWAP + 2: "ROLLBACK"})
    async with asyncio.timeout(SECONDS):
        with pytest.raises(NotPartitioned, match="lock timeout") as refused:
            await partition_events(database, YEAR, 1)
    assert not refused.value.made
    assert (await server.read(parts_of), await server.read(bound_tables)) == ([], [])


async def test_whoever_does_not_give_way_is_not_fought_and_the_command_says_what_is_left(
    server: Database, other: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.partitioning._TRIES", 3)
    async with asyncio.timeout(SECONDS):
        with pytest.raises(BoundLeft, match=f"lock timeout, and the constraint {BOUND} is still there"):
            await partition_events(Meanwhile(server, other, {SWAP: READ}), YEAR, 1)
        await put_on_disk(server, [a_session_of(YEAR)])  # beside the long report
    assert await server.read(bound_tables) == ["events"]
    await other.execute("ROLLBACK")
    assert await partition_events(server, YEAR, 1) == ["events_to_2027", "events_2027"]
    assert await server.read(bound_tables) == []


async def test_ctrl_c_while_the_rows_are_looked_through_takes_the_constraint_back(
    server: Database, other: Any, upgraded_postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.year_parts._PATIENCE", "60s")
    database = Meanwhile(server, other, {PROVE: LOOK_THROUGH, PROVE + 2: "ROLLBACK"})
    async with asyncio.timeout(SECONDS), asyncio.TaskGroup() as tasks:
        running = tasks.create_task(partition_events(database, YEAR, 1))
        await somebody_waits(upgraded_postgres_url)
        running.cancel()
    assert running.cancelled()
    assert await server.read(bound_tables) == []
    await put_on_disk(server, [a_session_of(YEAR + 1)])


async def test_what_was_made_before_it_came_to_nothing_is_told(server: Database, other: Any) -> None:
    async with asyncio.timeout(SECONDS):
        with pytest.raises(NotPartitioned, match="lock timeout") as refused:
            await partition_events(Meanwhile(server, other, {AFTER_SWAP: READ}), YEAR, 1)
    assert refused.value.made == ["events_to_2027"]
    assert await server.read(parts_of) == ["events_later", "events_to_2027"]
    await other.execute("ROLLBACK")
    assert await partition_events(server, YEAR, 1) == ["events_2027"]


async def test_the_server_itself_ends_what_would_look_through_a_table_while_others_wait(server: Database) -> None:
    def limits(sql: sa.Connection) -> list[str]:
        add_years(sql, range(0))
        return [sql.scalars(sa.text(f"SHOW {name}")).one() for name in ("lock_timeout", "statement_timeout")]

    assert await server.write(limits) == ["5s", "10s"]
