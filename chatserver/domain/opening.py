"""Rules for opening a session and its questions, and for leaving the queue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from chatserver.domain.actors import HUB, Actor, Person, Role, Taxpayer
from chatserver.domain.context import FormContext, merge
from chatserver.domain.decision import NOTHING, Claim, Decision, FreeSlot, HoldPerson, ReleasePerson
from chatserver.domain.errors import QuestionLimit, QuestionUnknown, SessionNotWaiting
from chatserver.domain.events import (
    ContextUpdated,
    Event,
    OfferWithdrawn,
    QuestionConfirmed,
    QuestionOpened,
    SessionClosed,
    SessionEnded,
    SessionOpened,
    SessionQueued,
)
from chatserver.domain.guards import check_open, check_part, key_of, person_key
from chatserver.domain.outcome import reported_by
from chatserver.domain.proposal import overtaken_by
from chatserver.domain.question import MAX_QUESTIONS
from chatserver.domain.session import Session, SessionState

if TYPE_CHECKING:
    import datetime as dt

    from chatserver.domain.catalogue import Matter


@dataclass(frozen=True, slots=True, kw_only=True)
class Boost:
    """A fixed head start in the queue, in seconds, and why."""

    seconds: int
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpRequest:
    """Everything a press of *help* brings: who, about what, with which page. Identity comes from the ticket."""

    taxpayer: Taxpayer
    person: Person
    context: FormContext
    tier: int
    boost: Boost
    locale: str
    explained: bool
    question_id: str


NO_BOOST = Boost(seconds=0, reason=None)
LOST_OFFICER_BOOST = Boost(seconds=86_400, reason="officer_lost")
"""A day: ahead of every ordinary boost, so whoever lost their officer is served first."""


def open_session(session: Session, request: HelpRequest, now: dt.datetime) -> Decision:
    """Open and queue the session; a repeated call changes nothing."""
    if session.seq:
        return NOTHING
    key = person_key(request.taxpayer.taxpayer_id, request.person.person_id)
    actor = Actor(role=Role.TAXPAYER, id=key)
    context = request.context
    opened = SessionOpened(
        taxpayer=request.taxpayer,
        person=request.person,
        matter_id=context.matter_id,
        tier=request.tier,
        locale=request.locale,
        explained=request.explained,
    )
    facts: list[tuple[Actor, Event]] = [
        (actor, opened),
        (actor, ContextUpdated(context=context)),
        (actor, _question(request.question_id, 1, context, None)),
        (HUB, queued(context.matter_id, request.boost, "opened", now)),
    ]
    return Decision(tuple(facts), (HoldPerson(key),))


def queued(queue_id: str, boost: Boost, reason: str, now: dt.datetime) -> SessionQueued:
    """Return the fact of (again) waiting; rank = queued_at - boost, in epoch seconds."""
    return SessionQueued(
        queue_id=queue_id,
        rank=now.timestamp() - boost.seconds,
        boost_seconds=boost.seconds,
        boost_reason=boost.reason,
        reason=reason,
    )


def open_question(session: Session, actor: Actor, question_id: str, about: FormContext, text: str | None) -> Decision:
    """Add a question about the matter, step and error of `about`."""
    check_open(session, actor)
    if session.question(question_id):
        return NOTHING
    if len(session.questions) >= MAX_QUESTIONS:
        raise QuestionLimit(limit=MAX_QUESTIONS)
    return Decision(((actor, _question(question_id, len(session.questions) + 1, about, text)),))


def confirm_question(session: Session, actor: Actor, question_id: str, solved: bool) -> Decision:  # noqa: FBT001 - a fact
    """Record whether the taxpayer finds the question solved."""
    check_part(session, actor)
    question = session.question(question_id)
    if question is None:
        raise QuestionUnknown(question_id=question_id)
    if question.solved == solved:
        return NOTHING
    return Decision(((actor, QuestionConfirmed(question_id=question_id, solved=solved)),))


def update_context(session: Session, actor: Actor, context: FormContext, matter: Matter) -> Decision:
    """Record what changed on the taxpayer's page, which proposals it overtakes, and what became of the form.

    Nothing when all of it is known.
    """
    check_open(session, actor)
    if session.context is not None and merge(session.context, context) == session.context:
        return NOTHING
    follows: list[Event] = [*overtaken_by(session, context, matter), *reported_by(session, context)]
    return Decision(tuple((actor, event) for event in (ContextUpdated(context=context), *follows)))


def leave_queue(session: Session, actor: Actor, reason: str) -> Decision:
    """End a session that no officer has taken: cancelled by the taxpayer, or they left. Again changes nothing."""
    if actor.role is Role.TAXPAYER:
        check_part(session, actor)
    if session.ending is not None:
        return NOTHING
    if session.state not in {SessionState.QUEUED, SessionState.OFFERED}:
        raise SessionNotWaiting(session_id=session.session_id)
    facts: list[tuple[Actor, Event]] = []
    claims: list[Claim] = [ReleasePerson(key_of(session))]
    if offer := session.offer:
        withdrawn = OfferWithdrawn(offer_id=offer.offer_id, officer_id=offer.officer.officer_id, reason="cancelled")
        facts.append((HUB, withdrawn))
        claims.append(FreeSlot(offer.officer.officer_id, offer.slot))
    facts += [(actor, SessionEnded(reason=reason)), (HUB, SessionClosed())]
    return Decision(tuple(facts), tuple(claims))


def _question(question_id: str, number: int, about: FormContext, text: str | None) -> QuestionOpened:
    return QuestionOpened(
        question_id=question_id,
        number=number,
        matter_id=about.matter_id,
        step_id=about.step_id,
        error_id=about.error_id,
        text=text,
    )
