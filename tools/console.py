"""What a person sees while long steps run, and the one sentence they get when a step cannot go on."""

from __future__ import annotations

import os
import ssl
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Self

from tools.places import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# a heartbeat for logs, where no line can be rewritten; and for a terminal, where it can
QUIET_SECONDS = 15.0
TERMINAL_SECONDS = 1.0
# a failure is shown whole up to twice this; else its first and last lines, for some programs end on their usage
SHOWN_LINES = 20


# believe the certificates that this machine believes: an office's proxy often brings its own
SYSTEM_CERTIFICATES = (
    {"UV_SYSTEM_CERTS": "1", "NODE_USE_SYSTEM_CA": "1"} if ssl.get_default_verify_paths().cafile else {}
)


class StopError(Exception):
    """Work cannot go on; the text is one sentence for a person, with the way out."""


def say(text: str) -> None:
    """Print one line at once, also into a pipe."""
    print(text, flush=True)


class Progress:
    """One long step: its title, how long it has run, and the last thing its program said."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._started = time.perf_counter()
        self._terminal = sys.stdout.isatty()
        self._last_word = ""
        self._over = threading.Event()
        self._heart = threading.Thread(target=self._beat, daemon=True)

    def __enter__(self) -> Self:
        if not self._terminal:
            say(f"· {self._title} …")
        self._heart.start()
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self._over.set()
        self._heart.join()
        mark = "✓" if error is None else "✗"
        say(f"{self._clear()}{mark} {self._title} ({self.seconds:.1f} s)")

    @property
    def seconds(self) -> float:
        """Since the step began."""
        return time.perf_counter() - self._started

    def note(self, line: str) -> None:
        """Remember what the program said last."""
        self._last_word = line.strip()

    def _clear(self) -> str:
        return "\r\x1b[2K" if self._terminal else ""

    def _beat(self) -> None:
        pause = TERMINAL_SECONDS if self._terminal else QUIET_SECONDS
        while not self._over.wait(pause):
            text = f"{self._clear()}· {self._title} … {self.seconds:.0f} s  {self._last_word[:60]}"
            print(text, end="" if self._terminal else "\n", flush=True)


def run(
    title: str,
    command: Sequence[object],
    *,
    otherwise: str,
    cwd: Path = ROOT,
    env: Mapping[str, str] | None = None,
) -> None:
    """Run a program with progress; when it fails, show the end of what it said and stop with `otherwise`."""
    said: list[str] = []
    with Progress(title) as progress, _start(command, cwd, env) as process:
        for line in process.stdout or ():
            said.append(line)
            progress.note(line)
        failed = process.wait() != 0
        if failed:
            raise StopError(_shortened(said) + otherwise)


def _shortened(lines: Sequence[str]) -> str:
    left_out = len(lines) - 2 * SHOWN_LINES
    if left_out <= 0:
        return "".join(lines)
    return "".join([*lines[:SHOWN_LINES], f"[{left_out} lines left out]\n", *lines[-SHOWN_LINES:]])


def _start(command: Sequence[object], cwd: Path, env: Mapping[str, str] | None) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [str(part) for part in command],
        cwd=cwd,
        env={**os.environ, "NO_COLOR": "1", **SYSTEM_CERTIFICATES, **(env or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    )
