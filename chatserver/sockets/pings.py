"""Pings for every connection with one timer, and the end of those who do not answer.

engine.io keeps a sleeping task for each connection and a loop that visits them one by one: 5,000 idle connections woke
the node 500 times a second. Here pings go out in bursts a few times a second, and so their answers come in bursts.
"""

from __future__ import annotations

import asyncio
import collections
import time
import weakref
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

BURST_SECONDS = 0.25
"""Whoever is due within this time is pinged at once."""


class Pings:
    """Who is to be pinged when, and to have answered by when. All wait equally long: the first to come is due first.

    Connections that end meanwhile stay in both rows, but are not kept in memory by that.
    """

    def __init__(self, engine: Any, ping: Callable[[Any], None], end: Callable[[Any], None]) -> None:
        """`ping(socket)` sends one; `end(socket)` ends who did not answer it in time."""
        self._engine = engine
        self._ping = ping
        self._end = end
        self._start_task = engine.start_background_task
        self._due: collections.deque[tuple[float, weakref.ref[Any]]] = collections.deque()
        self._pinged: collections.deque[tuple[float, float, weakref.ref[Any]]] = collections.deque()
        self._timer: asyncio.TimerHandle | None = None
        engine.start_background_task = self._start
        engine.start_service_task = False

    def _start(self, target: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Start engine.io's tasks, except those that only wait to ping."""
        if getattr(target, "__name__", "") != "_send_ping":
            return self._start_task(target, *args, **kwargs)
        loop = asyncio.get_running_loop()
        self._due.append((loop.time() + self._engine.ping_interval, weakref.ref(target.__self__)))  # type: ignore[attr-defined]
        if len(self._due) == 1:
            self._set(loop)
        return None

    def _set(self, loop: asyncio.AbstractEventLoop) -> None:
        if self._timer is not None:
            self._timer.cancel()
        heads = [row[0][0] for row in (self._due, self._pinged) if row]
        self._timer = loop.call_at(min(heads), self._look) if heads else None

    def _look(self) -> None:
        loop = asyncio.get_running_loop()
        now = loop.time()
        while self._pinged and self._pinged[0][0] <= now:
            _, pinged_at, reference = self._pinged.popleft()
            socket = reference()
            if socket is not None and socket.last_ping == pinged_at:  # engine.io makes it None when the answer comes
                self._end(socket)
        while self._due and self._due[0][0] <= now + min(BURST_SECONDS, self._engine.ping_interval / 2):
            socket = self._due.popleft()[1]()
            if socket is not None and not socket.closing:
                self._send(socket, now)
        self._set(loop)

    def _send(self, socket: Any, now: float) -> None:
        socket.last_ping = time.time()  # noqa: TID251 - engine.io compares it with this very clock
        self._ping(socket)
        self._pinged.append((now + self._engine.ping_timeout, socket.last_ping, weakref.ref(socket)))
