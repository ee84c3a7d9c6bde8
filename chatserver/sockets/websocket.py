"""One websocket, taken over from aiohttp at the handshake: its parser reads the frames, the rest is here."""

from __future__ import annotations

import asyncio
import base64
import collections
import hashlib
import logging
import struct
from typing import TYPE_CHECKING, Any

import aiohttp
from aiohttp import web
from aiohttp._websocket.reader import WebSocketDataQueue, WebSocketReader
from engineio.exceptions import EngineIOError
from engineio.packet import CLOSE, NOOP, PING, PONG, UPGRADE, Packet
from typing_extensions import override

from chatserver.sockets import frames

if TYPE_CHECKING:
    from aiohttp.abc import AbstractStreamWriter

    from chatserver.sockets.transport import Wire

_log = logging.getLogger(__name__)

MOST_UNSENT = 1_048_576
"""Bytes waiting in a connection's outgoing buffer: some 2,000 messages, minutes of reading."""
MOST_UNANSWERED = 64
"""Packets of a websocket that wait for the one before them; then nothing more is read from it for a while."""
_PONG = b"3"
_CONTENT = (aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY)
_NORMAL, _PROTOCOL_ERROR = 1000, 1002
_VERSION = "13"
_KEY_SUFFIX = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_KEY_BYTES = 16


class _Switched(web.StreamResponse):
    """The answer 101, which is out already when aiohttp comes to write it."""

    def __init__(self) -> None:
        super().__init__(status=101)

    @override
    async def prepare(self, request: web.BaseRequest) -> AbstractStreamWriter | None:
        return None

    @override
    async def write_eof(self, data: bytes = b"") -> None:
        return


class _Inbox(WebSocketDataQueue):
    """Where aiohttp's parser puts what it has read: straight to the line instead of into a queue."""

    def __init__(self, line: Line, request: web.Request) -> None:
        super().__init__(request.protocol, 0, loop=line.loop)
        self._line = line

    @override
    def feed_data(self, data: Any, size: int) -> None:
        try:
            self._line.received(data)
        except Exception:  # noqa: BLE001 - a bug: this connection ends, the parser's other work goes on
            _log.exception("reading a packet failed")
            self._line.abort()

    @override
    def feed_eof(self) -> None:
        self._line.received(aiohttp.WSMessage(aiohttp.WSMsgType.CLOSED, None, None))

    @override
    def set_exception(self, exc: BaseException, exc_cause: BaseException | None = None) -> None:
        self._line.received(aiohttp.WSMessage(aiohttp.WSMsgType.ERROR, exc, None))


class Line:
    """One websocket."""

    def __init__(self, wire: Wire, socket: Any) -> None:
        self._wire = wire
        self._socket = socket
        self.loop = asyncio.get_running_loop()
        self._protocol: Any = None
        self._transport: asyncio.WriteTransport | None = None
        self._pending: list[bytes] = []
        self._is_open = False
        self._unanswered: collections.deque[aiohttp.WSMessage] = collections.deque()
        self._idle: asyncio.Future[None] | None = None
        """What `_next` waits on; None while a packet is being handled, and then the others wait for it."""

    async def serve(self, request: web.Request) -> web.StreamResponse:
        self._switch(request)
        socket = self._socket
        try:
            if socket.connected and not await self._upgrade():
                return _Switched()
            socket.connected = socket.upgraded = True
            socket.upgrading = False
            socket.send = self._send
            self._write_queued()
            self._wire.open(socket.sid, self)
            self._is_open = True
            await self._read()
        finally:
            self._wire.close(socket.sid)
            self.close()
            if self._is_open:
                await socket.close(wait=False, abort=True, reason=socket.server.reason.TRANSPORT_CLOSE)
        return _Switched()

    def _switch(self, request: web.Request) -> None:
        """Shake hands (RFC 6455, section 4.2) and take the connection over from HTTP."""
        self._protocol, self._transport = request.protocol, request.transport
        if self._transport is None:
            raise ConnectionResetError
        self._transport.write(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: %s\r\n\r\n" % _accept_key(request)
        )
        limit = self._socket.server.max_http_buffer_size
        request.protocol.set_parser(WebSocketReader(_Inbox(self, request), limit, compress=False, decode_text=False))
        request.protocol.keep_alive(False)

    def received(self, message: aiohttp.WSMessage) -> None:
        """Handle what was read: now where that can be, else in its turn."""
        idle = self._idle
        if idle is not None:
            if message.type is aiohttp.WSMsgType.TEXT and self._is_open and self._take_now(message.data):
                return
            self._idle = None
            if not idle.done():
                idle.set_result(None)
        self._unanswered.append(message)
        if len(self._unanswered) > MOST_UNANSWERED:
            self._protocol.pause_reading()

    def _take_now(self, packet: bytes) -> bool:
        if packet == _PONG:
            self._socket.schedule_ping()
            return True
        return packet[:1] == b"4" and self._wire.events.take_now(self._wire, self._socket.sid, packet[1:])

    async def _next(self) -> aiohttp.WSMessage:
        if not self._unanswered:
            self._idle = self.loop.create_future()
            try:
                await self._idle
            finally:
                self._idle = None
        elif len(self._unanswered) == MOST_UNANSWERED:
            self._protocol.resume_reading()
        return self._unanswered.popleft()

    async def _read(self) -> None:
        while not self._socket.closed:
            message = await self._next()
            if message.type is aiohttp.WSMsgType.PING:
                self.write(frames.websocket_frame(message.data, frames.PONG))
            elif message.type in _CONTENT:
                if not await self._take(message):
                    self.close(_PROTOCOL_ERROR)
            elif message.type is not aiohttp.WSMsgType.PONG:
                broken = isinstance(message.data, aiohttp.WebSocketError)
                self.close(message.data.code if broken else _NORMAL)
                return

    async def _take(self, message: aiohttp.WSMessage) -> bool:
        """Handle a packet; False when it is not of our protocol: then this connection ends, and nobody else notices."""
        content = message.data
        try:
            if message.type is aiohttp.WSMsgType.TEXT:
                if content[:1] == b"4" and await self._wire.events.take(self._wire, self._socket.sid, content[1:]):
                    return True
                content = content.decode()
            await self._socket.receive(Packet(encoded_packet=content))
        except (ValueError, EngineIOError):
            return False
        return True

    async def _upgrade(self) -> bool:
        """The probe of a polling connection that moves to websocket (Engine.IO protocol 4)."""
        socket = self._socket
        socket.upgrading = True
        probe = await self._next()
        if probe.type is not aiohttp.WSMsgType.TEXT or probe.data != b"%dprobe" % PING:
            socket.upgrading = False
            return False
        self.write(frames.websocket_frame(b"%dprobe" % PONG))
        socket.queue.put_nowait(Packet(NOOP))  # ends the poll that is under way
        answer = await self._next()
        if answer.type is not aiohttp.WSMsgType.TEXT or answer.data != b"%d" % UPGRADE:
            socket.upgrading = False
            return False
        return True

    def _write_queued(self) -> None:
        """Write what was queued for polling while the connection moved."""
        while not self._socket.queue.empty():
            packet = self._socket.queue.get_nowait()
            self._socket.queue.task_done()
            if packet is not None and packet.packet_type != NOOP:
                self._write_packet(packet)

    async def _send(self, packet: Packet) -> None:
        """Replaces the socket's `send`: no queue, no writer task."""
        if await self._socket.check_ping_timeout():
            self._write_packet(packet)

    def _write_packet(self, packet: Packet) -> None:
        content = packet.encode()
        if isinstance(content, str):
            self.write(frames.websocket_frame(content.encode()))
        else:
            self.write(frames.websocket_frame(content, frames.BINARY))
        if packet.packet_type == CLOSE:
            self.close()

    def write(self, frame: bytes) -> None:
        if not self._pending:
            self._wire.write_soon(self)
        self._pending.append(frame)

    def flush(self) -> None:
        frames, self._pending = b"".join(self._pending), []
        transport = self._transport
        if not frames or transport is None or transport.is_closing():
            return
        if transport.get_write_buffer_size() > MOST_UNSENT:
            self._wire.evicted += 1
            transport.abort()
            return
        transport.write(frames)

    def close(self, code: int = _NORMAL) -> None:
        """Say good-bye behind everything written, and go."""
        if self._transport is not None and not self._transport.is_closing():
            self.write(frames.websocket_frame(struct.pack("!H", code), frames.CLOSE))
            self.flush()
            self._transport.close()

    def abort(self) -> None:
        if self._transport is not None:
            self._transport.abort()


def _accept_key(request: web.Request) -> bytes:
    """Return the proof of the handshake. Raises HTTPBadRequest."""
    key = request.headers.get("Sec-WebSocket-Key", "")
    version = request.headers.get("Sec-WebSocket-Version")
    try:
        known = len(base64.b64decode(key, validate=True)) == _KEY_BYTES
    except ValueError:
        known = False
    if not known or version != _VERSION:
        raise web.HTTPBadRequest(text="not a websocket handshake", headers={"Sec-WebSocket-Version": _VERSION})
    return base64.b64encode(hashlib.sha1(key.encode() + _KEY_SUFFIX, usedforsecurity=False).digest())
