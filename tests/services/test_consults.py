"""Consults through the journal: whose desk, lost lines, taking over, and what is masked."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from chatserver.domain.errors import OfficerUnknown, SessionUnknown
from chatserver.domain.errors_together import ColleagueAway, ConsultGone, NoFreeSlot
from chatserver.domain.session import Session, SessionState
from chatserver.services import consults, desk, history, opening, pauses, presence, routing, transfers
from chatserver.services.hub import Hub
from chatserver.services.log_check import check_log
from storage.consults import find_consults
from storage.presence import remove_connection
from storage.schema import connections, officer_slots
from storage.schema import consults as consult_rows
from tests.support.builders import ASKER, OFFICER, OTHER_OFFICER, a_context, a_principal
from tests.support.hub import on_duty
from tests.support.lines import FakeLines

if TYPE_CHECKING:
    from tests.support.clock import FakeClock


async def talking(hub: Hub, person_id: str = "pe1") -> str:
    await on_duty(hub)
    principal = a_principal(person_id=person_id)
    opened = await opening.open_session(hub, principal, a_context(), locale="zh-CN", explained=True)
    session_id = opened.session.session_id
    await routing.match(hub)
    offered = await hub.journal.load(session_id)
    assert offered.offer is not None
    await routing.accept(hub, OFFICER, session_id, offered.offer.offer_id)
    await on_duty(hub, "of4", tier=2, capacity=1)
    return session_id


async def asked(hub: Hub, *, introduced: bool = False, text: str | None = None) -> str:
    session_id = await talking(hub)
    await consults.start(hub, OFFICER, session_id, "k1", "of4", introduced=introduced, text=text)
    return session_id


async def joined(hub: Hub, *, introduced: bool = False) -> str:
    session_id = await asked(hub, introduced=introduced)
    await consults.join(hub, OTHER_OFFICER, session_id, "k1")
    return session_id


async def desk_of(hub: Hub, officer: str = "of4") -> list[Session]:
    contents = await desk.snapshot(hub, OTHER_OFFICER if officer == "of4" else OFFICER)
    return contents.sessions


async def lose_line(hub: Hub, clock: FakeClock, officer_id: str) -> None:
    """The officer's only line ends, and nobody comes back within the grace."""
    now = clock.now()
    ids = await hub.database.read(
        lambda sql: list(
            sql.scalars(sa.select(connections.c.connection_id).where(connections.c.officer_id == officer_id))
        )
    )
    for line in ids:
        await hub.database.write(lambda sql, line=line: remove_connection(sql, line, officer_id, now))  # type: ignore[misc]
    clock.advance(hub.timing.officer_grace_seconds + 1)
    await presence.renew_lease(hub, FakeLines())
    await presence.sweep(hub, FakeLines())


async def test_a_consult_lies_on_both_desks_and_takes_no_slot(hub: Hub) -> None:
    session_id = await joined(hub)
    assert [session.session_id for session in await desk_of(hub)] == [session_id]
    assert [session.session_id for session in await desk_of(hub, "of1")] == [session_id]
    slots = await hub.database.read(lambda sql: sql.execute(sa.select(officer_slots.c.officer_id)).scalars().all())
    assert slots == ["of1"]
    tail = await history.resume(hub, OTHER_OFFICER, session_id, 0)
    assert [stored.logged.event.type for stored in tail.events][-1] == "consult.joined"
    assert (await check_log(hub.database)).clean


async def test_who_is_asked_is_told_what_about_and_cannot_read_yet(hub: Hub) -> None:
    session_id = await asked(hub, text="身份证 11010519491231002X 的申报")
    session = (await desk_of(hub))[0]
    assert session.consult is not None
    assert session.consult.text == "身份证 110105********002X 的申报"
    with pytest.raises(SessionUnknown):
        await history.resume(hub, OTHER_OFFICER, session_id, 0)
    await consults.decline(hub, OTHER_OFFICER, session_id, "k1")
    assert await desk_of(hub) == []
    with pytest.raises(ConsultGone):
        await consults.join(hub, OTHER_OFFICER, session_id, "k1")


async def test_only_who_is_there_and_works_can_be_asked(hub: Hub) -> None:
    session_id = await talking(hub)
    with pytest.raises(OfficerUnknown):
        await consults.start(hub, OFFICER, session_id, "k1", "nobody", introduced=False, text=None)
    await desk.set_status(hub, OTHER_OFFICER, "off_duty", None)
    with pytest.raises(ColleagueAway):
        await consults.start(hub, OFFICER, session_id, "k1", "of4", introduced=False, text=None)
    await desk.set_status(hub, OTHER_OFFICER, "finishing", None)
    await consults.start(hub, OFFICER, session_id, "k1", "of4", introduced=False, text=None)


@pytest.mark.parametrize(("status", "keeps"), [("finishing", True), ("off_duty", False)])
async def test_whoever_goes_off_duty_declines_what_they_are_asked(hub: Hub, status: str, keeps: bool) -> None:
    session_id = await asked(hub)
    await desk.set_status(hub, OTHER_OFFICER, status, None)
    consult = (await hub.journal.load(session_id)).consult
    assert consult is not None
    assert consult.is_open == keeps


async def test_asking_again_is_nothing_also_when_the_colleague_has_gone(hub: Hub) -> None:
    session_id = await asked(hub)
    await desk.set_status(hub, OTHER_OFFICER, "off_duty", None)
    declined = await hub.journal.load(session_id)
    again = await consults.start(hub, OFFICER, session_id, "k1", "of4", introduced=False, text=None)
    assert (again.consult, again.seq) == (declined.consult, declined.seq)
    with pytest.raises(ColleagueAway):
        await consults.start(hub, OFFICER, session_id, "k2", "of4", introduced=False, text=None)


async def test_asides_are_masked_and_said_once(hub: Hub) -> None:
    session_id = await joined(hub)
    first = await consults.post_aside(hub, OTHER_OFFICER, session_id, "a1", "手机 13812345678")
    assert await consults.post_aside(hub, OTHER_OFFICER, session_id, "a1", "手机 13812345678") == first
    tail = await history.resume(hub, OFFICER, session_id, first - 1)
    assert "13812345678" not in tail.events[0].body
    assert len(tail.events) == 1


async def test_a_lost_second_officer_leaves_and_the_talk_goes_on(hub: Hub, clock: FakeClock) -> None:
    session_id = await joined(hub, introduced=True)
    await lose_line(hub, clock, "of4")
    session = await hub.journal.load(session_id)
    assert session.consult is not None
    assert session.consult.end_reason == "officer_lost"
    assert session.state is SessionState.ACTIVE
    assert await hub.database.read(lambda sql: find_consults(sql, "of4")) == []


async def test_a_second_officer_who_is_away_and_lost_is_noticed_too(hub: Hub, clock: FakeClock) -> None:
    session_id = await joined(hub)
    await desk.set_status(hub, OTHER_OFFICER, "off_duty", None)
    await lose_line(hub, clock, "of4")
    session = await hub.journal.load(session_id)
    assert session.consult is not None
    assert not session.consult.is_open


async def test_whoever_has_joined_takes_over_at_once(hub: Hub) -> None:
    session_id = await joined(hub)
    session = await transfers.transfer(hub, OFFICER, session_id, "officer", "of4", "请接着办")
    assert (session.state, session.slot) == (SessionState.ACTIVE, 1)
    assert session.officer is not None
    assert session.officer.officer_id == "of4"
    with pytest.raises(SessionUnknown):
        await history.resume(hub, OFFICER, session_id, 0)
    assert await hub.database.read(lambda sql: sql.execute(sa.select(consult_rows)).all()) == []
    rows = await hub.database.read(lambda sql: sql.execute(sa.select(officer_slots)).all())
    assert [(row.officer_id, row.session_id) for row in rows] == [("of4", session_id)]
    assert [(await desk.snapshot(hub, who)).today.sessions for who in (OFFICER, OTHER_OFFICER)] == [1, 1]
    assert (await check_log(hub.database)).clean


async def test_with_every_slot_taken_nothing_is_handed_over(hub: Hub) -> None:
    session_id = await joined(hub)
    await hub.database.write(
        lambda sql: sql.execute(sa.insert(officer_slots).values(officer_id="of4", slot=1, session_id="another"))
    )
    with pytest.raises(NoFreeSlot):
        await transfers.transfer(hub, OFFICER, session_id, "officer", "of4", None)
    session = await hub.journal.load(session_id)
    assert session.officer is not None
    assert session.officer.officer_id == "of1"
    assert session.consult is not None
    assert session.consult.has_joined


async def test_the_log_check_finds_a_consult_that_no_log_tells_of(hub: Hub) -> None:
    session_id = await joined(hub)
    await hub.database.write(lambda sql: sql.execute(sa.update(consult_rows).values(officer_id="of9")))
    report = await check_log(hub.database)
    assert [violation.kind.value for violation in report.kept] == ["hold"]
    assert report.kept[0].subject == session_id


async def test_a_restarted_hub_still_knows_who_is_the_second(hub: Hub) -> None:
    session_id = await joined(hub)
    hub.journal.memory.clear()
    assert [session.session_id for session in await desk_of(hub)] == [session_id]
    assert (await history.resume(hub, OTHER_OFFICER, session_id, 0)).session.consult is not None


async def test_a_hold_says_when_and_why_without_what_must_not_be_read(hub: Hub, clock: FakeClock) -> None:
    session_id = await talking(hub)
    session = await pauses.hold(hub, OFFICER, session_id, 5, "查 13812345678\n的记录")
    assert session.hold is not None
    assert session.hold.due_at == clock.now() + dt.timedelta(minutes=5)
    assert session.hold.reason is not None
    assert "13812345678" not in session.hold.reason
    assert (await pauses.go_on(hub, OFFICER, session_id)).hold is None


async def test_the_way_to_the_hall_is_in_the_log_and_strangers_learn_nothing(hub: Hub) -> None:
    session_id = await talking(hub)
    papers = [item.id for item in hub.catalogue.matter("vat-general").materials]
    session = await pauses.refer(hub, OFFICER, session_id, "h1", papers[:1], None)
    assert session.referral is not None
    assert [item.id for item in session.referral.items] == papers[:1]
    for where in (session_id, "nonsense"):
        with pytest.raises(SessionUnknown):
            await pauses.refer(hub, OTHER_OFFICER, where, "h2", ["x"], None)


async def test_it_ends_for_the_second_officer_when_the_taxpayer_ends(hub: Hub) -> None:
    session_id = await joined(hub)
    await opening.end(hub, ASKER, session_id)
    assert await desk_of(hub) == []
    with pytest.raises(SessionUnknown):
        await history.resume(hub, OTHER_OFFICER, session_id, 0)
    assert (await check_log(hub.database)).clean
