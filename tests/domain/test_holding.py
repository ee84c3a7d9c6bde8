"""A break of the talk: told with a time, ended by a word, and gone with whatever ends the officer's part."""

from __future__ import annotations

import datetime as dt

import pytest

from chatserver.domain import ending, holding, offer, transfer
from chatserver.domain.actors import Actor
from chatserver.domain.errors import NotPermitted, SessionEnded, SessionNotActive, SessionUnknown
from chatserver.domain.errors_together import HoldInvalid
from chatserver.domain.events_together import SessionHeld
from chatserver.domain.message import compose, post_message
from chatserver.domain.session import Session
from chatserver.domain.together import Hold
from tests.support.builders import (
    ASKER,
    OFFICER,
    OTHER_OFFICER,
    a_consulted_session,
    a_queued_session,
    after,
    an_active_session,
    an_ended_session,
    say,
)
from tests.support.clock import START

DUE = START + dt.timedelta(minutes=5)


def held(session: Session | None = None) -> Session:
    active = session or an_active_session()
    return after(active, holding.hold_session(active, OFFICER, 5, "查政策原文", START))


def test_the_taxpayer_is_told_when_the_officer_will_be_back() -> None:
    ((actor, event),) = holding.hold_session(an_active_session(), OFFICER, 5, "查政策原文", START).facts
    assert actor == OFFICER
    assert event == SessionHeld(minutes=5, due_at=DUE, reason="查政策原文")
    assert held().hold == Hold(at=START, minutes=5, due_at=DUE, reason="查政策原文")


def test_holding_again_is_a_repeat_until_it_is_due_and_another_time_is_a_new_promise() -> None:
    session = held()
    assert not holding.hold_session(session, OFFICER, 5, "查政策原文", DUE - dt.timedelta(seconds=1)).facts
    assert holding.hold_session(session, OFFICER, 5, "查政策原文", DUE).facts
    assert holding.hold_session(session, OFFICER, 10, "查政策原文", START).facts


def test_the_officers_next_word_to_the_taxpayer_says_that_they_are_back() -> None:
    decision = post_message(held(), OFFICER, compose("m1", "久等了", ()))
    assert [event.type for _, event in decision.facts] == ["session.continued", "message.posted"]
    assert after(held(), decision).hold is None


def test_other_peoples_words_leave_the_hold_as_it_is() -> None:
    assert say(held(), ASKER, "好的").hold is not None
    session = held(a_consulted_session(introduced=True))
    assert say(session, OTHER_OFFICER, "您好").hold is not None


def test_being_back_without_a_hold_is_nothing() -> None:
    assert not holding.continue_session(an_active_session(), OFFICER).facts
    assert after(held(), holding.continue_session(held(), OFFICER)).hold is None


@pytest.mark.parametrize("minutes", [-1, 0, 61, 10**9])
def test_a_hold_has_a_length_that_somebody_can_wait(minutes: int) -> None:
    with pytest.raises(HoldInvalid):
        holding.hold_session(an_active_session(), OFFICER, minutes, None, START)


@pytest.mark.parametrize(
    ("session", "actor", "error"),
    [
        (an_active_session(), ASKER, NotPermitted),
        (an_active_session(), OTHER_OFFICER, SessionUnknown),
        (a_queued_session(), ASKER, SessionNotActive),
        (an_ended_session(), OFFICER, SessionEnded),
    ],
)
def test_only_the_officer_in_charge_holds_and_goes_on(session: Session, actor: Actor, error: type[Exception]) -> None:
    with pytest.raises(error):
        holding.hold_session(session, actor, 5, None, START)
    with pytest.raises(error):
        holding.continue_session(session, actor)


def test_a_hold_ends_with_the_talk_and_with_the_officers_part_in_it() -> None:
    session = held()
    assert after(session, ending.end_session(session, ASKER)).hold is None
    assert after(session, offer.lose_officer(session, "of1", START)).hold is None
    second_line = transfer.Destination(kind="tier", target="2", name="2")
    assert after(session, transfer.transfer(session, OFFICER, second_line, None)).hold is None
