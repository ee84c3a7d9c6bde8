"""The state of a session, folded from its events and from nothing else.

`fold(session, logged)` is the only way a session changes; whoever holds the same events holds the same state.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from chatserver.domain import events as ev
from chatserver.domain.actors import OfficerRef, Person, Role, Taxpayer
from chatserver.domain.context import FormContext, merge
from chatserver.domain.files import SharedFile, shared_file
from chatserver.domain.guide import GUIDED, NO_GUIDANCE, Guidance, fold_guidance
from chatserver.domain.question import Question
from chatserver.domain.said import Said
from chatserver.domain.slip import Slip, fold_slips
from chatserver.domain.slip_events import SLIP_EVENTS
from chatserver.domain.standing import Ending, Offer, Rating, Waiting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


_Record = TypeVar("_Record", "Talk", "Session")


class SessionState(StrEnum):
    """Where a session stands. `wrap_up`: the talk is over, the officer still writes the outcome."""

    NEW = "new"
    QUEUED = "queued"
    OFFERED = "offered"
    ACTIVE = "active"
    WRAP_UP = "wrap_up"
    CLOSED = "closed"


@dataclass(frozen=True, kw_only=True)  # no slots, for `_with`
class Talk:
    """What was said, in numbers: who wrote how often, how far each side has read, which sends are known."""

    said: Said = field(default_factory=Said)
    last_seq: int = 0
    taxpayer_messages: int = 0
    officer_messages: int = 0
    first_answer_at: dt.datetime | None = None
    taxpayer_read: int = 0
    officer_read: int = 0


@dataclass(frozen=True, kw_only=True)  # no slots, for `_with`
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
    offer: Offer | None = None
    offers_made: int = 0
    passed_over: dict[str, dt.datetime] = field(default_factory=dict)
    officer: OfficerRef | None = None
    slot: int | None = None
    assigned_at: dt.datetime | None = None
    first_assigned_at: dt.datetime | None = None
    talk: Talk = field(default_factory=Talk)
    guidance: Guidance = NO_GUIDANCE
    ending: Ending | None = None
    rating: Rating | None = None
    note: str | None = None
    notes: tuple[str, ...] = ()
    files: tuple[SharedFile, ...] = ()
    refused_files: tuple[str, ...] = ()
    slips: tuple[Slip, ...] = ()
    closed_at: dt.datetime | None = None

    def question(self, question_id: str) -> Question | None:
        """Return the question with this id, or None."""
        return next((item for item in self.questions if item.question_id == question_id), None)

    def file(self, file_id: str) -> SharedFile | None:
        """Return the file with this id, or None."""
        return next((item for item in self.files if item.file_id == file_id), None)


def said_key(role: Role, client_msg_id: str) -> str:
    """Return the key under which a send is known; each side draws its ids alone."""
    return role + ":" + client_msg_id  # a role is text; a third of what an f-string and .value cost


def fold(session: Session, logged: ev.LoggedEvent) -> Session:
    """Return `session` after one more event. The events must come in order, without gaps."""
    if logged.seq != session.seq + 1:
        msg = f"event {logged.seq} does not follow {session.seq} in {session.session_id}"
        raise ValueError(msg)
    return _with(_FOLD[type(logged.event)](session, logged, logged.event), seq=logged.seq)


def fold_all(session: Session, events: Iterable[ev.LoggedEvent]) -> Session:
    """Return `session` after all of `events`."""
    for logged in events:
        session = fold(session, logged)
    return session


def _with(record: _Record, **changes: object) -> _Record:
    """Do as `dataclasses.replace` does, for what happens all the time: 0.6 µs against 8 for a session."""
    copy: _Record = object.__new__(type(record))
    copy.__dict__.update(record.__dict__)
    copy.__dict__.update(changes)
    return copy


def _opened(session: Session, logged: ev.LoggedEvent, event: ev.SessionOpened) -> Session:
    return _with(
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
    return _with(
        session,
        state=SessionState.QUEUED,
        first_queued_at=session.first_queued_at or logged.at,
        waiting=waiting,
        waited=waiting,
        offer=None,
        officer=None,
        slot=None,
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
    return _with(session, state=SessionState.OFFERED, offer=offer, offers_made=session.offers_made + 1)


def _withdrawn(session: Session, logged: ev.LoggedEvent, event: ev.OfferWithdrawn) -> Session:
    # Who misses an offer is away until they say that they are back, and may then be asked at once.
    declined = {event.officer_id: logged.at} if event.reason == "declined" else {}
    passed_over = {**session.passed_over, **declined}
    return _with(session, state=SessionState.QUEUED, offer=None, passed_over=passed_over)


def _assigned(session: Session, logged: ev.LoggedEvent, event: ev.SessionAssigned) -> Session:
    return _with(
        session,
        state=SessionState.ACTIVE,
        offer=None,
        waiting=None,
        wanted_officer_id=None,
        officer=event.officer,
        slot=event.slot,
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
    return _with(session, questions=(*session.questions, question))


def _question_resolved(session: Session, logged: ev.LoggedEvent, event: ev.QuestionResolved) -> Session:
    return _with_question(session, event.question_id, disposition=event.disposition, resolved_at=logged.at)


def _question_confirmed(session: Session, _: ev.LoggedEvent, event: ev.QuestionConfirmed) -> Session:
    return _with_question(session, event.question_id, solved=event.solved)


def _with_question(session: Session, question_id: str, **changes: object) -> Session:
    questions = tuple(
        replace(item, **changes) if item.question_id == question_id else item  # type: ignore[arg-type]
        for item in session.questions
    )
    return _with(session, questions=questions)


def _posted(session: Session, logged: ev.LoggedEvent, event: ev.MessagePosted) -> Session:
    talk, role = session.talk, logged.actor.role
    said = talk.said.plus(said_key(role, event.client_msg_id), logged.seq)
    if role is Role.OFFICER:
        talk = _with(
            talk,
            said=said,
            last_seq=logged.seq,
            officer_messages=talk.officer_messages + 1,
            officer_read=logged.seq,
            first_answer_at=talk.first_answer_at or logged.at,
        )
    else:
        talk = _with(
            talk,
            said=said,
            last_seq=logged.seq,
            taxpayer_messages=talk.taxpayer_messages + 1,
            taxpayer_read=logged.seq,
        )
    return _with(session, talk=talk)


def _read(session: Session, logged: ev.LoggedEvent, event: ev.MessageRead) -> Session:
    talk = session.talk
    if logged.actor.role is Role.OFFICER:
        return _with(session, talk=_with(talk, officer_read=max(talk.officer_read, event.up_to_seq)))
    return _with(session, talk=_with(talk, taxpayer_read=max(talk.taxpayer_read, event.up_to_seq)))


def _context(session: Session, _: ev.LoggedEvent, event: ev.ContextUpdated) -> Session:
    old = session.context
    return _with(session, context=merge(old, event.context) if old else event.context)


def _guided(session: Session, logged: ev.LoggedEvent, _: ev.Event) -> Session:
    return _with(session, guidance=fold_guidance(session.guidance, logged))


def _ended(session: Session, logged: ev.LoggedEvent, event: ev.SessionEnded) -> Session:
    return _with(
        session,
        guidance=fold_guidance(session.guidance, logged),
        state=SessionState.WRAP_UP if session.officer else session.state,
        waiting=None,
        offer=None,
        ending=Ending(at=logged.at, by=logged.actor.role, reason=event.reason),
    )


def _transferred(session: Session, logged: ev.LoggedEvent, event: ev.SessionTransferred) -> Session:
    return _with(
        session,
        tier=int(event.target) if event.kind == "tier" else session.tier,
        wanted_officer_id=event.target if event.kind == "officer" else None,
        passed_over={**session.passed_over, logged.actor.id: logged.at},
    )


def _noted(session: Session, _: ev.LoggedEvent, event: ev.NoteAdded) -> Session:
    return _with(session, notes=(*session.notes, event.note_id))


def _shared(session: Session, logged: ev.LoggedEvent, event: ev.FileShared) -> Session:
    return _with(session, files=(*session.files, shared_file(logged, event)))


def _refused(session: Session, _: ev.LoggedEvent, event: ev.FileRefused) -> Session:
    return _with(session, refused_files=(*session.refused_files, event.file_id))


def _slipped(session: Session, logged: ev.LoggedEvent, _: ev.Event) -> Session:
    return _with(session, slips=fold_slips(session.slips, logged))


def _rated(session: Session, logged: ev.LoggedEvent, event: ev.SessionRated) -> Session:
    rating = Rating(
        at=logged.at, score=event.score, reasons=event.reasons, achieved=event.achieved, comment=event.comment
    )
    return _with(session, rating=rating)


def _wrapped_up(session: Session, _: ev.LoggedEvent, event: ev.SessionWrappedUp) -> Session:
    return _with(session, note=event.note)


def _closed(session: Session, logged: ev.LoggedEvent, _: ev.SessionClosed) -> Session:
    return _with(session, state=SessionState.CLOSED, closed_at=logged.at)


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
    **dict.fromkeys(GUIDED, _guided),
    ev.SessionTransferred: _transferred,
    ev.NoteAdded: _noted,
    ev.FileShared: _shared,
    ev.FileRefused: _refused,
    **dict.fromkeys(SLIP_EVENTS, _slipped),
    ev.SessionEnded: _ended,
    ev.SessionRated: _rated,
    ev.SessionWrappedUp: _wrapped_up,
    ev.SessionClosed: _closed,
}
