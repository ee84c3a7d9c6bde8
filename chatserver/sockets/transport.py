"""The lean path: python-socketio stays server and protocol, its websocket driver and its emit are replaced here.

Stock engine.io makes a task and a timer for every packet received, a queue hop and a writer task for every packet sent,
and negotiates permessage-deflate (141 kB a connection against 28 kB). Here the read loop awaits the socket directly, a
frame is encoded once for all its recipients and written straight to the transport, and a reader that falls behind by
more than `MOST_UNSENT` is cut off: it will come back and resume. Long-polling still goes through the stock path.
"""

from __future__ import annotations

import asyncio
import struct
from typing import TYPE_CHECKING, Any

import aiohttp
from aiohttp import web
from engineio.exceptions import EngineIOError
from engineio.packet import CLOSE, MESSAGE, NOOP, PING, PONG, UPGRADE, Packet

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    import socketio

MOST_UNSENT = 1_048_576
"""Bytes waiting in a connection's outgoing buffer: some 2,000 messages, minutes of reading."""
MOST_QUEUED = 2_000
"""Packets that wait for a polling connection to fetch them; a poll fetches all there are."""
_FIN_TEXT, _FIN_BINARY = 0x81, 0x82
_SHORT, _MEDIUM = 125, 0xFFFF


class Frame:
    """One Engine.IO message, encoded once, for any number of recipients."""

    __slots__ = ("_bytes", "packet")

    def __init__(self, packet: bytes) -> None:
        """`packet` is a Socket.IO packet in text form, without the Engine.IO type."""
        self.packet = packet
        self._bytes: bytes | None = None

    @property
    def bytes(self) -> bytes:
        """The websocket frame (RFC 6455, section 5.2; a server's frames are not masked)."""
        if self._bytes is None:
            self._bytes = websocket_frame(b"4" + self.packet)
        return self._bytes


def websocket_frame(payload: bytes, kind: int = _FIN_TEXT) -> bytes:
    """Return an unfragmented, unmasked frame."""
    size = len(payload)
    if size <= _SHORT:
        return struct.pack("!BB", kind, size) + payload
    if size <= _MEDIUM:
        return struct.pack("!BBH", kind, 126, size) + payload
    return struct.pack("!BBQ", kind, 127, size) + payload


class Wire:
    """Every connection of this node by Engine.IO id; the one place that writes to them."""

    def __init__(self, server: socketio.AsyncServer, events: Callable[[str, bytes], Awaitable[bool]]) -> None:
        """`events(eio_sid, packet)` may take a Socket.IO packet off the stock path by answering True."""
        self._engine: Any = server.eio
        self.take = events
        self._lines: dict[str, _Line] = {}
        self._unwritten: list[_Line] = []
        self._ending: set[str] = set()
        self.evicted = 0
        wire = self
        stock_ended = self._engine.handlers["disconnect"]

        async def ended(eio_sid: str, reason: str) -> None:
            """A poll under way returns now; engine.io would keep it until the ping fails."""
            await stock_ended(eio_sid, reason)
            socket = self._engine.sockets.get(eio_sid)
            if socket is not None and not socket.upgraded:
                socket.queue.put_nowait(None)

        self._engine.on("disconnect", ended)

        class Driver:
            """What engine.io calls to serve one websocket."""

            def __init__(self, handler: Any, _: object) -> None:
                self._socket = handler.__self__

            async def __call__(self, environ: dict[str, Any]) -> web.WebSocketResponse:
                return await _Line(wire, self._socket).serve(environ["aiohttp.request"])

        self._engine._async = {**self._engine._async, "websocket": Driver}  # noqa: SLF001 - engine.io's own seam for drivers

    def write(self, eio_sid: str, frame: Frame) -> None:
        """Send a frame without waiting; unknown connections are ignored, slow ones cut off."""
        line = self._lines.get(eio_sid)
        if line is not None:
            line.write(frame.bytes)
            return
        socket = self._engine.sockets.get(eio_sid)
        if socket is None or socket.closed or eio_sid in self._ending:
            return
        if socket.queue.qsize() >= MOST_QUEUED:
            self.evicted += 1
            self.cut(eio_sid)
            return
        socket.queue.put_nowait(Packet(MESSAGE, data=frame.packet.decode()))

    def cut(self, eio_sid: str) -> None:
        """Drop a connection now; its client will come back and resume."""
        line = self._lines.get(eio_sid)
        if line is not None:
            line.abort()
            return
        socket = self._engine.sockets.get(eio_sid)
        if socket is not None and not socket.closed and eio_sid not in self._ending:
            self._ending.add(eio_sid)
            self._engine.start_background_task(self._end, socket)

    def cut_all(self) -> None:
        """Drop every connection, also those that never said who they are."""
        for eio_sid in list(self._engine.sockets):
            self.cut(eio_sid)

    async def _end(self, socket: Any) -> None:
        """End a polling connection here and now: whoever never fetches would not see that it is over, and go on."""
        await socket.close(wait=False, reason=socket.server.reason.SERVER_DISCONNECT)
        self._engine.sockets.pop(socket.sid, None)
        self._ending.discard(socket.sid)

    def open(self, eio_sid: str, line: _Line) -> None:
        """A websocket is ready for direct writes."""
        self._lines[eio_sid] = line

    def close(self, eio_sid: str) -> None:
        """A websocket is gone."""
        self._lines.pop(eio_sid, None)

    def write_soon(self, line: _Line) -> None:
        """Write what `line` has gathered, once the commands that wake now have answered.

        A message's event and its acknowledgement go to the sender one turn of the loop after the other; together they
        are one system call, and one write costs 10 µs.
        """
        if not self._unwritten:
            line.loop.call_soon(line.loop.call_soon, self._write_all)
        self._unwritten.append(line)

    def _write_all(self) -> None:
        lines, self._unwritten = self._unwritten, []
        for line in lines:
            line.flush()


class _Line:
    """One websocket."""

    def __init__(self, wire: Wire, socket: Any) -> None:
        self._wire = wire
        self._socket = socket
        self._response = web.WebSocketResponse(
            max_msg_size=socket.server.max_http_buffer_size, compress=False, autoping=True, decode_text=False
        )
        self.loop = asyncio.get_running_loop()
        self._transport: asyncio.WriteTransport | None = None
        self._pending: list[bytes] = []

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        await self._response.prepare(request)
        self._transport = request.transport
        socket = self._socket
        if socket.connected and not await self._upgrade():
            return self._response
        socket.connected = socket.upgraded = True
        socket.upgrading = False
        socket.send = self._send
        self._write_queued()
        self._wire.open(socket.sid, self)
        try:
            await self._read()
        finally:
            self._wire.close(socket.sid)
            await socket.close(wait=False, abort=True, reason=socket.server.reason.TRANSPORT_CLOSE)
        return self._response

    async def _read(self) -> None:
        socket = self._socket
        while not socket.closed:
            message = await self._response.receive()
            packet: bytes = message.data
            if message.type is aiohttp.WSMsgType.TEXT:
                if packet[:1] == b"4" and await self._wire.take(socket.sid, packet[1:]):
                    continue
            elif message.type is not aiohttp.WSMsgType.BINARY:
                return
            try:
                text = packet.decode() if message.type is aiohttp.WSMsgType.TEXT else packet
                await socket.receive(Packet(encoded_packet=text))
            except (ValueError, EngineIOError):  # not our protocol: this connection ends, nobody else notices
                return

    async def _upgrade(self) -> bool:
        """The probe of a polling connection that moves to websocket (Engine.IO protocol 4)."""
        socket = self._socket
        socket.upgrading = True
        probe = await self._response.receive()
        if probe.type is not aiohttp.WSMsgType.TEXT or probe.data != b"%dprobe" % PING:
            socket.upgrading = False
            return False
        self.write(websocket_frame(b"%dprobe" % PONG))
        socket.queue.put_nowait(Packet(NOOP))  # ends the poll that is under way
        answer = await self._response.receive()
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
        frame = websocket_frame(content.encode()) if isinstance(content, str) else websocket_frame(content, _FIN_BINARY)
        self.write(frame)
        if packet.packet_type == CLOSE and self._transport is not None:
            self.flush()
            self._transport.close()

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

    def abort(self) -> None:
        if self._transport is not None:
            self._transport.abort()
