"""One way to run SQL on both databases: a plain function of a connection, in one transaction.

SQLite has one writer thread, so a whole transaction costs one hop from the event loop and never meets a lock of
its own process; readers have threads of their own (WAL lets them go on). PostgreSQL goes through asyncpg.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine
from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.engine import URL, Connection

T = TypeVar("T")

_READERS = 2
_BUSY_MILLISECONDS = 10_000
"""How long a write waits for another process (`daoban officers add` beside the running hub)."""


class Database(ABC):
    """Where everything is remembered."""

    dialect: str

    @abstractmethod
    async def write(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in a transaction that is on disk when this returns; an exception rolls it back whole."""

    @abstractmethod
    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work` on one consistent state."""

    @abstractmethod
    async def close(self) -> None:
        """Give every connection back."""


def open_database(url: str) -> Database:
    """Return the database at `url` (`sqlite:///path` or `postgresql://…`). Raises ValueError for another kind."""
    parsed = sa.make_url(url)
    kind = parsed.get_backend_name()
    if kind == "sqlite":
        return SqliteDatabase(parsed)
    if kind == "postgresql":
        return PostgresDatabase(parsed)
    msg = f"a database must be sqlite or postgresql, not {kind}"
    raise ValueError(msg)


class SqliteDatabase(Database):
    """An embedded database in one file."""

    dialect = "sqlite"

    def __init__(self, url: URL) -> None:
        """Open the file, making its folder if need be."""
        if url.database:
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        self._writer = _sqlite_engine(url, begin="BEGIN IMMEDIATE")
        self._reader = _sqlite_engine(url, begin="BEGIN")
        self._write_connection: Connection | None = None
        self._write_thread = ThreadPoolExecutor(1, thread_name_prefix="sqlite-writer")
        self._read_threads = ThreadPoolExecutor(_READERS, thread_name_prefix="sqlite-reader")

    @override
    async def write(self, work: Callable[[Connection], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._write_thread, self._transact, work)

    @override
    async def read(self, work: Callable[[Connection], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._read_threads, _run, self._reader, work)

    @override
    async def close(self) -> None:
        for threads in (self._write_thread, self._read_threads):
            await asyncio.to_thread(threads.shutdown)
        if self._write_connection is not None:
            self._write_connection.close()
        self._reader.dispose()
        self._writer.dispose()

    def _transact(self, work: Callable[[Connection], T]) -> T:
        """Runs on the writer thread, which keeps its connection: taking one from the pool costs 50 µs."""
        if self._write_connection is None:
            self._write_connection = self._writer.connect()
        with self._write_connection.begin():
            return work(self._write_connection)


class PostgresDatabase(Database):
    """A PostgreSQL server (15 or newer)."""

    dialect = "postgresql"

    def __init__(self, url: URL) -> None:
        """Connect when first used."""
        self._engine = create_async_engine(url.set(drivername="postgresql+asyncpg"), pool_size=8, pool_pre_ping=True)

    @override
    async def write(self, work: Callable[[Connection], T]) -> T:
        async with self._engine.begin() as connection:
            return await connection.run_sync(work)

    @override
    async def read(self, work: Callable[[Connection], T]) -> T:
        async with self._engine.connect() as connection:
            return await connection.run_sync(work)

    @override
    async def close(self) -> None:
        await self._engine.dispose()


def driver(connection: Connection) -> Any:
    """Return the database driver's own connection, for the few statements that run thousands of times a second."""
    return connection.connection.driver_connection


def _run(engine: sa.Engine, work: Callable[[Connection], T]) -> T:
    with engine.begin() as connection:
        return work(connection)


def _sqlite_engine(url: URL, *, begin: str) -> sa.Engine:
    engine = sa.create_engine(
        url.set(drivername="sqlite+pysqlite"),
        poolclass=sa.pool.QueuePool,
        pool_size=_READERS,
        connect_args={"check_same_thread": False},
    )

    @sa.event.listens_for(engine, "connect")
    def _prepare(connection: Any, _: object) -> None:
        # The driver must not begin transactions by itself: it would begin them late, after the first read.
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", f"busy_timeout={_BUSY_MILLISECONDS}"):
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        driver(connection).execute(begin)

    return engine
