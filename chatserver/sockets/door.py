"""What engine.io's address is asked over HTTP, looked at before engine.io sees it.

Broken handshakes and second upgrades are refused here, so that they leave nothing behind. What a polling client posts
is read here, whole: engine.io takes the first segment for all of it, drops more than 16 packets, and answers what it
cannot read with "OK" and a stack trace.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import math
from typing import TYPE_CHECKING, Any, Final

from aiohttp import hdrs, web

from chatserver.domain.errors import Busy, DomainError, RateLimited
from chatserver.protocol.codec import encode
from chatserver.protocol.envelope import Ack
from chatserver.protocol.views import ErrorBody
from chatserver.sockets import handshake
from chatserver.sockets.dispatch import error_body

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    import socketio

    from chatserver.sockets.shared import Edge
    from chatserver.sockets.transport import Wire

POST_SECONDS: Final = 30.0
"""How long one posted body may take to arrive."""
MOST_PACKETS: Final = 1_000
"""Packets in one posted body."""
_METHODS: Final = {hdrs.METH_GET, hdrs.METH_POST, hdrs.METH_OPTIONS}
_ECHOED: Final = (hdrs.ORIGIN, hdrs.ACCESS_CONTROL_REQUEST_HEADERS)
"""What comes back in headers of the answer; browsers send nothing but ASCII."""
_SEPARATOR: Final = b"\x1e"
_STATUSES: Final[dict[type[DomainError], int]] = {Busy: 503, RateLimited: 429}
_MESSAGES: Final = {
    "request_malformed": "This is no request of the protocol; `reason` says why.",
    "method_not_allowed": "This address does not take that method.",
    "request_too_large": "The body is larger than any sensible one.",
    "connection_unknown": "There is no such connection, or not any more; open a new one.",
}


class Door:
    """Handles requests in engine.io's place, and hands it those that are its own."""

    def __init__(self, server: socketio.AsyncServer, wire: Wire, edge: Edge) -> None:
        """Requests that are in order go to `server`."""
        self._engine: Any = server.eio
        self._stock: Callable[[web.Request], Awaitable[Any]] = server.eio.handle_request
        self._wire = wire
        self._edge = edge

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one request."""
        refused = self._look(request)
        if refused is not None:
            return refused
        if request.method == hdrs.METH_POST:
            return await self._post(request)
        answered = await self._stock(request)
        if isinstance(answered, web.StreamResponse):
            return answered
        return self._refuse(request, 400, "request_malformed")

    def _look(self, request: web.Request) -> web.Response | None:
        """Return why the request goes no further; None when it does."""
        if not all(request.headers.get(name, "").isascii() for name in _ECHOED):
            return self._refuse(request, 400, "request_malformed", reason="a header is no ASCII")
        if request.method not in _METHODS:
            return self._refuse(request, 405, "method_not_allowed")
        if request.method != hdrs.METH_GET:
            return None
        if handshake.asks_for_websocket(request):
            wrong = handshake.what_is_wrong(request) or self._second_upgrade(request)
            if wrong is not None:
                return self._refuse(request, 400, "request_malformed", reason=wrong)
        return None if "sid" in request.query else self._look_for_room(request)

    def _look_for_room(self, request: web.Request) -> web.Response | None:
        """Return why a new line is not let in now."""
        admission, now = self._edge.admission, self._edge.hub.clock.now().timestamp()
        try:
            admission.check_line(len(self._engine.sockets), admission.address_of(request), now)
        except DomainError as error:
            return self._answer(request, _STATUSES[type(error)], error_body(error))
        return None

    def _second_upgrade(self, request: web.Request) -> str | None:
        socket = self._engine.sockets.get(request.query.get("sid"))
        if socket is not None and (socket.upgraded or socket.sid in self._wire.moving):
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
        body = ErrorBody(code=code, message=_MESSAGES[code], retryable=False, details={**details})
        return self._answer(request, status, body)

    def _answer(self, request: web.Request, status: int, body: ErrorBody) -> web.Response:
        self._edge.count_error(body.code)
        answer = web.Response(
            body=encode(Ack(ok=False, error=body)),
            status=status,
            content_type="application/json",
            headers=self._headers(request),
        )
        if "retry_after_seconds" in body.details:
            answer.headers[hdrs.RETRY_AFTER] = str(math.ceil(float(str(body.details["retry_after_seconds"]))))
        return answer

    def _headers(self, request: web.Request) -> dict[str, str]:
        """Any page may read the answer, as with engine.io's own: which may go on is told in the namespace."""
        origin = request.headers.get(hdrs.ORIGIN)
        if origin is None or not origin.isascii():
            return {}
        return {hdrs.ACCESS_CONTROL_ALLOW_ORIGIN: origin, hdrs.VARY: hdrs.ORIGIN}
