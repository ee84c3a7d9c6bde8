"""Every invariant, broken on purpose: a log that the rules made is clean, and one wrong thing in it is named."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from chatserver.domain import events as ev
from chatserver.domain import offer as offers
from chatserver.domain import (
    opening,
)
from chatserver.domain.actors import HUB, Actor, OfficerRef, Role
from chatserver.domain.event_types import EVENT_TYPES
from chatserver.domain.events import Event
from chatserver.domain.events_papers import FileRefused, FileRemoved
from chatserver.domain.invariants import Kind, violations_of
from tests.support.builders import (
    ASKER,
    FIRST_LINE,
    OFFICER,
    OTHER_OFFICER,
    STRANGER,
    a_context,
)
from tests.support.clock import START
from tests.support.stories import RECEIPT, SECOND, Story, a_talk_with_a_file, a_whole_story, talk

if TYPE_CHECKING:
    from collections.abc import Callable


def test_a_story_by_the_rules_is_clean() -> None:
    story = a_whole_story()
    assert {type(logged.event) for logged in story.events} == set(EVENT_TYPES.values())
    assert violations_of(story.events) == []
    for length in range(len(story.events)):
        assert violations_of(story.events[:length]) == []


@pytest.mark.parametrize("missing", range(30))
def test_a_missing_number_is_named(missing: int) -> None:
    events = a_whole_story().events
    found = violations_of(events[:missing] + events[missing + 1 :])
    assert [(one.kind, one.seq) for one in found] == [(Kind.NUMBERS, missing + 2)]


def test_a_number_twice_is_named() -> None:
    events = talk().events
    assert [one.kind for one in violations_of([*events, events[-1]])] == [Kind.NUMBERS]


def made(offer_id: str = "offer-9", officer: OfficerRef = SECOND, slot: int = 1) -> ev.OfferMade:
    return ev.OfferMade(
        offer_id=offer_id,
        officer=officer,
        slot=slot,
        expires_at=START + dt.timedelta(seconds=20),
        seconds=20,
        taxpayer_name="北京示例科技有限公司",
        credit_grade=None,
        matter_id="vat-general",
        step_id=None,
        error_id=None,
        deadline=None,
        queued_at=START,
    )


def withdrawn(offer_id: str = "offer-1", reason: str = "declined", officer_id: str = "of1") -> ev.OfferWithdrawn:
    return ev.OfferWithdrawn(offer_id=offer_id, officer_id=officer_id, reason=reason)


def queued(**changes: Any) -> ev.SessionQueued:
    again = opening.queued("vat-general", opening.LOST_OFFICER_BOOST, "officer_lost", START)
    return dataclasses.replace(again, **changes)


POSTED = ev.MessagePosted(client_msg_id="m9", text="好")
REMOVED = FileRemoved(file_id=RECEIPT.file_id)
FILED = ev.OutcomeReported(outcome="filed", matter_id="vat-general", question_ids=("q1",))
ASSIGNED = ev.SessionAssigned(offer_id="offer-1", officer=FIRST_LINE, slot=1)
BROKEN: dict[str, tuple[Callable[[], Story], Actor, Event, Kind]] = {
    "opened twice": (talk, ASKER, a_whole_story().events[0].event, Kind.STATE),
    "offered to two": (lambda: Story().opened().offered(), HUB, made(), Kind.STATE),
    "offered in a talk": (talk, HUB, made(), Kind.STATE),
    "offered after the end": (lambda: Story().opened().ended(), HUB, made(), Kind.ENDING),
    "offered on no slot": (lambda: Story().opened(), HUB, made(slot=0), Kind.SLOT),
    "answered twice": (talk, OFFICER, withdrawn(), Kind.STATE),
    "answered another offer": (lambda: Story().opened().offered(), OFFICER, withdrawn("offer-8"), Kind.OFFER),
    "declined for another": (lambda: Story().opened().offered(), OTHER_OFFICER, withdrawn(), Kind.OFFER),
    "declined by the hub": (lambda: Story().opened().offered(), HUB, withdrawn(), Kind.ACTOR),
    "expired too soon": (lambda: Story().opened().offered(), HUB, withdrawn(reason="expired"), Kind.OFFER),
    "taken by another": (lambda: Story().opened().offered(), OTHER_OFFICER, ASSIGNED, Kind.OFFER),
    "taken on another slot": (
        lambda: Story().opened().offered(),
        OFFICER,
        dataclasses.replace(ASSIGNED, slot=2),
        Kind.SLOT,
    ),
    "assigned without offer": (lambda: Story().opened(), OFFICER, ASSIGNED, Kind.STATE),
    "assigned to a second": (talk, OTHER_OFFICER, dataclasses.replace(ASSIGNED, officer=SECOND), Kind.STATE),
    "answer before assignment": (lambda: Story().opened(), OFFICER, POSTED, Kind.OFFICER),
    "answer of another officer": (talk, OTHER_OFFICER, POSTED, Kind.OFFICER),
    "a stranger speaks": (talk, STRANGER, POSTED, Kind.ACTOR),
    "the hub speaks": (talk, HUB, POSTED, Kind.ACTOR),
    "said after the end": (lambda: talk().ended(), ASKER, POSTED, Kind.ENDING),
    "said twice": (talk, OFFICER, ev.MessagePosted(client_msg_id="m1", text="好的"), Kind.DOUBLED),
    "read beyond": (talk, ASKER, ev.MessageRead(up_to_seq=99), Kind.READ_MARK),
    "read backwards": (talk, OFFICER, ev.MessageRead(up_to_seq=1), Kind.READ_MARK),
    "the page after the end": (lambda: talk().ended(), ASKER, ev.ContextUpdated(context=a_context()), Kind.ENDING),
    "asked twice": (talk, ASKER, a_whole_story().events[2].event, Kind.QUESTION),
    "outcome of no question": (talk, OFFICER, ev.QuestionResolved(question_id="q7", disposition="x"), Kind.QUESTION),
    "outcome while waiting": (
        lambda: Story().opened(),
        OFFICER,
        ev.QuestionResolved(question_id="q1", disposition="x"),
        Kind.STATE,
    ),
    "ended twice": (lambda: talk().ended(), ASKER, ev.SessionEnded(reason="finished"), Kind.ENDING),
    "filed by the officer": (talk, OFFICER, FILED, Kind.ACTOR),
    "filed after the end": (lambda: talk().ended(), ASKER, FILED, Kind.ENDING),
    "filed what nobody asked about": (talk, ASKER, dataclasses.replace(FILED, question_ids=("q7",)), Kind.QUESTION),
    "closed before the end": (talk, HUB, ev.SessionClosed(), Kind.ENDING),
    "closed without outcome": (lambda: talk().ended(), HUB, ev.SessionClosed(), Kind.QUESTION),
    "rated before the end": (talk, ASKER, ev.SessionRated(score=5), Kind.ENDING),
    "rated twice": (a_whole_story, ASKER, ev.SessionRated(score=1), Kind.ENDING),
    "rated by the officer": (lambda: talk().ended(), OFFICER, ev.SessionRated(score=5), Kind.ACTOR),
    "rated though unanswered": (lambda: Story().opened().ended(), ASKER, ev.SessionRated(score=5), Kind.ENDING),
    "a note before the end": (talk, OFFICER, ev.SessionWrappedUp(note="改列"), Kind.ENDING),
    "queued while offered": (lambda: Story().opened().offered(), HUB, queued(), Kind.STATE),
    "queued by the taxpayer": (talk, ASKER, queued(), Kind.ACTOR),
    "the place lost": (talk, HUB, queued(rank=START.timestamp() + 1, boost_seconds=0), Kind.PLACE),
    "a file put there twice": (a_talk_with_a_file, ASKER, RECEIPT, Kind.DOUBLED),
    "a file refused that is there": (
        a_talk_with_a_file,
        ASKER,
        FileRefused(file_id=RECEIPT.file_id, name="a", reason="unreadable"),
        Kind.DOUBLED,
    ),
    "a file after the end": (lambda: talk().ended(), ASKER, RECEIPT, Kind.ENDING),
    "a file removed before the close": (lambda: a_talk_with_a_file().ended(), HUB, REMOVED, Kind.STATE),
    "a file removed twice": (a_whole_story, HUB, REMOVED, Kind.DOUBLED),
    "a file removed that is not there": (a_whole_story, HUB, FileRemoved(file_id="f7"), Kind.DOUBLED),
    "a file removed by the officer": (a_whole_story, OFFICER, REMOVED, Kind.ACTOR),
    "a file of a stranger": (talk, STRANGER, RECEIPT, Kind.ACTOR),
    "a place of tomorrow": (talk, HUB, queued(rank=START.timestamp() - 1, boost_seconds=86_400), Kind.PLACE),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_no_rule_would_write_is_named(name: str) -> None:
    story, actor, event, kind = BROKEN[name]
    broken = story()
    assert broken.kinds() == []
    number = len(broken.add(actor, event).events)
    found = violations_of(broken.events)
    assert kind in [one.kind for one in found]
    assert {one.seq for one in found} == {number}


def test_nothing_comes_before_the_opening() -> None:
    assert Kind.STATE in Story().add(ASKER, POSTED).kinds()


def test_who_has_declined_is_not_asked_again_within_the_minute() -> None:
    story = Story().opened().offered()
    story.let(lambda s: offers.decline_offer(s, OFFICER, "offer-1", "busy"))
    story.offered("offer-2")
    assert story.kinds() == [Kind.PASSED_OVER]
    assert violations_of(story.events, skew=dt.timedelta(seconds=60)) == []


def test_who_loses_a_second_officer_keeps_the_place_that_the_first_loss_gave() -> None:
    story = talk()
    story.let(lambda s: offers.lose_officer(s, "of1", story.now))
    first = story.session.waiting
    story.offered("offer-2", SECOND).accepted("offer-2", OTHER_OFFICER)
    story.now += dt.timedelta(days=2)
    story.let(lambda s: offers.lose_officer(s, "of4", story.now))
    again = story.session.waiting
    assert first
    assert again
    assert again.rank == first.rank == START.timestamp() - opening.LOST_OFFICER_BOOST.seconds
    assert story.kinds() == []


def test_clocks_may_be_apart_by_the_skew() -> None:
    story = Story().opened().offered().add(HUB, withdrawn(reason="expired"), START + dt.timedelta(seconds=19))
    assert story.kinds() == [Kind.OFFER]
    assert violations_of(story.events, skew=dt.timedelta(seconds=3)) == []


def test_roles_have_their_own_ids_of_sends() -> None:
    story = talk()
    story.add(Actor(role=Role.TAXPAYER, id=ASKER.id), ev.MessagePosted(client_msg_id="m1", text="好"))
    assert story.kinds() == []
