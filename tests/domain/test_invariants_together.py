"""Every invariant of consults and holds, broken on purpose."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from chatserver.domain import consulting, holding
from chatserver.domain import events as ev
from chatserver.domain import events_together as together
from chatserver.domain import offer as offers
from chatserver.domain.actors import HUB, Actor, Role
from chatserver.domain.guided import Target
from chatserver.domain.invariants import Kind, violations_of
from chatserver.domain.opening import open_session
from chatserver.domain.session import Session, fold_all
from tests.support.builders import ASKER, FIRST_LINE, OFFICER, OTHER_OFFICER, SPECIALIST, a_request
from tests.support.clock import START

if TYPE_CHECKING:
    from collections.abc import Callable

    from chatserver.domain.decision import Decision

THIRD = Actor(role=Role.OFFICER, id="of5")
Log = list[ev.LoggedEvent]


def let(log: Log, *rules: Callable[[Session], Decision]) -> Log:
    for rule in rules:
        for actor, event in rule(fold_all(Session(session_id="s1"), log)).facts:
            log = written(log, actor, event)
    return log


def written(log: Log, actor: Actor, event: ev.Event) -> Log:
    at = START + dt.timedelta(seconds=len(log))
    return [*log, ev.LoggedEvent(session_id="s1", seq=len(log) + 1, at=at, actor=actor, event=event)]


def talk() -> Log:
    due = START + dt.timedelta(minutes=1)
    return let(
        [],
        lambda s: open_session(s, a_request(), START),
        lambda s: offers.make_offer(s, "offer-1", FIRST_LINE, 1, due),
        lambda s: offers.accept_offer(s, OFFICER, "offer-1", START),
    )


def asked(*, introduced: bool = False) -> Log:
    start = together.ConsultStarted(consult_id="k1", officer=SPECIALIST, introduced=introduced)
    return let(talk(), lambda s: consulting.start_consult(s, OFFICER, start))


def joined(*, introduced: bool = False) -> Log:
    return let(asked(introduced=introduced), lambda s: consulting.join_consult(s, OTHER_OFFICER, "k1"))


def over() -> Log:
    return let(joined(), lambda s: consulting.end_consult(s, OFFICER, "k1"))


def ended(reason: str = "left", *, introduced: bool = False) -> together.ConsultEnded:
    return together.ConsultEnded(consult_id="k1", officer=SPECIALIST, reason=reason, introduced=introduced)


START_AGAIN = together.ConsultStarted(consult_id="k1", officer=SPECIALIST, introduced=False)
JOIN = together.ConsultJoined(consult_id="k1", officer=SPECIALIST)
INTRODUCE = together.ConsultIntroduced(consult_id="k1", officer=SPECIALIST)
ASIDE = together.AsidePosted(client_msg_id="a1", text="先红冲")
HELLO = ev.MessagePosted(client_msg_id="m1", text="您好")
POINT = ev.FieldHighlighted(guide_id="g1", number=1, target=Target(kind="step", id="s2", step_id="s2"))
STEP = ev.StepSuggested(guide_id="c1", step_id="s2")
PROPOSE = ev.FieldProposed(guide_id="p1", number=1, step_id="s2", changes=(), reason="x")
OVER = ev.SessionAssigned(offer_id=None, officer=SPECIALIST, slot=1)
HELD = together.SessionHeld(minutes=5, due_at=START)
HALL = together.HallReferred(guide_id="h1", title="申报", items=())

BROKEN: dict[str, tuple[Callable[[], Log], Actor, ev.Event, Kind]] = {
    "asked in by a stranger": (talk, OTHER_OFFICER, START_AGAIN, Kind.OFFICER),
    "asked in by the taxpayer": (talk, ASKER, START_AGAIN, Kind.ACTOR),
    "a second one asked in": (asked, OFFICER, START_AGAIN, Kind.CONSULT),
    "the same id again": (over, OFFICER, START_AGAIN, Kind.CONSULT),
    "joined unasked": (talk, OTHER_OFFICER, JOIN, Kind.CONSULT),
    "joined by another": (asked, THIRD, JOIN, Kind.OFFICER),
    "joined twice": (joined, OTHER_OFFICER, JOIN, Kind.CONSULT),
    "joined after it ended": (over, OTHER_OFFICER, JOIN, Kind.CONSULT),
    "introduced before joining": (asked, OFFICER, INTRODUCE, Kind.CONSULT),
    "introduced twice": (lambda: joined(introduced=True), OFFICER, INTRODUCE, Kind.CONSULT),
    "introducing oneself": (joined, OTHER_OFFICER, INTRODUCE, Kind.OFFICER),
    "ended before it began": (talk, OFFICER, ended(), Kind.CONSULT),
    "ended twice": (over, OFFICER, ended(), Kind.CONSULT),
    "ended by a third": (joined, THIRD, ended(), Kind.OFFICER),
    "ended by the taxpayer": (joined, ASKER, ended(), Kind.ACTOR),
    "ended as if it had been known": (joined, OFFICER, ended(introduced=True), Kind.CONSULT),
    "ended as if it had been unseen": (lambda: joined(introduced=True), OFFICER, ended(), Kind.CONSULT),
    "aside without anybody": (talk, OFFICER, ASIDE, Kind.CONSULT),
    "aside before joining": (asked, OTHER_OFFICER, ASIDE, Kind.OFFICER),
    "aside by a third": (joined, THIRD, ASIDE, Kind.OFFICER),
    "aside by the taxpayer": (joined, ASKER, ASIDE, Kind.ACTOR),
    "spoken unseen": (joined, OTHER_OFFICER, HELLO, Kind.OFFICER),
    "spoken before joining": (lambda: asked(introduced=True), OTHER_OFFICER, HELLO, Kind.OFFICER),
    "spoken after leaving": (over, OTHER_OFFICER, HELLO, Kind.OFFICER),
    "pointed unseen": (joined, OTHER_OFFICER, POINT, Kind.OFFICER),
    "proposed by the second": (lambda: joined(introduced=True), OTHER_OFFICER, PROPOSE, Kind.OFFICER),
    "taken over without joining": (asked, HUB, OVER, Kind.OFFER),
    "taken over while it goes on": (joined, HUB, OVER, Kind.OFFER),
    "taken over by oneself": (
        lambda: written(joined(), HUB, ended("took_over")),
        OTHER_OFFICER,
        OVER,
        Kind.OFFER,
    ),
    "held by the second": (lambda: joined(introduced=True), OTHER_OFFICER, HELD, Kind.OFFICER),
    "on without a hold": (talk, OFFICER, together.SessionContinued(), Kind.CONSULT),
    "sent to the hall twice": (lambda: written(talk(), OFFICER, HALL), OFFICER, HALL, Kind.GUIDANCE),
    "sent to the hall by the second": (lambda: joined(introduced=True), OTHER_OFFICER, HALL, Kind.OFFICER),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_no_rule_would_write_is_named(name: str) -> None:
    log, actor, event, kind = BROKEN[name]
    before = log()
    assert violations_of(before) == []
    found = violations_of(written(before, actor, event))
    assert kind in [one.kind for one in found]
    assert {one.seq for one in found} == {len(before) + 1}


def test_what_an_introduced_officer_does_is_fine() -> None:
    log = joined(introduced=True)
    for event in (HELLO, POINT, STEP, ASIDE):
        log = written(log, OTHER_OFFICER, event)
    log = let(log, lambda s: holding.hold_session(s, OFFICER, 5, None, START))
    assert violations_of(log) == []


def test_taking_over_is_fine_once_it_was_handed_over() -> None:
    assert violations_of(written(written(joined(), HUB, ended("took_over")), HUB, OVER)) == []
