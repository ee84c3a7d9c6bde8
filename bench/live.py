"""`python -m bench.live`: what fifty forms that are typed into all the time cost the hub.

Real sockets, a hub process of its own on SQLite. Each form changes as often as the widget tells of it at most (two a
second), and its officer is told of each change. Exit 1 beyond the bar.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import uvloop

from bench import procfs, seed
from bench.people import HubPeople, command
from bench.procs import StartError, hub_command, scratch_folder, serving

if TYPE_CHECKING:
    from pathlib import Path

    from bench.load import Pair
    from bench.wire import Line

MOST_PERCENT = 1.0
"""Of one core, for fifty forms."""
_WARM_SECONDS = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How many forms, how often they change, for how long."""

    forms: int = 50
    rate: float = 2.0
    seconds: float = 20.0


async def measure(plan: Plan, folder: Path) -> dict[str, Any]:
    """Return the hub's CPU in percent of a core: idle with everybody connected, and with every form changing."""
    await seed.prepare(folder, officers=plan.forms, capacity=1)
    with serving(hub_command(folder)) as server:
        pairs = await HubPeople(folder).pairs((server.port, server.port), plan.forms)
        heard = [0]
        for pair in pairs:
            pair.lines[1].heard = lambda _line, packet: _count(heard, packet)
        await asyncio.sleep(_WARM_SECONDS)
        idle = await _share(server.pid, plan.seconds / 2)
        stop = asyncio.Event()
        forms = [asyncio.create_task(_type(pair, plan, number, stop)) for number, pair in enumerate(pairs)]
        await asyncio.sleep(_WARM_SECONDS)
        heard[0] = 0
        typing = await _share(server.pid, plan.seconds)
        told = heard[0] / plan.seconds / plan.forms
        stop.set()
        await asyncio.gather(*forms)
        complaints = server.complaints()[-2000:]
    return {"idle": idle, "typing": typing, "told": told, "complaints": complaints}


async def _share(pid: int, seconds: float) -> float:
    before, since = procfs.cpu_seconds(pid), time.perf_counter()
    await asyncio.sleep(seconds)
    return (procfs.cpu_seconds(pid) - before) / (time.perf_counter() - since) * 100


async def _type(pair: Pair, plan: Plan, number: int, stop: asyncio.Event) -> None:
    """Change a field again and again, each form at its own moment."""
    await asyncio.sleep(number / plan.forms / plan.rate)
    line: Line = pair.lines[0]
    turn = 0
    while not stop.is_set():
        turn += 1
        fields = [{"id": "f1_13_zp", "value": f"{turn}.00"}]
        page = {"matter_id": seed.MATTER, "step_id": "s6", "error_id": "vatg-cmp-output", "fields": fields}
        await command(line, "context.update", {"session_id": pair.session_id, "context": page})
        await asyncio.sleep(1 / plan.rate)


def _count(heard: list[int], packet: bytes) -> None:
    heard[0] += b'"context.updated"' in packet[:80]


async def _run(plan: Plan) -> dict[str, Any]:
    with scratch_folder() as folder:
        return await measure(plan, folder)


def main() -> int:
    """Return 0 when the forms cost no more than the bar."""
    parser = argparse.ArgumentParser(prog="python -m bench.live", description=__doc__)
    parser.add_argument("--rate", type=float, default=2.0, help="changes a second of each form")
    parser.add_argument("--seconds", type=float, default=20.0)
    given = parser.parse_args()
    plan = Plan(rate=given.rate, seconds=given.seconds)
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            found = runner.run(_run(plan))
    except StartError as error:
        print(f"the hub did not start: {error}", file=sys.stderr)
        return 1
    print(f"{plan.forms} forms, each changing {plan.rate:g} times a second, told {found['told']:.2f} times a second")
    cost = found["typing"] - found["idle"]
    print(
        f"hub: {found['typing']:.2f} % of a core, {found['idle']:.2f} % while nobody types: {cost:.2f} % for the forms"
    )
    if found["complaints"]:
        print(found["complaints"], file=sys.stderr)
    met = cost <= MOST_PERCENT
    print(f"bar: at most {MOST_PERCENT:g} % of a core: {'met' if met else 'MISSED'}")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
