"""The supervisor on both databases: rights, the floor, reading along, reassigning, announcing."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from chatserver.domain.actors import HUB, Actor, Role
from chatserver.domain.announcement import announce
from chatserver.domain.desk_errors import AnnouncementUnknown
from chatserver.domain.errors import NotPermitted, SessionNotWaiting, SessionUnknown
from chatserver.domain.invariants import violations_of
from chatserver.domain.session import SessionState
from chatserver.services import announcing, desk, history, opening, routing, supervising
from chatserver.services.log_check import check_log
from chatserver.services.rights import LostRights
from storage.announcements import add_announcement
from storage.schema import announcements as table
from storage.schema import officers
from storage.sessions import load_events
from tests.support.builders import OFFICER, OTHER_OFFICER, a_context, a_principal
from tests.support.clock import START
from tests.support.hub import on_duty

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from chatserver.services.hub import Hub
    from storage.engine import Database
    from tests.support.clock import FakeClock
    from tests.support.recorder import RecordingPublisher

LEAD = Actor(role=Role.OFFICER, id="of7")
_WAITING = sa.text("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")


@pytest.fixture
async def sqlite_database(database: Database) -> Database:
    """The hub of this page stands on either database."""
    return database


@pytest.fixture
async def talk(hub: Hub) -> str:
    """A session with of1; of7 supervises."""
    await on_duty(hub)
    await on_duty(hub, "of7", tier=0, capacity=0, skills=("monitor",))
    opened = await opening.open_session(hub, a_principal(), a_context(), locale="zh-CN", explained=True)
    session_id = opened.session.session_id
    await routing.match(hub)
    offered = await hub.journal.load(session_id)
    assert offered.offer is not None
    await routing.accept(hub, OFFICER, session_id, offered.offer.offer_id)
    return session_id


async def test_nobody_else_may(hub: Hub, talk: str) -> None:
    later = hub.clock.now() + dt.timedelta(hours=1)
    attempts = (
        supervising.look(hub, OFFICER),
        supervising.start_monitor(hub, OFFICER, talk, "好奇"),
        supervising.stop_monitor(hub, OFFICER, talk),
        supervising.reassign(hub, OFFICER, talk, "tier", "2"),
        supervising.reassign(hub, OFFICER, talk, "tier", "2", waiting=True, reason="换"),
        announcing.post(hub, OFFICER, "an1", "维护", later),
        announcing.withdraw(hub, OFFICER, "an1"),
    )
    for attempt in attempts:
        with pytest.raises(NotPermitted):
            await attempt


async def test_the_floor_shows_who_has_what(hub: Hub, talk: str, clock: FakeClock) -> None:
    clock.advance(2)  # the lease must not lapse
    await opening.open_session(hub, a_principal("tp2", "pe2"), a_context(), locale="zh-CN", explained=True)
    clock.advance(4)
    floor = await supervising.look(hub, LEAD)
    (line,) = floor.sessions
    assert (line.session_id, line.officer_id, line.state, line.monitors) == (talk, "of1", "active", ())
    queue = next(item for item in floor.queues if item.queue_id == "vat-general")
    assert (queue.waiting, queue.median_seconds, queue.free, queue.busy) == (1, 4.0, 1, 0)
    taken = {officer.officer_id: len(officer.taken) for officer, _ in floor.officers}
    assert (taken, floor.off_duty) == ({"of1": 1, "of7": 0}, 0)
    await desk.set_status(hub, OFFICER, "off_duty", None)
    await desk.set_status(hub, LEAD, "off_duty", None)
    floor = await supervising.look(hub, LEAD)
    assert ([officer.officer_id for officer, _ in floor.officers], floor.off_duty) == (["of1"], 1), "of1 has work left"


async def test_reading_along_is_logged_and_ends(hub: Hub, talk: str) -> None:
    with pytest.raises(SessionUnknown):
        await history.resume(hub, LEAD, talk, 0)
    await supervising.start_monitor(hub, LEAD, talk, "旁听 11010519491231002X")
    assert (await supervising.look(hub, LEAD)).sessions[0].monitors == ("of7",)
    tail = await history.resume(hub, LEAD, talk, 0)
    last = tail.events[-1]
    assert last.logged.event.type == "monitor.started"
    assert "110105********002X" in last.body
    await supervising.stop_monitor(hub, LEAD, talk)
    with pytest.raises(SessionUnknown):
        await history.resume(hub, LEAD, talk, 0)


async def skilled(hub: Hub, skills: str) -> None:
    statement = sa.update(officers).where(officers.c.officer_id == "of7").values(skills=skills)
    await hub.database.write(lambda sql: sql.execute(statement))


async def test_whoever_reads_along_may_stop_also_without_the_right(hub: Hub, talk: str) -> None:
    await supervising.start_monitor(hub, LEAD, talk, "旁听")
    await skilled(hub, "[]")
    await supervising.stop_monitor(hub, LEAD, talk)
    assert (await hub.journal.load(talk)).monitors == ()
    with pytest.raises(NotPermitted):
        await supervising.stop_monitor(hub, LEAD, talk)


async def test_who_supervises_no_more_reads_along_no_longer(
    hub: Hub, talk: str, clock: FakeClock, publisher: RecordingPublisher
) -> None:
    lost = LostRights(hub)
    await on_duty(hub, "of8", tier=0, capacity=0, skills=("monitor",))
    other = Actor(role=Role.OFFICER, id="of8")
    waiting = (
        await opening.open_session(hub, a_principal("tp2", "pe2"), a_context(), locale="en", explained=True)
    ).session
    for session_id in (talk, waiting.session_id):
        for actor in (LEAD, other):
            await supervising.start_monitor(hub, actor, session_id, "旁听")
    await lost.turn()
    assert (await hub.journal.load(talk)).monitors == ("of7", "of8")
    await skilled(hub, "[]")
    publisher.take_types()
    for watch in (lost, LostRights(hub), lost):  # it is said once, whoever looks
        await watch.turn()
    assert publisher.take_types() == ["monitor.stopped", "monitor.stopped"]
    for session_id in (talk, waiting.session_id):
        assert (await hub.journal.load(session_id)).monitors == ("of8",)
        with pytest.raises(SessionUnknown):
            await history.resume(hub, LEAD, session_id, 0)
        stored = await hub.database.read(lambda sql, of=session_id: load_events(sql, of, 0))  # type: ignore[misc]
        assert violations_of([one.logged for one in stored]) == []
        assert stored[-1].logged.actor == HUB


async def test_reassigned_it_goes_to_the_other_officer(hub: Hub, talk: str, publisher: RecordingPublisher) -> None:
    await on_duty(hub, "of4")
    await supervising.reassign(hub, LEAD, talk, "officer", "of4")
    await routing.match(hub)
    offered = await hub.journal.load(talk)
    assert offered.offer
    assert offered.offer.officer.officer_id == "of4"
    await routing.accept(hub, OTHER_OFFICER, talk, offered.offer.offer_id)
    assert (await hub.journal.load(talk)).state is SessionState.ACTIVE
    assert "session.transferred" in publisher.take_types()


async def test_who_waits_is_put_before_one_officer_or_into_another_queue(
    hub: Hub, talk: str, clock: FakeClock, publisher: RecordingPublisher
) -> None:
    opened = await opening.open_session(hub, a_principal("tp2", "pe2"), a_context(), locale="zh-CN", explained=True)
    waits = opened.session.session_id
    await routing.match(hub)
    assert (await hub.journal.load(waits)).offer is not None, "offered to of1"
    (line,) = (await supervising.look(hub, LEAD)).waiting
    assert (line.session_id, line.offered_to and line.offered_to.officer_id, line.since) == (waits, "of1", START)
    await on_duty(hub, "of4", skills=("payment",))
    publisher.take_types()
    clock.advance(2)
    why = "对方等急了，电话 13800138000"
    await supervising.reassign(hub, LEAD, waits, "officer", "of4", waiting=True, reason=why)
    told = publisher.take_types()
    assert told == ["offer.withdrawn", "session.reassigned", "session.transferred", "session.queued"]
    (line,) = (await supervising.look(hub, LEAD)).waiting
    assert (line.offered_to, line.wanted_officer_id, line.since) == (None, "of4", START)
    await routing.match(hub)
    offered = await hub.journal.load(waits)
    assert offered.offer
    assert offered.offer.officer.officer_id == "of4"
    assert offered.origin
    assert offered.origin.officer
    assert (offered.origin.officer.officer_id, offered.origin.reason) == ("of7", "对方等急了，电话 138****8000")
    await supervising.reassign(hub, LEAD, waits, "queue", "payment", waiting=True, reason="其实是缴款")
    slots = {one.officer_id: len(one.taken) for one, _ in (await supervising.look(hub, LEAD)).officers}
    assert slots == {"of1": 1, "of4": 0, "of7": 0}
    await routing.match(hub)
    offer = (await hub.journal.load(waits)).offer
    assert offer
    await routing.accept(hub, OTHER_OFFICER, waits, offer.offer_id)
    for waiting, error in ((True, SessionNotWaiting), (False, None)):
        attempt = supervising.reassign(hub, LEAD, waits, "officer", "of1", waiting=waiting, reason="换人")
        if error is None:
            await attempt
        else:
            with pytest.raises(error):
                await attempt
    assert (await check_log(hub.database)).clean


async def test_who_waits_behind_a_hundred_is_counted_not_named(
    hub: Hub, talk: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervising, "MOST_WAITING", 2)
    for number in range(3):
        await opening.open_session(
            hub, a_principal(f"tp{number}", f"p{number}"), a_context(), locale="zh-CN", explained=True
        )
    floor = await supervising.look(hub, LEAD)
    assert (len(floor.waiting), sum(queue.waiting for queue in floor.queues)) == (2, 3)


async def test_an_announcement_is_told_once_replaced_and_taken_back(
    hub: Hub, talk: str, clock: FakeClock, publisher: RecordingPublisher
) -> None:
    until = START + dt.timedelta(hours=1)
    for _ in range(2):
        await announcing.post(hub, LEAD, "an1", "维护到 15:00", until)
    await announcing.post(hub, LEAD, "an2", "维护到 16:00", until)
    told = [said.text if said else None for said in publisher.take_signals("announcement")]
    assert told == ["维护到 15:00", "维护到 16:00"]
    await announcing.withdraw(hub, LEAD, "an1")  # stands no longer: nothing
    assert publisher.take_signals("announcement") == []
    for _ in range(2):
        await announcing.withdraw(hub, LEAD, "an2")
    assert publisher.take_signals("announcement") == [None]
    with pytest.raises(AnnouncementUnknown):
        await announcing.withdraw(hub, LEAD, "ghost")


async def test_an_announcement_posted_again_is_what_it_was(
    hub: Hub, talk: str, clock: FakeClock, publisher: RecordingPublisher
) -> None:
    until = START + dt.timedelta(minutes=5)
    first = await announcing.post(hub, LEAD, "an1", "维护", until)
    assert await announcing.post(hub, LEAD, "an1", "别的话", until + dt.timedelta(hours=1)) == first
    clock.advance(600)
    again = await announcing.post(hub, LEAD, "an1", "维护", until)
    assert again == first, "also when it has ended meanwhile"


async def test_of_two_announcements_made_at_once_one_stands(hub: Hub, talk: str) -> None:
    """The first one's transaction is still open while the second one is made."""
    if not hub.database.is_shared:
        pytest.skip("SQLite has one writer")
    now, until = hub.clock.now(), START + dt.timedelta(hours=1)
    one, two = (announce(f"an{number}", "维护", until, "of7", now) for number in (1, 2))
    loop = asyncio.get_running_loop()
    second: list[asyncio.Task[bool]] = []

    def first(sql: Connection) -> None:
        add_announcement(sql, one)
        second.append(loop.create_task(hub.database.write(lambda sql: add_announcement(sql, two))))
        while not second[0].done() and not sql.scalar(_WAITING):
            pass

    await hub.database.write(first)
    assert await second[0]
    standing = sa.select(table.c.announcement_id).where(table.c.withdrawn_at.is_(None))
    assert await hub.database.read(lambda sql: list(sql.scalars(standing))) == ["an2"]


async def test_an_announcement_ends_by_itself(
    hub: Hub, talk: str, clock: FakeClock, publisher: RecordingPublisher
) -> None:
    await announcing.post(hub, LEAD, "an1", "维护", clock.now() + dt.timedelta(minutes=5))
    publisher.take_signals("announcement")
    clock.advance(299)
    await announcing.tell_news(hub)
    assert publisher.take_signals("announcement") == []
    clock.advance(1)
    await announcing.tell_news(hub)
    assert publisher.take_signals("announcement") == [None]
