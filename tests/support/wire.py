"""A websocket client made of bytes: it sends what no library would, and sees exactly what comes back."""

from __future__ import annotations

import asyncio
import contextlib
import json
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.support.clients import SECONDS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
PATH = "/socket.io/?EIO=4&transport=websocket"
KEY = "dGhlIHNhbXBsZSBub25jZQ=="
"""The key of RFC 6455's own example."""
PROOF = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer to a handshake."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Heard:
    """One frame of the server."""

    kind: int
    content: bytes

    @property
    def code(self) -> int:
        """Why the server closes."""
        assert self.kind == CLOSE
        code: int = struct.unpack("!H", self.content[:2])[0]
        return code


def frame(content: bytes, kind: int = TEXT, *, last: bool = True, masked: bool = True, bits: int = 0) -> bytes:
    """Return one frame; `bits` are set beside the opcode."""
    size, mask = len(content), b"\x37\xfa\x21\x3d"
    first, masking = (0x80 if last else 0) | bits | kind, 0x80 if masked else 0
    if size < 126:
        head = struct.pack("!BB", first, masking | size)
    elif size < 65_536:
        head = struct.pack("!BBH", first, masking | 126, size)
    else:
        head = struct.pack("!BBQ", first, masking | 127, size)
    if not masked:
        return head + content
    pattern = (mask * (size // 4 + 1))[:size]
    return head + mask + (int.from_bytes(content, "big") ^ int.from_bytes(pattern, "big")).to_bytes(size, "big")


def handshake(path: str = PATH, changes: Mapping[str, str | None] | None = None) -> bytes:
    """Return a handshake; a header given as None is left out."""
    headers: dict[str, str | None] = {
        "Host": "hub.test",
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Key": KEY,
        "Sec-WebSocket-Version": "13",
        **(changes or {}),
    }
    lines = [f"{name}: {value}" for name, value in headers.items() if value is not None]
    return "\r\n".join([f"GET {path} HTTP/1.1", *lines, "", ""]).encode()


class RawLine:
    """One TCP connection to a hub."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer
        self.sid = ""

    def send(self, *content: bytes) -> None:
        """Send in one segment."""
        self.writer.write(b"".join(content))

    async def trickle(self, content: bytes) -> None:
        """Send a byte at a time."""
        for byte in content:
            self.writer.write(bytes([byte]))
            await self.writer.drain()
            await a_turn()

    def say(self, *texts: str) -> None:
        """Send text frames in one segment."""
        self.send(*(frame(text.encode()) for text in texts))

    async def answered(self) -> Answered:
        """Return the answer to an HTTP request."""
        async with asyncio.timeout(SECONDS):
            head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:-2])}
            body = await self.reader.readexactly(int(headers.get("content-length", 0)))
        return Answered(int(head[0].split()[1]), headers, body)

    async def heard(self) -> Heard:
        """Return the next frame."""
        async with asyncio.timeout(SECONDS):
            first, second = await self.reader.readexactly(2)
            assert not second & 0x80, "a server does not mask"
            size = second & 0x7F
            if size == 126:
                (size,) = struct.unpack("!H", await self.reader.readexactly(2))
            elif size == 127:
                (size,) = struct.unpack("!Q", await self.reader.readexactly(8))
            return Heard(first & 0xF, await self.reader.readexactly(size))

    async def hears(self) -> str:
        """Return the next text; pings are answered."""
        while True:
            heard = await self.heard()
            assert heard.kind == TEXT, heard
            text = heard.content.decode()
            if text != "2":
                return text
            self.say("3")

    async def acknowledged(self, packet_id: int) -> Any:
        """Return the acknowledgement with this number, passing over everything before it."""
        while True:
            head, _, body = (await self.hears()).partition("[")
            if head.startswith("43") and head.endswith(f",{packet_id}"):
                return json.loads("[" + body)[0]

    async def closed(self) -> Heard:
        """Return the close frame, passing over everything before it, once the server has hung up behind it."""
        while (heard := await self.heard()).kind != CLOSE:
            pass
        await self.hung_up()
        return heard

    async def hung_up(self) -> None:
        """Wait until the server has hung up, with or without a word."""
        async with asyncio.timeout(SECONDS):
            with contextlib.suppress(ConnectionError):
                while await self.reader.read(65_536):
                    pass

    async def open(self, path: str = PATH) -> None:
        """Shake hands and hear Engine.IO's first packet."""
        self.send(handshake(path))
        assert (await self.answered()).status == 101
        if "sid=" not in path:
            self.sid = json.loads((await self.hears())[1:])["sid"]

    async def join(self, person: str = "tp1/pe1", serial: str = "raw") -> None:
        """Join as a taxpayer."""
        auth = {"token": f"{person}/{serial}", "protocol": 1, "client_key": "k" * 22}
        self.say("40/taxpayer," + json.dumps(auth))
        assert (await self.hears()).startswith("40/taxpayer,{")


async def a_turn() -> None:
    """Let every other task go on by one step."""
    await asyncio.sleep(0)  # noqa: TID251 - no time passes


async def until(true: Callable[[], object]) -> None:
    """Wait for something that other tasks bring about and that no event tells."""
    async with asyncio.timeout(SECONDS):
        while not true():
            await a_turn()


@contextlib.asynccontextmanager
async def raw_line(url: str) -> AsyncIterator[RawLine]:
    """A connection to the hub at `url`."""
    reader, writer = await asyncio.open_connection("127.0.0.1", int(url.rpartition(":")[2]))
    try:
        yield RawLine(reader, writer)
    finally:
        writer.transport.abort()


@contextlib.asynccontextmanager
async def joined(url: str, person: str = "tp1/pe1", serial: str = "raw") -> AsyncIterator[RawLine]:
    """A raw line that has joined as a taxpayer."""
    async with raw_line(url) as line:
        await line.open()
        await line.join(person, serial)
        yield line
