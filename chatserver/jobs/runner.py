"""Runs something now and then, for as long as the node lives. The only place that sleeps."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from chatserver.domain.errors import Busy

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from chatserver.services.hub import Nudge

_log = logging.getLogger(__name__)

_REST = 9
"""How many times as long as it worked a polite job rests: everything that it waited for counts as work."""
_LATE_SECONDS = 0.005
"""A timer that rings so late says that others are waiting for the loop."""


async def every(seconds: float, work: Callable[[], Awaitable[object]], name: str) -> None:
    """Run `work`, wait, and again; a failure is logged and the next turn tries anew."""
    while True:
        await _once(work, name)
        await asyncio.sleep(seconds)


async def whenever(
    nudge: Nudge, at_least_seconds: float, work: Callable[[], Awaitable[object]], name: str, *, pace_seconds: float
) -> None:
    """Run `work` each time it is wanted, at the latest after `at_least_seconds`, at most once in `pace_seconds`."""
    loop = asyncio.get_running_loop()
    while True:
        began = loop.time()
        await _once(work, name)
        try:
            async with asyncio.timeout(at_least_seconds):
                await nudge.wait()
        except TimeoutError:
            continue
        await asyncio.sleep(max(0.0, began + pace_seconds - loop.time()))
        nudge.forget()  # what was wanted meanwhile is done now, with the rest


async def politely(work: Callable[[], Awaitable[int]], *, most: int) -> None:
    """Call `work` until it has done `most` or says 0: a tenth of the time at the most, and never twice in a row while
    the loop is late for others. What is left waits for the next turn.
    """
    loop = asyncio.get_running_loop()
    done, began = 0, loop.time()
    while (made := await work()) and (done := done + made) < most:
        due = loop.time() + _REST * (loop.time() - began)
        await asyncio.sleep(due - loop.time())
        began = loop.time()
        if began - due > _LATE_SECONDS:
            return


async def pause(seconds: float) -> None:
    """Wait before something is tried again."""
    await asyncio.sleep(seconds)


async def _once(work: Callable[[], Awaitable[object]], name: str) -> None:
    try:
        await work()
    except Busy:
        _log.debug("job %s waits for the database, which says by itself what ails it", name)
    except Exception:  # noqa: BLE001 - a loop outlives every failure of its work
        _log.exception("job %s failed", name)
