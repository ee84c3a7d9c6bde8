"""Rules for supervisors: reading a session along, stepping in, giving it away. Who is one is asked before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatserver.domain.actors import HUB, Actor, OfficerRef, Role
from chatserver.domain.consulting import close_consult
from chatserver.domain.decision import NOTHING, Decision, FreeSlot, HoldConsult
from chatserver.domain.errors import (
    ReasonMissing,
    SessionEnded,
    SessionNotActive,
    SessionNotWaiting,
    SessionUnknown,
    TransferInvalid,
)
from chatserver.domain.errors_together import ConsultGone, ConsultOpen
from chatserver.domain.events import SessionTransferred
from chatserver.domain.events_together import ConsultIntroduced, ConsultJoined, ConsultStarted
from chatserver.domain.guards import check_going_on, check_with_officer, has_joined, is_monitoring, takes_part
from chatserver.domain.monitor_events import MonitorStarted, MonitorStopped, SessionReassigned
from chatserver.domain.offer import withdraw_offer
from chatserver.domain.text import is_blank
from chatserver.domain.transfer import REDIRECTED, wait_again

if TYPE_CHECKING:
    from chatserver.domain.session import Session
    from chatserver.domain.standing import Waiting
    from chatserver.domain.transfer import Destination


def start_monitor(session: Session, officer: OfficerRef, reason: str) -> Decision:
    """Let the supervisor read; a repeat is nothing. Raises SessionUnknown, SessionEnded once closed, ReasonMissing."""
    _check_there(session)
    if session.closed_at is not None:
        raise SessionEnded(session_id=session.session_id)
    if officer.officer_id in session.monitors:
        return NOTHING
    if is_blank(reason):
        raise ReasonMissing
    return Decision(((_acting(officer), MonitorStarted(officer=officer, reason=reason)),))


def stop_monitor(session: Session, officer: OfficerRef) -> Decision:
    """The supervisor reads no longer; who does not read changes nothing."""
    return _stopped(session, officer.officer_id, _acting(officer))


def end_monitor(session: Session, officer_id: str) -> Decision:
    """Whoever supervises no more reads no longer: the hub says so."""
    return _stopped(session, officer_id, HUB)


def _stopped(session: Session, officer_id: str, by: Actor) -> Decision:
    _check_there(session)
    if officer_id not in session.monitors:
        return NOTHING
    return Decision(((by, MonitorStopped(officer_id=officer_id)),))


def join(session: Session, officer: OfficerRef, consult_id: str) -> Decision:
    """Step in as the second officer, of whom the taxpayer is told; the same id again changes nothing while they are in.

    Only where they read along: it gave the reason. Raises SessionUnknown, SessionEnded, SessionNotActive, ConsultOpen,
    ConsultGone for the id of one that is over.
    """
    acting, consult = _acting(officer), session.consult
    if consult is not None and consult.consult_id == consult_id and has_joined(session, acting):
        return NOTHING
    if not is_monitoring(session, acting) or takes_part(session, acting):
        raise SessionUnknown(session_id=session.session_id)
    check_with_officer(session)
    if consult is not None and consult.is_open:
        raise ConsultOpen(consult_id=consult.consult_id)
    if consult is not None and consult.consult_id == consult_id:
        raise ConsultGone(consult_id=consult_id)
    facts = (
        ConsultStarted(consult_id=consult_id, officer=officer, introduced=True),
        ConsultJoined(consult_id=consult_id, officer=officer),
        ConsultIntroduced(consult_id=consult_id, officer=officer),
        MonitorStopped(officer_id=officer.officer_id),
    )
    return Decision(tuple((acting, fact) for fact in facts), (HoldConsult(officer.officer_id),))


def reassign(session: Session, officer: OfficerRef, to: Destination, reason: str | None = None) -> Decision:
    """Give a session that an officer has to another queue, tier or officer; it waits again where it stood.

    Raises SessionUnknown, SessionEnded, SessionNotActive, TransferInvalid.
    """
    _check_there(session)
    check_with_officer(session)
    responsible = session.officer
    if responsible is None or session.waited is None or session.slot is None:
        raise SessionNotActive(session_id=session.session_id)
    if to.kind == "officer" and to.target == responsible.officer_id:
        raise TransferInvalid(kind=to.kind, target=to.target)
    freed = Decision((), (FreeSlot(responsible.officer_id, session.slot),))
    gone = _given_away(officer, to, reason).then(freed)
    return gone.then(close_consult(session, "transferred")).then(wait_again(session.waited, to))


def redirect(session: Session, officer: OfficerRef, to: Destination, reason: str | None) -> Decision:
    """Put a session that waits into another queue or line, or before one officer; it keeps its place.

    An offer that stands is taken back. Raises SessionUnknown, SessionEnded, ReasonMissing, TransferInvalid for where it
    is already, SessionNotWaiting where somebody has taken it meanwhile.
    """
    _check_there(session)
    check_going_on(session)
    waiting, offer = session.waiting, session.offer
    if waiting is None:
        raise SessionNotWaiting(session_id=session.session_id)
    if reason is None or is_blank(reason):
        raise ReasonMissing
    if _is_there(session, waiting, to):
        raise TransferInvalid(kind=to.kind, target=to.target)
    back = withdraw_offer(offer, HUB, "reassigned") if offer else NOTHING
    return back.then(_given_away(officer, to, reason)).then(wait_again(waiting, to, REDIRECTED))


def _is_there(session: Session, waiting: Waiting, to: Destination) -> bool:
    """Tell whether it waits there now, and for nobody else."""
    wanted, offer = session.wanted_officer_id, session.offer
    if to.kind == "officer":
        return to.target == (offer.officer.officer_id if offer else wanted)
    place = waiting.queue_id if to.kind == "queue" else str(session.tier)
    return wanted is None and to.target == place


def _given_away(officer: OfficerRef, to: Destination, reason: str | None) -> Decision:
    acting = _acting(officer)
    handed = SessionTransferred(
        kind=to.kind, target=to.target, target_name=to.name, by_supervisor=True, target_name_en=to.name_en
    )
    return Decision(((acting, SessionReassigned(officer=officer, reason=reason or None)), (acting, handed)))


def _check_there(session: Session) -> None:
    if session.seq == 0:
        raise SessionUnknown(session_id=session.session_id)


def _acting(officer: OfficerRef) -> Actor:
    return Actor(role=Role.OFFICER, id=officer.officer_id)
