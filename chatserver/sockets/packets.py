"""What a line may say in Socket.IO: join a namespace, leave it, send commands. Each kind of packet is answered here.

Events go straight to their use case, and their acknowledgement straight out; joining and leaving are python-socketio's.
The hub asks for no acknowledgements and takes nothing binary: both are passed over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec
from socketio.packet import BINARY_ACK, BINARY_EVENT, CONNECT, DISCONNECT

from chatserver.protocol.codec import CommandInvalid
from chatserver.sockets import direct
from chatserver.sockets.dispatch import COMMANDS, ack_frame, answer, parse_event, refusal
from chatserver.sockets.frames import Frame

if TYPE_CHECKING:
    import socketio

    from chatserver.sockets.connections import Connection
    from chatserver.sockets.shared import Edge
    from chatserver.sockets.transport import Wire

MOST_ATTACHMENTS: Final = 16
"""Binary parts of one packet that are passed over; who announces more is not mistaken but up to something."""
MOST_JOINS: Final = 10
"""Tries of one line to join a namespace, refused ones included: each costs a look at a signature."""
_JOINS: Final = "daoban.joins"
_ATTACHMENTS: Final = "daoban.attachments"
_UNKNOWN_NAMESPACE: Final = b'{"message":"Invalid namespace"}'
_MOST_NAMESPACE: Final = 100
_EVENT = msgspec.json.Decoder(list[object])


class Packets:
    """Takes every packet of every line; see `transport.Events`."""

    def __init__(self, server: socketio.AsyncServer, edge: Edge) -> None:
        """`server` joins and leaves namespaces."""
        self._server = server
        self._sid_of = server.manager.sid_from_eio_sid
        self._stock = server.eio.handlers["message"]
        self._edge = edge

    def take_now(self, wire: Wire, eio_sid: str, packet: bytes) -> bool:
        """Handle a command of one change; False leaves it to `take`."""
        parsed = parse_event(packet)
        connection = self._connection(eio_sid, parsed[0]) if parsed else None
        if parsed is None or connection is None:
            return False
        _, packet_id, body = parsed
        return direct.begin(self._edge, wire, connection, packet_id, body)

    async def take(self, wire: Wire, eio_sid: str, packet: bytes) -> bool:
        """Handle a packet; False when it is none of the protocol, or not this line's to send."""
        kind = packet[:1]
        if kind == b"2":
            return await self._take_event(wire, eio_sid, packet)
        return kind == b"3" or await self._take_other(wire, eio_sid, packet)

    def take_binary(self, eio_sid: str) -> bool:
        """Pass over an attachment; False when none was announced."""
        kept = self._kept(eio_sid)
        left = kept.get(_ATTACHMENTS, 0)
        kept[_ATTACHMENTS] = max(0, left - 1)
        return bool(left)

    async def _take_other(self, wire: Wire, eio_sid: str, packet: bytes) -> bool:
        try:
            parsed = self._server.packet_class(encoded_packet=packet.decode())
        except (ValueError, RecursionError):
            return False
        if parsed.packet_type in {BINARY_EVENT, BINARY_ACK}:
            return self._refuse_binary(wire, eio_sid, parsed)
        if parsed.packet_type == CONNECT:
            return await self._join(wire, eio_sid, parsed.namespace or "/", packet)
        if parsed.packet_type == DISCONNECT:
            await self._stock(eio_sid, packet.decode())
            return True
        return False

    async def _take_event(self, wire: Wire, eio_sid: str, packet: bytes) -> bool:
        parsed = parse_event(packet)
        connection = self._connection(eio_sid, parsed[0]) if parsed else None
        if parsed is None or connection is None:
            return False
        namespace, packet_id, body = parsed
        if direct.begin(self._edge, wire, connection, packet_id, body):
            return True
        try:
            name, payload, *_ = [*_EVENT.decode(body), None, None]
        except (msgspec.DecodeError, RecursionError):
            name = payload = None
        ack = await answer(self._edge, connection, name, payload)
        if packet_id is not None:
            wire.write(eio_sid, ack_frame(namespace, packet_id, ack))
        return True

    async def _join(self, wire: Wire, eio_sid: str, namespace: str, packet: bytes) -> bool:
        """Once a namespace: a line that joined twice would count as two, and one of them would never end."""
        kept = self._kept(eio_sid)
        kept[_JOINS] = kept.get(_JOINS, 0) + 1
        if kept[_JOINS] > MOST_JOINS:
            return False
        if namespace not in COMMANDS:
            named = "" if namespace == "/" else namespace + ","
            wire.write(eio_sid, Frame(b"4%s%s" % (named.encode(), _UNKNOWN_NAMESPACE)))
            return len(namespace) <= _MOST_NAMESPACE
        if self._sid_of(eio_sid, namespace) is not None or eio_sid not in self._server.eio.sockets:
            return False
        await self._stock(eio_sid, packet.decode())
        if eio_sid not in self._server.eio.sockets:  # ended meanwhile; only who had joined by then was told so
            await self._server.eio.handlers["disconnect"](eio_sid, self._server.reason.TRANSPORT_CLOSE)
        return True

    def _refuse_binary(self, wire: Wire, eio_sid: str, packet: Any) -> bool:
        namespace = packet.namespace or "/"
        connection = self._connection(eio_sid, namespace)
        if connection is None or packet.attachment_count > MOST_ATTACHMENTS:
            return False
        self._kept(eio_sid)[_ATTACHMENTS] = packet.attachment_count
        if packet.id is not None and packet.packet_type == BINARY_EVENT:
            error = CommandInvalid(reason="commands are JSON without binary parts")
            wire.write(eio_sid, ack_frame(namespace, packet.id, refusal(error, self._edge)))
        return True

    def _kept(self, eio_sid: str) -> dict[str, Any]:
        socket = self._server.eio.sockets.get(eio_sid)
        return socket.session if socket is not None else {}

    def _connection(self, eio_sid: str, namespace: str) -> Connection | None:
        sid = self._sid_of(eio_sid, namespace)
        return self._edge.connections.get(sid) if sid else None
