"""What engine.io's address is asked over HTTP, looked at before engine.io sees it.

Broken handshakes and second upgrades are refused here, so that they leave nothing behind. What a polling client posts
is read here, whole: engine.io takes the first segment for all of it, drops more than 16 packets, and answers what it
cannot read with "OK" and a stack trace.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
from typing import TYPE_CHECKING, Any, Final

from aiohttp import hdrs, web

from chatserver.protocol.codec import encode
from chatserver.protocol.envelope import Ack
from chatserver.protocol.views import ErrorBody
from chatserver.sockets import handshake

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    import socketio

    from chatserver.sockets.transport import Wire

POST_SECONDS: Final = 30.0
"""How long one posted body may take to arrive."""
MOST_PACKETS: Final = 1_000
"""Packets in one posted body."""
_METHODS: Final = {hdrs.METH_GET, hdrs.METH_OPTIONS}
_SEPARATOR: Final = b"\x1e"
_MESSAGES: Final = {
    "request_malformed": "This is no request of the protocol; `reason` says why.",
    "method_not_allowed": "This address does not take that method.",
    "request_too_large": "The body is larger than any sensible one.",
    "connection_unknown": "There is no such connection, or not any more; open a new one.",
}


class Door:
    """Handles requests in engine.io's place, and hands it those that are its own."""

    def __init__(self, server: socketio.AsyncServer, wire: Wire, count_error: Callable[[str], None]) -> None:
        """Requests that are in order go to `server`; `count_error(code)` counts the others."""
        self._engine: Any = server.eio
        self._stock: Callable[[web.Request], Awaitable[Any]] = server.eio.handle_request
        self._wire = wire
        self._count_error = count_error

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one request."""
        if request.method == hdrs.METH_POST:
            return await self._post(request)
        if request.method not in _METHODS:
            return self._refuse(request, 405, "method_not_allowed")
        if request.method == hdrs.METH_GET and handshake.asks_for_websocket(request):
            wrong = handshake.what_is_wrong(request) or self._second_upgrade(request)
            if wrong is not None:
                return self._refuse(request, 400, "request_malformed", reason=wrong)
        answered = await self._stock(request)
        if isinstance(answered, web.StreamResponse):
            return answered
        return self._refuse(request, 400, "request_malformed")

    def _second_upgrade(self, request: web.Request) -> str | None:
        socket = self._engine.sockets.get(request.query.get("sid"))
        if socket is not None and (socket.upgraded or socket.upgrading):
            return "this connection has a websocket already"
        return None

    async def _post(self, request: web.Request) -> web.StreamResponse:
        socket = self._engine.sockets.get(request.query.get("sid"))
        if socket is None or socket.closing or socket.upgraded:
            return self._refuse(request, 400, "connection_unknown")
        try:
            async with asyncio.timeout(POST_SECONDS):
                body = await self._read(request)
        except TimeoutError:
            body = None
        if body is None:
            self._wire.cut(socket.sid)
            return self._refuse(request, 413, "request_too_large")
        packets = body.split(_SEPARATOR) if body else []
        if len(packets) > MOST_PACKETS or not await self._take_all(socket, packets):
            self._wire.cut(socket.sid)
            return self._refuse(request, 400, "request_malformed")
        return web.Response(text="OK", headers=self._headers(request))

    async def _read(self, request: web.Request) -> bytes | None:
        """Return the body; None when it is too large."""
        body = bytearray()
        async for chunk in request.content.iter_any():
            body += chunk
            if len(body) > self._engine.max_http_buffer_size:
                return None
        return bytes(body)

    async def _take_all(self, socket: Any, packets: list[bytes]) -> bool:
        for packet in packets:
            if socket.closing:
                return True
            if not await self._take(socket, packet):
                return False
        return True

    async def _take(self, socket: Any, packet: bytes) -> bool:
        try:
            if packet[:1] == b"b":
                base64.b64decode(packet[1:], validate=True)
                return self._wire.events.take_binary(socket.sid)
            packet.decode()
        except (UnicodeDecodeError, binascii.Error):
            return False
        return await self._wire.take(socket, packet)

    def _refuse(self, request: web.Request, status: int, code: str, **details: str) -> web.Response:
        self._count_error(code)
        body = ErrorBody(code=code, message=_MESSAGES[code], retryable=False, details={**details})
        return web.Response(
            body=encode(Ack(ok=False, error=body)),
            status=status,
            content_type="application/json",
            headers=self._headers(request),
        )

    def _headers(self, request: web.Request) -> dict[str, str]:
        """Any page may read the answer, as with engine.io's own: which may go on is told in the namespace."""
        origin = request.headers.get(hdrs.ORIGIN)
        return {hdrs.ACCESS_CONTROL_ALLOW_ORIGIN: origin, hdrs.VARY: hdrs.ORIGIN} if origin else {}
