"""Ends work that takes too long, with one timer for all of it: one for each costs 8 µs a command.

The price is accuracy: work is ended between `seconds` and a quarter more after it began.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable

T = TypeVar("T")

_log = logging.getLogger(__name__)


class Work(Protocol):
    """Something under way; told apart by identity."""

    def late(self) -> None:
        """It has taken too long; called once."""
        ...


class Deadlines:
    """The work under way."""

    def __init__(self, seconds: float) -> None:
        """Nothing is under way."""
        self._seconds = seconds
        self._began: dict[Work, float] = {}  # the oldest first
        self._is_watching = False
        self._running_loop: asyncio.AbstractEventLoop | None = None

    def __len__(self) -> int:
        """Return how much is under way."""
        return len(self._began)

    def begin(self, work: Work) -> None:
        """`work` is under way from now on."""
        self._began[work] = self._loop.time()
        if not self._is_watching:
            self._watch()

    def end(self, work: Work) -> None:
        """`work` is done, or was late."""
        self._began.pop(work, None)

    async def run(self, work: Awaitable[T]) -> T:
        """Return what `work` returns. Raises TimeoutError when it took too long and was cancelled."""
        task = asyncio.current_task(self._loop)
        assert task is not None  # noqa: S101 - a coroutine runs in a task
        awaited = _Awaited(task)
        self.begin(awaited)
        try:
            return await work
        except asyncio.CancelledError:
            if awaited.is_late and task.uncancel() == 0:
                raise TimeoutError from None
            raise
        finally:
            self.end(awaited)

    @property
    def _loop(self) -> asyncio.AbstractEventLoop:
        """Asked for once: Python 3.11 makes a system call (getpid) each time, which is 2 µs a command."""
        if self._running_loop is None:
            self._running_loop = asyncio.get_running_loop()
        return self._running_loop

    def _watch(self) -> None:
        self._is_watching = True
        self._loop.call_later(self._seconds / 4, self._look)

    def _look(self) -> None:
        late = self._loop.time() - self._seconds
        for work in [work for work, began in self._began.items() if began <= late]:
            del self._began[work]
            try:
                work.late()
            except Exception:  # noqa: BLE001 - a bug: what else is late hears of it all the same
                _log.exception("ending late work failed")
        self._is_watching = False
        if self._began:
            self._watch()


class _Awaited:
    """Work that a task waits for."""

    def __init__(self, task: asyncio.Task[Any]) -> None:
        self._task = task
        self.is_late = False

    def late(self) -> None:
        self.is_late = True
        self._task.cancel()
