"""A short talk over real sockets: the harness counts right, and notices a server that loses, doubles or mixes up."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

import pytest
import socketio
from aiohttp import web

from bench.load import Talk
from bench.people import RelayPeople
from bench.targets.stock import create_relay

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from bench.load import Pair

PAIRS, RATE, SECONDS = 2, 100.0, 1.0
SENT = int(RATE * SECONDS)


@contextlib.asynccontextmanager
async def talking_over(application: web.Application) -> AsyncIterator[Talk]:
    """Pairs on a server of this application."""
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    pairs: list[Pair] = []
    try:
        pairs = await RelayPeople().pairs((runner.addresses[0][1],) * 2, PAIRS)
        yield Talk(pairs)
    finally:
        for line in (line for pair in pairs for line in pair.lines):
            line.close()
        await runner.cleanup()


def crooked_relay(copies: Callable[[int], int], *, acknowledges: bool = True, late: bool = False) -> web.Application:
    """A relay that delivers message number n `copies(n)` times, and if `late` only after the one that follows it."""
    server = socketio.AsyncServer(async_mode="aiohttp", async_handlers=False)
    places: dict[tuple[int, int], str] = {}
    sides: dict[str, tuple[int, int]] = {}
    held: dict[str, Any] = {}
    seen = 0

    async def connect(sid: str, _: object, auth: dict[str, int]) -> None:
        sides[sid] = auth["pair"], auth["side"]
        places[sides[sid]] = sid

    async def post(sid: str, message: dict[str, Any]) -> dict[str, bool]:
        nonlocal seen
        seen += 1
        pair, side = sides[sid]
        other = places[pair, 1 - side]
        if late and seen == 5:
            held[sid] = message
            return {"ok": True}
        for _ in range(copies(seen)):
            await server.emit("message.posted", message, to=other)
        if sid in held:
            await server.emit("message.posted", held.pop(sid), to=other)
        return {"ok": acknowledges}

    server.on("connect", connect)
    server.on("message.post", post)
    application = web.Application()
    server.attach(application)
    return application


async def counts_of(application: web.Application) -> dict[str, Any]:
    async with talking_over(application) as talk:
        return await talk.paced(RATE, SECONDS)


async def test_every_message_of_an_honest_relay_is_acknowledged_and_delivered_once() -> None:
    counts = await counts_of(create_relay())
    assert counts["sent"] == counts["acknowledged"] == counts["delivered"] == SENT
    assert not any(counts[name] for name in ("refused", "lost", "doubled", "out_of_order", "stray", "echoed"))
    assert 0 < counts["latency_ms"]["p50"] <= counts["latency_ms"]["p99"] <= counts["latency_ms"]["max"]


async def test_lost_messages_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench.load._DRAIN_SECONDS", 0.2)
    counts = await counts_of(crooked_relay(lambda n: 0 if n in {7, 30} else 1))
    assert (counts["acknowledged"], counts["delivered"], counts["lost"]) == (SENT, SENT - 2, 2)


async def test_doubled_messages_are_noticed() -> None:
    counts = await counts_of(crooked_relay(lambda n: 2 if n in {7, 30, 31} else 1))
    assert (counts["delivered"], counts["doubled"], counts["lost"]) == (SENT, 3, 0)


async def test_a_message_that_comes_late_is_out_of_order() -> None:
    counts = await counts_of(crooked_relay(lambda _: 1, late=True))
    assert (counts["delivered"], counts["out_of_order"], counts["lost"]) == (SENT, 1, 0)


async def test_refused_messages_are_not_acknowledged() -> None:
    counts = await counts_of(crooked_relay(lambda _: 1, acknowledges=False))
    assert (counts["acknowledged"], counts["refused"], counts["delivered"]) == (0, SENT, SENT)


async def test_in_a_rush_the_sides_take_turns_and_nothing_is_lost() -> None:
    async with talking_over(create_relay()) as talk:
        counts = await talk.rushed(0.3)
        again = await talk.rushed(0.1)
    assert counts["sent"] > 10 * PAIRS
    assert counts["sent"] == counts["acknowledged"] == counts["delivered"]
    assert counts["per_second"] == pytest.approx(counts["sent"] / 0.3, rel=0.5)
    assert (again["lost"], again["stray"]) == (0, 0)
