"""A line between browser and server that a test can freeze, cut in the middle of a message, and mend."""

from __future__ import annotations

import asyncio
import contextlib
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from asyncio import StreamReader, StreamWriter
    from collections.abc import AsyncIterator

CHUNK_BYTES = 65_536


class Way(Enum):
    """Towards the server, or back to the browser."""

    UP = "up"
    DOWN = "down"


class Line:
    """Carries bytes as they come. `url` is where the browser goes; everything it does not see is the server's."""

    def __init__(self, port: int) -> None:
        self.url = ""
        self._port = port
        self._flows = {way: asyncio.Event() for way in Way}
        self._connections: set[asyncio.Task[object]] = set()
        self._is_cut = False
        self._breaks_in: int | None = None
        self.cuts = 0
        self.broke = asyncio.Event()
        self.mend()

    def freeze(self, *ways: Way) -> None:
        """Let nothing more pass these ways (without any: both). Neither side is told; what was sent is held back."""
        for way in ways or Way:
            self._flows[way].clear()

    def cut(self) -> None:
        """Break every connection, with what was held back, and refuse new ones."""
        self._is_cut = True
        self.cuts += 1
        for connection in self._connections:
            connection.cancel()

    def cut_inside_a_message(self, *, least: int) -> None:
        """Break in the middle of the next `least` bytes or more that the browser sends in one go; see `broke`."""
        self._breaks_in = least

    def mend(self) -> None:
        """Carry everything again."""
        self._is_cut = False
        self._breaks_in = None
        self.broke.clear()
        for flow in self._flows.values():
            flow.set()

    async def close(self) -> None:
        """Cut it for good."""
        self.cut()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def carry(self, reader: StreamReader, writer: StreamWriter) -> None:
        """Carry one connection until either side ends it or the line is cut."""
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        try:
            if not self._is_cut:
                await self._connect(reader, writer)
        except (OSError, asyncio.CancelledError):
            pass  # the browser sees a closed connection, which is all there is to see
        finally:
            self._connections.discard(task)
            self._hang_up(writer)

    async def _connect(self, reader: StreamReader, writer: StreamWriter) -> None:
        far_reader, far_writer = await self._dial()
        try:
            async with asyncio.TaskGroup() as ways:
                ways.create_task(self._pass_on(reader, far_writer, Way.UP))
                ways.create_task(self._pass_on(far_reader, writer, Way.DOWN))
        except* _Ended:
            pass
        finally:
            self._hang_up(far_writer)

    async def _dial(self) -> tuple[StreamReader, StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self._port)

    def _hang_up(self, writer: StreamWriter) -> None:
        if self._is_cut:
            writer.transport.abort()
        else:
            writer.close()

    async def _pass_on(self, source: StreamReader, sink: StreamWriter, way: Way) -> None:
        with contextlib.suppress(OSError):
            while chunk := await source.read(CHUNK_BYTES):
                await self._flows[way].wait()
                if way is Way.UP and self._breaks_in is not None and len(chunk) >= self._breaks_in:
                    self._break(sink, chunk)
                sink.write(chunk)
                await sink.drain()
        raise _Ended  # with one way the other one ends, too

    def _break(self, sink: StreamWriter, chunk: bytes) -> None:
        sink.write(chunk[: len(chunk) // 2])
        self.broke.set()
        self.cut()
        raise _Ended


class _Ended(Exception):
    """One side is gone."""


@contextlib.asynccontextmanager
async def line_to(port: int) -> AsyncIterator[Line]:
    """A line to the server at `port` of this machine, for as long as the context lasts."""
    line = Line(port)
    server = await asyncio.start_server(line.carry, "127.0.0.1", 0)
    line.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield line
    finally:
        server.close()
        await line.close()
        await server.wait_closed()
