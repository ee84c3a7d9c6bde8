"""A hall in which about everything happens that a wallboard can show."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from chatserver.domain.officer import OfficerStatus
from chatserver.services import routing
from storage.presence import renew_lease
from tests.support.builders import OFFICER
from tests.support.hub import on_duty
from tests.support.whole_story import ask, tell_the_whole_story

if TYPE_CHECKING:
    from chatserver.services.hub import Hub
    from tests.support.clock import FakeClock

WITHOUT_STEP = {"step_id": None, "error_id": None}


async def fill(hub: Hub, clock: FakeClock) -> None:
    """One session is over, two are in hand and no slot free; four wait, one beyond the line, one for nobody on duty."""
    await on_duty(hub, "of2", capacity=1, skills=("vat-general",))
    await tell_the_whole_story(hub, clock, "of2")
    await go_on(hub, clock, 600)
    await take(hub, "of2", 2)
    await on_duty(hub, "of3", capacity=1, skills=("payment",))
    await take(hub, "of3", 3, matter_id="payment", **WITHOUT_STEP)
    await wait(hub, 4)
    await go_on(hub, clock, 45)
    await wait(hub, 5)
    await go_on(hub, clock, 95)
    await wait(hub, 6, matter_id="payment", **WITHOUT_STEP)
    await wait(hub, 7, matter_id="deregister", **WITHOUT_STEP)
    await on_duty(hub, "of4", skills=("overdue",))
    await routing.declare(hub, "of4", OfficerStatus.AWAY, reason="break", cause="officer")
    await go_on(hub, clock, 12)


async def wait(hub: Hub, number: int, **context: object) -> str:
    """Somebody asks, and waits."""
    return (await ask(hub, number, **context)).session_id


async def take(hub: Hub, officer_id: str, number: int, **context: object) -> str:
    """Somebody asks, and the officer takes the session."""
    session_id = await wait(hub, number, **context)
    await routing.match(hub)
    offer = (await hub.journal.load(session_id)).offer
    assert offer is not None
    await routing.accept(hub, replace(OFFICER, id=officer_id), session_id, offer.offer_id)
    return session_id


async def go_on(hub: Hub, clock: FakeClock, seconds: float) -> None:
    """Time passes; the node is still there, and so are its officers."""
    now = clock.advance(seconds)
    await hub.database.write(lambda sql: renew_lease(sql, hub.node_id, now))
