"""Offers that are let pass: the place is kept, and the officer is away until they say otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from chatserver.domain.errors import OfferGone
from chatserver.domain.officer import OfficerStatus
from chatserver.domain.session import Session, SessionState
from chatserver.services import desk, opening, routing
from storage.officers import find_officer
from storage.presence import renew_lease
from tests.support.builders import OFFICER, a_context, a_principal
from tests.support.clock import FakeClock
from tests.support.hub import on_duty

if TYPE_CHECKING:
    from chatserver.services.hub import Hub


async def ask(hub: Hub, person: str = "1") -> Session:
    assert isinstance(hub.clock, FakeClock)
    hub.clock.advance(0.001)  # nobody presses in the same microsecond as another
    principal = a_principal(f"tp{person}", f"pe{person}")
    return (await opening.open_session(hub, principal, a_context(), locale="zh-CN", explained=True)).session


async def offered(hub: Hub) -> tuple[Session, str]:
    session = await ask(hub)
    await routing.match(hub)
    session = await hub.journal.load(session.session_id)
    assert session.offer is not None
    return session, session.offer.offer_id


async def test_expired_offer_returns_to_the_queue_and_the_officer_is_away(hub: Hub, clock: FakeClock) -> None:
    await on_duty(hub)
    session, offer_id = await offered(hub)
    clock.advance(21)
    await hub.database.write(lambda sql: renew_lease(sql, hub.node_id, clock.now()))
    await routing.expire_due_offers(hub)
    assert (await hub.journal.load(session.session_id)).state is SessionState.QUEUED
    officer = await hub.database.read(lambda sql: find_officer(sql, "of1", clock.now()))
    assert officer is not None
    assert (officer.status, officer.status_reason) == (OfficerStatus.AWAY, "missed_offer")
    assert officer.free_slots == (1, 2, 3)
    with pytest.raises(OfferGone):
        await routing.accept(hub, OFFICER, session.session_id, offer_id)


async def test_whoever_missed_an_offer_is_offered_nothing_else_until_they_are_back(hub: Hub, clock: FakeClock) -> None:
    await on_duty(hub)
    first, _ = await offered(hub)
    clock.advance(10)
    await hub.database.write(lambda sql: renew_lease(sql, hub.node_id, clock.now()))
    later = await ask(hub, "2")
    await routing.match(hub)
    assert (await hub.journal.load(later.session_id)).state is SessionState.OFFERED
    clock.advance(11)
    await hub.database.write(lambda sql: renew_lease(sql, hub.node_id, clock.now()))
    await routing.expire_due_offers(hub)
    found = [await hub.journal.load(session.session_id) for session in (first, later)]
    assert [session.state for session in found] == [SessionState.QUEUED, SessionState.QUEUED]
    officer = await hub.database.read(lambda sql: find_officer(sql, "of1", clock.now()))
    assert officer is not None
    assert officer.free_slots == (1, 2, 3)


async def test_an_officer_who_missed_an_offer_and_is_back_is_asked_at_once(hub: Hub, clock: FakeClock) -> None:
    await on_duty(hub)
    session, _ = await offered(hub)
    clock.advance(21)
    await hub.database.write(lambda sql: renew_lease(sql, hub.node_id, clock.now()))
    await hub.database.write(lambda sql: renew_lease(sql, hub.node_id, clock.now()))
    await routing.expire_due_offers(hub)
    await routing.match(hub)
    assert (await hub.journal.load(session.session_id)).state is SessionState.QUEUED
    await desk.set_status(hub, OFFICER, "available", None)
    await routing.match(hub)
    assert (await hub.journal.load(session.session_id)).state is SessionState.OFFERED
