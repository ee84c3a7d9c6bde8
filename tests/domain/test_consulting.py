"""A second officer: asked in, reading along, talking aside, introduced, and gone again with whatever ends."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from chatserver.domain import consulting, ending, guidance, holding, message, offer, proposal, transfer
from chatserver.domain.actors import HUB, Actor, OfficerRef, Role
from chatserver.domain.decision import FreeSlot, HoldConsult, ReleaseConsult, ReleasePerson, TakeSlot
from chatserver.domain.errors import NotPermitted, SessionEnded, SessionNotActive, SessionUnknown
from chatserver.domain.errors_together import (
    ColleagueAway,
    ConsultGone,
    ConsultNotJoined,
    ConsultOpen,
    NoFreeSlot,
)
from chatserver.domain.events import NoteAdded, SessionAssigned
from chatserver.domain.events_together import (
    AsidePosted,
    ConsultEnded,
    ConsultIntroduced,
    ConsultJoined,
    ConsultStarted,
)
from chatserver.domain.guards import lies_on_desk, may_read, may_speak, officers_of
from chatserver.domain.session import Session, SessionState
from chatserver.domain.visibility import may_see
from tests.support.builders import (
    ASKER,
    FIRST_LINE,
    OFFICER,
    OTHER_OFFICER,
    SPECIALIST,
    STRANGER,
    a_consulted_session,
    a_matter,
    a_queued_session,
    after,
    an_active_session,
    an_asked_session,
    an_ended_session,
    say,
)
from tests.support.clock import START

if TYPE_CHECKING:
    from collections.abc import Callable

    from chatserver.domain.decision import Decision

ASK = ConsultStarted(consult_id="k1", officer=SPECIALIST, introduced=False, text="请看红字发票")
ASIDE = AsidePosted(client_msg_id="a1", text="要先红冲吗？")
THIRD = Actor(role=Role.OFFICER, id="of5")
TO_THE_SECOND = transfer.Destination(kind="officer", target="of4", name="业务骨干01")


def types(decision: Decision) -> list[str]:
    return [event.type for _, event in decision.facts]


def test_whoever_is_asked_takes_no_slot_and_reads_nothing_before_they_join() -> None:
    active = an_active_session()
    decision = consulting.start_consult(active, OFFICER, ASK)
    assert decision.claims == (HoldConsult("of4"),)
    asked = after(active, decision)
    assert not may_read(asked, OTHER_OFFICER)
    assert lies_on_desk(asked, "of4")
    assert officers_of(asked) == ("of1", "of4")
    joined = after(asked, consulting.join_consult(asked, OTHER_OFFICER, "k1"))
    assert may_read(joined, OTHER_OFFICER)
    assert (joined.officer, joined.slot) == (FIRST_LINE, 1)


def test_asking_joining_and_ending_twice_is_doing_it_once() -> None:
    asked = an_asked_session()
    assert not consulting.start_consult(asked, OFFICER, ASK).facts
    joined = a_consulted_session()
    assert not consulting.join_consult(joined, OTHER_OFFICER, "k1").facts
    over = after(joined, consulting.end_consult(joined, OFFICER, "k1"))
    for actor in (OFFICER, OTHER_OFFICER):
        assert not consulting.end_consult(over, actor, "k1").facts
    assert not consulting.decline_consult(over, OTHER_OFFICER, "k1").facts
    assert not consulting.start_consult(over, OFFICER, ASK).facts


@pytest.mark.parametrize(
    ("session", "actor", "start", "error"),
    [
        (
            an_asked_session(),
            OFFICER,
            ConsultStarted(consult_id="k2", officer=SPECIALIST, introduced=True),
            ConsultOpen,
        ),
        (
            an_active_session(),
            OFFICER,
            ConsultStarted(consult_id="k1", officer=FIRST_LINE, introduced=True),
            ColleagueAway,
        ),
        (an_active_session(), ASKER, ASK, NotPermitted),
        (an_active_session(), OTHER_OFFICER, ASK, SessionUnknown),
        (
            a_consulted_session(),
            OTHER_OFFICER,
            ConsultStarted(consult_id="k2", officer=FIRST_LINE, introduced=True),
            NotPermitted,
        ),
        (a_queued_session(), ASKER, ASK, SessionNotActive),
        (an_ended_session(), OFFICER, ASK, SessionEnded),
    ],
)
def test_only_the_officer_in_charge_asks_one_colleague_in(
    session: Session, actor: Actor, start: ConsultStarted, error: type[Exception]
) -> None:
    with pytest.raises(error):
        consulting.start_consult(session, actor, start)


@pytest.mark.parametrize(
    "session", [an_asked_session(), an_active_session(), an_ended_session(), Session(session_id="x")]
)
@pytest.mark.parametrize("actor", [THIRD, ASKER, STRANGER, OFFICER])
def test_who_was_not_asked_cannot_join_and_learns_nothing(session: Session, actor: Actor) -> None:
    for rule in (consulting.join_consult, consulting.decline_consult):
        with pytest.raises(ConsultGone):
            rule(session, actor, "k1")
    with pytest.raises(ConsultGone):
        consulting.join_consult(an_asked_session(), OTHER_OFFICER, "k9")


@pytest.mark.parametrize(
    ("session", "actor", "reason"),
    [
        (an_asked_session(), OFFICER, "cancelled"),
        (an_asked_session(), OTHER_OFFICER, "declined"),
        (a_consulted_session(), OFFICER, "ended"),
        (a_consulted_session(), OTHER_OFFICER, "left"),
    ],
)
def test_either_side_ends_it_and_the_log_says_how(session: Session, actor: Actor, reason: str) -> None:
    decision = consulting.end_consult(session, actor, "k1")
    ((_, ended),) = decision.facts
    assert isinstance(ended, ConsultEnded)
    assert (ended.reason, ended.introduced) == (reason, False)
    assert decision.claims == (ReleaseConsult("of4"),)
    over = after(session, decision)
    assert not may_read(over, OTHER_OFFICER)
    assert officers_of(over) == ("of1",)
    again = ConsultStarted(consult_id="k2", officer=SPECIALIST, introduced=False)
    assert types(consulting.start_consult(over, OFFICER, again)) == ["consult.started"]


def test_the_taxpayer_cannot_end_a_consult() -> None:
    with pytest.raises(NotPermitted):
        consulting.end_consult(a_consulted_session(introduced=True), ASKER, "k1")


def test_unseen_the_taxpayer_sees_nothing_of_it() -> None:
    joined = ConsultJoined(consult_id="k1", officer=SPECIALIST)
    gone = ConsultEnded(consult_id="k1", officer=SPECIALIST, reason="left", introduced=False)
    for event in (ASK, joined, ASIDE, gone):
        assert not may_see(Role.TAXPAYER, event)
        assert may_see(Role.OFFICER, event)


def test_introduced_the_taxpayer_sees_who_came_and_who_went() -> None:
    session = an_asked_session(introduced=True)
    decision = consulting.join_consult(session, OTHER_OFFICER, "k1")
    assert types(decision) == ["consult.joined", "consult.introduced"]
    assert may_see(Role.TAXPAYER, decision.facts[1][1])
    joined = after(session, decision)
    ((_, ended),) = consulting.end_consult(joined, OTHER_OFFICER, "k1").facts
    assert may_see(Role.TAXPAYER, ended)


def test_who_joined_unseen_is_introduced_later_once_and_by_the_officer_in_charge() -> None:
    session = a_consulted_session()
    with pytest.raises(NotPermitted):
        consulting.introduce_consult(session, OTHER_OFFICER, "k1")
    with pytest.raises(NotPermitted):
        consulting.introduce_consult(session, ASKER, "k1")
    with pytest.raises(ConsultNotJoined):
        consulting.introduce_consult(an_asked_session(), OFFICER, "k1")
    with pytest.raises(ConsultGone):
        consulting.introduce_consult(an_active_session(), OFFICER, "k1")
    known = after(session, consulting.introduce_consult(session, OFFICER, "k1"))
    assert may_speak(known, OTHER_OFFICER)
    assert not consulting.introduce_consult(known, OFFICER, "k1").facts


FORM = a_matter()
POINT = partial(guidance.highlight, guide_id="g1", target=("field", "f1_6_wkp"), matter=FORM, text=None)
TO_ALL: list[Callable[..., Decision]] = [
    partial(message.post_message, message=message.compose("m9", "您好", ())),
    POINT,
    partial(guidance.suggest_step, guide_id="c1", step_id="s2", matter=FORM, text=None),
]


@pytest.mark.parametrize("rule", TO_ALL)
def test_only_who_is_introduced_speaks_to_all_and_points(rule: Callable[..., Decision]) -> None:
    with pytest.raises(NotPermitted):
        rule(a_consulted_session(), actor=OTHER_OFFICER)
    with pytest.raises(SessionUnknown):
        rule(an_asked_session(introduced=True), actor=OTHER_OFFICER)
    assert rule(a_consulted_session(introduced=True), actor=OTHER_OFFICER).facts


OFFICERS_OWN: list[Callable[..., Decision]] = [
    partial(proposal.propose, guide_id="p1", changes=(), matter=FORM, reason="x", basis=None),
    partial(proposal.withdraw, guide_id="p1"),
    partial(ending.end_session),
    partial(ending.wrap_up, dispositions={}, note="", known=()),
    partial(ending.resolve_question, question_id="q1", disposition="resolved", known=("resolved",)),
    partial(transfer.transfer, to=TO_THE_SECOND, note=None),
    partial(transfer.add_note, note=NoteAdded(note_id="n1", text="x")),
    partial(holding.hold_session, minutes=5, reason=None, now=START),
    partial(holding.continue_session),
]


@pytest.mark.parametrize("rule", OFFICERS_OWN)
def test_what_answers_for_the_session_stays_with_the_officer_in_charge(rule: Callable[..., Decision]) -> None:
    with pytest.raises(NotPermitted):
        rule(a_consulted_session(introduced=True), actor=OTHER_OFFICER)


def test_what_a_second_officer_says_is_still_to_be_read_by_the_first() -> None:
    session = say(a_consulted_session(introduced=True), OTHER_OFFICER, "您好", "k-1")
    assert session.talk.officer_messages == 1
    assert session.talk.officer_read == 0
    assert session.talk.last_seq == session.seq
    assert not message.read_messages(session, OTHER_OFFICER, 99).facts
    assert message.read_messages(session, OFFICER, 99).facts


def test_what_is_said_aside_is_said_once_among_two() -> None:
    session = a_consulted_session()
    for actor in (OFFICER, OTHER_OFFICER):
        said = after(session, consulting.post_aside(session, actor, ASIDE))
        assert not consulting.post_aside(said, actor, ASIDE).facts
        assert said.talk.last_seq == session.talk.last_seq
    with pytest.raises(NotPermitted):
        consulting.post_aside(session, ASKER, ASIDE)
    with pytest.raises(SessionUnknown):
        consulting.post_aside(session, THIRD, ASIDE)
    with pytest.raises(ConsultNotJoined):
        consulting.post_aside(an_asked_session(), OFFICER, ASIDE)
    with pytest.raises(SessionEnded):
        consulting.post_aside(an_ended_session(), OFFICER, ASIDE)


def test_an_aside_and_a_message_may_have_the_same_id() -> None:
    session = say(a_consulted_session(), OFFICER, "您好", "a1")
    assert consulting.post_aside(session, OFFICER, ASIDE).facts


@pytest.mark.parametrize("session", [an_asked_session(), a_consulted_session(introduced=True)])
def test_it_ends_with_the_session(session: Session) -> None:
    decision = ending.end_session(session, ASKER)
    assert types(decision) == ["consult.ended", "session.ended"]
    assert set(decision.claims) == {ReleaseConsult("of4"), ReleasePerson(ASKER.id)}
    assert not may_read(after(session, decision), OTHER_OFFICER)


def test_it_ends_with_a_cold_transfer() -> None:
    session = a_consulted_session()
    decision = transfer.transfer(session, OFFICER, transfer.Destination(kind="tier", target="2", name="2"), None)
    assert types(decision) == ["session.transferred", "consult.ended", "session.queued"]
    assert ReleaseConsult("of4") in decision.claims


def test_whoever_is_asked_but_has_not_joined_is_handed_over_to_cold() -> None:
    decision = transfer.transfer(an_asked_session(), OFFICER, TO_THE_SECOND, None, (1,))
    assert types(decision) == ["session.transferred", "consult.ended", "session.queued"]


def test_whoever_has_joined_takes_over_at_once_on_a_slot_of_their_own() -> None:
    session = a_consulted_session()
    note = NoteAdded(note_id="n1", text="请接着办")
    decision = transfer.transfer(session, OFFICER, TO_THE_SECOND, note, (2, 3))
    assert types(decision) == ["note.added", "session.transferred", "consult.ended", "session.assigned"]
    assert decision.facts[-1] == (HUB, SessionAssigned(offer_id=None, officer=SPECIALIST, slot=2))
    assert decision.claims == (FreeSlot("of1", 1), ReleaseConsult("of4"), TakeSlot("of4", 2))
    over = after(session, decision)
    assert (over.state, over.officer, over.slot) == (SessionState.ACTIVE, SPECIALIST, 2)
    assert (over.guidance, over.talk, over.questions) == (session.guidance, session.talk, session.questions)
    assert over.wanted_officer_id is None
    assert not may_read(over, OFFICER)
    assert message.post_message(over, OTHER_OFFICER, message.compose("m1", "我接着办", ())).facts


def test_without_a_free_slot_nobody_takes_over() -> None:
    with pytest.raises(NoFreeSlot):
        transfer.transfer(a_consulted_session(), OFFICER, TO_THE_SECOND, None, ())


def test_a_lost_second_officer_only_leaves_the_consult() -> None:
    session = a_consulted_session(introduced=True)
    decision = offer.lose_officer(session, "of4", START)
    assert types(decision) == ["consult.ended"]
    assert decision.facts[0][0] is HUB
    assert after(session, decision).state is SessionState.ACTIVE


def test_a_lost_first_officer_ends_the_consult_too() -> None:
    decision = offer.lose_officer(a_consulted_session(), "of1", START)
    assert types(decision) == ["consult.ended", "session.queued"]


def test_whoever_takes_no_more_work_declines_what_they_are_asked_but_not_what_they_joined() -> None:
    decision = offer.give_back(an_asked_session(), OTHER_OFFICER)
    ((actor, ended),) = decision.facts
    assert isinstance(ended, ConsultEnded)
    assert (actor, ended.reason) == (OTHER_OFFICER, "declined")
    assert not offer.give_back(a_consulted_session(), OTHER_OFFICER).facts


def test_the_name_in_the_log_is_the_one_on_duty() -> None:
    session = an_asked_session(introduced=True, officer=OfficerRef(officer_id="of4", name="业务骨干01", tier=2))
    introduced = consulting.join_consult(session, OTHER_OFFICER, "k1").facts[1][1]
    assert introduced == ConsultIntroduced(consult_id="k1", officer=SPECIALIST)
