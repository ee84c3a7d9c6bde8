"""The officer's desk: theirs, all of it, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from chatserver.domain.officer import OfficerStatus
from chatserver.domain.session import SessionState
from chatserver.services import desk, opening, routing
from storage.officers import find_officer
from tests.support.builders import OFFICER, a_context, a_principal
from tests.support.hub import on_duty

if TYPE_CHECKING:
    from chatserver.domain.session import Session
    from chatserver.services.hub import Hub
    from tests.support.clock import FakeClock


async def ask(hub: Hub, person: str = "1") -> Session:
    principal = a_principal(f"tp{person}", f"pe{person}")
    return (await opening.open_session(hub, principal, a_context(), locale="zh-CN", explained=True)).session


async def offered(hub: Hub) -> tuple[str, str]:
    session = await ask(hub)
    await routing.match(hub)
    offer = (await hub.journal.load(session.session_id)).offer
    assert offer is not None
    return session.session_id, offer.offer_id


async def test_a_session_that_leaves_while_the_desk_is_read_is_not_shown(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    await on_duty(hub)
    session_id, offer_id = await offered(hub)
    real = hub.journal.load

    async def declined_meanwhile(wanted: str) -> Session:
        monkeypatch.undo()
        await routing.decline(hub, OFFICER, session_id, offer_id, "finishing_another")
        return await real(wanted)

    monkeypatch.setattr(hub.journal, "load", declined_meanwhile)
    assert (await desk.snapshot(hub, OFFICER)).sessions == []


@pytest.mark.parametrize(("status", "reason"), [("off_duty", None), ("away", "meal"), ("finishing", None)])
async def test_whoever_takes_no_more_gives_an_open_offer_back_at_once(
    hub: Hub, clock: FakeClock, status: str, reason: str | None
) -> None:
    await on_duty(hub)
    session_id, _ = await offered(hub)
    officer = await desk.set_status(hub, OFFICER, status, reason)
    assert ((await hub.journal.load(session_id)).state, officer.taken) == (SessionState.QUEUED, frozenset())
    clock.advance(21)
    await routing.expire_due_offers(hub)
    assert await status_of(hub) == (status, reason)


async def test_an_offer_that_rings_out_after_the_officer_left_does_not_call_them_away(
    hub: Hub, clock: FakeClock
) -> None:
    await on_duty(hub)
    await offered(hub)
    await routing.declare(hub, "of1", OfficerStatus.OFF_DUTY, reason=None, cause="officer")
    clock.advance(21)
    await routing.expire_due_offers(hub)
    assert await status_of(hub) == (OfficerStatus.OFF_DUTY, None)


async def test_an_officer_off_duty_whose_line_goes_stays_off_duty(hub: Hub) -> None:
    await on_duty(hub)
    session_id, offer_id = await offered(hub)
    await routing.accept(hub, OFFICER, session_id, offer_id)
    await desk.set_status(hub, OFFICER, "off_duty", None)
    await routing.lose_officer(hub, "of1")
    assert (await hub.journal.load(session_id)).state is SessionState.QUEUED
    assert await status_of(hub) == (OfficerStatus.OFF_DUTY, None)


async def status_of(hub: Hub) -> tuple[str, str | None]:
    officer = await hub.database.read(lambda sql: find_officer(sql, "of1", hub.clock.now()))
    assert officer is not None
    return officer.status.value, officer.status_reason
