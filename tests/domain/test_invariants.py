"""Every invariant, broken on purpose: a log that the rules made is clean, and one wrong thing in it is named."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from chatserver.domain import (
    consulting,
    earlier,
    ending,
    files,
    guidance,
    hall,
    holding,
    opening,
    proposal,
)
from chatserver.domain import events as ev
from chatserver.domain import events_papers as papers
from chatserver.domain import offer as offers
from chatserver.domain.actors import HUB, Actor, OfficerRef, Role
from chatserver.domain.context import FieldValue
from chatserver.domain.event_types import EVENT_TYPES
from chatserver.domain.events import Event, LoggedEvent
from chatserver.domain.events_together import AsidePosted, ConsultStarted
from chatserver.domain.explain import explain
from chatserver.domain.guided import FieldOutcome, ProposedValue
from chatserver.domain.invariants import Kind, violations_of
from chatserver.domain.message import compose, post_message, read_messages
from chatserver.domain.session import Session, fold_all
from chatserver.domain.transfer import Destination, transfer
from tests.support.builders import (
    ASKER,
    FIRST_LINE,
    OFFICER,
    OTHER_OFFICER,
    STRANGER,
    a_context,
    a_matter,
    a_request,
    an_ended_session,
)
from tests.support.clock import START
from tests.support.slips import a_slip_story

if TYPE_CHECKING:
    from collections.abc import Callable

    from chatserver.domain.decision import Decision

SECOND = OfficerRef(officer_id="of4", name="导办04", tier=1)
RECEIPT = papers.FileShared(file_id="f1", name="凭证.pdf", media_type="t/x", size_bytes=1, width=None, height=None)


class Story:
    """A session as the rules make it, second by second."""

    def __init__(self) -> None:
        self.events: list[LoggedEvent] = []
        self.now = START

    @property
    def session(self) -> Session:
        return fold_all(Session(session_id="s1"), self.events)

    def let(self, rule: Callable[[Session], Decision], seconds: float = 1) -> Story:
        for actor, event in rule(self.session).facts:
            self.add(actor, event)
        self.now += dt.timedelta(seconds=seconds)
        return self

    def add(self, actor: Actor, event: Event, at: dt.datetime | None = None) -> Story:
        """Write what no rule has decided."""
        seq = len(self.events) + 1
        self.events.append(LoggedEvent(session_id="s1", seq=seq, at=at or self.now, actor=actor, event=event))
        return self

    def opened(self) -> Story:
        return self.let(lambda s: opening.open_session(s, a_request(), self.now))

    def offered(self, offer_id: str = "offer-1", to: OfficerRef = FIRST_LINE, slot: int = 1) -> Story:
        due = self.now + dt.timedelta(seconds=20)
        return self.let(lambda s: offers.make_offer(s, offer_id, to, slot, due))

    def accepted(self, offer_id: str = "offer-1", by: Actor = OFFICER) -> Story:
        return self.let(lambda s: offers.accept_offer(s, by, offer_id, self.now))

    def said(self, by: Actor, client_msg_id: str) -> Story:
        return self.let(lambda s: post_message(s, by, compose(client_msg_id, "好的", ())))

    def ended(self) -> Story:
        return self.let(lambda s: ending.end_session(s, ASKER))

    def kinds(self) -> list[Kind]:
        return [violation.kind for violation in violations_of(self.events)]


def a_whole_story() -> Story:
    story = Story().opened().offered()
    story.let(lambda s: offers.decline_offer(s, OFFICER, "offer-1", "busy"))
    story.offered("offer-2", SECOND).let(lambda s: offers.expire_offer(s, "offer-2", story.now), seconds=21)
    story.now += dt.timedelta(seconds=60)
    story.let(lambda s: offers.expire_offer(s, "offer-2", story.now))
    story.offered("offer-3").accepted("offer-3").said(OFFICER, "m1").said(ASKER, "m1")
    story.let(lambda s: read_messages(s, OFFICER, 99))
    story.let(lambda s: offers.lose_officer(s, "of1", story.now))
    story.offered("offer-4", SECOND, 2).accepted("offer-4", OTHER_OFFICER).said(OTHER_OFFICER, "m2")
    story.let(lambda s: opening.update_context(s, ASKER, a_context(seconds_on_step=300), a_matter()))
    guided(story)
    story.let(lambda s: files.share(s, ASKER, RECEIPT))
    refused = papers.FileRefused(file_id="f2", name="清单.xlsm", reason="macro")
    story.let(lambda s: files.refuse(s, OTHER_OFFICER, refused))
    slipped(story)
    done = a_context(error_id=None, error_occurrences=0, tried=("filed", "receipt:1"))
    story.let(lambda s: opening.update_context(s, ASKER, done, a_matter()))
    to, told = Destination(kind="tier", target="2", name="2"), ev.NoteAdded(note_id="n1", text="请看红字发票")
    story.let(lambda s: transfer(s, OTHER_OFFICER, to, told))
    story.now += dt.timedelta(seconds=60)
    story.offered("offer-5", SECOND, 1).accepted("offer-5", OTHER_OFFICER)
    story.let(lambda s: opening.open_question(s, ASKER, "q2", a_context(), "还有"))
    before = dataclasses.replace(an_ended_session(), session_id="s0")
    story.let(lambda s: earlier.view(s, OTHER_OFFICER, before, START))
    together(story)
    story.ended()
    verdict = ev.SessionRated(score=5, achieved=True)
    story.let(lambda s: ending.rate_session(s, ASKER, verdict, (), START))
    outcomes = {"q1": "resolved", "q2": "resolved"}
    story.let(lambda s: ending.wrap_up(s, OFFICER, outcomes, "改列", {"resolved"}))
    return story.let(lambda s: opening.confirm_question(s, ASKER, "q1", solved=True))


def proposing(guide_id: str, after: str) -> Callable[[Session], Decision]:
    change = ProposedValue(field_id="f1_6_wkp", before="35000.00", after=after)
    return lambda s: proposal.propose(s, OTHER_OFFICER, guide_id, (change,), a_matter(), reason="填错列", basis=None)


def guided(story: Story) -> None:
    form, here = a_matter(), {"f1_6_wkp": "35000.00"}
    set_one = (FieldOutcome(field_id="f1_6_wkp", outcome="set", value="3.00"),)
    link = ev.LinkPushed(guide_id="c2", kind="matter", ref="payment", title="缴款")
    words = explain(form, form.errors[0], a_context(), "zh-CN")
    story.let(lambda s: guidance.highlight(s, OTHER_OFFICER, "g1", ("field", "f1_6_wkp"), form, None))
    story.let(lambda s: guidance.see_highlight(s, ASKER, "g1"))
    story.let(lambda s: guidance.clear_highlight(s, OTHER_OFFICER, "g1"))
    story.let(lambda s: guidance.suggest_step(s, OTHER_OFFICER, "c1", "s2", form, None))
    story.let(lambda s: guidance.push_link(s, OTHER_OFFICER, link))
    story.let(lambda s: guidance.explain_error(s, OTHER_OFFICER, "c3", words))
    story.let(proposing("p1", "1.00")).let(lambda s: proposal.decline(s, ASKER, "p1", None))
    story.let(proposing("p2", "2.00")).let(proposing("p3", "3.00"))
    story.let(lambda s: proposal.accept(s, ASKER, "p3", here, form))
    story.let(lambda s: proposal.report(s, ASKER, "p3", set_one, (), form))
    story.let(proposing("p4", "4.00"))
    changed = a_context(fields=(FieldValue(id="f1_6_wkp", value="0.00"),))
    story.let(lambda s: opening.update_context(s, ASKER, changed, form))


def slipped(story: Story) -> None:
    for rule in a_slip_story(OTHER_OFFICER):
        story.let(rule)


def together(story: Story) -> None:
    """The other officer asks one in, who is introduced, points, and takes over."""
    asked = ConsultStarted(consult_id="k1", officer=FIRST_LINE, introduced=False)
    story.let(lambda s: consulting.start_consult(s, OTHER_OFFICER, asked))
    story.let(lambda s: consulting.join_consult(s, OFFICER, "k1"))
    story.let(lambda s: consulting.post_aside(s, OFFICER, AsidePosted(client_msg_id="a1", text="先红冲")))
    story.let(lambda s: holding.hold_session(s, OTHER_OFFICER, 5, None, story.now))
    story.let(lambda s: consulting.introduce_consult(s, OTHER_OFFICER, "k1")).said(OFFICER, "m3")
    story.let(lambda s: guidance.suggest_step(s, OFFICER, "c4", "s2", a_matter(), None))
    story.let(lambda s: holding.continue_session(s, OTHER_OFFICER))
    story.let(lambda s: hall.refer_to_hall(s, OTHER_OFFICER, "h1", None, a_matter(), None))
    to = Destination(kind="officer", target="of1", name="导办01")
    story.let(lambda s: transfer(s, OTHER_OFFICER, to, None, (3,)))


def talk() -> Story:
    return Story().opened().offered().accepted().said(OFFICER, "m1")


def a_talk_with_a_file() -> Story:
    return talk().let(lambda s: files.share(s, ASKER, RECEIPT))


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
    "a file after the end": (lambda: talk().ended(), ASKER, RECEIPT, Kind.ENDING),
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
