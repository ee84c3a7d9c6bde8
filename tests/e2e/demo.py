"""A demo hub as `make demo` starts it: hub, console and bureau in a process of their own, data in a folder."""

from __future__ import annotations

import contextlib
import re
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chatserver.commands.demo import PASSWORD_FILE
from tests.support.process import ServerProcess, dying_with_us
from tools import frontend

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """A demo that answers: its port, its data folder, and the password that every demo officer has."""

    port: int
    folder: Path
    password: str


def daoban(*arguments: object) -> list[str]:
    """The command line of `daoban`, run by this Python."""
    return [sys.executable, "-c", "from chatserver.cli import main; main()", *map(str, arguments)]


@contextlib.contextmanager
def running_demo(folder: Path) -> Iterator[Demo]:
    """Run the demo with the front ends as their sources are now."""
    frontend.ensure_built()
    server = ServerProcess(dying_with_us(daoban("demo", "--port", 0, "--data", folder)), "Ctrl-C stops")
    try:
        found = re.search(r"Start here\s+http://127\.0\.0\.1:(\d+)/", "".join(server.tail))
        assert found, server.tail
        yield Demo(port=int(found[1]), folder=folder, password=(folder / PASSWORD_FILE).read_text("ascii").strip())
    finally:
        server.stop()
