"""A server that speaks as much of clamd's protocol as the hub uses; it finds EICAR's test string. clamd is an outside
system: this one plays it, so that the tests need no signatures of half a gigabyte.
"""

from __future__ import annotations

import asyncio
import contextlib
import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@dataclass
class FakeClamd:
    """What it was sent, how large a stream it takes, and what it cannot cope with."""

    address: str
    most_bytes: int = 25_000_000
    stumbles_over: bytes | None = None
    scanned: list[bytes] = field(default_factory=list)

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            command = await reader.readuntil(b"\0")
            answer = b"PONG" if command == b"zPING\0" else await self._instream(reader)
            writer.write(answer + b"\0")
            await writer.drain()
        writer.close()

    async def _instream(self, reader: asyncio.StreamReader) -> bytes:
        content = b""
        while size := struct.unpack(">I", await reader.readexactly(4))[0]:
            content += await reader.readexactly(size)
            if len(content) > self.most_bytes:
                return b"INSTREAM size limit exceeded. ERROR"
        self.scanned.append(content)
        if self.stumbles_over is not None and self.stumbles_over in content:
            return b"stream: Can't allocate memory ERROR"
        return b"stream: Eicar-Test-Signature FOUND" if EICAR in content else b"stream: OK"


@contextlib.asynccontextmanager
async def a_clamd(folder: Path) -> AsyncIterator[FakeClamd]:
    """A clamd on a unix socket."""
    path = folder / "clamd.sock"
    clamd = FakeClamd(f"unix://{path}")
    server = await asyncio.start_unix_server(clamd.talk, path)
    async with server:
        yield clamd
    path.unlink(missing_ok=True)
