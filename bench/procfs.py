"""What a process has cost so far, as Linux counts it."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

_TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid: int) -> float:
    """Return user and system time of all threads of a process, to a hundredth of a second."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS_PER_SECOND


def memory_kilobytes(pid: int) -> dict[str, int]:
    """Return `rss` and `pss` of a process in kB (pss: pages shared with others count in part)."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii", "replace").splitlines()
    found = {name: int(rest.split()[0]) for name, _, rest in (line.partition(":") for line in lines[1:])}
    return {"rss": found["Rss"], "pss": found["Pss"]}


def family_kilobytes(pid: int) -> int:
    """Return what a process and its children have in memory, shared pages in part; those that have ended have none."""
    own = Path(f"/proc/{pid}/task/{pid}/children")
    try:
        children = [int(child) for child in own.read_text("ascii").split()]
    except OSError:
        return 0
    total = 0
    for one in (pid, *children):
        with contextlib.suppress(OSError, KeyError):
            total += memory_kilobytes(one)["pss"]
    return total
