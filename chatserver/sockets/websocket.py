"""One websocket, taken over from aiohttp at the handshake: its parser reads the frames, the rest is here."""

from __future__ import annotations

import asyncio
import collections
import contextlib
import logging
import struct
from typing import TYPE_CHECKING, Any

import aiohttp
from aiohttp import web
from aiohttp._websocket.reader import WebSocketDataQueue, WebSocketReader
from engineio.packet import CLOSE, NOOP, PING, PONG, UPGRADE, Packet
from typing_extensions import override

from chatserver.sockets import frames, handshake

if TYPE_CHECKING:
    from aiohttp.abc import AbstractStreamWriter

    from chatserver.sockets.transport import Wire

_log = logging.getLogger(__name__)

MOST_UNSENT = 1_048_576
"""Bytes waiting in a connection's outgoing buffer: some 2,000 messages, minutes of reading."""
MOST_UNANSWERED = 64
"""Packets of a websocket that wait for the one before them; then nothing more is read from it for a while."""
MOST_PACKETS, PACKETS_SECONDS = 1_000, 5.0
"""No page sends so many in so short a time; who does is read no further until it is over, and keeps nobody busy."""
UPGRADE_SECONDS = 10.0
"""How long a polling connection may take to move; its polls go on meanwhile."""
GOODBYE_SECONDS = 3.0
"""How long a closed connection may take to read its last frames; afterwards its memory is wanted back."""
SLOW_READER = b"slow_reader"
_PONG = b"3"
_TEXT, _BINARY = aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY
_NORMAL, _PROTOCOL_ERROR, _NOT_TEXT, _TRY_AGAIN = 1000, 1002, 1007, 1013


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
        self._transport: asyncio.Transport | None = None
        self._pending: list[bytes] = []
        self._is_open = False
        self._is_closing = False
        self._heard = 0
        self._heard_since = self.loop.time()
        self._held: asyncio.TimerHandle | None = None
        """Set while nothing is read because too much was."""
        self._gone = self.loop.create_future()
        """Done when nothing more will be read or written."""
        self._unanswered: collections.deque[aiohttp.WSMessage] = collections.deque()
        self._idle: asyncio.Future[None] | None = None
        """What `_next` waits on; None while a packet is being handled, and then the others wait for it."""

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer the handshake and go on until the connection ends."""
        socket = self._socket
        try:
            self._switch(request)
            if not socket.connected or await self._upgrade():
                self._open()
                await self._read()
        finally:
            self.close()
            if self._is_open or not socket.connected:
                await self._wire.end(socket, self)
        await self._gone
        self._protocol = self._transport = None  # with the protocol's own reference to this line a circle
        return _Switched()

    def _switch(self, request: web.Request) -> None:
        """Take the connection over from HTTP."""
        self._protocol, self._transport = request.protocol, request.transport
        if self._transport is None:
            self._gone.set_result(None)
            raise ConnectionResetError
        self._transport.write(handshake.answer(request))
        limit = self._socket.server.max_http_buffer_size
        request.protocol.set_parser(WebSocketReader(_Inbox(self, request), limit, compress=False, decode_text=False))
        request.protocol.keep_alive(False)

    def _open(self) -> None:
        socket = self._socket
        socket.connected = socket.upgraded = self._is_open = True
        socket.upgrading = False
        socket.send = self._send
        self._wire.open(socket.sid, self)
        self._write_queued()

    def received(self, message: aiohttp.WSMessage) -> None:
        """Handle what was read: now where that can be, else in its turn."""
        if self._is_closing:
            self._hear_the_end(message)
            return
        self._heard += 1
        if self._heard >= MOST_PACKETS:
            self._hold()
        idle = self._idle
        if idle is not None:
            if message.type is _TEXT and self._is_open and self._take_now(message.data):
                return
            self._idle = None
            if not idle.done():
                idle.set_result(None)
        if message.type is aiohttp.WSMsgType.CLOSED:
            self._set_gone()
        self._unanswered.append(message)
        if len(self._unanswered) > MOST_UNANSWERED:
            self._protocol.pause_reading()

    def _hold(self) -> None:
        """Read on only when the time for what was read is over."""
        early = self._heard_since + PACKETS_SECONDS - self.loop.time()
        self._heard, self._heard_since = 0, self.loop.time() + max(0.0, early)
        if early > 0 and self._held is None:
            self._protocol.pause_reading()
            self._held = self.loop.call_later(early, self._read_on)

    def _read_on(self) -> None:
        self._held = None
        if self._protocol is not None and len(self._unanswered) <= MOST_UNANSWERED:
            self._protocol.resume_reading()

    def _hear_the_end(self, message: aiohttp.WSMessage) -> None:
        """After the last frame only the other side's end matters."""
        if message.type is aiohttp.WSMsgType.CLOSE and self._transport is not None:
            self._transport.close()
        elif message.type is aiohttp.WSMsgType.CLOSED:
            self._set_gone()

    def _set_gone(self) -> None:
        if not self._gone.done():
            self._gone.set_result(None)

    def _take_now(self, packet: bytes) -> bool:
        if packet == _PONG:
            self._socket.schedule_ping()
            return True
        return packet[:1] == b"4" and self._wire.events.take_now(self._wire, self._socket.sid, packet[1:])

    async def _next(self) -> aiohttp.WSMessage | None:
        """Return what was read next; None when this side has closed."""
        if not self._unanswered:
            if self._is_closing:
                return None
            self._idle = self.loop.create_future()
            try:
                await self._idle
            finally:
                self._idle = None
        elif len(self._unanswered) == MOST_UNANSWERED and self._held is None:
            self._protocol.resume_reading()
        return self._unanswered.popleft() if self._unanswered else None

    async def _read(self) -> None:
        while not self._is_closing and (message := await self._next()) is not None:
            if message.type is aiohttp.WSMsgType.PING:
                self.write(frames.websocket_frame(message.data, frames.PONG))
            elif message.type is _TEXT:
                await self._take(message.data)
            elif message.type is _BINARY:
                if not self._wire.events.take_binary(self._socket.sid):
                    self.close(_PROTOCOL_ERROR)
            elif message.type is aiohttp.WSMsgType.CLOSE:
                self.close(message.data or _NORMAL)
                self._hear_the_end(message)
            elif message.type is not aiohttp.WSMsgType.PONG:
                broken = isinstance(message.data, aiohttp.WebSocketError)
                self.close(message.data.code if broken else _NORMAL)

    async def _take(self, packet: bytes) -> None:
        """Handle a packet. One that is not of our protocol ends this connection, and nobody else notices."""
        try:
            packet.decode()
        except UnicodeDecodeError:
            self.close(_NOT_TEXT)
        else:
            if not await self._wire.take(self._socket, packet):
                self.close(_PROTOCOL_ERROR)

    async def _upgrade(self) -> bool:
        """The probe of a polling connection that moves to websocket (Engine.IO protocol 4)."""
        socket, moving = self._socket, self._wire.moving
        if socket.sid in moving:  # another websocket was quicker
            return False
        moving.add(socket.sid)
        try:
            async with asyncio.timeout(UPGRADE_SECONDS):
                if not await self._reads(b"%dprobe" % PING):
                    return False
                socket.upgrading = True  # polls are answered with NOOP from now on
                self.write(frames.websocket_frame(b"%dprobe" % PONG))
                socket.queue.put_nowait(Packet(NOOP))  # ends the poll that is under way
                return await self._reads(b"%d" % UPGRADE) and not socket.closed
        except TimeoutError:
            return False
        finally:
            socket.upgrading = False
            moving.discard(socket.sid)

    async def _reads(self, packet: bytes) -> bool:
        message = await self._next()
        return message is not None and message.type is _TEXT and message.data == packet

    def _write_queued(self) -> None:
        """Write what was queued for polling while the connection moved."""
        while not self._socket.queue.empty():
            packet = self._socket.queue.get_nowait()
            self._socket.queue.task_done()
            if packet is not None and packet.packet_type != NOOP:
                self._write_packet(packet)

    async def _send(self, packet: Packet) -> None:
        """Replaces the socket's `send`: no queue, no writer task."""
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
        """Send a frame without waiting, together with the others of this moment."""
        if not self._pending:
            self._wire.write_soon(self)
        self._pending.append(frame)

    def flush(self) -> None:
        """Write what has gathered, or give up a reader that has fallen behind."""
        gathered, self._pending = b"".join(self._pending), []
        transport = self._transport
        if not gathered or self._is_closing or transport is None or transport.is_closing():
            return
        if transport.get_write_buffer_size() > MOST_UNSENT:
            self._wire.evicted += 1
            self._close(_TRY_AGAIN, SLOW_READER)  # what has gathered is dropped: it will come back and resume
            return
        transport.write(gathered)

    def close(self, code: int = _NORMAL, reason: bytes = b"") -> None:
        """Say good-bye behind everything written. The transport goes when the other side has heard, or soon anyway.

        At once would be too early: bytes not yet read make the system reset the connection, and the other side never
        learns why it ended. Much later would be too late: one that never reads would keep its buffer here.
        """
        if not self._is_closing:
            self.flush()
        if not self._is_closing:  # flushing may have found it too slow, and closed
            self._close(code, reason)

    def _close(self, code: int, reason: bytes) -> None:
        self._is_closing = True
        if self._idle is not None and not self._idle.done():
            self._idle.set_result(None)
        if self._transport is not None and not self._transport.is_closing():
            self._say_goodbye(self._transport, struct.pack("!H", code) + reason)

    def _say_goodbye(self, transport: asyncio.Transport, content: bytes) -> None:
        transport.write(frames.websocket_frame(content, frames.CLOSE))
        with contextlib.suppress(OSError):  # the other side is gone already, and nobody has told us yet
            if transport.can_write_eof():
                transport.write_eof()
        self._protocol.resume_reading()  # the other side's last word is behind what it sent before
        deadline = self.loop.call_later(GOODBYE_SECONDS, transport.abort)
        self._gone.add_done_callback(lambda _: deadline.cancel())

    def abort(self) -> None:
        """End it without a word."""
        if self._transport is not None:
            self._transport.abort()
