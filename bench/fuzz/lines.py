"""Sends an attack and says how the hub took it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import struct
from typing import TYPE_CHECKING, Any, Final

from bench.fuzz.words import frame

if TYPE_CHECKING:
    from bench.fuzz.words import Attack
    from bench.seed import Tickets

PATIENCE_SECONDS: Final = 5.0
"""Nothing heard for this long is silence, and silence is a finding."""
_MORE_SECONDS: Final = 0.3
"""How long a request that may be complete is waited for, before the rest of it is declared missing."""
_ASKED: Final = b"still there?"
_UPGRADE: Final = (
    b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: hub.test\r\nUpgrade: websocket\r\n"
    b"Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
_TEXT, _CLOSE, _PING, _PONG = 1, 8, 9, 10
_OK, _SERVER_ERROR = 200, 500
ALLOWED: Final = frozenset(
    {"passed over", "done", "coded error", "closed with a code", "closed", "answered", "refused"}
)
"""How an attack may end; anything else is a finding."""


class Lines:
    """Makes connections to one hub, each line as a person of its own."""

    def __init__(self, port: int, tickets: Tickets, prefix: str) -> None:
        """`tickets` are good for the hub; `prefix` sets these persons apart from others'."""
        self._port = port
        self._tickets = tickets
        self._prefix = prefix
        self._persons = 0
        self._idle: list[Line] = []

    async def play(self, attack: Attack) -> str:
        """Return how it ended."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await {"frame": self._say, "post": self._post, "request": self._ask}[attack.way](attack)
        except TimeoutError:
            return "silence"
        except ConnectionResetError:
            return "reset"
        except asyncio.IncompleteReadError:
            return "closed"

    async def close(self) -> None:
        """Leave every line."""
        for line in self._idle:
            line.hang_up()

    async def _say(self, attack: Attack) -> str:
        line = self._idle.pop() if self._idle else await self._join()
        try:
            outcome = await line.say(attack.content)
        except BaseException:
            line.hang_up()
            raise
        if line.is_good:
            self._idle.append(line)
        else:
            line.hang_up()
        return outcome

    async def _join(self) -> Line:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        line = Line(reader, writer)
        writer.write(_UPGRADE)
        await reader.readuntil(b"\r\n\r\n")
        writer.write(frame(b"40/taxpayer," + json.dumps(self._auth()).encode()))
        while not (heard := await line.hear())[1].startswith(b"40/taxpayer,{"):
            if heard[1][:2] == b"44":
                raise RuntimeError(heard[1].decode())
        return line

    async def _post(self, attack: Attack) -> str:
        """Over a polling connection of its own, which says good-bye afterwards."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        try:
            opened = await _exchange(reader, writer, "GET", "", b"")
            sid = f"&sid={json.loads(opened[1][1:])['sid']}"
            await _exchange(reader, writer, "POST", sid, b"40/taxpayer," + json.dumps(self._auth()).encode())
            status, _ = await _exchange(reader, writer, "POST", sid, attack.content)
            if status == _OK:
                await _exchange(reader, writer, "POST", sid, b"1")
            return _outcome(status)
        finally:
            writer.transport.abort()

    def _auth(self) -> dict[str, Any]:
        self._persons += 1
        token = self._tickets.sign(f"{self._prefix}-{self._persons}")
        return {"token": token, "protocol": 1, "client_key": "k" * 22}

    async def _ask(self, attack: Attack) -> str:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        try:
            writer.write(attack.content)
            head = b""
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_MORE_SECONDS):
                    head = await reader.read(4_096)
            if not head:
                with contextlib.suppress(OSError):
                    writer.write_eof()
                head = await reader.read(4_096)
            return _judge(head)
        finally:
            writer.transport.abort()


class Line:
    """A websocket that has joined as a taxpayer."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Over an open connection."""
        self._reader = reader
        self._writer = writer
        self.is_good = True

    def hang_up(self) -> None:
        """End it without a word."""
        self._writer.transport.abort()

    async def say(self, content: bytes) -> str:
        """Send it and a ping behind it: the answer to the ping shows that the line has lived through it."""
        self._writer.write(content + frame(_ASKED, _PING))
        outcome = "passed over"
        while True:
            try:
                async with asyncio.timeout(_MORE_SECONDS):
                    kind, heard = await self.hear()
            except TimeoutError:
                return await self._end()  # it takes the ping for the rest of a frame
            except asyncio.IncompleteReadError:
                self.is_good = False
                return "closed"
            if kind == _CLOSE:
                self.is_good = False
                code = struct.unpack("!H", heard[:2])[0]
                return "closed with a code" if code else "closed"
            if kind == _PONG and heard == _ASKED:
                return outcome
            if kind == _TEXT and heard == b"2":
                self._writer.write(frame(b"3"))
            elif kind == _TEXT and heard[:2] in {b"43", b"44"}:
                outcome = "coded error" if b'"code":"' in heard or b"Invalid namespace" in heard else "done"

    async def _end(self) -> str:
        self.is_good = False
        self._writer.write_eof()
        while await self._reader.read(65_536):
            pass
        return "closed"

    async def hear(self) -> tuple[int, bytes]:
        """Return the kind and content of the next frame."""
        first, size = await self._reader.readexactly(2)
        if size == 126:
            (size,) = struct.unpack("!H", await self._reader.readexactly(2))
        elif size == 127:
            (size,) = struct.unpack("!Q", await self._reader.readexactly(8))
        return first & 0xF, await self._reader.readexactly(size)


def _judge(head: bytes) -> str:
    if not head:
        return "closed"
    status = re.match(rb"HTTP/\d\.\d (\d{3}) ", head)
    if status is None:
        return "no HTTP"
    return _outcome(int(status[1]))


def _outcome(status: int) -> str:
    if status == _SERVER_ERROR:
        return "server error"
    return "refused" if status >= 400 else "answered"


async def _exchange(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, method: str, query: str, body: bytes
) -> tuple[int, bytes]:
    """Return status and body of a polling request."""
    head = f"{method} /socket.io/?EIO=4&transport=polling{query} HTTP/1.1\r\nHost: x\r\n"
    writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
    answered = (await reader.readuntil(b"\r\n\r\n")).lower()
    size = int(answered.partition(b"content-length: ")[2].partition(b"\r\n")[0] or 0)
    return int(answered.split()[1]), await reader.readexactly(size)
