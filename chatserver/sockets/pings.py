"""Pings for every connection with one timer, and who did not answer; engine.io keeps a sleeping task for each."""

from __future__ import annotations

import asyncio
import collections
import time
import weakref
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


class Pings:
    """Who is to be pinged when, and who is to have answered when.

    All wait equally long, so in both rows the first to come is the first due. Connections that end meanwhile stay in
    them, but are not kept in memory by that.
    """

    def __init__(self, engine: Any, ping: Callable[[Any], None], end: Callable[[Any], None]) -> None:
        """`ping(socket)` sends one; `end(socket)` ends who did not answer it in time."""
        self._engine = engine
        self._ping = ping
        self._end = end
        self._due: collections.deque[tuple[float, weakref.ref[Any]]] = collections.deque()
        self._unanswered: collections.deque[tuple[float, float, weakref.ref[Any]]] = collections.deque()

    def instead_of(self, start_task: Callable[..., Any]) -> Callable[..., Any]:
        """Return what starts engine.io's tasks, except those that only wait to ping."""

        def start(target: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
            if getattr(target, "__name__", "") != "_send_ping":
                return start_task(target, *args, **kwargs)
            return self._later(target.__self__)  # type: ignore[attr-defined]

        return start

    def _later(self, socket: Any) -> None:
        loop = asyncio.get_running_loop()
        self._due.append((loop.time() + self._engine.ping_interval, weakref.ref(socket)))
        if len(self._due) == 1:
            loop.call_at(self._due[0][0], self._send)

    def _send(self) -> None:
        loop = asyncio.get_running_loop()
        now = loop.time()
        while self._due and self._due[0][0] <= now:
            socket = self._due.popleft()[1]()
            if socket is not None and not socket.closing and not socket.closed:
                # engine.io makes it None when the answer comes
                socket.last_ping = time.time()  # noqa: TID251 - engine.io compares it with this very clock
                self._ping(socket)
                self._await(socket, now + self._engine.ping_timeout)
        if self._due:
            loop.call_at(self._due[0][0], self._send)

    def _await(self, socket: Any, until: float) -> None:
        self._unanswered.append((until, socket.last_ping, weakref.ref(socket)))
        if len(self._unanswered) == 1:
            asyncio.get_running_loop().call_at(until, self._look)

    def _look(self) -> None:
        loop = asyncio.get_running_loop()
        while self._unanswered and self._unanswered[0][0] <= loop.time():
            _, pinged_at, reference = self._unanswered.popleft()
            socket = reference()
            if socket is not None and socket.last_ping == pinged_at and not socket.closed:
                self._end(socket)
        if self._unanswered:
            loop.call_at(self._unanswered[0][0], self._look)
