"""The hub and its peers under the same talk, in turns: a b c a b c …, so that a noisy machine is noisy to all."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bench import procfs, seed
from bench.load import Talk
from bench.people import HubPeople, RelayPeople
from bench.procs import Server, hub_command, node_command, node_program, serving, stock_command

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from pathlib import Path

    from bench.people import People

HUB, STOCK, NODE = "daoban", "python_socketio", "node_socketio"
_WARM_UP_LINES = 100
_SETTLE_SECONDS = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How much to measure. Rates in messages a second over all pairs."""

    pairs: int = 1000
    rate: float = 2000.0
    paced_seconds: float = 5.0
    rushed_seconds: float = 3.0
    rounds: int = 3
    idle_lines: int = 1000
    warm_up_seconds: float = 2.0


@dataclass(slots=True)
class Contestant:
    """One kind of server with the people who come to it; several nodes of it where they share the work."""

    name: str
    servers: list[Server]
    people: People
    talk: Talk | None = None

    async def bring_together(self, pairs: int) -> None:
        """Connect pairs, with one side on the first node and the other on the last."""
        ports = self.servers[0].port, self.servers[-1].port
        self.talk = Talk(await self.people.pairs(ports, pairs))

    def cpu_seconds(self) -> float:
        """Return what all its nodes have cost so far."""
        return sum(procfs.cpu_seconds(server.pid) for server in self.servers)

    def complaints(self) -> str:
        """Return the end of what its nodes wrote to their error streams."""
        return "".join(server.complaints()[-2000:] for server in self.servers)


async def play(plan: Plan, folder: Path, tell: Callable[[str], None]) -> dict[str, dict[str, Any]]:
    """Return, for each server, its memory per idle line and its rounds."""
    await seed.prepare(folder, officers=plan.pairs, capacity=1)
    with _contestants(folder) as contestants:
        found: dict[str, dict[str, Any]] = {one.name: {"paced": [], "rushed": []} for one in contestants}
        for one in contestants:
            tell(f"{one.name}: {plan.idle_lines} idle connections")
            found[one.name]["idle"] = await _idle_memory(one, plan.idle_lines)
        for one in contestants:
            tell(f"{one.name}: bringing {plan.pairs} pairs together")
            await one.bring_together(plan.pairs)
        await play_rounds(plan, contestants, found, tell)
    return found


async def play_rounds(
    plan: Plan, contestants: list[Contestant], found: dict[str, dict[str, Any]], tell: Callable[[str], None]
) -> None:
    """Let everybody talk, in turns; add what was measured to `found`, which has lists for `paced` and `rushed`."""
    with _no_collector():
        await _rounds(plan, contestants, found, tell)
    for one in contestants:
        found[one.name]["complaints"] = one.complaints()


async def _rounds(
    plan: Plan, contestants: list[Contestant], found: dict[str, dict[str, Any]], tell: Callable[[str], None]
) -> None:
    for one in contestants:
        assert one.talk is not None
        await one.talk.paced(plan.rate, plan.warm_up_seconds)
    for number in range(1, plan.rounds + 1):
        for one in contestants:
            assert one.talk is not None
            tell(f"round {number} of {plan.rounds}: {one.name}")
            paced = await _costed(one, one.talk.paced(plan.rate, plan.paced_seconds))
            rushed = await _costed(one, one.talk.rushed(plan.rushed_seconds))
            found[one.name]["paced"].append(paced)
            found[one.name]["rushed"].append(rushed)


async def _costed(one: Contestant, talk: Awaitable[dict[str, Any]]) -> dict[str, Any]:
    """Return the round with what it cost the server: user and system time of all its threads."""
    before = one.cpu_seconds()
    result = await talk
    cost = one.cpu_seconds() - before
    micros = round(cost / max(1, result["delivered"]) * 1e6, 1)
    return {**result, "cpu_seconds": round(cost, 2), "cpu_us_per_message": micros}


async def _idle_memory(one: Contestant, count: int) -> dict[str, float]:
    """Return kB of memory per idle connection of a browser, which offers to compress."""
    server = one.servers[0]
    warm = await one.people.idle(server.port, _WARM_UP_LINES)  # what is loaded or grown at the first use
    for line in warm:
        line.close()
    await asyncio.sleep(_SETTLE_SECONDS)
    before = procfs.memory_kilobytes(server.pid)
    lines = await one.people.idle(server.port, count)
    await asyncio.sleep(_SETTLE_SECONDS)
    after = procfs.memory_kilobytes(server.pid)
    for line in lines:
        line.close()
    await asyncio.sleep(_SETTLE_SECONDS)
    return {f"{name}_kb": round((after[name] - before[name]) / count, 1) for name in before}


@contextlib.contextmanager
def _contestants(folder: Path) -> Iterator[list[Contestant]]:
    """Start all; Node is left out where there is none."""
    with contextlib.ExitStack() as running:
        commands = [(HUB, hub_command(folder)), (STOCK, stock_command())]
        if node := node_program():
            commands.append((NODE, node_command(node)))
        started = [(name, running.enter_context(serving(command))) for name, command in commands]
        yield [
            Contestant(name, [server], HubPeople(folder) if name == HUB else RelayPeople()) for name, server in started
        ]


@contextlib.contextmanager
def _no_collector() -> Iterator[None]:
    """The generator's own collector must not be seen in the servers' latencies."""
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()


def medians(rounds: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the median of each number over the rounds; what must be zero is added up instead."""
    summed = ("refused", "lost", "doubled", "out_of_order", "stray")
    result: dict[str, Any] = {name: sum(one[name] for one in rounds) for name in summed}
    for name in ("cpu_us_per_message", "per_second", "delivered", "echoed"):
        if name in rounds[0]:
            result[name] = round(statistics.median(one[name] for one in rounds), 1)
    for name in ("latency_ms", "ack_latency_ms"):
        parts = ("p50", "p90", "p99", "max")
        result[name] = {part: round(statistics.median(one[name][part] for one in rounds), 3) for part in parts}
    return result


def ratio(mine: list[dict[str, Any]], theirs: list[dict[str, Any]]) -> float:
    """Return the median over the rounds of my CPU a message in units of theirs, of the same turn."""
    turns = zip(mine, theirs, strict=True)
    costs = ((float(one["cpu_us_per_message"]), float(other["cpu_us_per_message"])) for one, other in turns)
    return round(statistics.median(one / max(0.1, other) for one, other in costs), 2)
