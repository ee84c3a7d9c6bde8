"""Rules for the end: ending the talk, rating it, wrapping it up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatserver.domain.actors import HUB, Actor, Role
from chatserver.domain.consulting import close_consult
from chatserver.domain.decision import NOTHING, Claim, Decision, FreeSlot, ReleasePerson
from chatserver.domain.errors import (
    DispositionUnknown,
    NotPermitted,
    NotRatable,
    QuestionsUndecided,
    QuestionUnknown,
    RatingInvalid,
    SessionNotActive,
)
from chatserver.domain.events import (
    Event,
    QuestionResolved,
    SessionClosed,
    SessionEnded,
    SessionRated,
    SessionWrappedUp,
)
from chatserver.domain.guards import check_part, key_of
from chatserver.domain.opening import leave_queue
from chatserver.domain.session import Session, SessionState
from chatserver.domain.text import clean_text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping

LOWEST, HIGHEST = 1, 5
NEGATIVE_BELOW = 3
"""不满意 (2) and 非常不满意 (1) are 差评 (GB/T 39734-2020) and may carry reasons."""
MAX_NOTE = 2_000


def end_session(session: Session, actor: Actor, reason: str = "finished") -> Decision:
    """End the talk; ending it again changes nothing. Without an officer it is leaving the queue."""
    if actor.role is not Role.HUB:
        check_part(session, actor)
    if session.ending is not None:
        return NOTHING
    if session.officer is None:
        return leave_queue(session, actor, "cancelled")
    ended = Decision(((actor, SessionEnded(reason=reason)),), (ReleasePerson(key_of(session)),))
    return close_consult(session, "session_ended").then(ended)


def rate_session(
    session: Session, actor: Actor, rating: SessionRated, reasons: Collection[str], since: dt.datetime
) -> Decision:
    """Record the taxpayer's verdict, once; `reasons` are the catalogue's reasons for the negative levels.

    What ended before `since` can no longer be rated: a verdict weeks later is about something else.
    """
    check_part(session, actor)
    if actor.role is not Role.TAXPAYER:
        raise NotPermitted
    if session.rating is not None:
        return NOTHING
    if session.ending is None or session.ending.at < since or session.first_assigned_at is None:
        raise NotRatable(session_id=session.session_id)
    _check_rating(rating, reasons)
    return Decision(((actor, rating),))


def resolve_question(
    session: Session, actor: Actor, question_id: str, disposition: str, known: Collection[str]
) -> Decision:
    """Give one question its outcome; it may be corrected until the session is closed."""
    check_part(session, actor)
    if actor.role is not Role.OFFICER:
        raise NotPermitted
    if session.state not in {SessionState.ACTIVE, SessionState.WRAP_UP}:
        raise SessionNotActive(session_id=session.session_id)
    question = session.question(question_id)
    if question is None:
        raise QuestionUnknown(question_id=question_id)
    if disposition not in known:
        raise DispositionUnknown(disposition=disposition)
    if question.disposition == disposition:
        return NOTHING
    return Decision(((actor, QuestionResolved(question_id=question_id, disposition=disposition)),))


def wrap_up(
    session: Session, actor: Actor, dispositions: Mapping[str, str], note: str, known: Collection[str]
) -> Decision:
    """Close an ended session: an outcome for each question, a note, and the slot is free again."""
    check_part(session, actor)
    if actor.role is not Role.OFFICER:
        raise NotPermitted
    if session.state is SessionState.CLOSED:
        return NOTHING
    if session.state is not SessionState.WRAP_UP or session.slot is None:
        raise SessionNotActive(session_id=session.session_id)
    facts: list[tuple[Actor, Event]] = []
    for question_id, disposition in dispositions.items():
        facts += resolve_question(session, actor, question_id, disposition, known).facts
    missing = [
        question.question_id
        for question in session.questions
        if question.disposition is None and question.question_id not in dispositions
    ]
    if missing:
        raise QuestionsUndecided(question_ids=missing)
    if cleaned := clean_text(note)[:MAX_NOTE]:
        facts.append((actor, SessionWrappedUp(note=cleaned)))
    facts.append((HUB, SessionClosed()))
    claims: tuple[Claim, ...] = (FreeSlot(actor.id, session.slot),)
    return Decision(tuple(facts), claims)


def _check_rating(rating: SessionRated, known: Collection[str]) -> None:
    score = rating.score
    if score is None:
        if rating.achieved is None or rating.reasons:
            raise RatingInvalid
        return
    if not LOWEST <= score <= HIGHEST or (rating.reasons and score >= NEGATIVE_BELOW):
        raise RatingInvalid(score=score)
    if not set(rating.reasons) <= set(known):
        raise RatingInvalid(reasons=sorted(set(rating.reasons) - set(known)))
