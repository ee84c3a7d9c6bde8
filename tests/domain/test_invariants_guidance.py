"""Every invariant of guidance, broken on purpose: the rules write clean logs, and one wrong card in them is named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from chatserver.domain import events as ev
from chatserver.domain import guidance, proposal
from chatserver.domain import offer as offers
from chatserver.domain.actors import HUB, Actor
from chatserver.domain.guided import FieldOutcome, FoundValue, ProposedValue, Target
from chatserver.domain.invariants import Kind, violations_of
from tests.support.builders import ASKER, OFFICER, OTHER_OFFICER, STRANGER, a_matter
from tests.support.clock import START
from tests.support.guides import SHOWN, WKP, ZP, outcome
from tests.support.stories import Story, talk

if TYPE_CHECKING:
    from collections.abc import Callable

    from chatserver.domain.events import Event

FORM = a_matter()


def a_proposal(guide_id: str = "p2", number: int = 2, *fields: str) -> ev.FieldProposed:
    return ev.FieldProposed(
        guide_id=guide_id,
        number=number,
        step_id="s2",
        changes=tuple(ProposedValue(field_id=one, before=SHOWN[one], after="0.00") for one in fields or (ZP,)),
        reason="填错列",
    )


def pointing(guide_id: str = "g2", number: int = 2) -> ev.FieldHighlighted:
    return ev.FieldHighlighted(
        guide_id=guide_id, number=number, target=Target(kind="field", id=WKP, step_id="s2"), text=None
    )


def applied(*outcomes: FieldOutcome, is_applied: bool = True, guide_id: str = "p1") -> ev.ProposalApplied:
    return ev.ProposalApplied(guide_id=guide_id, applied=is_applied, outcomes=outcomes or (outcome(),))


def pointed() -> Story:
    return talk().let(lambda s: guidance.highlight(s, OFFICER, "g1", ("field", WKP), FORM, None))


def seen() -> Story:
    return pointed().let(lambda s: guidance.see_highlight(s, ASKER, "g1"))


def put() -> Story:
    change = ProposedValue(field_id=WKP, before="35000.00", after="0.00")
    return talk().let(lambda s: proposal.propose(s, OFFICER, "p1", (change,), FORM, reason="填错列", basis=None))


def taken() -> Story:
    return put().let(lambda s: proposal.accept(s, ASKER, "p1", SHOWN, FORM))


def done() -> Story:
    return taken().let(lambda s: proposal.report(s, ASKER, "p1", (outcome(),), (), FORM))


def declined() -> Story:
    return put().let(lambda s: proposal.decline(s, ASKER, "p1", None))


def stale() -> Story:
    return put().let(lambda s: proposal.accept(s, ASKER, "p1", {WKP: "1"}, FORM))


def pulled() -> Story:
    return put().let(lambda s: proposal.withdraw(s, OFFICER, "p1", START))


def carded() -> Story:
    return talk().let(lambda s: guidance.suggest_step(s, OFFICER, "g1", "s2", FORM, None))


STATES: dict[str, Callable[[], Story]] = {
    "open": put,
    "accepted": taken,
    "applied": done,
    "declined": declined,
    "stale": stale,
    "withdrawn": pulled,
    "ended": lambda: put().ended(),
}
ANSWERS: dict[str, tuple[Actor, Event]] = {
    "accepted": (ASKER, ev.ProposalAccepted(guide_id="p1")),
    "declined": (ASKER, ev.ProposalDeclined(guide_id="p1")),
    "staled": (ASKER, ev.ProposalStaled(guide_id="p1", found=(FoundValue(field_id=WKP, value="1"),))),
    "withdrawn": (OFFICER, ev.ProposalWithdrawn(guide_id="p1", reason="officer")),
    "applied": (ASKER, applied()),
}
LINK = ev.LinkPushed(guide_id="g1", kind="matter", ref="payment", title="缴款")
EXPLAINED = ev.ErrorExplained(
    guide_id="g1", error_id="x", title="", explanation="", fix_steps=(), difference=None, goto_step_id="s2"
)
STEP = ev.StepSuggested(guide_id="g1", step_id="s2")
SIGHT = ev.HighlightSeen(guide_id="g1")


@pytest.mark.parametrize("answer", ANSWERS)
@pytest.mark.parametrize("state", STATES)
def test_an_answer_is_given_in_its_state_and_once(state: str, answer: str) -> None:
    story = STATES[state]()
    assert story.kinds() == []
    actor, event = ANSWERS[answer]
    kinds = story.add(actor, event).kinds()
    allowed = "accepted" if answer == "applied" else "open"
    assert (Kind.GUIDANCE in kinds) == (state != allowed), violations_of(story.events)
    if state == allowed:
        assert kinds == []


@pytest.mark.parametrize("answer", ANSWERS)
def test_an_answer_to_what_was_never_proposed_is_named(answer: str) -> None:
    actor, event = ANSWERS[answer]
    assert talk().add(actor, event).kinds() == [Kind.GUIDANCE]


BROKEN: dict[str, tuple[Callable[[], Story], Actor, Event, Kind]] = {
    "a number left out": (pointed, OFFICER, pointing(number=3), Kind.GUIDANCE),
    "a number twice": (pointed, OFFICER, pointing(number=1), Kind.GUIDANCE),
    "the first number not one": (talk, OFFICER, a_proposal("p1", 0), Kind.GUIDANCE),
    "one row of numbers for both kinds": (pointed, OFFICER, a_proposal("p1", 1), Kind.GUIDANCE),
    "a highlight's id again": (pointed, OFFICER, pointing("g1"), Kind.GUIDANCE),
    "a proposal's id again": (put, OFFICER, a_proposal("p1"), Kind.GUIDANCE),
    "a highlight under a proposal's id": (put, OFFICER, pointing("p1"), Kind.GUIDANCE),
    "a step under a highlight's id": (pointed, OFFICER, STEP, Kind.GUIDANCE),
    "a step twice": (carded, OFFICER, STEP, Kind.GUIDANCE),
    "a link under another card's id": (carded, OFFICER, LINK, Kind.GUIDANCE),
    "an explanation under another card's id": (carded, OFFICER, EXPLAINED, Kind.GUIDANCE),
    "seen twice": (seen, ASKER, SIGHT, Kind.GUIDANCE),
    "seen and never shown": (talk, ASKER, SIGHT, Kind.GUIDANCE),
    "a proposal seen as a highlight": (put, ASKER, ev.HighlightSeen(guide_id="p1"), Kind.GUIDANCE),
    "two open for a field": (put, OFFICER, a_proposal("p2", 2, ZP, WKP), Kind.GUIDANCE),
    "two values for a field": (talk, OFFICER, a_proposal("p1", 1, ZP, ZP), Kind.GUIDANCE),
    "of nothing": (
        talk,
        OFFICER,
        ev.FieldProposed(guide_id="p1", number=1, step_id="s2", changes=(), reason="x"),
        Kind.GUIDANCE,
    ),
    "filled in elsewhere": (taken, ASKER, applied(outcome(ZP)), Kind.GUIDANCE),
    "filled in more": (taken, ASKER, applied(outcome(), outcome(ZP)), Kind.GUIDANCE),
    "filled in and refused": (taken, ASKER, applied(outcome(word="refused")), Kind.GUIDANCE),
    "not filled in and set": (taken, ASKER, applied(is_applied=False), Kind.GUIDANCE),
    "filled in unasked": (put, ASKER, applied(), Kind.GUIDANCE),
    "accepted by the officer": (put, OFFICER, ANSWERS["accepted"][1], Kind.ACTOR),
    "accepted by a stranger": (put, STRANGER, ANSWERS["accepted"][1], Kind.ACTOR),
    "declined by the officer": (put, OFFICER, ANSWERS["declined"][1], Kind.ACTOR),
    "overtaken by the hub": (put, HUB, ANSWERS["staled"][1], Kind.ACTOR),
    "filled in by the officer": (taken, OFFICER, applied(), Kind.ACTOR),
    "withdrawn by the taxpayer": (put, ASKER, ANSWERS["withdrawn"][1], Kind.ACTOR),
    "withdrawn by another": (put, OTHER_OFFICER, ANSWERS["withdrawn"][1], Kind.OFFICER),
    "seen by the officer": (pointed, OFFICER, SIGHT, Kind.ACTOR),
    "pointed by the taxpayer": (talk, ASKER, pointing("g1", 1), Kind.ACTOR),
    "pointed by another": (talk, OTHER_OFFICER, pointing("g1", 1), Kind.OFFICER),
    "proposed by the taxpayer": (talk, ASKER, a_proposal("p1", 1), Kind.ACTOR),
    "proposed by another": (talk, OTHER_OFFICER, a_proposal("p1", 1), Kind.OFFICER),
    "proposed by the hub": (talk, HUB, a_proposal("p1", 1), Kind.ACTOR),
    "explained by the hub": (talk, HUB, EXPLAINED, Kind.ACTOR),
    "a link of another": (talk, OTHER_OFFICER, LINK, Kind.OFFICER),
    "proposed before the talk": (lambda: Story().opened(), OFFICER, a_proposal("p1", 1), Kind.STATE),
    "pointed while offered": (lambda: Story().opened().offered(), OFFICER, pointing("g1", 1), Kind.STATE),
    "proposed after the end": (lambda: talk().ended(), OFFICER, a_proposal("p1", 1), Kind.STATE),
    "a step after the end": (lambda: talk().ended(), OFFICER, STEP, Kind.STATE),
    "seen after the end": (lambda: pointed().ended(), ASKER, SIGHT, Kind.STATE),
}


@pytest.mark.parametrize("name", BROKEN)
def test_guidance_that_no_rule_would_write_is_named(name: str) -> None:
    story, actor, event, kind = BROKEN[name]
    broken = story()
    assert broken.kinds() == []
    number = len(broken.add(actor, event).events)
    found = violations_of(broken.events)
    assert kind in [one.kind for one in found]
    assert {one.seq for one in found} == {number}


def test_who_takes_over_is_the_one_who_withdraws() -> None:
    story = put()
    story.let(lambda s: offers.lose_officer(s, "of1", story.now))
    assert Kind.OFFICER in story.add(OFFICER, ANSWERS["withdrawn"][1]).kinds()


@pytest.mark.parametrize("story", [declined, stale, pulled, taken, done])
def test_a_field_is_free_again_once_its_proposal_is_answered(story: Any) -> None:
    assert story().add(OFFICER, a_proposal("p2", 2, WKP)).kinds() == []
