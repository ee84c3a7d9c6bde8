"""Nodes as processes of their own that can be killed, ended, frozen and started again on the same port."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import sys
import time
from pathlib import Path
from typing import Any

from bench.procs import ROOT, StartError, dying_with_us

_START_SECONDS = 40.0
_END_SECONDS = 30.0
_STARTED_AGAIN_SECONDS = 0.5
"""What systemd's RestartSec might be."""


class NodeProcess:
    """One hub node. `given` are its settings; its error stream goes to a file in `logs`."""

    def __init__(self, name: str, logs: Path, data: Path, given: dict[str, Any]) -> None:
        """Choose a port; nothing is started."""
        self.name = name
        self.port = free_port()
        self._given = {"host": "127.0.0.1", "port": self.port, "folder": str(data), **given}
        self._complaints = logs / f"{name}.log"
        self._process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int:
        """The running process."""
        assert self._process is not None
        return self._process.pid

    async def start(self) -> float:
        """Start it and wait until it answers; return the seconds that took. Raises StartError."""
        began = time.monotonic()
        command = dying_with_us([sys.executable, "-m", "bench.faults.node", json.dumps(self._given)])
        with self._complaints.open("ab") as complaints:
            self._process = await asyncio.create_subprocess_exec(
                *command,
                cwd=ROOT,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=complaints,
            )
        assert self._process.stdout is not None
        async with asyncio.timeout(_START_SECONDS):
            line = await self._process.stdout.readline()
        if not line.startswith(b"ready "):
            raise StartError(self.complaints()[-2000:] or "a node ended without a word")
        return time.monotonic() - began

    async def kill(self) -> None:
        """End it as a power cut would."""
        self.signal(signal.SIGKILL)
        await self.ended()

    async def ended(self) -> float:
        """Wait until it has ended; return the seconds that took. Kills it when it does not."""
        assert self._process is not None
        began = time.monotonic()
        try:
            async with asyncio.timeout(_END_SECONDS):
                await self._process.wait()
        except TimeoutError:
            self._process.kill()
            await self._process.wait()
            raise
        return time.monotonic() - began

    async def start_again(self) -> float:
        """Start as a supervisor does, a little after the end; return the seconds until it answered."""
        await asyncio.sleep(_STARTED_AGAIN_SECONDS)
        return _STARTED_AGAIN_SECONDS + await self.start()

    def signal(self, number: int) -> None:
        """Send a signal, if it still runs."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, number)

    async def stop(self) -> None:
        """End it in good order, if it runs."""
        if self._process is None or self._process.returncode is not None:
            return
        self.signal(signal.SIGCONT)
        self.signal(signal.SIGTERM)
        with contextlib.suppress(TimeoutError):
            await self.ended()

    def complaints(self) -> str:
        """Return what it wrote to its error stream, over all its lives."""
        return self._complaints.read_text("utf-8", "replace") if self._complaints.exists() else ""


def free_port() -> int:
    """Return a port of the loopback interface that nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def family(pid: int) -> list[int]:
    """Return a process and all that it has started."""
    found = [pid]
    for one in found:
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            with contextlib.suppress(OSError):
                found += [int(child) for child in task.read_text().split()]
    return found


def signal_family(pid: int, number: int) -> None:
    """Send a signal to a process and all that it has started."""
    for one in family(pid):
        with contextlib.suppress(ProcessLookupError):
            os.kill(one, number)
