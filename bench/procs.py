"""Starts the servers that are measured, waits until they answer, and ends them by their own process."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).resolve().parent.parent
_START_SECONDS = 60.0
_STOP_SECONDS = 10.0


class StartError(RuntimeError):
    """A server ended before it was ready; the text is what it said."""


class Server:
    """One running server: its process id and the port it chose."""

    def __init__(self, command: Sequence[str]) -> None:
        """Start it and wait for the line `ready <port>`. Raises StartError."""
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed in stop
        self._process = subprocess.Popen(
            dying_with_us(command),
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
        )
        self.pid = self._process.pid
        impatient = threading.Timer(_START_SECONDS, self._process.kill)
        impatient.start()
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        impatient.cancel()
        if not line.startswith("ready "):
            said = self._said()
            self.stop()
            raise StartError(said or f"{command[0]} ended without a word")
        self.port = int(line.split()[1])

    def stop(self) -> None:
        """End it; kill it when it does not."""
        self._process.terminate()
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for stream in (self._process.stdout, self._errors):
            if stream is not None:
                stream.close()

    def complaints(self) -> str:
        """Return what it wrote to its error stream so far: a server that complains was not measured at its best."""
        return self._said()

    def _said(self) -> str:
        self._errors.seek(0)
        return self._errors.read().decode("utf-8", "replace").strip()


@contextlib.contextmanager
def serving(command: Sequence[str]) -> Iterator[Server]:
    """Run a server for as long as the block lasts."""
    server = Server(command)
    try:
        yield server
    finally:
        server.stop()


@contextlib.contextmanager
def scratch_folder() -> Iterator[Path]:
    """Return a folder on the checkout's own disk (a temporary folder may be memory, where fsync costs nothing)."""
    parent = ROOT / ".cache" / "bench"
    parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def hub_command(folder: Path, *addresses: str) -> list[str]:
    """Return how to start the hub on a prepared folder; a node of several has a database and a Redis elsewhere."""
    return [sys.executable, "-m", "bench.targets.hub", str(folder), *addresses]


def stock_command() -> list[str]:
    """Return how to start the relay of stock python-socketio."""
    return [sys.executable, "-m", "bench.targets.stock"]


def node_program() -> str | None:
    """Return the Node on the path, where `make bench` puts the one that builds the front ends; None without any."""
    return shutil.which("node")


def node_command(node: str, *redis: str) -> list[str]:
    """Return how to start the relay of Node's Socket.IO; one of several is given the address of their Redis."""
    return [node, str(ROOT / "bench" / "targets" / "relay.mjs"), *redis]


def dying_with_us(command: Sequence[str]) -> list[str]:
    """Return the command, made to end with this process even when that is killed (Linux)."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "TERM", *command] if setpriv else [*command]
