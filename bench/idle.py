"""What connections cost on which nothing happens but pings: most of a bureau's, most of the time."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bench import procfs, seed
from bench.people import HubPeople
from bench.procs import hub_command, serving

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_PING_SECONDS = 20.0
"""The hub's own rhythm: in this time every connection is pinged once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """How many only stay connected."""

    lines: int = 5000


async def measure(crowd: Crowd, folder: Path, tell: Callable[[str], None]) -> dict[str, Any]:
    """Return the hub's CPU in percent of a core over one round of pings, and the seconds that connecting took."""
    await seed.prepare(folder, officers=1, capacity=1)
    with serving(hub_command(folder)) as server:
        tell(f"{crowd.lines} idle connections over {_PING_SECONDS:.0f} s")
        began = time.perf_counter()
        lines = await HubPeople(folder).idle(server.port, crowd.lines)
        took = time.perf_counter() - began
        await asyncio.sleep(1.0)
        before, since = procfs.cpu_seconds(server.pid), time.perf_counter()
        await asyncio.sleep(_PING_SECONDS)
        share = (procfs.cpu_seconds(server.pid) - before) / (time.perf_counter() - since)
        lost = sum(line.closed for line in lines)
        for line in lines:
            line.close()
        complaints = server.complaints()[-2000:]
    return {
        "lines": crowd.lines,
        "cpu_percent": round(share * 100, 2),
        "connect_seconds": round(took, 1),
        "lost": lost,
        "complaints": complaints,
    }
