"""A full disk: the embedded default on a file system of its own that is filled to the last byte."""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
import time
from typing import TYPE_CHECKING

from bench.faults.plan import Fault, Played, Unmet

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bench.faults.stage import Stage

_SIZE = "64m"
_FULL_SECONDS = 8.0


@contextlib.contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    """Mount a small file system at the folder. Raises CalledProcessError where that is not allowed."""
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={_SIZE}", "tmpfs", str(folder)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


async def fill(stage: Stage) -> Played:
    """Leave no byte free for a while, then make room again."""
    filler = stage.folder / "filler"
    before = stage.crowd.book.refusals.copy()
    acknowledged = len(stage.crowd.book.acknowledged)
    _fill(filler)
    await asyncio.sleep(_FULL_SECONDS)
    filler.unlink()
    since = time.monotonic()
    refused = stage.crowd.book.refusals - before
    if not refused:
        raise Unmet(f"nothing was refused, {len(stage.crowd.book.acknowledged) - acknowledged} messages went through")
    return Played(since, ", ".join(f"{times} × {name}" for name, times in sorted(refused.items())))


def _fill(filler: Path) -> None:
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        for size in (1 << 20, 1 << 12, 1):
            with contextlib.suppress(OSError):
                while True:
                    os.write(file.fileno(), b"\0" * size)


FAULT = Fault(
    name="disk full",
    words=f"no byte free for {_FULL_SECONDS:.0f} s (a tmpfs of {_SIZE}); from when there is room again",
    play=fill,
)
