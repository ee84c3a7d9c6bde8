"""The lean path: python-socketio stays server and protocol, its websocket driver and its emit are replaced here.

Stock engine.io makes a task and a timer for every packet received, a queue hop and a writer task for every packet sent,
and negotiates permessage-deflate (141 kB a connection against 28 kB). Here what arrives is handled in the turn in which
it is read, without a task, where `Events.take_now` can; a frame is encoded once for all its recipients and written
straight to the transport; and a reader that falls behind is cut off: it will come back and resume. Long-polling still
goes through the stock path.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from engineio.packet import MESSAGE, PING, Packet

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
    """Who takes Socket.IO packets off the stock path, before it sees them."""

    def take_now(self, wire: Wire, eio_sid: str, packet: bytes) -> bool:
        """Handle the packet in this very turn, answering later; False when that cannot be."""
        ...

    async def take(self, wire: Wire, eio_sid: str, packet: bytes) -> bool:
        """Handle the packet, however long that takes; False leaves it to the stock path."""
        ...


class Wire:
    """Every connection of this node by Engine.IO id; the one place that writes to them."""

    def __init__(self, server: socketio.AsyncServer, events: Events) -> None:
        """Serve the websockets of `server`."""
        self._engine: Any = server.eio
        self.events = events
        self._lines: dict[str, Line] = {}
        self._unwritten: list[Line] = []
        self._ending: set[str] = set()
        self.evicted = 0
        wire = self
        stock_ended = self._engine.handlers["disconnect"]

        async def ended(eio_sid: str, reason: str) -> None:
            """A poll under way returns now; engine.io would keep it until the ping fails. So does a websocket end."""
            await stock_ended(eio_sid, reason)
            line = wire._lines.get(eio_sid)
            if line is not None:
                line.loop.call_soon(line.close)  # behind the CLOSE packet, if there is to be one
            socket = self._engine.sockets.get(eio_sid)
            if socket is not None and not socket.upgraded:
                socket.queue.put_nowait(None)

        self._engine.on("disconnect", ended)
        Pings(self._engine, self._ping)

        class Driver:
            """What engine.io calls to serve one websocket."""

            def __init__(self, handler: Any, _: object) -> None:
                self._socket = handler.__self__

            async def __call__(self, environ: dict[str, Any]) -> web.StreamResponse:
                return await Line(wire, self._socket).serve(environ["aiohttp.request"])

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

    def _ping(self, socket: Any) -> None:
        line = self._lines.get(socket.sid)
        if line is not None:
            line.write(PING_FRAME)
        else:
            socket.queue.put_nowait(Packet(PING))

    def cut_all(self) -> None:
        """Drop every connection, also those that never said who they are."""
        for eio_sid in list(self._engine.sockets):
            self.cut(eio_sid)

    async def _end(self, socket: Any) -> None:
        """End a polling connection here and now: whoever never fetches would not see that it is over, and go on."""
        await socket.close(wait=False, reason=socket.server.reason.SERVER_DISCONNECT)
        self._engine.sockets.pop(socket.sid, None)
        self._ending.discard(socket.sid)

    def open(self, eio_sid: str, line: Line) -> None:
        """A websocket is ready for direct writes."""
        self._lines[eio_sid] = line

    def close(self, eio_sid: str) -> None:
        """A websocket is gone."""
        self._lines.pop(eio_sid, None)

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
