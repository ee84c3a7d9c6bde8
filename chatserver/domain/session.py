"""The state of a session, folded from its events and from nothing else.

`fold(session, logged)` is the only way a session changes; whoever holds the same events holds the same state.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from chatserver.domain import events as ev
from chatserver.domain import events_together as together
from chatserver.domain.actors import OfficerRef, Person, Role, Taxpayer
from chatserver.domain.context import FormContext, merge
from chatserver.domain.files import SharedFile
from chatserver.domain.fold_besides import BESIDES, changes_besides
from chatserver.domain.fold_together import changes_together
from chatserver.domain.foreign import ForeignEvent
from chatserver.domain.guide import GUIDED, NO_GUIDANCE, Guidance, fold_guidance
from chatserver.domain.origin import LastNote, Origin, handed_over, left_alone
from chatserver.domain.question import Question
from chatserver.domain.records import changed
from chatserver.domain.slip import Slip, fold_slips
from chatserver.domain.slip_events import SLIP_EVENTS
from chatserver.domain.standing import Ending, FormOutcome, Offer, Rating, Waiting, form_outcome
from chatserver.domain.talk import Talk, with_aside, with_message, with_read
from chatserver.domain.together import Consult, Hold, Referral

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class SessionState(StrEnum):
    """Where a session stands. `wrap_up`: the talk is over, the officer still writes the outcome."""

    NEW = "new"
    QUEUED = "queued"
    OFFERED = "offered"
    ACTIVE = "active"
    WRAP_UP = "wrap_up"
    CLOSED = "closed"


@dataclass(frozen=True, kw_only=True)  # no slots, for `changed`
class Session:
    """One request for help, from click to close."""

    session_id: str
    seq: int = 0
    state: SessionState = SessionState.NEW
    opened_at: dt.datetime | None = None
    taxpayer: Taxpayer | None = None
    person: Person | None = None
    matter_id: str = ""
    tier: int = 1
    locale: str = "zh-CN"
    explained: bool = False
    questions: tuple[Question, ...] = ()
    context: FormContext | None = None
    first_queued_at: dt.datetime | None = None
    waiting: Waiting | None = None
    waited: Waiting | None = None
    wanted_officer_id: str | None = None
    origin: Origin | None = None
    """Whence it comes while it waits again."""
    offer: Offer | None = None
    offers_made: int = 0
    passed_over: dict[str, dt.datetime] = field(default_factory=dict)
    officer: OfficerRef | None = None
    slot: int | None = None
    assigned_at: dt.datetime | None = None
    first_assigned_at: dt.datetime | None = None
    talk: Talk = field(default_factory=Talk)
    guidance: Guidance = NO_GUIDANCE
    consult: Consult | None = None
    hold: Hold | None = None
    referral: Referral | None = None
    outcomes: tuple[FormOutcome, ...] = ()
    ending: Ending | None = None
    rating: Rating | None = None
    note: str | None = None
    notes: tuple[str, ...] = ()
    last_note: LastNote | None = None
    files: tuple[SharedFile, ...] = ()
    refused_files: tuple[str, ...] = ()
    monitors: tuple[str, ...] = ()
    """Supervisors who read along."""
    slips: tuple[Slip, ...] = ()
    closed_at: dt.datetime | None = None
    history_views: int = 0
    """How often earlier sessions were read from this one."""
    purged: tuple[str, ...] = ()
    """What was taken out of its log, as its term was over: `purging.Part`."""

    def question(self, question_id: str) -> Question | None:
        """Return the question with this id, or None."""
        return next((item for item in self.questions if item.question_id == question_id), None)

    def file(self, file_id: str) -> SharedFile | None:
        """Return the file with this id, or None."""
        return next((item for item in self.files if item.file_id == file_id), None)


def is_responsible(session: Session, officer_id: str) -> bool:
    """Tell whether the session is this officer's."""
    return session.officer is not None and session.officer.officer_id == officer_id


def fold(session: Session, logged: ev.LoggedEvent) -> Session:
    """Return `session` after one more event. The events must come in order, without gaps."""
    if logged.seq != session.seq + 1:
        msg = f"event {logged.seq} does not follow {session.seq} in {session.session_id}"
        raise ValueError(msg)
    return changed(_FOLD[type(logged.event)](session, logged, logged.event), seq=logged.seq)


def fold_all(session: Session, events: Iterable[ev.LoggedEvent]) -> Session:
    """Return `session` after all of `events`."""
    for logged in events:
        session = fold(session, logged)
    return session


def _opened(session: Session, logged: ev.LoggedEvent, event: ev.SessionOpened) -> Session:
    return changed(
        session,
        opened_at=logged.at,
        taxpayer=event.taxpayer,
        person=event.person,
        matter_id=event.matter_id,
        tier=event.tier,
        locale=event.locale,
        explained=event.explained,
    )


def _queued(session: Session, logged: ev.LoggedEvent, event: ev.SessionQueued) -> Session:
    waiting = Waiting(
        queue_id=event.queue_id,
        rank=event.rank,
        boost_seconds=event.boost_seconds,
        boost_reason=event.boost_reason,
        reason=event.reason,
        queued_at=logged.at,
    )
    return changed(
        session,
        state=SessionState.QUEUED,
        first_queued_at=session.first_queued_at or logged.at,
        waiting=waiting,
        waited=waiting,
        origin=left_alone(session) if event.reason == "officer_lost" else session.origin,
        offer=None,
        officer=None,
        slot=None,
        hold=None,
        assigned_at=None,
    )


def _offered(session: Session, logged: ev.LoggedEvent, event: ev.OfferMade) -> Session:
    offer = Offer(
        offer_id=event.offer_id,
        officer=event.officer,
        slot=event.slot,
        made_at=logged.at,
        expires_at=event.expires_at,
    )
    return changed(session, state=SessionState.OFFERED, offer=offer, offers_made=session.offers_made + 1)


def _withdrawn(session: Session, logged: ev.LoggedEvent, event: ev.OfferWithdrawn) -> Session:
    # Who misses an offer is away until they say that they are back, and may then be asked at once.
    declined = {event.officer_id: logged.at} if event.reason == "declined" else {}
    passed_over = {**session.passed_over, **declined}
    return changed(session, state=SessionState.QUEUED, offer=None, passed_over=passed_over)


def _assigned(session: Session, logged: ev.LoggedEvent, event: ev.SessionAssigned) -> Session:
    return changed(
        session,
        state=SessionState.ACTIVE,
        offer=None,
        waiting=None,
        wanted_officer_id=None,
        origin=None,
        officer=event.officer,
        slot=event.slot,
        hold=None,
        assigned_at=logged.at,
        first_assigned_at=session.first_assigned_at or logged.at,
    )


def _question_opened(session: Session, logged: ev.LoggedEvent, event: ev.QuestionOpened) -> Session:
    question = Question(
        question_id=event.question_id,
        number=event.number,
        matter_id=event.matter_id,
        step_id=event.step_id,
        error_id=event.error_id,
        text=event.text,
        opened_at=logged.at,
    )
    return changed(session, questions=(*session.questions, question))


def _question_resolved(session: Session, logged: ev.LoggedEvent, event: ev.QuestionResolved) -> Session:
    return _with_question(session, event.question_id, disposition=event.disposition, resolved_at=logged.at)


def _question_confirmed(session: Session, _: ev.LoggedEvent, event: ev.QuestionConfirmed) -> Session:
    return _with_question(session, event.question_id, solved=event.solved)


def _with_question(session: Session, question_id: str, **changes: object) -> Session:
    questions = tuple(
        replace(item, **changes) if item.question_id == question_id else item  # type: ignore[arg-type]
        for item in session.questions
    )
    return changed(session, questions=questions)


def _posted(session: Session, logged: ev.LoggedEvent, event: ev.MessagePosted) -> Session:
    by_second = logged.actor.role is Role.OFFICER and not is_responsible(session, logged.actor.id)
    return changed(session, talk=with_message(session.talk, logged, event, by_second=by_second))


def _aside(session: Session, logged: ev.LoggedEvent, event: together.AsidePosted) -> Session:
    return changed(session, talk=with_aside(session.talk, logged, event))


def _together(session: Session, logged: ev.LoggedEvent, _: ev.Event) -> Session:
    return changed(session, **changes_together(session.consult, logged))


def _read(session: Session, logged: ev.LoggedEvent, event: ev.MessageRead) -> Session:
    return changed(session, talk=with_read(session.talk, logged, event))


def _context(session: Session, _: ev.LoggedEvent, event: ev.ContextUpdated) -> Session:
    old = session.context
    return changed(session, context=merge(old, event.context) if old else event.context)


def _passed(session: Session, _: ev.LoggedEvent, __: ForeignEvent) -> Session:
    return session


def _reported(session: Session, logged: ev.LoggedEvent, event: ev.OutcomeReported) -> Session:
    return changed(session, outcomes=(*session.outcomes, form_outcome(logged, event)))


def _guided(session: Session, logged: ev.LoggedEvent, _: ev.Event) -> Session:
    return changed(session, guidance=fold_guidance(session.guidance, logged))


def _referred(session: Session, logged: ev.LoggedEvent, event: ev.Event) -> Session:
    return _together(_guided(session, logged, event), logged, event)


def _ended(session: Session, logged: ev.LoggedEvent, event: ev.SessionEnded) -> Session:
    return changed(
        session,
        guidance=fold_guidance(session.guidance, logged),
        state=SessionState.WRAP_UP if session.officer else session.state,
        waiting=None,
        offer=None,
        hold=None,
        ending=Ending(at=logged.at, by=logged.actor.role, reason=event.reason),
    )


def _transferred(session: Session, logged: ev.LoggedEvent, event: ev.SessionTransferred) -> Session:
    # not at once to whoever had it, also where a supervisor gives it away
    had_it = {session.officer.officer_id: logged.at} if session.officer else {}
    return changed(
        session,
        tier=int(event.target) if event.kind == "tier" else session.tier,
        wanted_officer_id=event.target if event.kind == "officer" else None,
        origin=handed_over(session, logged, event),
        passed_over={**session.passed_over, **had_it},
    )


def _besides(session: Session, logged: ev.LoggedEvent, _: ev.Event) -> Session:
    return changed(session, **changes_besides(session, logged))


def _slipped(session: Session, logged: ev.LoggedEvent, _: ev.Event) -> Session:
    return changed(session, slips=fold_slips(session.slips, logged))


def _rated(session: Session, logged: ev.LoggedEvent, event: ev.SessionRated) -> Session:
    rating = Rating(
        at=logged.at, score=event.score, reasons=event.reasons, achieved=event.achieved, comment=event.comment
    )
    return changed(session, rating=rating)


def _wrapped_up(session: Session, _: ev.LoggedEvent, event: ev.SessionWrappedUp) -> Session:
    return changed(session, note=event.note)


def _closed(session: Session, logged: ev.LoggedEvent, _: ev.SessionClosed) -> Session:
    return changed(session, state=SessionState.CLOSED, closed_at=logged.at, monitors=())


_FOLD: dict[type[ev.Event], Callable[..., Session]] = {
    ev.SessionOpened: _opened,
    ev.SessionQueued: _queued,
    ev.OfferMade: _offered,
    ev.OfferWithdrawn: _withdrawn,
    ev.SessionAssigned: _assigned,
    ev.QuestionOpened: _question_opened,
    ev.QuestionResolved: _question_resolved,
    ev.QuestionConfirmed: _question_confirmed,
    ev.MessagePosted: _posted,
    ev.MessageRead: _read,
    ev.ContextUpdated: _context,
    ev.OutcomeReported: _reported,
    **dict.fromkeys(GUIDED, _guided),
    together.ConsultStarted: _together,
    together.ConsultJoined: _together,
    together.ConsultIntroduced: _together,
    together.ConsultEnded: _together,
    together.AsidePosted: _aside,
    together.SessionHeld: _together,
    together.SessionContinued: _together,
    together.HallReferred: _referred,
    ev.SessionTransferred: _transferred,
    **dict.fromkeys(BESIDES, _besides),
    **dict.fromkeys(SLIP_EVENTS, _slipped),
    ev.SessionEnded: _ended,
    ev.SessionRated: _rated,
    ev.SessionWrappedUp: _wrapped_up,
    ev.SessionClosed: _closed,
    ForeignEvent: _passed,
}
