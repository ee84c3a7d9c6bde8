"""What a process has cost so far, as Linux counts it."""

from __future__ import annotations

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


def most_memory_kilobytes(pid: int) -> int:
    """Return the most that a process has had in memory so far; 0 when it has just ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text("ascii")
    except OSError:
        return 0
    found = [line for line in status.splitlines() if line.startswith("VmHWM:")]
    return int(found[0].split()[1]) if found else 0
