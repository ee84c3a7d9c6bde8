"""Faults of the embedded default: one node, SQLite."""

from __future__ import annotations

import asyncio
import datetime as dt
import signal
import time
from typing import TYPE_CHECKING

from bench.faults.disturbers import Deaf, Fidget
from bench.faults.plan import Fault, Played, Unmet
from bench.faults.stage import GRACE_SECONDS
from bench.procfs import memory_kilobytes

if TYPE_CHECKING:
    from bench.faults.stage import Stage

CLOCK_SKEW = dt.timedelta(hours=1, seconds=5)
_HELD_SECONDS = 6.0
_PING_SECONDS = 40.0
"""Ping interval and time-out together: a line that went silent is given up after this long at the latest."""
_SWEEP_SECONDS = 4.0
_MOST_GROWTH = 60_000
"""kB that a node may grow by while a client reads nothing and another comes and goes."""


async def kill(stage: Stage) -> Played:
    """End the node as a power cut would."""
    since = time.monotonic()
    await stage.nodes[0].kill()
    took = await stage.nodes[0].start_again()
    return Played(since, f"back after {took:.1f} s")


async def end(stage: Stage) -> Played:
    """Ask the node to end, under load."""
    since = time.monotonic()
    stage.nodes[0].signal(signal.SIGTERM)
    took = await stage.nodes[0].ended()
    back = await stage.nodes[0].start_again()
    return Played(since, f"ended in {took:.1f} s, back after {took + back:.1f} s")


async def disturb(stage: Stage) -> Played:
    """Let one client read nothing, and an officer and a taxpayer come anew ten times a second."""
    since = time.monotonic()
    node = stage.nodes[0]
    before = memory_kilobytes(node.pid)["rss"]
    deaf = Deaf(stage)
    fidgets = [Fidget(stage, deaf.page), Fidget(stage, stage.crowd.officers[-1])]
    await asyncio.gather(deaf.play(), *(fidget.play(_HELD_SECONDS) for fidget in fidgets[1:]))
    grown = memory_kilobytes(node.pid)["rss"] - before
    if not deaf.was_ended:
        raise Unmet("the client that never reads was not ended")
    if grown > _MOST_GROWTH:
        raise Unmet(f"the node grew by {grown // 1000} MB")
    came = sum(fidget.times for fidget in fidgets)
    return Played(since, f"came anew {came} times; the one that never reads was ended; +{grown // 1000} MB")


async def lid(stage: Stage) -> Played:
    """Close an officer's laptop in the middle of an offer and of ten sessions; open it when all has moved on."""
    crowd = stage.crowd
    asleep: asyncio.Future[float] = asyncio.get_running_loop().create_future()
    for officer in crowd.officers:
        officer.sleeps_on_offer = asleep
    crowd.join()
    async with asyncio.timeout(10.0):
        since = await asleep
    sleeper = next(officer for officer in crowd.officers if officer.is_asleep)
    held = len(sleeper.stores)
    term = _PING_SECONDS + GRACE_SECONDS + _SWEEP_SECONDS
    took = await crowd.probe(since).wait(since + term + 5.0)
    sleeper.wake()
    if took is None:
        raise Unmet(f"{held} sessions and an offer were held; not all of them went to others in time")
    return Played(since, f"{held} sessions and the offer went to others", recovered=took)


async def step_clock(stage: Stage) -> Played:
    """Set a node's clock an hour on, back, an hour back, and right again."""
    node = stage.nodes[0]
    for there, back in ((signal.SIGUSR1, signal.SIGUSR2), (signal.SIGUSR2, signal.SIGUSR1)):
        node.signal(there)
        await asyncio.sleep(_HELD_SECONDS)
        node.signal(back)
        await asyncio.sleep(1.0)
    return Played(time.monotonic())


FAULTS = (
    Fault(name="node killed", words="kill -9, started again after 0.5 s; from the kill", play=kill),
    Fault(name="node ended", words="SIGTERM under load, started again after 0.5 s; from the signal", play=end),
    Fault(
        name="bad clients",
        words="one asks for 18 MB and never reads, one officer connects anew 10 times a second; from the beginning",
        play=disturb,
    ),
    Fault(
        name="laptop closed",
        words="no packet, no farewell, in the middle of an offer and of all sessions; until others talk with all",
        play=lid,
        may_move=True,
    ),
)
CLOCK = Fault(
    name="clock steps",
    words=f"+1 h for {_HELD_SECONDS:.0f} s, then −1 h for {_HELD_SECONDS:.0f} s; from when it is right again",
    play=step_clock,
    skew=CLOCK_SKEW,
)
"""Played last on a stage: its log has times that no later check could believe."""
