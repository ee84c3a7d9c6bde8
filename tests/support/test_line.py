"""The line does to bytes what the stories say of it."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

import pytest

from tests.support.line import Line, Way, line_to

if TYPE_CHECKING:
    from asyncio import StreamReader, StreamWriter
    from collections.abc import AsyncIterator

SECONDS = 5.0


class Server:
    """Answers every chunk with itself and remembers what it heard."""

    def __init__(self) -> None:
        self.heard = b""
        self.left = asyncio.Event()

    async def serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while chunk := await reader.read(65_536):
                self.heard += chunk
                writer.write(chunk)
                await writer.drain()
        self.left.set()
        writer.close()


@pytest.fixture
async def server() -> AsyncIterator[tuple[Server, Line]]:
    """A server and a line to it."""
    echo = Server()
    listening = await asyncio.start_server(echo.serve, "127.0.0.1", 0)
    async with line_to(listening.sockets[0].getsockname()[1]) as line:
        yield echo, line
    listening.close()
    await listening.wait_closed()


@contextlib.asynccontextmanager
async def call(line: Line) -> AsyncIterator[tuple[StreamReader, StreamWriter]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", int(line.url.rpartition(":")[2]))
    yield reader, writer
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()


async def hear(reader: StreamReader, count: int) -> bytes:
    return await asyncio.wait_for(reader.readexactly(count), SECONDS)


async def is_closed(reader: StreamReader) -> bool:
    with contextlib.suppress(OSError):
        return await asyncio.wait_for(reader.read(), SECONDS) == b""
    return True


async def test_it_carries_both_ways_and_holds_back_while_frozen(server: tuple[Server, Line]) -> None:
    echo, line = server
    async with call(line) as (reader, writer):
        writer.write(b"one")
        assert await hear(reader, 3) == b"one"
        line.freeze(Way.DOWN)
        writer.write(b"two")
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(reader.readexactly(3), 0.1)
        assert echo.heard == b"onetwo"
        line.mend()
        assert await hear(reader, 3) == b"two"


async def test_a_cut_closes_what_is_open_and_refuses_what_is_new(server: tuple[Server, Line]) -> None:
    echo, line = server
    async with call(line) as (reader, writer):
        writer.write(b"one")
        await hear(reader, 3)
        line.cut()
        assert await is_closed(reader)
    await asyncio.wait_for(echo.left.wait(), SECONDS)
    async with call(line) as (reader, _):
        assert await is_closed(reader)
    line.mend()
    async with call(line) as (reader, writer):
        writer.write(b"again")
        assert await hear(reader, 5) == b"again"


async def test_a_cut_inside_a_message_lets_half_of_it_through(server: tuple[Server, Line]) -> None:
    echo, line = server
    line.cut_inside_a_message(least=100)
    async with call(line) as (reader, writer):
        writer.write(b"short")
        assert await hear(reader, 5) == b"short"
        writer.write(b"x" * 200)
        await asyncio.wait_for(line.broke.wait(), SECONDS)
        assert await is_closed(reader)
    await asyncio.wait_for(echo.left.wait(), SECONDS)
    assert echo.heard == b"short" + b"x" * 100
