"""Rules for handing over: to a queue, a tier or an officer. Thread, guidance and place in the queue stay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from chatserver.domain.actors import HUB, Actor, Role
from chatserver.domain.decision import NOTHING, Decision, FreeSlot
from chatserver.domain.errors import MessageEmpty, NoteLimit, NotPermitted, SessionNotActive, TransferInvalid
from chatserver.domain.events import Event, NoteAdded, SessionQueued, SessionTransferred
from chatserver.domain.guards import check_active, check_part

if TYPE_CHECKING:
    from chatserver.domain.session import Session

MAX_NOTES = 100
"""Most notes of one session; bounds memory and replay."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """Where a session goes: `kind` queue (`target` a matter), tier (its number) or officer (their id)."""

    kind: str
    target: str
    name: str


def transfer(session: Session, actor: Actor, to: Destination, note: NoteAdded | None) -> Decision:
    """Hand the session over; it waits again where it stood when it came. Raises TransferInvalid, SessionNotActive.

    A repeat is refused as any stranger's command is: whoever handed over takes part no longer.
    """
    check_active(session, actor)
    if actor.role is not Role.OFFICER:
        raise NotPermitted
    if session.waited is None or session.slot is None:
        raise SessionNotActive(session_id=session.session_id)
    if to.kind == "officer" and to.target == actor.id:
        raise TransferInvalid(kind=to.kind, target=to.target)
    waited = session.waited
    queue_id = to.target if to.kind == "queue" else waited.queue_id
    facts: list[tuple[Actor, Event]] = [(actor, note)] if note else []
    facts.append((actor, SessionTransferred(kind=to.kind, target=to.target, target_name=to.name)))
    again = SessionQueued(
        queue_id=queue_id,
        rank=waited.rank,
        boost_seconds=waited.boost_seconds,
        boost_reason=waited.boost_reason,
        reason="transferred",
    )
    facts.append((HUB, again))
    return Decision(tuple(facts), (FreeSlot(actor.id, session.slot),))


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
