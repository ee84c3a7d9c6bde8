"""Processes that make the pages of one large export side by side: Python turns rows on one core at a time."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import cached_property, partial
from multiprocessing import get_context, parent_process
from typing import TYPE_CHECKING, ClassVar

from chatserver.bulk import for_bulk
from chatserver.services.exporting.turning import Turned, turn
from storage.engine import open_database
from storage.mutexes import drop_mutexes

if TYPE_CHECKING:
    from chatserver.services.exporting.asked import Asked
    from chatserver.services.exporting.columns import Period, Place
    from chatserver.services.exporting.formats import Encoder, Format
    from storage.engine import Database


def is_possible() -> bool:
    """Whether copies of this process can be made: one that has threads by now would be copied without them."""
    return hasattr(os, "fork") and threading.active_count() == 1


class ExportPool:
    """Copies of this process, which cost a tenth of what new ones do, in time and in memory. To be made before any loop
    or thread runs, where it `is_possible`.
    """

    def __init__(self, database_url: str, asked: Asked, format_: Format, size: int) -> None:
        """Start `size` processes. Raises ParquetMissing."""
        self.size = size
        begun = (database_url, asked, format_.make(asked.columns, asked.zone, asked.name))
        self._processes = ProcessPoolExecutor(size, get_context("fork"), initializer=_Worker.start, initargs=begun)
        self._processes.submit(int)  # the first work starts them

    def turn(self, period: Period, after: Place | None, size: int) -> asyncio.Future[Turned]:
        """Begin with about `size` rows of a period behind a place. Raises BrokenProcessPool when a process is gone."""
        return asyncio.get_running_loop().run_in_executor(self._processes, _Worker.turn, period, after, size)

    def close(self) -> None:
        """End the processes once their pages are made, which nobody waits for any more."""
        self._processes.shutdown(cancel_futures=True)


class _Worker:
    """What each process has of its own."""

    current: ClassVar[_Worker]

    def __init__(self, database_url: str, asked: Asked, encoder: Encoder) -> None:
        self._url, self._asked, self._encoder = database_url, asked, encoder
        self._runner = asyncio.Runner()

    @classmethod
    def start(cls, database_url: str, asked: Asked, encoder: Encoder) -> None:
        """Begin; when the process that wanted the file dies, so does this one. Ctrl-C is that process's affair."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        for_bulk()
        drop_mutexes()
        threading.Thread(target=_end_with_parent, daemon=True).start()
        cls.current = cls(database_url, asked, encoder)

    @classmethod
    def turn(cls, period: Period, after: Place | None, size: int) -> Turned:
        """Return a page of the period."""
        return cls.current.page(period, after, size)

    def page(self, period: Period, after: Place | None, size: int) -> Turned:
        """Return it, read on one consistent state."""
        asked = replace(self._asked, period=period)
        work = partial(turn, asked=asked, encoder=self._encoder, after=after, size=size)
        return self._runner.run(self._database.read(work))

    @cached_property
    def _database(self) -> Database:
        """Opened for the first page: by then the command has looked whether there is one."""
        return open_database(self._url)


def _end_with_parent() -> None:
    parent = parent_process()
    assert parent is not None  # noqa: S101 - this is a child
    parent.join()
    os._exit(1)
