"""From *help* to the offer: how long until an officer's screen is told of a taxpayer's `session.open`."""

from __future__ import annotations

import asyncio
import statistics
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from bench import seed
from bench.people import HubPeople, command, in_waves, offer_in, open_session
from bench.procs import hub_command, serving
from bench.tally import Spread, spread

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bench.wire import Line

_PATIENCE_SECONDS = 10.0
_BETWEEN_SECONDS = 0.02
"""One at a time: the hub is quiet again before the next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hall:
    """A bureau's hall: how many officers are free, how often help is asked for."""

    officers: int = 50
    capacity: int = 3
    samples: int = 300
    rate: float = 200.0
    rate_seconds: float = 4.0
    rounds: int = 3
    """Of the rounds at a rate the medians count: on a shared machine, one stands still for a tenth of a second."""


class Bell:
    """Hears every offer on the officers' lines and wakes whoever asked."""

    def __init__(self) -> None:
        """Nothing was offered."""
        self._heard: dict[str, float] = {}
        self._waiting: dict[str, asyncio.Future[float]] = {}

    def listen(self, officer: Line) -> None:
        """Hear this officer's offers from now on."""
        officer.heard = self._ring

    async def time_of(self, session_id: str) -> float:
        """Return when the session was offered (it may have been before its opening was acknowledged)."""
        if session_id in self._heard:
            return self._heard.pop(session_id)
        waiter: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self._waiting[session_id] = waiter
        return await asyncio.wait_for(waiter, _PATIENCE_SECONDS)

    def _ring(self, _: Line, packet: bytes) -> None:
        now = time.perf_counter()
        offer = offer_in(packet)
        if offer is None:
            return
        waiter = self._waiting.pop(offer["session_id"], None)
        if waiter is None:
            self._heard[offer["session_id"]] = now
        elif not waiter.done():
            waiter.set_result(now)


async def measure(hall: Hall, folder: Path, tell: Callable[[str], None]) -> dict[str, Any]:
    """Return the spreads on an idle hub and at a rate, in milliseconds."""
    await seed.prepare(folder, officers=hall.officers, capacity=hall.capacity)
    with serving(hub_command(folder)) as server:
        people, bell = HubPeople(folder), Bell()
        for officer in await in_waves(people.officer(server.port, number) for number in range(hall.officers)):
            bell.listen(officer)
        crowd = int(hall.rate * hall.rate_seconds)
        tell(f"help → offer: {hall.samples} one at a time, then {hall.rounds} times {crowd} at {hall.rate:.0f}/s")
        askers = await in_waves(people.taxpayer(server.port) for _ in range(hall.samples))
        await asyncio.sleep(_BETWEEN_SECONDS)
        idle = await _one_by_one(askers, bell)
        busy = []
        for _ in range(hall.rounds):
            askers = await in_waves(people.taxpayer(server.port) for _ in range(crowd))
            busy.append(spread(await _at_rate(askers, bell, hall.rate)))
        complaints = server.complaints()[-2000:]
    return {
        "idle_ms": asdict(spread(idle)),
        "busy_ms": _medians(busy),
        "busy_rounds_ms": [asdict(one) for one in busy],
        "busy_rate": hall.rate,
        "officers": hall.officers,
        "complaints": complaints,
    }


def _medians(rounds: list[Spread]) -> dict[str, float]:
    parts = ("p50", "p90", "p99", "max")
    found = {part: statistics.median(getattr(one, part) for one in rounds) for part in parts}
    return {"count": sum(one.count for one in rounds), **found}


async def _one_by_one(askers: list[Line], bell: Bell) -> list[float]:
    found = []
    for asker in askers:
        found.append(await _ask(asker, bell, time.perf_counter()))
        await asyncio.sleep(_BETWEEN_SECONDS)
    return found


async def _at_rate(askers: list[Line], bell: Bell, rate: float) -> list[float]:
    started = time.perf_counter()
    async with asyncio.TaskGroup() as tasks:
        asked = []
        for number, asker in enumerate(askers):
            due = started + number / rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            asked.append(tasks.create_task(_ask(asker, bell, due)))
    return [task.result() for task in asked]


async def _ask(asker: Line, bell: Bell, due: float) -> float:
    """Press *help*, wait for the offer, take the request back; return the seconds from when it was due to the offer."""
    session_id = await open_session(asker)
    offered = await bell.time_of(session_id)
    await command(asker, "session.cancel", {"session_id": session_id})
    return offered - due
