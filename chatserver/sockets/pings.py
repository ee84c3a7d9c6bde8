"""Pings for every connection with one timer, and the end of those who do not answer.

engine.io keeps a sleeping task for each connection and a loop that visits them one by one: 5,000 idle connections woke
the node 500 times a second. Here pings go out in bursts a few times a second, and so their answers come in bursts.
"""

from __future__ import annotations

import asyncio
import collections
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_BURST_SECONDS = 0.25
"""Whoever is due within this time is pinged at once."""


class Pings:
    """Who is to be pinged when, and to have answered by when. All wait equally long: the first to come is due first."""

    def __init__(self, engine: Any, ping: Callable[[Any], None]) -> None:
        """`ping(socket)` sends one."""
        self._engine = engine
        self._ping = ping
        self._start_task = engine.start_background_task
        self._due: collections.deque[tuple[float, Any]] = collections.deque()
        self._pinged: collections.deque[tuple[float, Any]] = collections.deque()
        self._is_set = False
        engine.start_background_task = self._start
        engine.start_service_task = False

    def _start(self, target: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Start engine.io's tasks, except those that only wait to ping."""
        if getattr(target, "__name__", "") != "_send_ping":
            return self._start_task(target, *args, **kwargs)
        loop = asyncio.get_running_loop()
        self._due.append((loop.time() + self._engine.ping_interval, target.__self__))  # type: ignore[attr-defined]
        self._set(loop)
        return None

    def _set(self, loop: asyncio.AbstractEventLoop) -> None:
        heads = [queue[0][0] for queue in (self._due, self._pinged) if queue]
        if heads and not self._is_set:
            self._is_set = True
            loop.call_at(min(heads), self._look)

    def _look(self) -> None:
        loop = asyncio.get_running_loop()
        now, self._is_set = loop.time(), False
        while self._pinged and self._pinged[0][0] <= now:
            self._judge(self._pinged.popleft()[1])
        while self._due and self._due[0][0] <= now + _BURST_SECONDS:
            socket = self._due.popleft()[1]
            if not socket.closing and not socket.closed:
                socket.last_ping = time.time()  # noqa: TID251 - engine.io compares it with this very clock
                self._ping(socket)
                self._pinged.append((now + self._engine.ping_timeout + _BURST_SECONDS, socket))
        self._set(loop)

    def _judge(self, socket: Any) -> None:
        if socket.closed:
            self._engine.sockets.pop(socket.sid, None)
        elif socket.last_ping and not socket.closing:
            self._start_task(self._end, socket)

    async def _end(self, socket: Any) -> None:
        """Close it, unless it has answered and been pinged anew meanwhile."""
        if not await socket.check_ping_timeout():
            self._engine.sockets.pop(socket.sid, None)
