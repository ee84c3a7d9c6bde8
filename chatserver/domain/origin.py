"""Whence a waiting session comes: handed over, given away by a supervisor, or left by an officer who was lost.

Folded from the log so that whoever is offered it reads it on the card; over once somebody has taken it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from chatserver.domain.actors import OfficerRef

if TYPE_CHECKING:
    from chatserver.domain.events import LoggedEvent, NoteAdded, SessionTransferred
    from chatserver.domain.monitor_events import SessionReassigned
    from chatserver.domain.session import Session

MOST_REASON = 120
"""Characters of a note that a card has room for; the whole of it is in the thread."""


class OriginKind(StrEnum):
    """What brought the session back into the queue."""

    TRANSFERRED = "transferred"
    REASSIGNED = "reassigned"
    OFFICER_LOST = "officer_lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Whence it comes. `officer`: who handed it over, gave it away or was lost; null where the log does not say.

    `way` and `target`: where to, as in `session.transferred`; null after a loss. `reason`: what they wrote with it.
    """

    kind: OriginKind
    officer: OfficerRef | None
    way: str | None = None
    target: str | None = None
    target_name: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LastNote:
    """The beginning of the last note, and which number it has: one just before a transfer belongs to it."""

    seq: int
    by: str
    text: str


def last_note(logged: LoggedEvent, event: NoteAdded) -> LastNote:
    """Return what the session keeps of a note's text."""
    text = " ".join(event.text.split())
    kept = text if len(text) <= MOST_REASON else f"{text[: MOST_REASON - 1]}…"
    return LastNote(seq=logged.seq, by=logged.actor.id, text=kept)


def given_away(event: SessionReassigned) -> Origin:
    """Return what is known before the supervisor's `session.transferred` says where to."""
    return Origin(kind=OriginKind.REASSIGNED, officer=event.officer, reason=event.reason)


def handed_over(session: Session, logged: LoggedEvent, event: SessionTransferred) -> Origin:
    """Return whence it comes after a transfer; older logs do not say which supervisor, and why."""
    if event.by_supervisor:
        begun = session.origin
        is_told = begun is not None and begun.kind is OriginKind.REASSIGNED and begun.way is None
        origin = begun if begun is not None and is_told else Origin(kind=OriginKind.REASSIGNED, officer=None)
    else:
        note = session.last_note
        is_its = note is not None and (note.seq, note.by) == (logged.seq - 1, logged.actor.id)
        reason = note.text if note is not None and is_its else None
        origin = Origin(kind=OriginKind.TRANSFERRED, officer=session.officer, reason=reason)
    return replace(origin, way=event.kind, target=event.target, target_name=event.target_name)


def left_alone(session: Session) -> Origin:
    """Return whence it comes after its officer was lost."""
    return Origin(kind=OriginKind.OFFICER_LOST, officer=session.officer)
