"""Virus scanning by a clamd, spoken with over a unix socket or TCP: command INSTREAM of its protocol, clamd(8).

clamd is an outside system that may be away: then files wait. It is never taken for "nothing found".
"""

from __future__ import annotations

import asyncio
import struct
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from typing_extensions import override

from chatserver.services.file_ports import NotDeliverable, Scanner, ScannerAway

if TYPE_CHECKING:
    from pathlib import Path

SECONDS: Final = 120.0
"""A large document takes clamd half a minute."""
_CHUNK_BYTES: Final = 131_072
_LONGEST_ANSWER: Final = 4_096
_PORT: Final = 3310


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
            raise ScannerAway("no answer in time") from None
        except OSError as error:
            raise ScannerAway(error.strerror or str(error)) from error

    async def ping(self) -> bool:
        """Tell whether it answers."""
        try:
            async with asyncio.timeout(self._seconds):
                reader, writer = await self._connect()
                writer.write(b"zPING\0")
                answer = await reader.read(_LONGEST_ANSWER)
                writer.close()
        except (TimeoutError, OSError):
            return False
        return answer.rstrip(b"\0\n") == b"PONG"

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
            return await reader.read(_LONGEST_ANSWER)  # it hangs up on what is too large for it, and has said so
        finally:
            writer.close()


def _verdict(answer: bytes) -> str | None:
    """Return the virus's name, or None for a clean file. Raises ScannerAway, NotDeliverable (`scan_limit`)."""
    said = answer.rstrip(b"\0\n").decode(errors="replace").removeprefix("stream: ")
    if said == "OK":
        return None
    if said.endswith(" FOUND"):
        return said.removesuffix(" FOUND")
    if "size limit exceeded" in said:
        raise NotDeliverable("scan_limit")
    raise ScannerAway(said or "it hung up")
