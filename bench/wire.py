"""A Socket.IO client that costs little: hand-made websocket frames, no library, one call a frame.

It knows just enough of RFC 6455 and of Engine.IO protocol 4 to load a server; websocket only, no reconnecting.
"""

from __future__ import annotations

import asyncio
import json
import os
import zlib
from typing import TYPE_CHECKING, Any

from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Callable

CALL_SECONDS = 30.0
_MASK = b"\x5a\x12\xc3\x7e"
"""One mask for all: it must only be there, and not be zero (a zero mask spares Node the unmasking)."""
_REQUEST = (
    "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\n"
    "Connection: Upgrade\r\nSec-WebSocket-Key: ZGFvYmFuLWJlbmNobWFyaw==\r\nSec-WebSocket-Version: 13\r\n{more}\r\n"
)
OFFERING_DEFLATE = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"
"""What every browser offers."""
_masks: dict[int, int] = {}


class Refused(Exception):
    """The server did not let this client in, or answered a command with an error."""


def client_frame(payload: bytes) -> bytes:
    """Return a masked text frame."""
    size = len(payload)
    mask = _masks.get(size)
    if mask is None:
        mask = _masks[size] = int.from_bytes((_MASK * (size // 4 + 1))[:size], "big")
    hidden = (int.from_bytes(payload, "big") ^ mask).to_bytes(size, "big")
    if size <= 125:
        return b"\x81" + bytes((0x80 | size,)) + _MASK + hidden
    if size <= 0xFFFF:
        return b"\x81\xfe" + size.to_bytes(2, "big") + _MASK + hidden
    return b"\x81\xff" + size.to_bytes(8, "big") + _MASK + hidden


class Line(asyncio.Protocol):
    """One connection. `heard(line, packet)` gets every event, `acked(line, id, packet)` the answers nobody awaits."""

    def __init__(self, namespace: str, auth: Any, *, headers: str = "") -> None:
        """`namespace` is empty for the main one, else `/name`; `headers` are whole header lines."""
        self.closed = False
        self.heard: Callable[[Line, bytes], None] | None = None
        self.acked: Callable[[Line, int, bytes], None] | None = None
        self.mark: Any = None
        """Whatever the owner wants to remember with the line."""
        self._prefix = f"{namespace},".encode() if namespace else b""
        self._auth = json.dumps(auth).encode()
        self._headers = headers
        self._buffer = b""
        self._upgraded = False
        self._inflate: Any = None
        self._transport: asyncio.Transport | None = None
        self._loop = asyncio.get_running_loop()
        self._ready: asyncio.Future[None] = self._loop.create_future()
        self._waiting: dict[int, asyncio.Future[bytes]] = {}
        self._next_id = 0

    async def open(self, host: str, port: int) -> None:
        """Connect, upgrade and join the namespace. Raises Refused."""
        transport, _ = await self._loop.create_connection(lambda: self, host, port)
        self._transport = transport
        transport.write(_REQUEST.format(host=host, port=port, more=self._headers).encode())
        async with asyncio.timeout(CALL_SECONDS):
            await self._ready

    async def call(self, name: str, payload: Any) -> Any:
        """Send a command and return its acknowledgement's first value."""
        number, answer = self._next_id, self._loop.create_future()
        self._waiting[number] = answer
        self.post(name.encode(), json.dumps(payload, ensure_ascii=False).encode())
        async with asyncio.timeout(CALL_SECONDS):
            packet = await answer
        return json.loads(packet[packet.index(b"[") :])[0]

    def post(self, name: bytes, payload: bytes) -> int:
        """Send an event that wants an acknowledgement, without waiting; return its packet id."""
        number = self._next_id
        self._next_id = number + 1
        self._write(b'42%s%d["%s",%s]' % (self._prefix, number, name, payload))
        return number

    def close(self) -> None:
        """Hang up."""
        if self._transport is not None:
            self._transport.abort()

    def _write(self, packet: bytes) -> None:
        if self._transport is not None:
            self._transport.write(client_frame(packet))

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self.closed = True
        gone = Refused("the server hung up")
        waiting: list[asyncio.Future[Any]] = [self._ready, *self._waiting.values()]
        for future in waiting:
            if not future.done():
                future.set_exception(gone)
                future.exception()  # whoever awaits it hears of it; nobody else must

    @override
    def data_received(self, data: bytes) -> None:
        buffer = self._buffer + data if self._buffer else data
        if not self._upgraded:
            end = buffer.find(b"\r\n\r\n")
            if end < 0:
                self._buffer = buffer
                return
            if not buffer.startswith(b"HTTP/1.1 101"):
                self._fail(buffer[:200].decode("utf-8", "replace"))
                return
            self._upgraded = True
            buffer = buffer[end + 4 :]
        self._buffer = self._frames(buffer)

    def _frames(self, buffer: bytes) -> bytes:
        """Take every whole frame; return the rest."""
        at, end = 0, len(buffer)
        while end - at >= 2:
            size, head = buffer[at + 1], 2
            if size > 125:
                head = 4 if size == 126 else 10
                if end - at < head:
                    break
                size = int.from_bytes(buffer[at + 2 : at + head], "big")
            start = at + head
            if end < start + size:
                break
            self._frame(buffer[at], buffer[start : start + size])
            at = start + size
        return buffer[at:]

    def _frame(self, kind: int, packet: bytes) -> None:
        if kind & 0x40:  # compressed: the server took up the offer
            if self._inflate is None:
                self._inflate = zlib.decompressobj(-15)
            packet = self._inflate.decompress(packet + b"\x00\x00\xff\xff")
        if kind & 0x0F == 8:
            self.close()
        elif packet.startswith(b"42"):
            if self.heard is not None:
                self.heard(self, packet)
        elif packet.startswith(b"43"):
            self._ack(packet)
        else:
            self._engine(packet)

    def _ack(self, packet: bytes) -> None:
        at = 2 + len(self._prefix)
        number = int(packet[at : packet.index(b"[", at)])
        waiter = self._waiting.pop(number, None)
        if waiter is not None:
            waiter.set_result(packet)
        elif self.acked is not None:
            self.acked(self, number, packet)

    def _engine(self, packet: bytes) -> None:
        if packet.startswith(b"2"):
            self._write(b"3")
        elif packet.startswith(b"0"):
            self._write(b"40" + self._prefix + self._auth)
        elif packet.startswith(b"40") and not self._ready.done():
            self._ready.set_result(None)
        elif packet.startswith(b"44"):
            self._fail(packet.decode())

    def _fail(self, reason: str) -> None:
        if not self._ready.done():
            self._ready.set_exception(Refused(reason))
        self.close()


def random_key() -> str:
    """Return what a page draws for itself once (`client_key`)."""
    return os.urandom(12).hex()
