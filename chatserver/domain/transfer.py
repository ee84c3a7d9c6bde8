"""Rules for handing over: to a queue, a tier or an officer. Thread, guidance and place in the queue stay.

Cold, it waits again where it stood. Warm, the officer it goes to has joined the talk and takes it over at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from chatserver.domain.actors import HUB, Actor, OfficerRef, Role
from chatserver.domain.consulting import close_consult, second_officer
from chatserver.domain.decision import NOTHING, Decision, FreeSlot, TakeSlot
from chatserver.domain.errors import MessageEmpty, NoteLimit, NotPermitted, SessionNotActive, TransferInvalid
from chatserver.domain.errors_together import NoFreeSlot
from chatserver.domain.events import Event, NoteAdded, SessionAssigned, SessionQueued, SessionTransferred
from chatserver.domain.guards import check_active, check_part

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chatserver.domain.session import Session
    from chatserver.domain.standing import Waiting

REDIRECTED = "redirected"
"""Why a session that waits is queued again: a supervisor has put it elsewhere. It is one wait all the same."""
MAX_NOTES = 100
"""Most notes of one session; bounds memory and replay."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """Where a session goes: `kind` queue (`target` a matter), tier (its number) or officer (their id)."""

    kind: str
    target: str
    name: str
    name_en: str | None = None


def transfer(
    session: Session, actor: Actor, to: Destination, note: NoteAdded | None, free_slots: Sequence[int] = ()
) -> Decision:
    """Hand the session over; it waits again where it stood when it came, or a second officer takes over at once.

    `free_slots`: of the officer it goes to. A repeat is refused as any stranger's command is: whoever handed over takes
    part no longer. Raises TransferInvalid, SessionNotActive, NoFreeSlot.
    """
    check_active(session, actor)
    if actor.role is not Role.OFFICER:
        raise NotPermitted
    if session.waited is None or session.slot is None:
        raise SessionNotActive(session_id=session.session_id)
    if to.kind == "officer" and to.target == actor.id:
        raise TransferInvalid(kind=to.kind, target=to.target)
    facts: list[tuple[Actor, Event]] = [(actor, note)] if note else []
    handed = SessionTransferred(kind=to.kind, target=to.target, target_name=to.name, target_name_en=to.name_en)
    facts.append((actor, handed))
    gone = Decision(tuple(facts), (FreeSlot(actor.id, session.slot),))
    second = second_officer(session)
    if second is not None and to.kind == "officer" and second.officer_id == to.target:
        return gone.then(_take_over(session, second, free_slots))
    return gone.then(close_consult(session, "transferred")).then(wait_again(session.waited, to))


def _take_over(session: Session, second: OfficerRef, free_slots: Sequence[int]) -> Decision:
    if not free_slots:
        raise NoFreeSlot(officer_id=second.officer_id)
    slot = free_slots[0]
    assigned = SessionAssigned(offer_id=None, officer=second, slot=slot)
    return close_consult(session, "took_over").then(
        Decision(((HUB, assigned),), (TakeSlot(second.officer_id, slot),)),
    )


def wait_again(waited: Waiting, to: Destination, reason: str = "transferred") -> Decision:
    """Queue it again where it stood; `redirected` where it had not left the queue."""
    queue_id = to.target if to.kind == "queue" else waited.queue_id
    again = SessionQueued(
        queue_id=queue_id,
        rank=waited.rank,
        boost_seconds=waited.boost_seconds,
        boost_reason=waited.boost_reason,
        reason=reason,
    )
    return Decision(((HUB, again),))


def add_note(session: Session, actor: Actor, note: NoteAdded) -> Decision:
    """Add a note for officers; also while wrapping up. Raises MessageEmpty, NoteLimit."""
    check_part(session, actor)
    if actor.role is not Role.OFFICER:
        raise NotPermitted
    if note.note_id in session.notes:
        return NOTHING
    if session.closed_at is not None:
        raise SessionNotActive(session_id=session.session_id)
    if not note.text:
        raise MessageEmpty
    if len(session.notes) >= MAX_NOTES:
        raise NoteLimit(limit=MAX_NOTES)
    return Decision(((actor, note),))
