"""Handing over, and notes among officers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from chatserver.domain import transfer as rules
from chatserver.domain.errors import ClaimLost, TransferInvalid
from chatserver.domain.errors_together import NoFreeSlot
from chatserver.domain.events import NoteAdded
from chatserver.domain.officer import TIERS
from chatserver.domain.transfer import Destination
from chatserver.services.guidance import lines_of
from chatserver.services.routing import find_officer_now, tell_officer_soon
from storage.officers import find_officer

if TYPE_CHECKING:
    from chatserver.domain.actors import Actor
    from chatserver.domain.decision import Decision
    from chatserver.domain.session import Session
    from chatserver.services.hub import Hub

_ATTEMPTS = 4
"""How often a slot is looked for that another session was faster to take."""


async def transfer(hub: Hub, actor: Actor, session_id: str, kind: str, target: str, note: str | None) -> Session:
    """Hand over: cold, it waits again in its place; warm, the second officer has it at once.

    Raises TransferInvalid, SessionUnknown, SessionNotActive, NoFreeSlot.
    """
    to = await find_destination(hub, kind, target)
    told = _note(hub, hub.new_id(), note) if note else None
    for _ in range(_ATTEMPTS):
        free = await _free_slots(hub, to)
        try:
            outcome = await hub.journal.change(session_id, partial(_transfer, actor=actor, to=to, note=told, free=free))
        except ClaimLost:  # another session took that slot meanwhile
            continue
        tell_officer_soon(hub, actor.id)
        if outcome.session.officer is not None:
            tell_officer_soon(hub, outcome.session.officer.officer_id)
        return outcome.session
    raise NoFreeSlot(officer_id=target)


def _transfer(
    session: Session, *, actor: Actor, to: Destination, note: NoteAdded | None, free: tuple[int, ...]
) -> Decision:
    return rules.transfer(session, actor, to, note, free)


async def _free_slots(hub: Hub, to: Destination) -> tuple[int, ...]:
    if to.kind != "officer":
        return ()
    officer, _ = await find_officer_now(hub, to.target)
    return officer.free_slots


async def add_note(hub: Hub, actor: Actor, session_id: str, note_id: str, text: str) -> Session:
    """Add a note for officers. Raises MessageEmpty, NoteLimit."""
    note = _note(hub, note_id, text)
    outcome = await hub.journal.change(session_id, lambda session: rules.add_note(session, actor, note))
    return outcome.session


async def find_destination(hub: Hub, kind: str, target: str) -> Destination:
    """Return where a session is to go. Raises TransferInvalid."""
    if kind == "tier" and target in map(str, TIERS):
        return Destination(kind=kind, target=target, name=target)
    if kind == "queue" and (matter := hub.catalogue.find_matter(target)):
        return Destination(kind=kind, target=target, name=matter.name.zh)
    if kind == "officer":
        now = hub.clock.now()
        officer = await hub.database.read(lambda connection: find_officer(connection, target, now))
        if officer is not None and officer.takes_sessions:
            return Destination(kind=kind, target=target, name=officer.name, name_en=officer.name_en)
    raise TransferInvalid(kind=kind, target=target)


def _note(hub: Hub, note_id: str, text: str) -> NoteAdded:
    return NoteAdded(note_id=note_id, text=lines_of(hub, text) or "")
