"""Processes that make the pages of one large export side by side: Python turns rows on one core at a time."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from multiprocessing import get_context, parent_process
from typing import TYPE_CHECKING, ClassVar

from chatserver.bulk import for_bulk
from chatserver.services.exporting.turning import Turned, turn
from storage.engine import open_database

if TYPE_CHECKING:
    from chatserver.services.exporting.asked import Asked
    from chatserver.services.exporting.columns import Period, Place
    from chatserver.services.exporting.formats import Format
    from storage.engine import Database


class ExportPool:
    """Starts its processes when the first page is asked of it: a small export never does."""

    def __init__(self, database_url: str, asked: Asked, format_: Format, size: int) -> None:
        """`size`: how many processes."""
        self.size = size
        begun = (database_url, asked, format_)
        self._processes = ProcessPoolExecutor(size, get_context("spawn"), initializer=_Worker.start, initargs=begun)

    def turn(self, period: Period, after: Place | None, size: int) -> asyncio.Future[Turned]:
        """Begin with about `size` rows of a period behind a place. Raises BrokenProcessPool when a process is gone."""
        return asyncio.get_running_loop().run_in_executor(self._processes, _Worker.turn, period, after, size)

    def close(self) -> None:
        """End the processes once their pages are made, which nobody waits for any more."""
        self._processes.shutdown(cancel_futures=True)


class _Worker:
    """What each process has of its own."""

    current: ClassVar[_Worker]

    def __init__(self, database_url: str, asked: Asked, format_: Format) -> None:
        self._asked = asked
        self._encoder = format_.make(asked.columns, asked.zone, asked.name)
        self._runner = asyncio.Runner()
        self._database = self._runner.run(_opened(database_url))

    @classmethod
    def start(cls, database_url: str, asked: Asked, format_: Format) -> None:
        """Begin; when the process that wanted the file dies, so does this one. Ctrl-C is that process's affair."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        for_bulk()
        threading.Thread(target=_end_with_parent, daemon=True).start()
        cls.current = cls(database_url, asked, format_)

    @classmethod
    def turn(cls, period: Period, after: Place | None, size: int) -> Turned:
        """Return a page of the period."""
        return cls.current.page(period, after, size)

    def page(self, period: Period, after: Place | None, size: int) -> Turned:
        """Return it, read on one consistent state."""
        asked = replace(self._asked, period=period)
        work = partial(turn, asked=asked, encoder=self._encoder, after=after, size=size)
        return self._runner.run(self._database.read(work))


async def _opened(url: str) -> Database:
    """Open the database on the loop that will use it."""
    return open_database(url)


def _end_with_parent() -> None:
    parent = parent_process()
    assert parent is not None  # noqa: S101 - this is a child
    parent.join()
    os._exit(1)
