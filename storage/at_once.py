"""Brief SQLite transactions on the event loop itself, for as long as the disk is quick.

A thread hands the interpreter's lock over four times a transaction, and gets it back when a busy loop lets it: at 2,000
messages a second that took longer than all of the writing. A disk that is slow must not hold up the loop, though.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from typing import TYPE_CHECKING, TypeVar

from storage.threads import Threads, reusable, transact

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.engine import Connection, Engine

T = TypeVar("T")

_SLOW_SECONDS = 0.004
"""A disk that takes longer on the average is left to the thread for a while."""
_WEIGHT = 1 / 8
"""Of the last transaction in the average."""
_REST_SECONDS = 1.0
_COPY_EVERY = 1_000
"""After so many transactions the log is copied into the file, beside the writing. What is written meanwhile is left,
so the writer's thread has the next transaction: its commit copies the rest, and the log begins anew.
"""


class Occupied(Exception):
    """Another process is writing; nothing was done. The thread can wait for it."""


class AtOnce:
    """A connection that writes while its caller waits, and remembers how long that took."""

    def __init__(self, engine: Engine) -> None:
        """Connect at the first transaction."""
        self._engine = engine
        self._copier = Threads(engine, 1, "sqlite-copier", begin="PRAGMA wal_checkpoint(PASSIVE)")
        self._copied: asyncio.Future[None] | None = None
        self._connection: Connection | None = None
        self._average = 0.0
        self._rests_until = 0.0
        self._written = 0

    def takes_next(self) -> bool:
        """Tell, once for each transaction, whether it is for the loop rather than for the thread."""
        self._written += 1
        if self._copied is None and self._written >= _COPY_EVERY:
            self._written, self._copied = 0, self._copier.submit(_nothing)
        if self._copied is not None and self._copied.done():
            self._copied = None
            return False
        return time.monotonic() >= self._rests_until

    def run(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in a transaction and return its result. Raises Occupied, else what `work` raises."""
        began = time.monotonic()
        connection = self._connection or self._connect()
        self._connection = connection
        try:
            return transact(connection, "BEGIN IMMEDIATE", work)
        except BaseException as error:
            self._connection = reusable(connection)
            if isinstance(error, sqlite3.OperationalError) and error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
                raise Occupied from error
            raise
        finally:
            self._note(began, time.monotonic())

    def close(self) -> None:
        """Give the connections back. Blocks."""
        self._copier.close()
        if self._connection is not None:
            self._connection.close()

    def _connect(self) -> Connection:
        connection = self._engine.connect()
        driver = connection.connection.driver_connection
        driver.execute("PRAGMA busy_timeout=0")  # type: ignore[union-attr]
        driver.execute("PRAGMA wal_autocheckpoint=0")  # type: ignore[union-attr]
        return connection

    def _note(self, began: float, now: float) -> None:
        self._average += (now - began - self._average) * _WEIGHT
        if self._average > _SLOW_SECONDS:
            self._average, self._rests_until = 0.0, now + _REST_SECONDS


def _nothing(_: Connection) -> None:
    """The copier's work is its beginning, which must not be in a transaction."""
