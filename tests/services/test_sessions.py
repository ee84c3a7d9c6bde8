"""Use cases from help to close, with the clock in hand."""

from __future__ import annotations

import asyncio

import pytest

from chatserver.domain.context import FormContext
from chatserver.domain.errors import (
    ContextTooLarge,
    MatterUnknown,
    NotRatable,
    ReasonUnknown,
    SessionUnknown,
    StatusUnknown,
)
from chatserver.domain.events import SessionRated
from chatserver.domain.session import Session, SessionState
from chatserver.services import desk, history, messaging, opening, presence, routing
from chatserver.services.hub import Hub
from chatserver.services.places import QueueNews
from storage.officers import load_officers
from storage.presence import remove_connection
from storage.sessions import load_events
from tests.support.builders import ASKER, OFFICER, STRANGER, a_context, a_principal
from tests.support.clock import FakeClock
from tests.support.hub import on_duty
from tests.support.lines import FakeLines, lines_as_noted
from tests.support.recorder import RecordingPublisher


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


async def active(hub: Hub) -> Session:
    session, offer_id = await offered(hub)
    return await routing.accept(hub, OFFICER, session.session_id, offer_id)


async def test_the_pages_own_words_about_its_form_are_masked_before_they_are_stored(hub: Hub) -> None:
    said = "reason:办税人员 310101199001011232 电话 13800138000 未实名"
    refused = a_context(error_occurrences=3, tried=("refused", said))
    principal = a_principal("tp1", "pe1")
    opened = await opening.open_session(hub, principal, refused, locale="zh-CN", explained=True)
    session_id = opened.session.session_id
    assert opened.session.context
    assert opened.session.context.tried == ("refused", "reason:办税人员 310101********1232 电话 138****8000 未实名")
    again = a_context(error_occurrences=4, tried=("refused", said))
    (outcome,) = (await opening.update_context(hub, principal, session_id, again)).outcomes
    assert outcome.message == "办税人员 310101********1232 电话 138****8000 未实名"
    filed = a_context(tried=("filed", "receipt:13800138000"))
    assert (await opening.update_context(hub, principal, session_id, filed)).outcomes[1].receipt == "138****8000"
    stored = await hub.database.read(lambda sql: load_events(sql, session_id, 0))
    assert not [one.body for one in stored if "310101199001011232" in one.body or "13800138000" in one.body]


async def test_the_whole_story_is_in_the_log(hub: Hub, publisher: RecordingPublisher, clock: FakeClock) -> None:
    await on_duty(hub)
    session = await active(hub)
    clock.advance(5)
    await messaging.post(hub, OFFICER, session.session_id, "o1", "差额是 35,000.00 元")
    await messaging.post(hub, ASKER, session.session_id, "t1", "我填错列了")
    await messaging.read(hub, OFFICER, session.session_id, 99)
    await opening.confirm_question(hub, ASKER, session.session_id, session.questions[0].question_id, solved=True)
    await opening.end(hub, ASKER, session.session_id)
    await opening.rate(hub, ASKER, session.session_id, SessionRated(score=5, achieved=True))
    dispositions = {session.questions[0].question_id: "resolved"}
    closed = await desk.wrap_up(hub, OFFICER, session.session_id, dispositions, "改列")
    assert publisher.take_types() == [
        "session.opened",
        "context.updated",
        "question.opened",
        "session.queued",
        "offer.made",
        "session.assigned",
        "message.posted",
        "message.posted",
        "message.read",
        "question.confirmed",
        "session.ended",
        "session.rated",
        "question.resolved",
        "session.wrapped_up",
        "session.closed",
    ]
    assert closed.state is SessionState.CLOSED
    contents = await desk.snapshot(hub, OFFICER)
    assert (contents.today.sessions, contents.today.questions) == (1, 1)
    assert contents.today.first_answer_seconds == [5.0]
    assert contents.sessions == []


async def test_a_second_tab_gets_the_same_session(hub: Hub) -> None:
    first, second = await asyncio.gather(ask(hub), ask(hub))
    assert first.session_id == second.session_id
    assert (await ask(hub)).session_id == first.session_id


async def test_a_thousand_opens_by_one_person_are_one_session(hub: Hub) -> None:
    ids = {session.session_id for session in await asyncio.gather(*(ask(hub) for _ in range(1_000)))}
    assert len(ids) == 1


async def test_a_rated_session_is_found_for_as_long_as_an_unrated_one_until_help_is_asked_for_again(
    hub: Hub, clock: FakeClock
) -> None:
    await on_duty(hub)
    session = await active(hub)
    await opening.end(hub, OFFICER, session.session_id)
    await opening.rate(hub, ASKER, session.session_id, SessionRated(score=5))
    clock.advance(86_399)
    current = await opening.find_current(hub, ASKER)
    assert current is not None
    assert current.session_id == session.session_id
    assert current.rating is not None
    clock.advance(2)
    assert await opening.find_current(hub, ASKER) is None


async def test_a_matter_outside_the_ticket_is_refused(hub: Hub) -> None:
    principal = a_principal(matters=frozenset({"payment"}))
    with pytest.raises(MatterUnknown):
        await opening.open_session(hub, principal, a_context(), locale="zh-CN", explained=False)
    with pytest.raises(MatterUnknown):
        await opening.open_session(hub, a_principal(), a_context(matter_id="nonsense"), locale="zh-CN", explained=False)


async def test_a_context_of_ten_thousand_fields_is_refused_and_opens_nothing(hub: Hub) -> None:
    context = a_context(fields=a_context().fields * 5_000)
    with pytest.raises(ContextTooLarge):
        await opening.open_session(hub, a_principal(), context, locale="zh-CN", explained=False)
    assert await opening.find_current(hub, ASKER) is None


async def test_declined_offer_goes_to_the_next_officer(hub: Hub) -> None:
    await on_duty(hub, "of1")
    session, offer_id = await offered(hub)
    await on_duty(hub, "of2")
    await routing.decline(hub, OFFICER, session.session_id, offer_id, "finishing_another")
    await routing.match(hub)
    again = await hub.journal.load(session.session_id)
    assert again.offer is not None
    assert again.offer.officer.officer_id == "of2"


async def test_decline_needs_a_known_reason(hub: Hub) -> None:
    await on_duty(hub)
    session, offer_id = await offered(hub)
    with pytest.raises(ReasonUnknown):
        await routing.decline(hub, OFFICER, session.session_id, offer_id, "no mood")


async def test_lost_officer_is_noticed_after_the_grace_and_not_before(hub: Hub, clock: FakeClock) -> None:
    await on_duty(hub)
    session = await active(hub)
    await drop_line(hub, "of1")
    await renew_and_sweep(hub, clock, 29)
    assert (await hub.journal.load(session.session_id)).state is SessionState.ACTIVE
    await renew_and_sweep(hub, clock, 2)
    back = await hub.journal.load(session.session_id)
    assert back.state is SessionState.QUEUED
    assert back.waiting is not None
    assert back.waiting.reason == "officer_lost"


async def drop_line(hub: Hub, officer_id: str) -> None:
    import sqlalchemy as sa  # noqa: PLC0415

    from storage.schema import connections  # noqa: PLC0415

    line = await hub.database.read(
        lambda sql: sql.scalar(sa.select(connections.c.connection_id).where(connections.c.officer_id == officer_id))
    )
    await hub.database.write(lambda sql: remove_connection(sql, str(line), officer_id, hub.clock.now()))


async def renew_and_sweep(hub: Hub, clock: FakeClock, seconds: float) -> None:
    clock.advance(seconds)
    lines = await lines_as_noted(hub)
    await presence.renew_lease(hub, lines)
    await presence.sweep(hub, lines)


async def test_officers_of_a_dead_node_are_lost_when_its_lease_lapses(hub: Hub, clock: FakeClock) -> None:
    await on_duty(hub)
    session = await active(hub)
    clock.advance(11)
    other = Hub(database=hub.database, clock=clock, catalogue=hub._catalogue, publisher=RecordingPublisher())
    await presence.sweep(other, FakeLines())
    officers = await hub.database.read(lambda sql: load_officers(sql, clock.now()))
    assert not officers[0].present
    await renew_and_sweep(hub, clock, 30)
    assert (await hub.journal.load(session.session_id)).state is SessionState.QUEUED


async def test_two_minutes_offline_lose_nothing_and_three_leave_the_queue(hub: Hub, clock: FakeClock) -> None:
    session = await ask(hub)
    await presence.disconnected(hub, ASKER, "line", last=True)
    await renew_and_sweep(hub, clock, 125)
    assert (await hub.journal.load(session.session_id)).state is SessionState.QUEUED
    await presence.connected(hub, ASKER, "line-2")
    await renew_and_sweep(hub, clock, 200)
    assert (await hub.journal.load(session.session_id)).state is SessionState.QUEUED
    await presence.disconnected(hub, ASKER, "line-2", last=True)
    await renew_and_sweep(hub, clock, 181)
    left = await hub.journal.load(session.session_id)
    assert left.ending is not None
    assert left.ending.reason == "left"


async def test_capacity_is_never_exceeded_and_the_queue_drains_when_a_slot_frees(hub: Hub) -> None:
    await on_duty(hub, capacity=2)
    sessions = [await ask(hub, str(n)) for n in range(4)]
    await routing.match(hub)
    states = [(await hub.journal.load(session.session_id)).state for session in sessions]
    assert states.count(SessionState.OFFERED) == 2
    first = await hub.journal.load(sessions[0].session_id)
    assert first.offer is not None
    await routing.accept(hub, OFFICER, first.session_id, first.offer.offer_id)
    await opening.end(hub, OFFICER, first.session_id)
    await routing.match(hub)
    assert (await hub.journal.load(sessions[2].session_id)).state is SessionState.QUEUED
    await desk.wrap_up(hub, OFFICER, first.session_id, {first.questions[0].question_id: "resolved"}, "")
    await routing.match(hub)
    assert (await hub.journal.load(sessions[2].session_id)).state is SessionState.OFFERED


async def test_whoever_waits_behind_an_accepted_offer_moves_up_at_once(hub: Hub) -> None:
    await on_duty(hub)
    session, offer_id = await offered(hub)
    hub.desks.forget()
    await routing.accept(hub, OFFICER, session.session_id, offer_id)
    async with asyncio.timeout(1):
        await hub.desks.wait()


async def test_waiting_people_are_told_their_place_once(hub: Hub, publisher: RecordingPublisher) -> None:
    first, second = await ask(hub, "1"), await ask(hub, "2")
    news = QueueNews(hub)
    await news.tell(await hub.hall.look())
    told = {session_id: place.ahead for _, session_id, place, _ in publisher.take_signals("place")}
    assert told == {first.session_id: 0, second.session_id: 1}
    await news.tell(await hub.hall.look())
    assert publisher.take_signals("place") == []
    await opening.cancel(hub, a_principal("tp1", "pe1").actor, first.session_id)
    await news.tell(await hub.hall.look())
    assert [place.ahead for _, _, place, _ in publisher.take_signals("place")] == [0]


async def test_statuses_need_a_known_name_and_away_a_known_reason(hub: Hub) -> None:
    await on_duty(hub)
    for status, reason, error in (
        ("sleeping", None, StatusUnknown),
        ("away", None, ReasonUnknown),
        ("away", "nonsense", ReasonUnknown),
        ("available", "meal", ReasonUnknown),
    ):
        with pytest.raises(error):
            await desk.set_status(hub, OFFICER, status, reason)


async def test_numbers_of_people_are_masked_before_they_are_stored(hub: Hub) -> None:
    session = await ask(hub)
    await messaging.post(hub, ASKER, session.session_id, "m1", "我的手机号13800138000，证件999999199001010016")
    tail = await history.resume(hub, ASKER, session.session_id, session.seq)
    assert "13800138000" not in tail.events[0].body
    assert "199001010016" not in tail.events[0].body


async def test_numbers_are_masked_wherever_people_write_freely(hub: Hub) -> None:
    await on_duty(hub)
    session = await active(hub)
    said = "请打 13800138000"
    about = FormContext(matter_id="vat-general")
    await opening.open_question(
        hub, a_principal(), session.session_id, question_id="q-two", about=about, text=f"\u202e{said}"
    )
    await opening.end(hub, ASKER, session.session_id)
    await opening.rate(hub, ASKER, session.session_id, SessionRated(score=5, comment=said))
    dispositions = {question.question_id: "resolved" for question in session.questions} | {"q-two": "resolved"}
    await desk.wrap_up(hub, OFFICER, session.session_id, dispositions, said)
    closed = await hub.journal.load(session.session_id)
    assert closed.rating is not None
    for text in (closed.questions[1].text, closed.rating.comment, closed.note):
        assert text == "请打 138****8000"


async def test_a_question_about_a_matter_outside_the_ticket_is_refused(hub: Hub) -> None:
    session = await ask(hub)
    principal = a_principal(matters=frozenset({"vat-general"}))
    about = FormContext(matter_id="payment")
    with pytest.raises(MatterUnknown):
        await opening.open_question(hub, principal, session.session_id, question_id="q2", about=about, text=None)


async def test_a_session_is_read_by_those_who_take_part_only(hub: Hub) -> None:
    session = await ask(hub)
    assert (await history.resume(hub, ASKER, session.session_id, 0)).session == session
    for actor in (STRANGER, OFFICER):
        with pytest.raises(SessionUnknown):
            await history.resume(hub, actor, session.session_id, 0)
    with pytest.raises(SessionUnknown):
        await history.resume(hub, ASKER, "nonsense", 0)


async def test_the_last_session_can_be_rated_for_a_day(hub: Hub, clock: FakeClock) -> None:
    await on_duty(hub)
    session = await active(hub)
    await opening.end(hub, OFFICER, session.session_id)
    current = await opening.find_current(hub, ASKER)
    assert current is not None
    clock.advance(86_401)
    assert await opening.find_current(hub, ASKER) is None
    with pytest.raises(NotRatable):
        await opening.rate(hub, ASKER, session.session_id, SessionRated(score=1))
