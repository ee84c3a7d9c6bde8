"""A database whose troubles are nobody's mistake: a full disk, a server that is away, restarted or overloaded.

Whoever asked hears Busy, which clients try again. The log tells the reason now and then: under load each of hundreds
of commands a second would else leave a trace of its own, on the very disk that is full.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import time
from typing import TYPE_CHECKING, TypeVar

import sqlalchemy as sa
from typing_extensions import override

from chatserver.domain.errors import Busy
from storage.engine import Database

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sqlalchemy.engine import Connection

T = TypeVar("T")
_log = logging.getLogger(__name__)

RETRY_SECONDS = 2
ANSWER_SECONDS = 8.0
"""A connection whose packets vanish says nothing for many minutes, not even when the network is mended meanwhile. It is
given up a little before commands are; a new one is made.
"""
_TELL_SECONDS = 10.0
_SQLITE_TROUBLE = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
}
_PRIMARY_CODE = 0xFF
"""An extended result code holds its primary one in the lowest byte."""
_POSTGRESQL_TROUBLE = ("08", "53", "57", "58")
"""Classes of SQLSTATE: connection, insufficient resources, operator intervention, system error."""


class WatchedDatabase(Database):
    """Does as the database it is given, and turns trouble into Busy."""

    def __init__(self, database: Database, answer_seconds: float = ANSWER_SECONDS) -> None:
        """All is well, as far as is known. A server is given up on after `answer_seconds`."""
        self.url, self.dialect, self.is_shared = database.url, database.dialect, database.is_shared
        self._database = database
        # a file's transaction runs on, whether somebody waits for it or not
        self._patience = answer_seconds if database.is_shared else None
        self._told_at = -_TELL_SECONDS

    @override
    async def write(self, work: Callable[[Connection], T]) -> T:
        return await self._watch(self._database.write(work))

    @override
    async def write_briefly(self, work: Callable[[Connection], T]) -> T:
        return await self._watch(self._database.write_briefly(work))

    @override
    async def read(self, work: Callable[[Connection], T]) -> T:
        return await self._watch(self._database.read(work))

    @override
    async def close(self) -> None:
        await self._database.close()

    async def _watch(self, answer: Awaitable[T]) -> T:
        try:
            async with asyncio.timeout(self._patience):
                return await answer
        except Exception as error:
            if not is_trouble(error):
                raise
            now = time.monotonic()
            if now - self._told_at >= _TELL_SECONDS:
                self._told_at = now
                _log.error("the database is in trouble, commands are answered `busy`: %r", error)
            raise Busy(retry_after_seconds=RETRY_SECONDS) from error


def is_trouble(error: Exception) -> bool:
    """Tell whether the database cannot work just now, rather than what was asked of it being wrong."""
    if isinstance(error, OSError | sa.exc.TimeoutError):  # nobody listens, no answer, no connection free
        return True
    if isinstance(error, sa.exc.DBAPIError):
        if error.connection_invalidated or isinstance(error, sa.exc.InterfaceError):
            return True
        return is_trouble(error.orig) if isinstance(error.orig, Exception) else False
    if isinstance(error, sqlite3.OperationalError):
        return error.sqlite_errorcode & _PRIMARY_CODE in _SQLITE_TROUBLE
    return str(getattr(error, "sqlstate", "")).startswith(_POSTGRESQL_TROUBLE)
