"""A balancer before several nodes: each connection goes to the next one that says it is ready."""

from __future__ import annotations

import asyncio
import collections
import contextlib
from typing import TYPE_CHECKING

import aiohttp
from typing_extensions import override

from tests.support.clients import SECONDS
from tests.support.line import Line
from tests.support.wire import a_turn

if TYPE_CHECKING:
    from asyncio import StreamReader, StreamWriter
    from collections.abc import AsyncIterator, Sequence


class Balancer(Line):
    """Asks `/readyz` before each connection, so it needs no HTTP and no nginx."""

    def __init__(self, nodes: Sequence[int]) -> None:
        super().__init__(0)
        self._nodes = collections.deque(nodes)

    @override
    async def _dial(self) -> tuple[StreamReader, StreamWriter]:
        for _ in range(len(self._nodes)):
            self._nodes.rotate()
            port = self._nodes[0]
            if await _is_ready(port):
                return await asyncio.open_connection("127.0.0.1", port)
        raise ConnectionRefusedError


async def until_ready(port: int) -> None:
    """Wait until people may be sent to this node, as whoever replaces nodes must before the next one."""
    async with asyncio.timeout(SECONDS):
        while not await _is_ready(port):
            await a_turn()


async def _is_ready(port: int) -> bool:
    with contextlib.suppress(OSError, aiohttp.ClientError):
        async with aiohttp.ClientSession() as http, http.get(f"http://127.0.0.1:{port}/readyz") as answer:
            return answer.status == 200
    return False


@contextlib.asynccontextmanager
async def balancing(nodes: Sequence[int]) -> AsyncIterator[int]:
    """Yield the port of a balancer before these nodes."""
    balancer = Balancer(nodes)
    server = await asyncio.start_server(balancer.carry, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await balancer.close()
        await server.wait_closed()
