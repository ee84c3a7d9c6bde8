"""What must be true of every log, whatever happened: here of the log of one session, read by itself.

`violations_of(events)` replays a log against the rules and tells what the rules would never have written. Nothing here
decides anything; it is for checkers (`daoban log check`), for the fault harness and for tests.

What one log does not prove: that somebody acknowledged is in it (only the client knows what was acknowledged), that
nobody waited while an officer was free (presence and capacity are not logged), and the times: several nodes have
several clocks, so an `at` may be earlier than the one before it, and only what is off by more than `skew` counts.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from chatserver.domain import events as ev
from chatserver.domain import events_papers as papers
from chatserver.domain import invariants_slip as slips
from chatserver.domain.actors import Role
from chatserver.domain.event_rules import MAY_DO, MAY_HAPPEN_IN, NOT_AFTER_THE_END, ONLY_AFTER_THE_END
from chatserver.domain.guards import key_of
from chatserver.domain.invariants_guidance import broken_guidance
from chatserver.domain.invariants_together import broken_together, may_act_beside, took_over
from chatserver.domain.purging import Part, left_in
from chatserver.domain.routing import PASS_OVER_SECONDS
from chatserver.domain.session import Session, SessionState, fold
from chatserver.domain.talk import said_key
from chatserver.domain.transfer import REDIRECTED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from chatserver.domain.events import LoggedEvent

NO_SKEW = dt.timedelta(0)


class Kind(StrEnum):
    """What was broken; the value is how a report names it."""

    NUMBERS = "numbers"
    STATE = "state"
    ACTOR = "actor"
    OFFER = "offer"
    OFFICER = "officer"
    DOUBLED = "doubled"
    READ_MARK = "read-mark"
    QUESTION = "question"
    GUIDANCE = "guidance"
    CONSULT = "consult"
    SLIP = "slip"
    ENDING = "ending"
    PLACE = "place"
    PASSED_OVER = "passed-over"
    SLOT = "slot"
    PERSON = "person"
    ORDER = "order"
    UNREADABLE = "unreadable"
    ROW = "row"
    PURGED = "purged"
    HOLD = "hold"
    STATUS = "status"


MEANING: dict[Kind, str] = {
    Kind.NUMBERS: "the numbers of a session are not 1, 2, 3 … without gaps",
    Kind.STATE: "an event happened in a state in which it cannot",
    Kind.ACTOR: "somebody did what only another may do",
    Kind.OFFER: "an offer answered twice, by another, before or after its time",
    Kind.OFFICER: "an officer acts who is not the one responsible",
    Kind.DOUBLED: "the same send of a client is in the log twice",
    Kind.READ_MARK: "a read mark moved back, or beyond what was said",
    Kind.QUESTION: "a question that was never asked, twice asked, or left without outcome",
    Kind.GUIDANCE: "a guide number out of row; a proposal answered twice, or filled in and not accepted",
    Kind.CONSULT: "a second officer who was not asked or not introduced acts; a consult or hold that is not there ends",
    Kind.SLIP: "two slips at once; a slip confirmed with papers missing, checked unconfirmed, or concluded twice",
    Kind.ENDING: "something was said, rated or closed at the wrong side of the end",
    Kind.PLACE: "a place in the queue was lost, or does not follow from when it was taken",
    Kind.PASSED_OVER: "offered again to the officer who had just declined it",
    Kind.SLOT: "one unit of an officer's capacity held two sessions at once, or one beyond the capacity",
    Kind.PERSON: "a person had two sessions open at once",
    Kind.ORDER: "an officer was offered a session while a better placed one of the same kind waited on",
    Kind.UNREADABLE: "an event that this version cannot read",
    Kind.ROW: "a session's row tells another story than its log",
    Kind.PURGED: "what a session was purged of is in its log still, or it was purged of it twice",
    Kind.HOLD: "a slot or a person is held (or not) against what the log says",
    Kind.STATUS: "an officer's status or its log has gaps or disagrees",
}


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing that must not be. `subject` is the session (of `STATUS`: the officer), `seq` the event, 0 for none."""

    kind: Kind
    subject: str
    seq: int
    words: str


def violations_of(events: Iterable[LoggedEvent], skew: dt.timedelta = NO_SKEW) -> list[Violation]:
    """Return what is wrong with one session's log, given in order; `skew`: how far clocks may be apart.

    Behind a gap nothing is judged: without the missing fact every state is guesswork.
    """
    found: list[Violation] = []
    session: Session | None = None
    rank = math.inf
    told: list[LoggedEvent] = []
    for logged in events:
        before = session or Session(session_id=logged.session_id)
        if logged.seq != before.seq + 1 or logged.session_id != before.session_id:
            words = f"number {logged.seq} of {logged.session_id} comes after {before.seq} of {before.session_id}"
            found.append(Violation(Kind.NUMBERS, before.session_id, logged.seq, words))
            return found
        found += [Violation(kind, logged.session_id, logged.seq, words) for kind, words in _judge(before, logged, skew)]
        if isinstance(logged.event, papers.SessionPurged):
            found += _left(told, logged, logged.event)
        if isinstance(logged.event, ev.SessionQueued):
            if logged.event.rank > rank + skew.total_seconds() + _MICROSECOND:
                words = f"waits again with rank {logged.event.rank}, behind {rank}, where it was"
                found.append(Violation(Kind.PLACE, logged.session_id, logged.seq, words))
            rank = min(rank, logged.event.rank)
        session = fold(before, logged)
        told.append(logged)
    return found


def _left(told: Sequence[LoggedEvent], logged: LoggedEvent, event: papers.SessionPurged) -> Iterator[Violation]:
    parts = [part for part in Part if part.value == event.part]
    if not parts:
        yield Violation(Kind.PURGED, logged.session_id, logged.seq, f"purged of {event.part}, which is nothing")
    for part in parts:
        for seq in left_in(told, part):
            words = f"purged of {event.part}, but number {seq} still has some"
            yield Violation(Kind.PURGED, logged.session_id, logged.seq, words)


def _judge(session: Session, logged: LoggedEvent, skew: dt.timedelta) -> Iterator[tuple[Kind, str]]:
    event = logged.event
    yield from _at_the_right_time(session, event)
    yield from _by_the_right_one(session, logged)
    yield from _RULES.get(type(event), _nothing)(session, logged, event, skew)
    yield from ((Kind.GUIDANCE, words) for words in broken_guidance(session.guidance, event))
    yield from ((Kind.CONSULT, words) for words in broken_together(session, logged))
    yield from ((Kind.SLIP, words) for words in slips.broken_slips(session, event))


def _at_the_right_time(session: Session, event: ev.Event) -> Iterator[tuple[Kind, str]]:
    kind, ended = type(event), session.ending is not None
    if session.opened_at is None and kind is not ev.SessionOpened:
        yield Kind.STATE, f"{event.type} before session.opened"
    elif session.state not in MAY_HAPPEN_IN[kind] or (session.seq and kind is ev.SessionOpened):
        yield Kind.STATE, f"{event.type} while {session.state.value}"
    if ended and (kind in NOT_AFTER_THE_END or kind is ev.SessionEnded):
        yield Kind.ENDING, f"{event.type} after the end"
    if not ended and kind in ONLY_AFTER_THE_END:
        yield Kind.ENDING, f"{event.type} before the end"


_ON_AN_OFFER = (ev.OfferWithdrawn, ev.SessionAssigned)


def _by_the_right_one(session: Session, logged: LoggedEvent) -> Iterator[tuple[Kind, str]]:
    actor, event = logged.actor, logged.event
    if actor.role not in MAY_DO[type(event)]:
        yield Kind.ACTOR, f"{event.type} by {actor.role.value}"
    elif actor.role is Role.TAXPAYER and session.seq and actor.id != key_of(session):
        yield Kind.ACTOR, f"{event.type} by {actor.id}, but it is the session of {key_of(session)}"
    elif actor.role is Role.OFFICER and not isinstance(event, _ON_AN_OFFER):
        responsible = session.officer.officer_id if session.officer else None
        if actor.id != responsible and not may_act_beside(
            session, logged
        ):  # so nobody answers before the assignment, nor after another has taken over
            yield Kind.OFFICER, f"{event.type} by {actor.id} while {responsible or 'nobody'} is responsible"


def _nothing(*_: object) -> Iterator[tuple[Kind, str]]:
    return iter(())


def _queued(
    session: Session, logged: LoggedEvent, event: ev.SessionQueued, skew: dt.timedelta
) -> Iterator[tuple[Kind, str]]:
    if session.state is SessionState.QUEUED and event.reason != REDIRECTED:
        yield Kind.STATE, f"{event.type} as {event.reason} while {session.state.value}"
    queued_at = event.rank + event.boost_seconds
    if queued_at > logged.at.timestamp() + skew.total_seconds() + _MICROSECOND:
        yield Kind.PLACE, f"rank {event.rank} with a boost of {event.boost_seconds} s means queued after it was logged"


_MICROSECOND = 1e-6
"""Ranks are floats of epoch seconds: they tell microseconds apart, not more."""


def _made(session: Session, logged: LoggedEvent, event: ev.OfferMade, skew: dt.timedelta) -> Iterator[tuple[Kind, str]]:
    if event.slot < 1:
        yield Kind.SLOT, f"slot {event.slot} of {event.officer.officer_id}"
    declined = session.passed_over.get(event.officer.officer_id)
    if declined is not None and logged.at - declined < dt.timedelta(seconds=PASS_OVER_SECONDS) - skew:
        seconds = (logged.at - declined).total_seconds()
        yield Kind.PASSED_OVER, f"offered to {event.officer.officer_id} {seconds:.1f} s after they declined"


def _withdrawn(
    session: Session, logged: LoggedEvent, event: ev.OfferWithdrawn, skew: dt.timedelta
) -> Iterator[tuple[Kind, str]]:
    yield from _answers(session, event.offer_id, event.officer_id)
    if (event.reason == "declined") != (logged.actor.role is Role.OFFICER):
        yield Kind.ACTOR, f"withdrawn as {event.reason} by {logged.actor.role.value}"
    elif event.reason == "declined" and logged.actor.id != event.officer_id:
        yield Kind.OFFER, f"{logged.actor.id} declined the offer of {event.officer_id}"
    if event.reason == "expired" and session.offer and logged.at <= session.offer.expires_at - skew:
        yield Kind.OFFER, f"expired before its time, {session.offer.expires_at.isoformat()}"


def _assigned(
    session: Session, logged: LoggedEvent, event: ev.SessionAssigned, _: dt.timedelta
) -> Iterator[tuple[Kind, str]]:
    # Whether it was taken in time is not judged: the officer said so in time, the log says when it was written.
    if event.offer_id is None:
        if not took_over(session, logged, event):
            yield Kind.OFFER, f"{event.officer.officer_id} took over without having joined"
        return
    if session.state is SessionState.ACTIVE:
        yield Kind.STATE, f"{event.type} while {session.state.value}"
    yield from _answers(session, event.offer_id, event.officer.officer_id)
    if logged.actor.id != event.officer.officer_id:
        yield Kind.OFFER, f"{logged.actor.id} took the offer of {event.officer.officer_id}"
    if session.offer and session.offer.slot != event.slot:
        yield Kind.SLOT, f"offered on slot {session.offer.slot}, assigned to {event.slot}"


def _answers(session: Session, offer_id: str, officer_id: str) -> Iterator[tuple[Kind, str]]:
    offer = session.offer
    if offer is None or (offer.offer_id, offer.officer.officer_id) != (offer_id, officer_id):
        stands = f"{offer.offer_id} to {offer.officer.officer_id}" if offer else "none"
        yield Kind.OFFER, f"answers offer {offer_id} to {officer_id}, but the one that stands is {stands}"


def _posted(
    session: Session, logged: LoggedEvent, event: ev.MessagePosted, _: dt.timedelta
) -> Iterator[tuple[Kind, str]]:
    known = session.talk.said.number(said_key(logged.actor.role, event.client_msg_id))
    if known is not None:
        yield Kind.DOUBLED, f"client_msg_id {event.client_msg_id} is number {known} already"


def _read(session: Session, logged: LoggedEvent, event: ev.MessageRead, _: dt.timedelta) -> Iterator[tuple[Kind, str]]:
    talk = session.talk
    known = talk.officer_read if logged.actor.role is Role.OFFICER else talk.taxpayer_read
    if event.up_to_seq > talk.last_seq:
        yield Kind.READ_MARK, f"read up to {event.up_to_seq}, the last message is {talk.last_seq}"
    if event.up_to_seq <= known:
        yield Kind.READ_MARK, f"read up to {event.up_to_seq}, but already at {known}"


def _asked(session: Session, _: LoggedEvent, event: ev.QuestionOpened, __: dt.timedelta) -> Iterator[tuple[Kind, str]]:
    if session.question(event.question_id) or event.number != len(session.questions) + 1:
        yield Kind.QUESTION, f"question {event.question_id} is number {event.number} behind {len(session.questions)}"


def _decided(
    session: Session, _: LoggedEvent, event: ev.QuestionResolved | ev.QuestionConfirmed, __: dt.timedelta
) -> Iterator[tuple[Kind, str]]:
    if session.question(event.question_id) is None:
        yield Kind.QUESTION, f"{event.type} of {event.question_id}, which was never asked"


def _filed(
    session: Session, _: LoggedEvent, event: papers.FileShared | papers.FileRefused, __: dt.timedelta
) -> Iterator[tuple[Kind, str]]:
    if session.file(event.file_id) or event.file_id in session.refused_files:
        yield Kind.DOUBLED, f"what became of file {event.file_id} is in the log already"


def _removed(
    session: Session, _: LoggedEvent, event: papers.FileRemoved, __: dt.timedelta
) -> Iterator[tuple[Kind, str]]:
    found = session.file(event.file_id)
    if found is None or found.removed_at is not None:
        yield Kind.DOUBLED, f"{event.type} of {event.file_id}, which is not there"
    if any(slip.is_running for slip in session.slips):
        yield Kind.SLIP, f"{event.type} of {event.file_id} while a slip was unfinished"


def _purged(
    session: Session, _: LoggedEvent, event: papers.SessionPurged, __: dt.timedelta
) -> Iterator[tuple[Kind, str]]:
    if event.part in session.purged:
        yield Kind.PURGED, f"purged of {event.part} twice"


def _reported(
    session: Session, _: LoggedEvent, event: ev.OutcomeReported, __: dt.timedelta
) -> Iterator[tuple[Kind, str]]:
    asked = {item.question_id for item in session.questions if item.matter_id == event.matter_id}
    if not asked.issuperset(event.question_ids):
        yield Kind.QUESTION, f"{event.outcome} is about questions that were not asked about {event.matter_id}"


def _rated(session: Session, _: LoggedEvent, __: ev.SessionRated, ___: dt.timedelta) -> Iterator[tuple[Kind, str]]:
    if session.rating is not None:
        yield Kind.ENDING, "rated twice"
    if session.first_assigned_at is None:
        yield Kind.ENDING, "rated, but no officer ever answered"


def _closed(session: Session, _: LoggedEvent, __: ev.SessionClosed, ___: dt.timedelta) -> Iterator[tuple[Kind, str]]:
    undecided = [question.question_id for question in session.questions if question.disposition is None]
    if session.officer is not None and undecided:
        yield Kind.QUESTION, f"closed without an outcome of {', '.join(undecided)}"


_RULES: dict[type[ev.Event], Callable[[Session, LoggedEvent, Any, dt.timedelta], Iterator[tuple[Kind, str]]]] = {
    ev.SessionQueued: _queued,
    ev.OfferMade: _made,
    ev.OfferWithdrawn: _withdrawn,
    ev.SessionAssigned: _assigned,
    ev.MessagePosted: _posted,
    ev.MessageRead: _read,
    ev.QuestionOpened: _asked,
    ev.QuestionResolved: _decided,
    ev.QuestionConfirmed: _decided,
    papers.FileShared: _filed,
    papers.FileRefused: _filed,
    papers.FileRemoved: _removed,
    papers.SessionPurged: _purged,
    ev.OutcomeReported: _reported,
    ev.SessionRated: _rated,
    ev.SessionClosed: _closed,
}
