"""A node that stops lets its people move to others, a few at a time, before it goes."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from aiohttp import hdrs, web

from chatserver.jobs.runner import pause
from chatserver.protocol.signals import NodeLeaving

if TYPE_CHECKING:
    from aiohttp.typedefs import Handler

    from chatserver.sockets.shared import Edge

_LATE_SECONDS: Final = 2.0
"""A client that has not moved by now will not; it is cut off, and comes back as after any lost line."""
_TOLD_SECONDS: Final = 1.0
"""A balancer that asked just before may still send somebody: the node answers for that long, even without any line."""
_LOOK_SECONDS: Final = 0.05
_SOCKET_IO: Final = "/socket.io/"


class Draining:
    """Nobody comes any more, everybody goes."""

    def __init__(self, edge: Edge) -> None:
        """Nothing happens before `run`."""
        self._edge = edge

    async def run(self, seconds: float, hurry: asyncio.Event) -> None:
        """Have everybody gone when this returns, spread over `seconds`; at once when `hurry` is set."""
        edge = self._edge
        edge.is_draining = True
        leaving = list(edge.connections)
        loop = asyncio.get_running_loop()
        began = loop.time()
        least, most = began + min(seconds, _TOLD_SECONDS), began + seconds + _LATE_SECONDS
        for number, connection in enumerate(leaving):
            after = seconds * number / len(leaving)
            edge.publisher.signal_connection(connection, NodeLeaving(seconds=round(after, 2)))
        while loop.time() < (most if len(edge.connections) else least) and not hurry.is_set():
            await pause(_LOOK_SECONDS)

    @web.middleware
    async def refuse(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Send new lines away: a proxy takes 503 for "ask another node"."""
        if self._edge.is_draining and request.path.startswith(_SOCKET_IO) and "sid" not in request.query:
            return web.Response(status=503, text="this node is stopping", headers={hdrs.RETRY_AFTER: "1"})
        return await handler(request)
