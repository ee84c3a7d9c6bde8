"""Virus scanning by a clamd, spoken with over a unix socket or TCP: command INSTREAM of its protocol, clamd(8).

clamd is an outside system that may be away: then files wait. It is never taken for "nothing found". One that still
answers a ping is not away: then it is this file with which it does not get on.
"""

from __future__ import annotations

import asyncio
import contextlib
import struct
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from typing_extensions import override

from chatserver.services.file_ports import NotDeliverable, ScanFailed, Scanner, ScannerAway

if TYPE_CHECKING:
    from pathlib import Path

SECONDS: Final = 120.0
"""A large document takes clamd half a minute."""
PING_SECONDS: Final = 10.0
_CHUNK_BYTES: Final = 131_072
_LONGEST_ANSWER: Final = 4_096
_TOO_LARGE = b"INSTREAM size limit exceeded. ERROR"
_PORT: Final = 3310


class _Unclear(Exception):
    """Neither a clean file nor a virus, but something else was said, or nothing."""


class Clamd(Scanner):
    """One clamd, by its address: `unix:///path` or `tcp://host:port`."""

    def __init__(self, address: str, seconds: float = SECONDS) -> None:
        """Connect for each file; `seconds`: how long one may take."""
        self._address = urlsplit(address)
        self._seconds = seconds

    @override
    async def scan(self, path: Path) -> str | None:
        try:
            async with asyncio.timeout(self._seconds):
                return _verdict(await self._talk(path))
        except TimeoutError:
            trouble = "no answer in time"
        except OSError as error:
            trouble = error.strerror or str(error)
        except _Unclear as error:
            trouble = str(error)
        if await self.ping():
            raise ScanFailed(trouble)
        raise ScannerAway(trouble)

    async def ping(self) -> bool:
        """Tell whether it answers."""
        try:
            async with asyncio.timeout(min(self._seconds, PING_SECONDS)):
                return await self._ask(b"zPING\0") == b"PONG"
        except (TimeoutError, OSError):
            return False

    async def _ask(self, command: bytes) -> bytes:
        reader, writer = await self._connect()
        try:
            writer.write(command)
            return (await reader.read(_LONGEST_ANSWER)).rstrip(b"\0\n")
        finally:
            writer.close()

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._address.scheme == "unix":
            return await asyncio.open_unix_connection(self._address.path)
        return await asyncio.open_connection(self._address.hostname, self._address.port or _PORT)

    async def _talk(self, path: Path) -> bytes:
        reader, writer = await self._connect()
        try:
            writer.write(b"zINSTREAM\0")
            with await asyncio.to_thread(path.open, "rb") as file:
                while content := await asyncio.to_thread(file.read, _CHUNK_BYTES):
                    writer.write(struct.pack(">I", len(content)) + content)
                    await writer.drain()
            writer.write(struct.pack(">I", 0))
            await writer.drain()
            return await reader.read(_LONGEST_ANSWER)
        except (BrokenPipeError, ConnectionResetError):
            with contextlib.suppress(OSError):
                return await reader.read(_LONGEST_ANSWER)  # it hangs up on what is too large for it, and has said so
            if await self.ping():  # what it said went with the line; it hangs up on nothing else
                return _TOO_LARGE
            raise
        finally:
            writer.close()


def _verdict(answer: bytes) -> str | None:
    """Return the virus's name, or None for a clean file. Raises NotDeliverable (`scan_limit`), _Unclear."""
    said = answer.rstrip(b"\0\n").decode(errors="replace").removeprefix("stream: ")
    if said == "OK":
        return None
    if said.endswith(" FOUND"):
        return said.removesuffix(" FOUND")
    if "size limit exceeded" in said:
        raise NotDeliverable("scan_limit")
    raise _Unclear(said or "it hung up")
