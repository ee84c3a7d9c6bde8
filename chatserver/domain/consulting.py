"""Rules for consults (会商): a second officer is asked in, reads along, talks aside, may be introduced, and goes again.

The session stays with the officer responsible: only they propose values, give outcomes, hand over and end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatserver.domain.actors import HUB, Actor, OfficerRef, Role
from chatserver.domain.decision import NOTHING, Decision, HoldConsult, ReleaseConsult
from chatserver.domain.errors import MessageLimit, NotPermitted
from chatserver.domain.errors_together import ColleagueAway, ConsultGone, ConsultNotJoined, ConsultOpen
from chatserver.domain.events import Event
from chatserver.domain.events_together import (
    AsidePosted,
    ConsultEnded,
    ConsultIntroduced,
    ConsultJoined,
    ConsultStarted,
)
from chatserver.domain.guards import check_active, check_going_on, check_reader, takes_part
from chatserver.domain.message import MAX_MESSAGES
from chatserver.domain.talk import aside_key

if TYPE_CHECKING:
    from chatserver.domain.session import Session
    from chatserver.domain.together import Consult


def start_consult(session: Session, actor: Actor, start: ConsultStarted, *, is_there: bool = True) -> Decision:
    """Ask a second officer in, who `is_there` now; the same id again changes nothing, also when they are no longer.

    Raises ConsultOpen, ColleagueAway.
    """
    check_active(session, actor)
    if actor.role is not Role.OFFICER:
        raise NotPermitted
    consult = session.consult
    if consult is not None and consult.consult_id == start.consult_id:
        return NOTHING
    if consult is not None and consult.is_open:
        raise ConsultOpen(consult_id=consult.consult_id)
    if start.officer.officer_id == actor.id or not is_there:
        raise ColleagueAway(officer_id=start.officer.officer_id)
    return Decision(((actor, start),), (HoldConsult(start.officer.officer_id),))


def join_consult(session: Session, actor: Actor, consult_id: str) -> Decision:
    """Take part as the one who was asked; joining twice is joining once. Raises ConsultGone, to strangers too."""
    consult = _asked(session, actor, consult_id)
    if consult.has_joined:
        return NOTHING
    joined = ConsultJoined(consult_id=consult_id, officer=consult.officer)
    if not consult.introduced:
        return Decision(((actor, joined),))
    return Decision(((actor, joined), (actor, _introduction(consult))))


def introduce_consult(session: Session, actor: Actor, consult_id: str) -> Decision:
    """Tell the taxpayer who has joined. Raises ConsultGone, ConsultNotJoined."""
    check_active(session, actor)
    if actor.role is not Role.OFFICER:
        raise NotPermitted
    consult = _open(session, consult_id)
    if not consult.has_joined:
        raise ConsultNotJoined(consult_id=consult_id)
    if consult.may_speak:
        return NOTHING
    return Decision(((actor, _introduction(consult)),))


def decline_consult(session: Session, actor: Actor, consult_id: str) -> Decision:
    """Not take part, or no longer; the second time changes nothing. Raises ConsultGone."""
    if _is_over(session, consult_id) and session.consult and session.consult.officer.officer_id == actor.id:
        return NOTHING
    consult = _asked(session, actor, consult_id)
    return _ended(consult, actor, "left" if consult.has_joined else "declined")


def end_consult(session: Session, actor: Actor, consult_id: str) -> Decision:
    """End it, from either side; the second time changes nothing. Raises ConsultGone, SessionUnknown."""
    if not takes_part(session, actor):
        return decline_consult(session, actor, consult_id)
    if actor.role is not Role.OFFICER:
        raise NotPermitted
    if _is_over(session, consult_id):
        return NOTHING
    consult = _open(session, consult_id)
    return _ended(consult, actor, "ended" if consult.has_joined else "cancelled")


def close_consult(session: Session, reason: str) -> Decision:
    """End whatever consult is open because something else happens to the session; without one, nothing."""
    consult = session.consult
    return _ended(consult, HUB, reason) if consult is not None and consult.is_open else NOTHING


def lose_second(session: Session, officer_id: str) -> Decision:
    """End the consult because the second officer's line is gone; anybody else's is left alone."""
    consult = session.consult
    if consult is None or consult.officer.officer_id != officer_id:
        return NOTHING
    return close_consult(session, "officer_lost")


def post_aside(session: Session, actor: Actor, aside: AsidePosted) -> Decision:
    """Say something that only officers see; the same `client_msg_id` again changes nothing.

    A supervisor who reads along may whisper so, too. Raises ConsultNotJoined: where nobody else would hear it.
    """
    check_reader(session, actor)
    if actor.role is not Role.OFFICER:
        raise NotPermitted
    if session.talk.said.number(aside_key(aside.client_msg_id)) is not None:
        return NOTHING
    check_going_on(session)
    has_second = session.consult is not None and session.consult.has_joined
    if session.officer is None or not (has_second or session.monitors):
        raise ConsultNotJoined
    if len(session.talk.said) >= MAX_MESSAGES:
        raise MessageLimit(limit=MAX_MESSAGES)
    return Decision(((actor, aside),))


def asked_officer(session: Session) -> OfficerRef | None:
    """Return who is asked in and has not answered, or None."""
    consult = session.consult
    return consult.officer if consult is not None and consult.is_open and consult.joined_at is None else None


def second_officer(session: Session) -> OfficerRef | None:
    """Return who has joined and takes part now, or None."""
    consult = session.consult
    return consult.officer if consult is not None and consult.has_joined else None


def _introduction(consult: Consult) -> Event:
    return ConsultIntroduced(consult_id=consult.consult_id, officer=consult.officer)


def _ended(consult: Consult, actor: Actor, reason: str) -> Decision:
    officer, is_known = consult.officer, consult.introduced_at is not None
    event = ConsultEnded(consult_id=consult.consult_id, officer=officer, reason=reason, introduced=is_known)
    return Decision(((actor, event),), (ReleaseConsult(officer.officer_id),))


def _is_over(session: Session, consult_id: str) -> bool:
    consult = session.consult
    return consult is not None and consult.consult_id == consult_id and not consult.is_open


def _open(session: Session, consult_id: str) -> Consult:
    consult = session.consult
    if consult is None or consult.consult_id != consult_id or not consult.is_open:
        raise ConsultGone(consult_id=consult_id)
    return consult


def _asked(session: Session, actor: Actor, consult_id: str) -> Consult:
    consult = _open(session, consult_id)
    if actor.role is not Role.OFFICER or consult.officer.officer_id != actor.id:
        raise ConsultGone(consult_id=consult_id)
    return consult
