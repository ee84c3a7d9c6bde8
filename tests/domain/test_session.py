"""Sessions as folded events: what each rule decides in each state."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from chatserver.domain import ending, message, offer, opening
from chatserver.domain.actors import HUB, Actor
from chatserver.domain.decision import Decision, FreeSlot, HoldPerson, ReleasePerson, TakeSlot
from chatserver.domain.errors import (
    DispositionUnknown,
    DomainError,
    MessageEmpty,
    MessageTooLong,
    NotPermitted,
    NotRatable,
    OfferGone,
    QuestionsUndecided,
    QuestionUnknown,
    RatingInvalid,
    SessionEnded,
    SessionNotActive,
    SessionNotWaiting,
    SessionUnknown,
)
from chatserver.domain.events import LoggedEvent, SessionClosed, SessionRated
from chatserver.domain.session import Session, SessionState, fold
from tests.support.builders import (
    ASKER,
    FIRST_LINE,
    OFFICER,
    OTHER_OFFICER,
    STRANGER,
    a_context,
    a_matter,
    a_queued_session,
    a_request,
    after,
    an_active_session,
    an_ended_session,
    an_offered_session,
    say,
)
from tests.support.clock import START

KNOWN = frozenset({"resolved", "to_hall"})


def test_opening_holds_the_person_and_queues_by_rank() -> None:
    session = Session(session_id="s1")
    boost = opening.Boost(seconds=600, reason="deadline_today")
    decision = opening.open_session(session, a_request(boost=boost), START)
    opened = after(session, decision)
    assert decision.claims == (HoldPerson(ASKER.id),)
    assert [event.type for _, event in decision.facts] == [
        "session.opened",
        "context.updated",
        "question.opened",
        "session.queued",
    ]
    assert opened.state is SessionState.QUEUED
    assert opened.waiting is not None
    assert opened.waiting.rank == START.timestamp() - 600


def test_opening_again_changes_nothing() -> None:
    session = a_queued_session()
    assert not opening.open_session(session, a_request(), START).facts


def test_an_event_that_leaves_a_gap_is_refused() -> None:
    session = a_queued_session()
    decision = opening.leave_queue(session, ASKER, "cancelled")
    newer = after(session, decision)
    assert newer.seq == session.seq + 2
    with pytest.raises(ValueError, match="does not follow"):
        fold(newer, _logged_again(session))


def _logged_again(session: Session) -> LoggedEvent:
    return LoggedEvent(session_id=session.session_id, seq=1, at=START, actor=HUB, event=SessionClosed())


def test_offer_takes_a_slot_and_accepting_makes_the_officer_responsible() -> None:
    waiting = a_queued_session()
    decision = offer.make_offer(waiting, "offer-1", FIRST_LINE, 2, START + dt.timedelta(seconds=20))
    assert decision.claims == (TakeSlot("of1", 2),)
    offered = after(waiting, decision)
    active = after(offered, offer.accept_offer(offered, OFFICER, "offer-1", START))
    assert active.state is SessionState.ACTIVE
    assert active.officer == FIRST_LINE
    assert active.slot == 2


def test_declined_offer_returns_session_to_its_place_in_the_queue() -> None:
    offered = an_offered_session()
    decision = offer.decline_offer(offered, OFFICER, "offer-1", "busy")
    back = after(offered, decision)
    assert decision.claims == (FreeSlot("of1", 1),)
    assert back.state is SessionState.QUEUED
    assert back.waiting == offered.waiting
    assert "of1" in back.passed_over


@pytest.mark.parametrize("seconds", [20.000001, 60])
def test_offer_cannot_be_accepted_after_its_deadline(seconds: float) -> None:
    offered = an_offered_session()
    with pytest.raises(OfferGone):
        offer.accept_offer(offered, OFFICER, "offer-1", START + dt.timedelta(seconds=seconds))


def test_offer_expires_only_after_its_deadline_and_only_once() -> None:
    offered = an_offered_session()
    assert not offer.expire_offer(offered, "offer-1", START + dt.timedelta(seconds=20)).facts
    late = START + dt.timedelta(seconds=21)
    back = after(offered, offer.expire_offer(offered, "offer-1", late))
    assert back.state is SessionState.QUEUED
    assert not offer.expire_offer(back, "offer-1", late).facts


def test_offer_is_for_one_officer_only() -> None:
    with pytest.raises(OfferGone):
        offer.accept_offer(an_offered_session(), OTHER_OFFICER, "offer-1", START)


def test_accepting_twice_is_accepting_once() -> None:
    assert not offer.accept_offer(an_active_session(), OFFICER, "offer-1", START).facts


def test_lost_officer_brings_the_session_to_the_head_of_the_queue() -> None:
    active = an_active_session()
    decision = offer.lose_officer(active, "of1", START)
    back = after(active, decision)
    assert decision.claims == (FreeSlot("of1", 1),)
    assert back.waiting is not None
    assert back.waiting.reason == "officer_lost"
    assert back.waiting.rank < a_queued_session(boost=opening.Boost(seconds=600, reason="x")).waiting.rank  # type: ignore[union-attr]
    assert back.officer is None


def test_lost_officer_leaves_ended_sessions_alone() -> None:
    assert not offer.lose_officer(an_ended_session(), "of1", START).facts


def test_cancelling_while_on_offer_frees_slot_and_person() -> None:
    offered = an_offered_session()
    decision = opening.leave_queue(offered, ASKER, "cancelled")
    assert set(decision.claims) == {FreeSlot("of1", 1), ReleasePerson(ASKER.id)}
    assert after(offered, decision).state is SessionState.CLOSED


def test_leaving_a_queue_that_is_left_already_is_leaving_it_once() -> None:
    waiting = a_queued_session()
    left = after(waiting, opening.leave_queue(waiting, ASKER, "cancelled"))
    assert not opening.leave_queue(left, ASKER, "cancelled").facts
    ended = an_ended_session()
    assert not opening.leave_queue(ended, ASKER, "cancelled").facts


def test_whoever_has_an_officer_is_told_that_they_wait_no_longer() -> None:
    with pytest.raises(SessionNotWaiting):
        opening.leave_queue(an_active_session(), ASKER, "cancelled")


def test_a_page_that_says_the_same_again_writes_nothing() -> None:
    active = an_active_session()
    assert not opening.update_context(active, ASKER, a_context(), a_matter()).facts
    moved = a_context(seconds_on_step=215, fields=())
    newer = after(active, opening.update_context(active, ASKER, moved, a_matter()))
    assert newer.seq == active.seq + 1
    assert not opening.update_context(newer, ASKER, moved, a_matter()).facts


def test_a_rating_comes_in_time_or_not_at_all() -> None:
    ended, rating = an_ended_session(), SessionRated(score=5)
    assert ended.ending is not None
    assert ending.rate_session(ended, ASKER, rating, (), ended.ending.at).facts
    with pytest.raises(NotRatable):
        ending.rate_session(ended, ASKER, rating, (), ended.ending.at + dt.timedelta(seconds=1))


def test_the_same_message_twice_is_said_once() -> None:
    active = say(an_active_session(), ASKER, "第 6 步过不去")
    again = message.compose("m1", "第 6 步过不去", ())
    assert not message.post_message(active, ASKER, again).facts
    ended = after(active, ending.end_session(active, ASKER))
    assert not message.post_message(ended, ASKER, again).facts


def test_both_sides_draw_their_message_ids_alone() -> None:
    active = say(an_active_session(), ASKER, "您好", "m1")
    assert message.post_message(active, OFFICER, message.compose("m1", "您好", ())).facts


def test_nothing_is_said_after_the_end() -> None:
    with pytest.raises(SessionEnded):
        message.post_message(an_ended_session(), ASKER, message.compose("m9", "还在吗", ()))


def test_waiting_taxpayers_may_already_write() -> None:
    assert message.post_message(a_queued_session(), ASKER, message.compose("m1", "急", ())).facts


@pytest.mark.parametrize("text", ["", " \n\t", "\u202e\u200f\x00\x07", "\ufeff", "\u200b", "\x00\u200d \u2060\u00ad"])
def test_a_message_of_nothing_is_refused(text: str) -> None:
    with pytest.raises(MessageEmpty):
        message.compose("m1", text, ())


@pytest.mark.parametrize("length", [4_001, 100_000])
def test_a_message_that_is_too_long_is_refused(length: int) -> None:
    with pytest.raises(MessageTooLong):
        message.compose("m1", "税" * length, ())


def test_a_message_of_the_greatest_length_is_taken_whole() -> None:
    assert message.compose("m1", "税" * 4_000, ()).text == "税" * 4_000


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "=cmd()", "a & b", "'; DROP TABLE events"])
def test_text_stays_as_it_was_written(text: str) -> None:
    assert message.compose("m1", text, ()).text == text


def test_read_marks_only_move_forward_and_never_past_what_was_said() -> None:
    active = say(an_active_session(), ASKER, "您好")
    seen = after(active, message.read_messages(active, OFFICER, 99))
    assert seen.talk.officer_read == active.talk.last_seq
    assert not message.read_messages(seen, OFFICER, 1).facts


@pytest.mark.parametrize(
    "attempt",
    [
        lambda session, actor: message.post_message(session, actor, message.compose("x", "x", ())),
        lambda session, actor: message.read_messages(session, actor, 1),
        ending.end_session,
        lambda session, actor: opening.update_context(session, actor, a_context(), a_matter()),
        lambda session, actor: opening.open_question(session, actor, "q2", a_context(), None),
        lambda session, actor: ending.resolve_question(session, actor, "q1", "resolved", KNOWN),
        lambda session, actor: ending.wrap_up(session, actor, {"q1": "resolved"}, "", KNOWN),
    ],
)
@pytest.mark.parametrize("stranger", [STRANGER, OTHER_OFFICER])
def test_strangers_cannot_even_tell_that_a_session_exists(
    attempt: Callable[[Session, Actor], Decision], stranger: Actor
) -> None:
    with pytest.raises(SessionUnknown):
        attempt(an_active_session(), stranger)


def test_ending_twice_is_ending_once_and_frees_the_person() -> None:
    active = an_active_session()
    decision = ending.end_session(active, ASKER)
    ended = after(active, decision)
    assert decision.claims == (ReleasePerson(ASKER.id),)
    assert ended.state is SessionState.WRAP_UP
    assert not ending.end_session(ended, OFFICER).facts


@pytest.mark.parametrize(
    "rating",
    [
        SessionRated(score=5, achieved=True),
        SessionRated(score=1, reasons=("slow",), achieved=False),
        SessionRated(score=None, achieved=True),
        SessionRated(score=3),
    ],
)
def test_an_ended_session_is_rated_once(rating: SessionRated) -> None:
    ended = an_ended_session()
    rated = after(ended, ending.rate_session(ended, ASKER, rating, {"slow"}, START))
    assert rated.rating is not None
    assert rated.rating.score == rating.score
    assert not ending.rate_session(rated, ASKER, SessionRated(score=1), {"slow"}, START).facts


@pytest.mark.parametrize(
    "rating",
    [
        SessionRated(score=0),
        SessionRated(score=6),
        SessionRated(score=5, reasons=("slow",)),
        SessionRated(score=1, reasons=("nonsense",)),
        SessionRated(score=None),
    ],
)
def test_a_rating_outside_the_five_levels_is_refused(rating: SessionRated) -> None:
    with pytest.raises(RatingInvalid):
        ending.rate_session(an_ended_session(), ASKER, rating, {"slow"}, START)


def test_only_the_taxpayer_rates_and_only_after_the_end() -> None:
    with pytest.raises(NotPermitted):
        ending.rate_session(an_ended_session(), OFFICER, SessionRated(score=5), (), START)
    with pytest.raises(NotRatable):
        ending.rate_session(an_active_session(), ASKER, SessionRated(score=5), (), START)


def test_wrap_up_wants_an_outcome_for_each_question() -> None:
    active = an_active_session()
    asked = after(active, opening.open_question(active, ASKER, "q2", a_context(step_id="s2"), None))
    ended = after(asked, ending.end_session(asked, OFFICER))
    with pytest.raises(QuestionsUndecided) as refused:
        ending.wrap_up(ended, OFFICER, {"q1": "resolved"}, "", KNOWN)
    assert refused.value.details == {"question_ids": ["q2"]}
    decision = ending.wrap_up(ended, OFFICER, {"q1": "resolved", "q2": "to_hall"}, " 已改列 ", KNOWN)
    closed = after(ended, decision)
    assert closed.state is SessionState.CLOSED
    assert closed.note == "已改列"
    assert decision.claims == (FreeSlot("of1", 1),)
    assert not ending.wrap_up(closed, OFFICER, {}, "", KNOWN).facts


@pytest.mark.parametrize(
    ("question_id", "disposition", "error"),
    [("q1", "nonsense", DispositionUnknown), ("q9", "resolved", QuestionUnknown)],
)
def test_unknown_outcomes_and_questions_are_refused(
    question_id: str, disposition: str, error: type[DomainError]
) -> None:
    with pytest.raises(error):
        ending.resolve_question(an_active_session(), OFFICER, question_id, disposition, KNOWN)


def test_wrap_up_comes_after_the_end() -> None:
    with pytest.raises(SessionNotActive):
        ending.wrap_up(an_active_session(), OFFICER, {"q1": "resolved"}, "", KNOWN)
