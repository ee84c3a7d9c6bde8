"""Who reads along changes nothing; who reassigns leaves the slot free and the place in the queue as it was."""

from __future__ import annotations

import datetime as dt

import pytest

from chatserver.domain import supervising
from chatserver.domain.actors import HUB, Actor, OfficerRef, Role
from chatserver.domain.announcement import LONGEST, announce
from chatserver.domain.consulting import decline_consult, post_aside, start_consult
from chatserver.domain.decision import NOTHING, FreeSlot, HoldConsult
from chatserver.domain.desk_errors import AnnouncementInvalid
from chatserver.domain.ending import end_session
from chatserver.domain.errors import (
    NotPermitted,
    OfferGone,
    ReasonMissing,
    SessionEnded,
    SessionNotActive,
    SessionNotWaiting,
    SessionUnknown,
    TransferInvalid,
)
from chatserver.domain.errors_together import ConsultGone, ConsultNotJoined, ConsultOpen
from chatserver.domain.events import OfferWithdrawn
from chatserver.domain.events_together import AsidePosted, ConsultStarted
from chatserver.domain.floor import count_queues
from chatserver.domain.guards import check_part, check_voice, may_read
from chatserver.domain.message import compose, post_message, read_messages
from chatserver.domain.offer import accept_offer, decline_offer, make_offer
from chatserver.domain.officer import OfficerStatus
from chatserver.domain.routing import WaitingSession
from chatserver.domain.session import Session, SessionState
from chatserver.domain.transfer import Destination
from chatserver.domain.visibility import may_see
from tests.support.builders import (
    FIRST_LINE,
    OFFICER,
    a_queued_session,
    after,
    an_active_session,
    an_ended_session,
    an_offered_session,
    an_officer,
)
from tests.support.clock import START

LEAD = OfficerRef(officer_id="of7", name="班组长01", tier=0)
ACTING = Actor(role=Role.OFFICER, id="of7")
ELSEWHERE = Destination(kind="officer", target="of4", name="业务骨干01")


def monitored(session: Session | None = None) -> Session:
    session = session or an_active_session()
    return after(session, supervising.start_monitor(session, LEAD, "旁听"))


def test_a_supervisor_reads_and_does_nothing_else() -> None:
    session = monitored()
    assert may_read(session, ACTING)
    for check in (check_part, check_voice):
        with pytest.raises(NotPermitted):
            check(session, ACTING)
    with pytest.raises(NotPermitted):
        post_message(session, ACTING, compose("m1", "您好", ()))
    with pytest.raises(NotPermitted):
        read_messages(session, ACTING, 1)
    with pytest.raises(NotPermitted):
        end_session(session, ACTING)


def test_a_supervisor_who_reads_may_whisper_to_the_officer() -> None:
    aside = AsidePosted(client_msg_id="a1", text="先红冲")
    with pytest.raises(SessionUnknown):
        post_aside(an_active_session(), ACTING, aside)
    with pytest.raises(ConsultNotJoined):
        post_aside(an_active_session(), OFFICER, aside)
    session = monitored()
    ((actor, event),) = post_aside(session, ACTING, aside).facts
    assert (actor, may_see(Role.TAXPAYER, event)) == (ACTING, False)
    assert post_aside(session, OFFICER, aside).facts
    with pytest.raises(ConsultNotJoined):
        post_aside(monitored(a_queued_session()), ACTING, aside)


def test_the_taxpayer_does_not_see_it_and_officers_do() -> None:
    session = an_active_session()
    ((_, event),) = supervising.start_monitor(session, LEAD, "旁听").facts
    assert (may_see(Role.TAXPAYER, event), may_see(Role.OFFICER, event)) == (False, True)


def test_it_is_logged_once_and_ends_with_a_word_or_with_the_session() -> None:
    session = monitored()
    assert supervising.start_monitor(session, LEAD, "再听") is NOTHING
    stopped = after(session, supervising.stop_monitor(session, LEAD))
    assert not may_read(stopped, ACTING)
    assert supervising.stop_monitor(stopped, LEAD) is NOTHING


@pytest.mark.parametrize("reason", ["", " ", "\u200b"])
def test_reading_along_needs_a_reason(reason: str) -> None:
    with pytest.raises(ReasonMissing):
        supervising.start_monitor(an_active_session(), LEAD, reason)


def test_what_is_not_there_cannot_be_read() -> None:
    for rule in (supervising.stop_monitor, lambda s, o: supervising.start_monitor(s, o, "旁听")):
        with pytest.raises(SessionUnknown):
            rule(Session(session_id="ghost"), LEAD)


def test_reassigned_it_waits_where_it_stood_and_the_slot_is_free() -> None:
    session = an_active_session()
    assert session.waited
    decision = supervising.reassign(session, LEAD, ELSEWHERE)
    assert decision.claims == (FreeSlot("of1", 1),)
    again = after(session, decision)
    assert again.waiting
    assert (again.state, again.waiting.rank) == (SessionState.QUEUED, session.waited.rank)
    assert again.wanted_officer_id == "of4"
    assert set(again.passed_over) == {"of1"}  # not back to whoever had it


def test_only_what_an_officer_has_is_reassigned_and_not_to_the_same_one() -> None:
    with pytest.raises(SessionUnknown):
        supervising.reassign(Session(session_id="ghost"), LEAD, ELSEWHERE)
    with pytest.raises(SessionNotActive):
        supervising.reassign(a_queued_session(), LEAD, ELSEWHERE)
    with pytest.raises(SessionEnded):
        supervising.reassign(an_ended_session(), LEAD, ELSEWHERE)
    with pytest.raises(TransferInvalid):
        supervising.reassign(an_active_session(), LEAD, Destination(kind="officer", target="of1", name="导办01"))


PAYMENT = Destination(kind="queue", target="payment", name="税费缴纳")


def test_who_waits_is_put_elsewhere_and_keeps_the_place() -> None:
    session = a_queued_session()
    assert session.waiting
    rank = session.waiting.rank
    decision = supervising.redirect(session, LEAD, PAYMENT, "其实是缴款")
    assert [event.type for _, event in decision.facts] == [
        "session.reassigned",
        "session.transferred",
        "session.queued",
    ]
    assert decision.claims == ()
    moved = after(session, decision, START + dt.timedelta(minutes=3))
    assert moved.waiting
    assert (moved.state, moved.waiting.queue_id, moved.waiting.rank) == (SessionState.QUEUED, "payment", rank)
    assert moved.first_queued_at == START
    ((_, told),) = [(actor, event) for actor, event in decision.facts if event.type == "session.reassigned"]
    assert not may_see(Role.TAXPAYER, told)


def test_an_offer_that_stands_is_taken_back_first_and_its_slot_is_free() -> None:
    session = an_offered_session()
    decision = supervising.redirect(session, LEAD, ELSEWHERE, "请专家接")
    ((actor, withdrawn), *_) = decision.facts
    assert isinstance(withdrawn, OfferWithdrawn)
    assert (actor, withdrawn.reason, withdrawn.officer_id) == (HUB, "reassigned", "of1")
    assert decision.claims == (FreeSlot("of1", 1),)
    moved = after(session, decision)
    assert (moved.offer, moved.wanted_officer_id) == (None, "of4")
    with pytest.raises(OfferGone):
        accept_offer(moved, OFFICER, "offer-1", START)


def test_an_officer_chosen_before_it_was_put_elsewhere_is_not_offered_it() -> None:
    session = a_queued_session()
    assert session.waiting
    found_at, due = session.waiting.queued_at, START + dt.timedelta(minutes=1)
    assert make_offer(session, "o1", FIRST_LINE, 1, due, found_at=found_at).facts
    kept = after(session, supervising.redirect(session, LEAD, ELSEWHERE, "请专家接"), START + dt.timedelta(seconds=1))
    assert make_offer(kept, "o1", FIRST_LINE, 1, due, found_at=found_at) is NOTHING


def test_whoever_had_declined_may_be_chosen_all_the_same() -> None:
    offered = an_offered_session()
    declined = after(offered, decline_offer(offered, OFFICER, "offer-1", "busy"))
    to = Destination(kind="officer", target="of1", name="导办01")
    assert after(declined, supervising.redirect(declined, LEAD, to, "说好了")).passed_over == {}


@pytest.mark.parametrize("reason", [None, "", " "])
def test_who_waits_is_not_moved_without_a_reason(reason: str | None) -> None:
    with pytest.raises(ReasonMissing):
        supervising.redirect(a_queued_session(), LEAD, PAYMENT, reason)


@pytest.mark.parametrize(
    ("session", "to"),
    [
        (a_queued_session(), Destination(kind="queue", target="vat-general", name="增值税")),
        (a_queued_session(), Destination(kind="tier", target="1", name="1")),
        (an_offered_session(), Destination(kind="officer", target="of1", name="导办01")),
    ],
)
def test_nobody_is_moved_to_where_they_are(session: Session, to: Destination) -> None:
    with pytest.raises(TransferInvalid):
        supervising.redirect(session, LEAD, to, "换")


def test_kept_for_one_officer_it_may_be_given_back_to_its_queue() -> None:
    session = a_queued_session()
    kept = after(session, supervising.redirect(session, LEAD, ELSEWHERE, "请专家接"))
    with pytest.raises(TransferInvalid):
        supervising.redirect(kept, LEAD, ELSEWHERE, "请专家接")
    own = Destination(kind="queue", target="vat-general", name="增值税")
    assert after(kept, supervising.redirect(kept, LEAD, own, "不用了")).wanted_officer_id is None


def test_what_somebody_has_taken_meanwhile_is_not_taken_from_them() -> None:
    for session, error in (
        (Session(session_id="ghost"), SessionUnknown),
        (an_active_session(), SessionNotWaiting),
        (an_ended_session(), SessionEnded),
    ):
        with pytest.raises(error):
            supervising.redirect(session, LEAD, PAYMENT, "换")


def waiting(session_id: str, queue_id: str, seconds: int) -> WaitingSession:
    at = START - dt.timedelta(seconds=seconds)
    return WaitingSession(
        session_id=session_id, queue_id=queue_id, tier=1, rank=at.timestamp(), queued_at=at, passed_over={}
    )


def test_figures_of_a_queue_agree() -> None:
    officers = [
        an_officer("free"),
        an_officer("full", taken=frozenset({1, 2, 3})),
        an_officer("finishing", status=OfficerStatus.FINISHING),
        an_officer("away", status=OfficerStatus.AWAY),
        an_officer("lost", present=False),
        an_officer("off", status=OfficerStatus.OFF_DUTY),
        an_officer("other", skills=frozenset({"payment"})),
        an_officer("any", skills=frozenset({"*"})),
        an_officer("lead", skills=frozenset({"monitor"}), capacity=0),
    ]
    people = [waiting("a", "vat-general", 10), waiting("b", "vat-general", 70), waiting("c", "vat-general", 40)]
    vat, payment, gone = count_queues(["vat-general", "payment"], [*people, waiting("d", "old", 5)], officers, START)
    assert (vat.waiting, vat.median_seconds, vat.free, vat.busy, vat.away) == (3, 40, 2, 2, 2)
    assert vat.longest_since == START - dt.timedelta(seconds=70)
    assert (payment.waiting, payment.longest_since, payment.median_seconds, payment.free) == (0, None, None, 2)
    assert (gone.queue_id, gone.waiting, gone.free) == ("old", 1, 1)


def test_an_announcement_stands_until_its_time() -> None:
    until = START + dt.timedelta(hours=1)
    said = announce("an1", " 缴款系统\n维护 ", until, "of7", START)
    assert said.text == "缴款系统 维护"
    assert said.stands(until - dt.timedelta(seconds=1))
    assert not said.stands(until)


@pytest.mark.parametrize(
    ("text", "after_start"),
    [
        ("", dt.timedelta(hours=1)),
        ("\u202e", dt.timedelta(hours=1)),
        ("长" * 201, dt.timedelta(hours=1)),
        ("维护", dt.timedelta(0)),
        ("维护", -dt.timedelta(hours=1)),
        ("维护", LONGEST + dt.timedelta(seconds=1)),
    ],
)
def test_an_announcement_has_a_text_and_an_end_within_a_day(text: str, after_start: dt.timedelta) -> None:
    with pytest.raises(AnnouncementInvalid):
        announce("an1", text, START + after_start, "of7", START)


def test_who_reads_along_may_step_in_and_speaks_to_all() -> None:
    session = monitored()
    decision = supervising.join(session, LEAD, "k1")
    assert decision.claims == (HoldConsult("of7"),)
    inside = after(session, decision)
    check_voice(inside, ACTING)
    assert inside.monitors == ()
    assert may_see(Role.TAXPAYER, decision.facts[2][1])
    assert supervising.join(inside, LEAD, "k1") is NOTHING


def test_the_id_of_a_consult_that_is_over_opens_nothing() -> None:
    inside = after(monitored(), supervising.join(monitored(), LEAD, "k1"))
    left = after(inside, decline_consult(inside, ACTING, "k1"))
    with pytest.raises(SessionUnknown):  # who is out reads no more, whatever they repeat
        supervising.join(left, LEAD, "k1")
    with pytest.raises(ConsultGone):
        supervising.join(monitored(left), LEAD, "k1")
    assert supervising.join(monitored(left), LEAD, "k2").facts


def test_a_stranger_steps_into_nothing() -> None:
    with pytest.raises(SessionUnknown):
        supervising.join(an_active_session(), LEAD, "k1")


def test_nobody_steps_in_where_nobody_answers_or_a_colleague_is() -> None:
    with pytest.raises(SessionNotActive):
        supervising.join(monitored(a_queued_session()), LEAD, "k1")
    with pytest.raises(SessionEnded):
        supervising.join(after(monitored(), end_session(an_active_session(), OFFICER)), LEAD, "k1")
    asked = ConsultStarted(
        consult_id="k1", officer=OfficerRef(officer_id="of2", name="导办02", tier=1), introduced=False
    )
    with_colleague = after(monitored(), start_consult(an_active_session(), OFFICER, asked))
    with pytest.raises(ConsultOpen):
        supervising.join(with_colleague, LEAD, "k2")
