"""Jobs that others must not notice: they stop when there is nothing left, at their most, and when others wait."""

from __future__ import annotations

import asyncio

from chatserver.jobs.runner import politely

LONG = 0.05
"""Seconds that somebody else holds the loop."""


class Work:
    """Something to be done in steps; `left` says how much each step finds."""

    def __init__(self, *left: int) -> None:
        self._left = list(left)
        self.calls = 0
        self.is_beside_others = False

    async def __call__(self) -> int:
        self.calls += 1
        if self.is_beside_others:
            asyncio.get_running_loop().call_soon(_hold)
        return self._left.pop(0)


def _hold() -> None:
    loop = asyncio.get_running_loop()
    until = loop.time() + LONG
    while loop.time() < until:
        pass


async def test_goes_on_until_nothing_is_left() -> None:
    work = Work(4, 4, 1, 0)
    await politely(work, most=100)
    assert work.calls == 4


async def test_stops_when_it_has_done_its_most() -> None:
    work = Work(4, 4, 4)
    await politely(work, most=8)
    assert work.calls == 2


async def test_leaves_the_rest_when_others_had_to_wait_but_does_a_step_each_turn() -> None:
    work = Work(4, 4, 4)
    work.is_beside_others = True
    await politely(work, most=100)
    assert work.calls == 1
    await politely(work, most=100)
    assert work.calls == 2
