"""Two downloads of a node at once: who reads nothing keeps no place, who finds none is told so."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import sys
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from typing_extensions import override

from chatserver.adapters import export_process
from chatserver.adapters.export_process import Exporter
from chatserver.web.reports import export_page
from tests.support.readers import NOVEMBER, PAGE
from tests.support.site import refusal

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    import aiohttp

    from tests.support.site import Site

PATH = f"/reports/export/events.csv?{NOVEMBER}"
ENDLESS = "import sys\nwhile True: sys.stdout.buffer.write(b'x' * 65536)"
AT_ONCE = 2


class Endless(Exporter):
    """Its processes write for as long as somebody reads."""

    @override
    def program(self, arguments: Sequence[str]) -> Sequence[str]:
        return sys.executable, "-c", ENDLESS


@pytest.fixture
def busy(analyst: Site) -> Site:
    """A site whose exports never end, read by an analyst."""
    analyst.edge.exporter = Endless(analyst.edge.hub.database.url)
    return analyst


@contextlib.asynccontextmanager
async def not_reading(site: Site) -> AsyncIterator[asyncio.StreamReader]:
    """A line on which a download has begun, of which nothing more is read than its first bytes."""
    address = urlsplit(site.url)
    told = "; ".join(f"{one.key}={one.value}" for one in site.client.cookie_jar)
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    line.setblocking(False)
    await asyncio.get_running_loop().sock_connect(line, (address.hostname, address.port))
    reader, writer = await asyncio.open_connection(sock=line, limit=1_024)
    try:
        writer.write(f"GET {PATH} HTTP/1.1\r\nHost: {address.netloc}\r\nCookie: {told}\r\n\r\n".encode())
        assert (await reader.readline()).split()[1] == b"200"
        yield reader
    finally:
        writer.transport.abort()


async def read_to_the_end(reader: asyncio.StreamReader) -> None:
    with contextlib.suppress(ConnectionError):
        while await reader.read(65_536):
            pass


async def asked(site: Site, headers: dict[str, str] | None = None) -> aiohttp.ClientResponse:
    return await site.client.get(site.url + PATH, headers=headers)


async def test_who_finds_no_place_is_told_to_come_again(busy: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_process, "WAIT_SECONDS", 0.0)
    async with contextlib.AsyncExitStack() as lines:
        for _ in range(AT_ONCE):
            await lines.enter_async_context(not_reading(busy))
        answer = await asked(busy)
        assert await refusal(answer) == (503, "busy")
        assert answer.headers["Retry-After"] == "60"
        assert (await asked(busy, PAGE)).content_type == "text/html"


async def test_who_reads_nothing_is_cut_off_and_the_next_gets_the_place(
    busy: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    monkeypatch.setattr(export_page, "PART_SECONDS", 0.2)
    monkeypatch.setattr(export_process, "WAIT_SECONDS", 60.0)
    async with contextlib.AsyncExitStack() as lines:
        readers = [await lines.enter_async_context(not_reading(busy)) for _ in range(AT_ONCE)]
        answer = await asked(busy)
        assert answer.status == 200
        assert await answer.content.readexactly(100_000)
        assert "by an1, masked: broken off" in caplog.text
        for reader in readers:
            await read_to_the_end(reader)
        answer.close()
