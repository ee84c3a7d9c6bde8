"""Runs `daoban export` beside the hub: turning a million rows takes seconds of a core, which the talk must not lack."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import tempfile
from typing import IO, TYPE_CHECKING, Final

from chatserver.domain.errors import Busy

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

_AT_ONCE: Final = 2
"""Exports of one node; who comes later waits for a while."""
WAIT_SECONDS: Final = 20.0
"""Most exports are written in less; a person who waits longer takes the page for broken."""
_RETRY_SECONDS: Final = 60
_PART_BYTES: Final = 65_536
LAST_WORDS: Final = 2_000


class ExportFailed(Exception):
    """The other process did not end well; the text is what it said."""


class Exporter:
    """Starts the processes, and ends them when nobody reads any more."""

    def __init__(self, database_url: str) -> None:
        """Nothing runs yet."""
        self._url = database_url
        self._places = asyncio.Semaphore(_AT_ONCE)

    @contextlib.asynccontextmanager
    async def running(self, arguments: Sequence[str]) -> AsyncIterator[AsyncIterator[bytes]]:
        """Run `daoban export` with these arguments; yields what it writes.

        Raises Busy when nobody else ends in time, ExportFailed from the iteration.
        """
        async with self._place():
            with tempfile.TemporaryFile() as said:
                async with self._started(arguments, said) as process:
                    yield _output(process, said)

    @contextlib.asynccontextmanager
    async def _place(self) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                await self._places.acquire()
        except TimeoutError:
            raise Busy(retry_after_seconds=_RETRY_SECONDS) from None
        try:
            yield
        finally:
            self._places.release()

    @contextlib.asynccontextmanager
    async def _started(self, arguments: Sequence[str], said: IO[bytes]) -> AsyncIterator[asyncio.subprocess.Process]:
        process = await asyncio.create_subprocess_exec(
            *self.program(arguments),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=said,
            env={**os.environ, "DAOBAN_DATABASE_URL": self._url},
        )
        try:
            yield process
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.communicate()  # to the end of what it wrote: a pipe that is not read stays open

    def program(self, arguments: Sequence[str]) -> Sequence[str]:
        """Return the words of the command."""
        return sys.executable, "-m", "chatserver", "export", *arguments, "--gently"


async def _output(process: asyncio.subprocess.Process, said: IO[bytes]) -> AsyncIterator[bytes]:
    assert process.stdout is not None  # noqa: S101 - it is a pipe
    while part := await process.stdout.read(_PART_BYTES):
        yield part
    if await process.wait() != 0:
        said.seek(0)
        raise ExportFailed(said.read()[-LAST_WORDS:].decode(errors="replace").strip())
