"""One way to run SQL on both databases: a plain function of a connection, in one transaction.

SQLite has one writer thread, so a whole transaction costs one hop from the event loop and never meets a lock of
its own process; a brief one runs on the event loop itself while the disk is quick. Readers have threads of their own
(WAL lets them go on). PostgreSQL goes through asyncpg.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from abc import ABC, abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import sqlalchemy as sa
from typing_extensions import override

from storage.at_once import AtOnce, Occupied
from storage.threads import Threads

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.engine import URL, Connection

T = TypeVar("T")

_READERS = 2
_WAL_TRIES = 20
_CHECKPOINT_PAGES = 8_000
"""Pages of 4 kB in the log before it goes into the file: a busy page is then copied once, not eight times."""
_BUSY_MILLISECONDS = 10_000
"""How long a write waits for another process (`daoban officers add` beside the running hub)."""


class Database(ABC):
    """Where everything is remembered."""

    url: str
    """With the password, if it has one: never to be shown."""
    dialect: str
    is_shared: bool
    """Whether other nodes may be writing, too."""

    @abstractmethod
    async def write(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in a transaction that is on disk when this returns; an exception rolls it back whole."""

    async def write_briefly(self, work: Callable[[Connection], T]) -> T:
        """Do as `write` does with what takes about as long as the disk does to keep it: a batch of a few events."""
        return await self.write(work)

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
    is_shared = False

    def __init__(self, url: URL) -> None:
        """Open the file, making its folder if need be."""
        self.url = url.render_as_string(hide_password=False)
        if url.database:
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        self._engine = _sqlite_engine(url)
        self._writer = Threads(self._engine, 1, "sqlite-writer", begin="BEGIN IMMEDIATE")
        self._at_once = AtOnce(self._engine)
        self._readers = Threads(self._engine, _READERS, "sqlite-reader", begin="BEGIN")

    @override
    async def write(self, work: Callable[[Connection], T]) -> T:
        return await self._writer.run(work)

    @override
    async def write_briefly(self, work: Callable[[Connection], T]) -> T:
        if self._writer.is_idle and self._at_once.takes_next():
            with contextlib.suppress(Occupied):
                return self._at_once.run(work)
        return await self._writer.run(work)

    @override
    async def read(self, work: Callable[[Connection], T]) -> T:
        return await self._readers.run(work)

    @override
    async def close(self) -> None:
        for threads in (self._at_once, self._writer, self._readers):
            await asyncio.to_thread(threads.close)
        self._engine.dispose()


class PostgresDatabase(Database):
    """A PostgreSQL server (15 or newer)."""

    dialect = "postgresql"
    is_shared = True

    def __init__(self, url: URL) -> None:
        """Connect when first used."""
        from sqlalchemy.ext.asyncio import create_async_engine  # noqa: PLC0415 - brings all of the ORM, of no use to SQLite

        self.url = url.render_as_string(hide_password=False)
        self._engine = create_async_engine(url.set(drivername="postgresql+asyncpg"), pool_size=8, pool_pre_ping=True)
        # By default each statement of a transaction sees its own moment; a read promises one.
        self._reader = self._engine.execution_options(isolation_level="REPEATABLE READ")

    @override
    async def write(self, work: Callable[[Connection], T]) -> T:
        async with self._engine.begin() as connection:
            return await connection.run_sync(work)

    @override
    async def read(self, work: Callable[[Connection], T]) -> T:
        async with self._reader.connect() as connection:
            return await connection.run_sync(work)

    @override
    async def close(self) -> None:
        await self._engine.dispose()


def driver(connection: Connection) -> Any:
    """Return the database driver's own connection, for the few statements that run thousands of times a second."""
    return connection.connection.driver_connection


def _use_wal(connection: Any) -> None:
    """Switch the file to WAL, which it stays. Two programs that open a new file at once get in each other's way here,
    and for this statement SQLite does not wait; for a transaction it does, so that is how to wait.
    """
    for _ in range(_WAL_TRIES):
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("COMMIT")
        else:
            return
    connection.execute("PRAGMA journal_mode=WAL")


def _sqlite_engine(url: URL) -> sa.Engine:
    """Return an engine whose connections leave it to `Threads` to begin."""
    engine = sa.create_engine(
        url.set(drivername="sqlite+pysqlite"),
        poolclass=sa.pool.QueuePool,
        pool_size=3 + _READERS,
        connect_args={"check_same_thread": False},
    )

    @sa.event.listens_for(engine, "connect")
    def _prepare(connection: Any, _: object) -> None:
        # The driver must not begin transactions by itself: it would begin them late, after the first read.
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout={_BUSY_MILLISECONDS}")
        _use_wal(connection)
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute(f"PRAGMA wal_autocheckpoint={_CHECKPOINT_PAGES}")
        # What is overwritten or deleted would stay readable in the file, also what a purge takes out later: a snapshot
        # that grew leaves its older self behind. Many builds of SQLite write zeros there by default, others do not.
        connection.execute("PRAGMA secure_delete=ON")

    return engine
