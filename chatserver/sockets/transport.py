"""The lean path: python-socketio stays server and protocol, its websocket driver and its emit are replaced here.

Stock engine.io makes a task and a timer for every packet received, a queue hop and a writer task for every packet sent,
and negotiates permessage-deflate (141 kB a connection against 28 kB). Here what arrives is handled in the turn in which
it is read, without a task, where `Events.take_now` can; a frame is encoded once for all its recipients and written
straight to the transport; and a reader that falls behind is cut off: it will come back and resume. A poll is answered
by the stock path; what is posted comes in by `Door`.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Protocol

from engineio.packet import CLOSE, MESSAGE, PING, Packet

from chatserver.sockets.frames import PING_FRAME
from chatserver.sockets.pings import Pings
from chatserver.sockets.websocket import Line

if TYPE_CHECKING:
    import socketio
    from aiohttp import web

    from chatserver.sockets.frames import Frame

MOST_QUEUED = 2_000
"""Packets that wait for a polling connection to fetch them; a poll fetches all there are."""


class Events(Protocol):
    """Who takes Socket.IO packets."""

    def take_now(self, wire: Wire, eio_sid: str, packet: bytes) -> bool:
        """Handle the packet in this very turn, answering later; False when that cannot be."""
        ...

    async def take(self, wire: Wire, eio_sid: str, packet: bytes) -> bool:
        """Handle the packet, however long that takes; False when it is none of the protocol."""
        ...

    def take_binary(self, eio_sid: str) -> bool:
        """Pass over binary content; False when none was announced."""
        ...


class Wire:
    """Every connection of this node by Engine.IO id; the one place that writes to them."""

    def __init__(self, server: socketio.AsyncServer, events: Events) -> None:
        """Serve the websockets of `server`."""
        self._engine: Any = server.eio
        self.events = events
        self._lines: dict[str, Line] = {}
        self._unwritten: list[Line] = []
        self._ending: dict[str, asyncio.Task[None]] = {}
        self.moving: set[str] = set()
        """Polling connections of which a websocket is about to take over."""
        self.evicted = 0
        self._stock_ended = self._engine.handlers["disconnect"]
        self._engine.on("disconnect", self._ended)
        Pings(self._engine, self._ping, self._time_out)
        wire = self

        class Driver:
            """What engine.io calls to serve one websocket."""

            def __init__(self, handler: Any, _: object) -> None:
                self._socket = handler.__self__

            async def __call__(self, environ: dict[str, Any]) -> web.StreamResponse:
                return await Line(wire, self._socket).serve(environ["aiohttp.request"])

        self._engine._async = {**self._engine._async, "websocket": Driver}  # noqa: SLF001 - engine.io's own seam for drivers

    async def _ended(self, eio_sid: str, reason: str) -> None:
        """A poll under way returns now; engine.io would keep it until the ping fails. So does a websocket end."""
        await self._stock_ended(eio_sid, reason)
        line = self._lines.get(eio_sid)
        if line is not None:
            line.loop.call_soon(line.close)  # behind the CLOSE packet, if there is to be one
        socket = self._engine.sockets.pop(eio_sid, None)
        if socket is not None and not socket.upgraded:
            socket.queue.put_nowait(Packet(CLOSE))
            socket.queue.put_nowait(None)

    async def take(self, socket: Any, packet: bytes) -> bool:
        """Handle an Engine.IO packet in text form; False when it is none of the protocol."""
        kind = packet[:1]
        if kind == b"4":
            return await self.events.take(self, socket.sid, packet[1:])
        if packet == b"1":
            await socket.close(wait=False, abort=True, reason=socket.server.reason.CLIENT_DISCONNECT)
        elif packet == b"3":
            socket.schedule_ping()
        return packet in {b"1", b"3", b"5", b"6"}  # an upgrade out of its turn and NOOP mean nothing

    def write(self, eio_sid: str, frame: Frame) -> None:
        """Send a frame without waiting; unknown connections are ignored, slow ones cut off."""
        line = self._lines.get(eio_sid)
        if line is not None:
            line.write(frame.bytes)
            return
        socket = self._engine.sockets.get(eio_sid)
        if socket is None or socket.closing or eio_sid in self._ending:
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
        if socket is not None:
            self._end_soon(socket, socket.server.reason.SERVER_DISCONNECT)

    def cut_all(self) -> None:
        """Drop every connection, also those that never said who they are."""
        for eio_sid in list(self._engine.sockets):
            self.cut(eio_sid)

    def open(self, eio_sid: str, line: Line) -> None:
        """A websocket is ready for direct writes."""
        self._lines[eio_sid] = line

    async def end(self, socket: Any, line: Line) -> None:
        """A websocket is gone."""
        if self._lines.get(socket.sid) is line:
            del self._lines[socket.sid]
        await socket.close(wait=False, abort=True, reason=socket.server.reason.TRANSPORT_CLOSE)
        socket.__dict__.pop("send", None)  # the line's; without it neither keeps the other in memory

    def write_soon(self, line: Line) -> None:
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

    def _ping(self, socket: Any) -> None:
        line = self._lines.get(socket.sid)
        if line is not None:
            line.write(PING_FRAME)
        else:
            socket.queue.put_nowait(Packet(PING))

    def _time_out(self, socket: Any) -> None:
        self._end_soon(socket, socket.server.reason.PING_TIMEOUT)

    def _end_soon(self, socket: Any, reason: str) -> None:
        if socket.closing or socket.sid in self._ending:
            return
        ending = asyncio.create_task(socket.close(wait=False, abort=True, reason=reason))
        self._ending[socket.sid] = ending
        ending.add_done_callback(lambda _: self._ending.pop(socket.sid, None))
