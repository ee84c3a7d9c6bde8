"""Folds one session's log into its facts. Pure: the log is all it knows, so the same log gives the same facts.

The log must be whole; `first_gap` tells where it is not. Facts of a log with a gap would be guesses.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from chatserver.domain import events as ev
from chatserver.domain import events_together as together
from chatserver.domain.actors import Role
from chatserver.domain.guards import taxpayer_prefix
from chatserver.domain.metrics_facts import (
    NOTHING,
    Asked,
    Assignment,
    Filing,
    OfferCounts,
    ProposalCounts,
    SessionFacts,
    Wait,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from chatserver.domain.events import LoggedEvent


def first_gap(events: Iterable[LoggedEvent]) -> int | None:
    """Return the number in whose place another stands, or None: 1, 2, 3 … beginning with the opening."""
    number = 0
    for number, logged in enumerate(events, 1):
        if logged.seq != number or (number == 1) != isinstance(logged.event, ev.SessionOpened):
            return number
    return None if number else 1


def fold_facts(events: Sequence[LoggedEvent]) -> SessionFacts:
    """Return the facts of a whole log. Raises ValueError for one with a gap."""
    gap, first = first_gap(events), events[0].event if events else None
    if gap is not None or not isinstance(first, ev.SessionOpened):
        msg = f"number {gap} is missing"
        raise ValueError(msg)
    story = _Story(at=events[0].at)
    for logged in events:
        story.back_by = max(story.back_by, story.at - logged.at)
        story.at = max(story.at, logged.at)
        take = _TAKE.get(type(logged.event))
        if take is not None:
            take(story, logged, logged.event)
    return _facts(events[0], first, story)


@dataclass(slots=True)
class _Story:
    """What is known so far; `at` is the latest time of the log up to here."""

    at: dt.datetime
    back_by: dt.timedelta = NOTHING
    waits: list[Wait] = field(default_factory=list)
    assignments: list[Assignment] = field(default_factory=list)
    is_assigned: bool = False
    first_answer_at: dt.datetime | None = None
    asked_at: dt.datetime | None = None
    responses: list[dt.timedelta] = field(default_factory=list)
    unanswered: int = 0
    held_at: dt.datetime | None = None
    held: dt.timedelta = NOTHING
    ended_at: dt.datetime | None = None
    end_reason: str | None = None
    closed_at: dt.datetime | None = None
    offers: OfferCounts = field(default_factory=OfferCounts)
    transfers: int = 0
    consults_joined: int = 0
    questions: dict[str, Asked] = field(default_factory=dict)
    proposals: dict[str, str] = field(default_factory=dict)
    applied: dict[str, bool] = field(default_factory=dict)
    filings: list[Filing] = field(default_factory=list)
    rating: ev.SessionRated | None = None

    def leave_queue(self, *, taken: bool) -> None:
        if self.waits and self.waits[-1].end is None:
            self.waits[-1] = replace(self.waits[-1], end=self.at, taken=taken)

    def leave_officer(self) -> None:
        if self.assignments and self.assignments[-1].end is None:
            self.assignments[-1] = replace(self.assignments[-1], end=self.at)
        self.is_assigned = False

    def go_on(self) -> None:
        if self.held_at is not None:
            self.held += self.at - self.held_at
        self.held_at = None


def _queued(story: _Story, _: LoggedEvent, __: ev.SessionQueued) -> None:
    if story.waits and story.waits[-1].end is None:  # put into another queue by a supervisor: they wait on
        return
    story.go_on()
    story.leave_officer()
    story.waits.append(Wait(start=story.at))


def _made(story: _Story, _: LoggedEvent, __: ev.OfferMade) -> None:
    story.offers = replace(story.offers, made=story.offers.made + 1)


def _withdrawn(story: _Story, _: LoggedEvent, event: ev.OfferWithdrawn) -> None:
    name = event.reason if event.reason in {"declined", "expired"} else "taken_back"
    story.offers = replace(story.offers, **{name: getattr(story.offers, name) + 1})


def _assigned(story: _Story, _: LoggedEvent, event: ev.SessionAssigned) -> None:
    story.leave_queue(taken=True)
    story.go_on()
    story.leave_officer()
    story.assignments.append(Assignment(officer_id=event.officer.officer_id, slot=event.slot, start=story.at))
    story.is_assigned = True
    if event.offer_id is not None:
        story.offers = replace(story.offers, taken=story.offers.taken + 1)


def _posted(story: _Story, logged: LoggedEvent, _: ev.MessagePosted) -> None:
    if logged.actor.role is Role.OFFICER:
        if story.first_answer_at is None and story.assignments:
            story.first_answer_at = story.at
        if story.asked_at is not None:
            story.responses.append(story.at - story.asked_at)
        story.asked_at = None
    elif story.asked_at is None and story.is_assigned:
        story.asked_at = story.at


def _held(story: _Story, _: LoggedEvent, __: together.SessionHeld) -> None:
    if story.held_at is None:
        story.held_at = story.at


def _continued(story: _Story, _: LoggedEvent, __: together.SessionContinued) -> None:
    story.go_on()


def _ended(story: _Story, _: LoggedEvent, event: ev.SessionEnded) -> None:
    story.leave_queue(taken=False)
    story.go_on()
    story.unanswered = int(story.asked_at is not None)
    story.ended_at, story.end_reason = story.at, event.reason


def _closed(story: _Story, _: LoggedEvent, __: ev.SessionClosed) -> None:
    story.leave_officer()
    story.closed_at = story.at


def _transferred(story: _Story, _: LoggedEvent, __: ev.SessionTransferred) -> None:
    story.transfers += 1


def _joined(story: _Story, _: LoggedEvent, __: together.ConsultJoined) -> None:
    story.consults_joined += 1


def _asked(story: _Story, _: LoggedEvent, event: ev.QuestionOpened) -> None:
    question = Asked(question_id=event.question_id, matter_id=event.matter_id, step_id=event.step_id)
    story.questions.setdefault(event.question_id, question)


def _confirmed(story: _Story, _: LoggedEvent, event: ev.QuestionConfirmed) -> None:
    if event.question_id in story.questions:
        story.questions[event.question_id] = replace(story.questions[event.question_id], solved=event.solved)


def _proposed(story: _Story, _: LoggedEvent, event: ev.FieldProposed) -> None:
    story.proposals.setdefault(event.guide_id, "open")


def _answered(answer: str) -> Callable[[_Story, LoggedEvent, Any], None]:
    """What has its answer keeps it: an accepted proposal that is withdrawn as unreported stays an accepted one."""

    def take(story: _Story, _: LoggedEvent, event: Any) -> None:
        if story.proposals.get(event.guide_id) == "open":
            story.proposals[event.guide_id] = answer

    return take


def _applied(story: _Story, _: LoggedEvent, event: ev.ProposalApplied) -> None:
    if story.proposals.get(event.guide_id) == "accepted":
        story.applied.setdefault(event.guide_id, event.applied)


def _reported(story: _Story, _: LoggedEvent, event: ev.OutcomeReported) -> None:
    story.filings.append(Filing(at=story.at, matter_id=event.matter_id, outcome=event.outcome))


def _rated(story: _Story, _: LoggedEvent, event: ev.SessionRated) -> None:
    story.rating = story.rating or event


_TAKE: dict[type[ev.Event], Callable[[_Story, LoggedEvent, Any], None]] = {
    ev.SessionQueued: _queued,
    ev.OfferMade: _made,
    ev.OfferWithdrawn: _withdrawn,
    ev.SessionAssigned: _assigned,
    ev.MessagePosted: _posted,
    together.SessionHeld: _held,
    together.SessionContinued: _continued,
    ev.SessionEnded: _ended,
    ev.SessionClosed: _closed,
    ev.SessionTransferred: _transferred,
    together.ConsultJoined: _joined,
    ev.QuestionOpened: _asked,
    ev.QuestionConfirmed: _confirmed,
    ev.FieldProposed: _proposed,
    ev.ProposalAccepted: _answered("accepted"),
    ev.ProposalDeclined: _answered("declined"),
    ev.ProposalStaled: _answered("stale"),
    ev.ProposalWithdrawn: _answered("withdrawn"),
    ev.ProposalApplied: _applied,
    ev.OutcomeReported: _reported,
    ev.SessionRated: _rated,
}


def _facts(first: LoggedEvent, opened: ev.SessionOpened, story: _Story) -> SessionFacts:
    answers = list(story.proposals.values())
    counts = {name: answers.count(name) for name in ("accepted", "declined", "stale", "withdrawn")}
    return SessionFacts(
        session_id=first.session_id,
        taxpayer=taxpayer_prefix(opened.taxpayer.taxpayer_id, opened.person.person_id),
        opened_at=first.at,
        matter_id=opened.matter_id,
        tier=opened.tier,
        explained=opened.explained,
        back_by=story.back_by,
        waits=tuple(story.waits),
        assignments=tuple(story.assignments),
        first_answer_at=story.first_answer_at,
        responses=tuple(story.responses),
        unanswered=story.unanswered,
        held=story.held,
        ended_at=story.ended_at,
        end_reason=story.end_reason,
        closed_at=story.closed_at,
        offers=story.offers,
        transfers=story.transfers,
        consults_joined=story.consults_joined,
        questions=tuple(story.questions.values()),
        proposals=ProposalCounts(made=len(answers), applied=sum(story.applied.values()), **counts),
        filings=tuple(story.filings),
        score=story.rating.score if story.rating else None,
        achieved=story.rating.achieved if story.rating else None,
        rated=story.rating is not None,
    )
