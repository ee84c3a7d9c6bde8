"""Looking round in the hall: what an officer learns of colleagues, and who learns nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from chatserver.domain.errors import SessionUnknown
from chatserver.services import colleagues, opening, routing, transfers
from tests.support.builders import OFFICER, OTHER_OFFICER, a_context, a_principal
from tests.support.hub import on_duty

if TYPE_CHECKING:
    from chatserver.domain.session import Session
    from chatserver.services.hub import Hub


async def talking(hub: Hub) -> Session:
    await on_duty(hub)
    opened = await opening.open_session(hub, a_principal(), a_context(), locale="zh-CN", explained=True)
    await routing.match(hub)
    offered = await hub.journal.load(opened.session.session_id)
    assert offered.offer is not None
    return await routing.accept(hub, OFFICER, offered.session_id, offered.offer.offer_id)


async def test_an_officer_sees_who_else_is_there_and_what_waits(hub: Hub) -> None:
    session_id = (await talking(hub)).session_id
    await on_duty(hub, "of4", tier=2, capacity=2)
    await on_duty(hub, "of5", skills=("payment",))
    await opening.open_session(
        hub, a_principal("tp2", "pe2"), a_context(matter_id="payment"), locale="zh-CN", explained=True
    )
    around = await colleagues.look(hub, OFFICER, session_id)
    assert [(one.officer.officer_id, one.handles) for one in around.officers] == [("of4", True), ("of5", False)]
    assert [(line.tier, line.on_duty, line.free_slots) for line in around.tiers] == [(1, 0, 0), (2, 1, 2), (3, 0, 0)]
    queues = {line.queue_id: line for line in around.queues}
    assert "vat-general" not in queues
    assert (queues["payment"].waiting, queues["payment"].on_duty) == (1, 1)
    assert set(around.status_at) == {"of1", "of4", "of5"}


async def test_a_session_handed_to_a_queue_is_looked_at_from_there(hub: Hub) -> None:
    session_id = (await talking(hub)).session_id
    await on_duty(hub, "of4", skills=("payment",))
    await transfers.transfer(hub, OFFICER, session_id, "queue", "payment", None)
    await routing.match(hub)
    offered = await hub.journal.load(session_id)
    assert offered.offer is not None
    await routing.accept(hub, OTHER_OFFICER, session_id, offered.offer.offer_id)
    around = await colleagues.look(hub, OTHER_OFFICER, session_id)
    assert "payment" not in {line.queue_id for line in around.queues}
    assert [(one.officer.officer_id, one.handles) for one in around.officers] == [("of1", False)]


async def test_strangers_learn_nothing(hub: Hub) -> None:
    session_id = (await talking(hub)).session_id
    with pytest.raises(SessionUnknown):
        await colleagues.look(hub, OTHER_OFFICER, session_id)
    with pytest.raises(SessionUnknown):
        await colleagues.look(hub, OFFICER, "nonsense")


async def test_more_than_a_screen_can_hold_are_counted(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    session_id = (await talking(hub)).session_id
    for number in range(2, 6):
        await on_duty(hub, f"of{number}")
    monkeypatch.setattr(colleagues, "MOST_COLLEAGUES", 3)
    around = await colleagues.look(hub, OFFICER, session_id)
    assert ([one.officer.officer_id for one in around.officers], around.more) == (["of2", "of3", "of4"], 1)
