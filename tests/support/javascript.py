"""The official Socket.IO client in Node, under a test's command (tests/sockets/javascript/client.mjs)."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.clients import SECONDS
from tools import node
from tools.places import ROOT

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import AsyncIterator

SCRIPT = ROOT / "tests/sockets/javascript/client.mjs"


class JavaScript:
    """One Node process with any number of managers and sockets, each known by a name."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self._numbers = itertools.count()
        self._waiting: dict[int, asyncio.Future[Any]] = {}

    async def do(self, action: str, *given: Any) -> Any:
        """Let the client do it; return its answer."""
        number = next(self._numbers)
        answer = self._waiting[number] = asyncio.get_running_loop().create_future()
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps([number, action, *given]).encode() + b"\n")
        async with asyncio.timeout(SECONDS):
            return await answer

    async def open(self, url: str, *transports: str, manager: str = "m", **options: Any) -> None:
        await self.do("open", manager, url, {"transports": transports, **options})

    async def join(self, namespace: str, auth: Any, *, name: str = "s", manager: str = "m") -> None:
        await self.do("join", name, manager, namespace, auth)

    async def hear(self, event: str, *, name: str = "s") -> Any:
        return await self.do("hear", name, event)

    async def ask(self, event: str, payload: Any, patience: float = SECONDS, *, name: str = "s") -> Any:
        """Send a command; return the acknowledgement, or `{"failed": …}` when none came in time."""
        return await self.do("ask", name, event, payload, round(patience * 1_000))

    async def read(self) -> None:
        """Hand answers to those who wait, until the process ends."""
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            number, answer = json.loads(line)
            self._waiting.pop(number).set_result(answer)


@pytest.fixture
async def javascript() -> AsyncIterator[JavaScript]:
    """The official client."""
    program = str(node.ensure().program)
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(program, str(SCRIPT), stdin=pipe, stdout=pipe, cwd=ROOT)
    client = JavaScript(process)
    try:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(client.read())
            yield client
            assert process.stdin is not None
            process.stdin.close()
            await process.wait()
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
