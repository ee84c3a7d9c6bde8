"""Faults of two nodes and of the PostgreSQL and the Valkey that they share."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import time
from typing import TYPE_CHECKING

import redis.asyncio

from bench.faults.cuts import Way, cut
from bench.faults.embedded import CLOCK_SKEW, step_clock
from bench.faults.plan import Fault, Played, Unmet
from bench.faults.processes import signal_family
from bench.faults.stage import ADDRESSES

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Sequence

    from bench.faults.stage import Stage

_DOWN_SECONDS = 3.0
_VALKEY_FROZEN, _POSTGRES_FROZEN = 20.0, 10.0
_CUT_SECONDS = 8.0
_WHILE_LEAVING = 8.0
_WITHOUT_BUS = 8.0
"""While Valkey is away or cut off, everybody must hear everybody within this time all the same."""


async def kill_one(stage: Stage) -> Played:
    """End a node as a power cut would; nobody starts it until all are well on the other."""
    since = time.monotonic()
    await stage.nodes[0].kill()
    took = await stage.crowd.probe(since).wait(since + 25.0)
    await stage.nodes[0].start_again()
    if took is None:
        raise Unmet("not all sessions went on at the node that was left")
    return Played(since, "all on the other node, before it was started again", recovered=took)


async def kill_both(stage: Stage) -> Played:
    """End both nodes at once."""
    since = time.monotonic()
    await asyncio.gather(*(node.kill() for node in stage.nodes))
    took = await asyncio.gather(*(node.start_again() for node in stage.nodes))
    return Played(since, f"back after {max(took):.1f} s")


async def end_in_turn(stage: Stage) -> Played:
    """A rolling restart: each node is asked to end, and comes back before the next."""
    notes = []
    for node in stage.nodes:
        node.signal(signal.SIGTERM)
        heard = await stage.heard_within(_WHILE_LEAVING)
        if heard is None:
            raise Unmet(f"while a node was leaving not everybody was heard within {_WHILE_LEAVING:.0f} s")
        took = await node.ended()
        await node.start_again()
        notes.append(f"ended {took + heard:.0f} s after the signal, all were heard meanwhile after {heard:.1f} s")
        stage.crowd.calm()
    return Played(time.monotonic(), "; ".join(notes))


async def kill_valkey(stage: Stage) -> Played:
    """End Valkey as a crash would, and start it again."""
    valkey = stage.servers.valkey
    await asyncio.to_thread(valkey.kill)
    note = await _hear_without_bus(stage)
    await asyncio.to_thread(valkey.restart)
    return Played(time.monotonic(), note)


async def freeze_valkey(stage: Stage) -> Played:
    """Let Valkey stand still: connections stay, nothing is answered."""
    pid, began = stage.servers.valkey.process.pid, time.monotonic()
    with frozen(pid):
        note = await _hear_without_bus(stage)
        await asyncio.sleep(began + _VALKEY_FROZEN - time.monotonic())
    return Played(time.monotonic(), note)


async def cut_subscribers(stage: Stage) -> Played:
    """Let Valkey drop its pub/sub clients."""
    since = time.monotonic()
    async with redis.asyncio.Redis.from_url(stage.servers.redis_url("127.0.0.1")) as client:
        dropped = await client.client_kill_filter(_type="pubsub")
    return Played(since, f"{dropped} clients dropped")


async def restart_postgres(stage: Stage) -> Played:
    """End PostgreSQL without a checkpoint, and start it again."""
    postgres = stage.servers.postgres
    await asyncio.to_thread(postgres.kill)
    await asyncio.sleep(_DOWN_SECONDS)
    await asyncio.to_thread(postgres.restart)
    return Played(time.monotonic())


async def freeze_postgres(stage: Stage) -> Played:
    """Let PostgreSQL stand still."""
    with frozen(stage.servers.postgres.pid):
        await asyncio.sleep(_POSTGRES_FROZEN)
    return Played(time.monotonic())


def cut_postgres(ways: Sequence[Way]) -> Callable[[Stage], Awaitable[Played]]:
    """Return what cuts the first node off from PostgreSQL."""

    async def play(stage: Stage) -> Played:
        with cut(ADDRESSES[0], stage.servers.postgres.port, ways):
            await asyncio.sleep(_CUT_SECONDS)
        return Played(time.monotonic())

    return play


def cut_valkey(ways: Sequence[Way]) -> Callable[[Stage], Awaitable[Played]]:
    """Return what cuts the first node off from Valkey."""

    async def play(stage: Stage) -> Played:
        began = time.monotonic()
        with cut(ADDRESSES[0], stage.servers.valkey.port, ways):
            note = await _hear_without_bus(stage)
            await asyncio.sleep(max(0.0, began + _CUT_SECONDS - time.monotonic()))
        return Played(time.monotonic(), note)

    return play


async def _hear_without_bus(stage: Stage) -> str:
    took = await stage.heard_within(_WITHOUT_BUS)
    if took is None:
        raise Unmet(f"without Valkey not everybody was heard within {_WITHOUT_BUS:.0f} s")
    return f"while it was away all were heard after {took:.1f} s"


@contextlib.contextmanager
def frozen(pid: int) -> Iterator[None]:
    """Stop a server and all its processes for as long as the block lasts."""
    signal_family(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        signal_family(pid, signal.SIGCONT)


_WAYS = (("to it", (Way.TO,)), ("back from it", (Way.FROM,)), ("both ways", (Way.TO, Way.FROM)))
_FROM_THE_MEND = "from when it is mended"
FAULTS = (
    Fault(name="one node killed", words="kill -9; from the kill, on the node that is left", play=kill_one),
    Fault(name="both nodes killed", words="kill -9, started again after 0.5 s; from the kill", play=kill_both),
    Fault(name="rolling restart", words="SIGTERM to each node in turn; from when both are back", play=end_in_turn),
    Fault(name="Valkey killed", words=f"kill -9, and started again; {_FROM_THE_MEND}", play=kill_valkey),
    Fault(
        name="Valkey frozen",
        words=f"SIGSTOP for {_VALKEY_FROZEN:.0f} s; {_FROM_THE_MEND}",
        play=freeze_valkey,
    ),
    Fault(name="pub/sub cut", words="CLIENT KILL TYPE pubsub; from the cut", play=cut_subscribers),
    Fault(
        name="PostgreSQL restarted",
        words=f"ended without a checkpoint, away for {_DOWN_SECONDS:.0f} s; {_FROM_THE_MEND}",
        play=restart_postgres,
    ),
    Fault(
        name="PostgreSQL frozen",
        words=f"SIGSTOP of all its processes for {_POSTGRES_FROZEN:.0f} s; {_FROM_THE_MEND}",
        play=freeze_postgres,
    ),
)
CUTS = tuple(
    Fault(
        name=f"{server} cut, {words}",
        words=f"packets of the first node vanish {words} for {_CUT_SECONDS:.0f} s; {_FROM_THE_MEND}",
        play=maker(ways),
    )
    for server, maker in (("PostgreSQL", cut_postgres), ("Valkey", cut_valkey))
    for words, ways in _WAYS
)
"""Only where the machine allows a network of our own."""
CLOCK = Fault(
    name="clock steps",
    words="of one node, +1 h for 6 s, then −1 h for 6 s; from when it is right again",
    play=step_clock,
    skew=CLOCK_SKEW,
)
"""Played last, as there."""
