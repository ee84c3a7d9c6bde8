"""Starts a server program, waits for the line that says it is ready, and ends it by its own process."""

from __future__ import annotations

import collections
import shutil
import signal
import socket
import subprocess
import threading
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

START_SECONDS = 120.0
STOP_SECONDS = 10.0
TRIES = 5

Server = TypeVar("Server")


class StartError(Exception):
    """The program ended, or stayed silent, before it was ready; the text holds its last lines."""


class ServerProcess:
    """One running server. Reads its log all the time, for a full pipe would stop it."""

    def __init__(self, command: Sequence[str], ready: str, *, user: Mapping[str, object] | None = None) -> None:
        self.tail: collections.deque[str] = collections.deque(maxlen=30)
        self._ready = ready
        self._settled = threading.Event()
        self._is_ready = False
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            **(user or {}),  # type: ignore[call-overload] # user, group and extra_groups, as Popen takes them
        )
        threading.Thread(target=self._read_log, daemon=True).start()
        self._wait_until_ready()

    def stop(self, signal_number: int = signal.SIGTERM) -> None:
        """Ask it to end and wait; kill it when it does not. A second call does nothing."""
        if self.process.poll() is None:
            self.process.send_signal(signal_number)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """As a power cut would: no word to the program."""
        self.process.kill()
        self.process.wait(STOP_SECONDS)

    def _read_log(self) -> None:
        with self.process.stdout:
            for line in self.process.stdout:
                self.tail.append(line)
                if self._ready in line:
                    self._is_ready = True
                    self._settled.set()
        self._settled.set()

    def _wait_until_ready(self) -> None:
        self._settled.wait(START_SECONDS)
        if not self._is_ready:
            self.kill()
            raise StartError("".join(self.tail))


def on_free_port(start: Callable[[int], Server]) -> Server:
    """Start on a port that was free a moment ago, and on another one where somebody was faster."""
    for _ in range(TRIES - 1):
        try:
            return start(free_port())
        except StartError as error:
            if "in use" not in str(error):
                raise
    return start(free_port())


def free_port() -> int:
    """A port of the loopback interface that nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def dying_with_us(command: Sequence[str]) -> list[str]:
    """The command, made to end with the test run even when that is killed (Linux; elsewhere unchanged)."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "KILL", *command] if setpriv else [*command]
