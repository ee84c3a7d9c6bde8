"""Handing over through the journal: slots, offers, notes and the thread."""

from __future__ import annotations

import pytest

from chatserver.domain.actors import Actor
from chatserver.domain.errors import SessionUnknown, TransferInvalid
from chatserver.domain.routing import PASS_OVER_SECONDS
from chatserver.domain.session import Session, SessionState
from chatserver.services import desk, history, messaging, opening, routing, transfers
from chatserver.services.hub import Hub
from storage.officers import load_officers
from storage.presence import renew_lease
from tests.support.builders import ASKER, OFFICER, OTHER_OFFICER, a_context, a_principal
from tests.support.clock import FakeClock
from tests.support.hub import on_duty


async def talking(hub: Hub) -> Session:
    await on_duty(hub)
    opened = await opening.open_session(hub, a_principal(), a_context(), locale="zh-CN", explained=True)
    session_id = opened.session.session_id
    await routing.match(hub)
    offered = await hub.journal.load(session_id)
    assert offered.offer is not None
    return await routing.accept(hub, OFFICER, session_id, offered.offer.offer_id)


async def taken_by(hub: Hub, officer: Actor, session_id: str) -> None:
    await routing.match(hub)
    offered = await hub.journal.load(session_id)
    assert offered.offer is not None
    assert offered.offer.officer.officer_id == officer.id
    await routing.accept(hub, officer, session_id, offered.offer.offer_id)


async def test_the_next_officer_has_the_whole_thread_and_the_note(hub: Hub) -> None:
    session_id = (await talking(hub)).session_id
    await messaging.post(hub, ASKER, session_id, "t1", "红字发票怎么填")
    await on_duty(hub, "of4", tier=2)
    note = "身份证 11010519491231002X 已核对"
    waiting = await transfers.transfer(hub, OFFICER, session_id, "tier", "2", note)
    assert waiting.state is SessionState.QUEUED
    await routing.match(hub)
    offered = await hub.journal.load(session_id)
    assert offered.offer is not None
    assert offered.offer.officer.officer_id == "of4"
    await routing.accept(hub, OTHER_OFFICER, session_id, offered.offer.offer_id)
    tail = await history.resume(hub, OTHER_OFFICER, session_id, 0)
    types = [stored.logged.event.type for stored in tail.events]
    assert types.count("message.posted") == 1
    told = next(stored.body for stored in tail.events if stored.logged.event.type == "note.added")
    assert "110105********002X" in told
    with pytest.raises(SessionUnknown):
        await history.resume(hub, OFFICER, session_id, 0)


async def test_a_session_counts_in_the_day_of_everybody_who_took_it_once(hub: Hub, clock: FakeClock) -> None:
    session_id = (await talking(hub)).session_id
    await messaging.post(hub, OFFICER, session_id, "o1", "请稍等")
    await on_duty(hub, "of4", tier=2)
    await transfers.transfer(hub, OFFICER, session_id, "tier", "2", None)
    clock.advance(5)
    await taken_by(hub, OTHER_OFFICER, session_id)
    first, second = [(await desk.snapshot(hub, officer)).today for officer in (OFFICER, OTHER_OFFICER)]
    assert (first.sessions, first.questions, first.first_answer_seconds) == (1, 1, [0.0])
    assert (second.sessions, second.questions, second.first_answer_seconds) == (1, 1, [])
    await transfers.transfer(hub, OTHER_OFFICER, session_id, "officer", "of1", None)
    await desk.set_status(hub, OTHER_OFFICER, "finishing", None)
    clock.advance(PASS_OVER_SECONDS)
    await hub.database.write(lambda sql: renew_lease(sql, hub.node_id, clock.now()))
    await taken_by(hub, OFFICER, session_id)
    assert [(await desk.snapshot(hub, who)).today.sessions for who in (OFFICER, OTHER_OFFICER)] == [1, 1]
    clock.advance(86_400)
    assert (await desk.snapshot(hub, OFFICER)).today.sessions == 0


async def test_handing_over_frees_the_slot_at_once(hub: Hub) -> None:
    session_id = (await talking(hub)).session_id
    await transfers.transfer(hub, OFFICER, session_id, "queue", "payment", None)
    officers = await hub.database.read(lambda sql: load_officers(sql, hub.clock.now()))
    assert [officer.taken for officer in officers] == [frozenset()]
    with pytest.raises(SessionUnknown):
        await transfers.transfer(hub, OFFICER, session_id, "queue", "payment", None)


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("tier", "0"),
        ("tier", "4"),
        ("tier", "x"),
        ("queue", "nowhere"),
        ("officer", "nobody"),
        ("officer", "of7"),
        ("officer", "of8"),
        ("hall", "1"),
    ],
)
async def test_there_is_nothing_to_hand_over_to(hub: Hub, kind: str, target: str) -> None:
    session = await talking(hub)
    await on_duty(hub, "of7", tier=0, capacity=0, skills=("monitor",))
    await on_duty(hub, "of8", tier=1, capacity=0)
    with pytest.raises(TransferInvalid):
        await transfers.transfer(hub, OFFICER, session.session_id, kind, target, None)
    assert (await hub.journal.load(session.session_id)).state is SessionState.ACTIVE
