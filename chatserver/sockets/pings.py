"""Pings for every connection with one timer; engine.io keeps a sleeping task for each."""

from __future__ import annotations

import asyncio
import collections
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


class Pings:
    """Who is to be pinged when. All wait equally long, so the first to come is the first due."""

    def __init__(self, engine: Any, ping: Callable[[Any], None]) -> None:
        """`ping(socket)` sends one."""
        self._engine = engine
        self._ping = ping
        self._due: collections.deque[tuple[float, Any]] = collections.deque()

    def instead_of(self, start_task: Callable[..., Any]) -> Callable[..., Any]:
        """Return what starts engine.io's tasks, except those that only wait to ping."""

        def start(target: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
            if getattr(target, "__name__", "") != "_send_ping":
                return start_task(target, *args, **kwargs)
            return self._later(target.__self__)  # type: ignore[attr-defined]

        return start

    def _later(self, socket: Any) -> None:
        loop = asyncio.get_running_loop()
        self._due.append((loop.time() + self._engine.ping_interval, socket))
        if len(self._due) == 1:
            loop.call_at(self._due[0][0], self._send)

    def _send(self) -> None:
        loop = asyncio.get_running_loop()
        while self._due and self._due[0][0] <= loop.time():
            _, socket = self._due.popleft()
            if not socket.closing and not socket.closed:
                socket.last_ping = time.time()  # noqa: TID251 - engine.io compares it with this very clock
                self._ping(socket)
        if self._due:
            loop.call_at(self._due[0][0], self._send)
