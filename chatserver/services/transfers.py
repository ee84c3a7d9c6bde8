"""Handing over, and notes among officers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatserver.domain import transfer as rules
from chatserver.domain.errors import TransferInvalid
from chatserver.domain.events import NoteAdded
from chatserver.domain.masking import mask_words
from chatserver.domain.officer import TIERS
from chatserver.domain.text import clean_text
from chatserver.domain.transfer import Destination
from chatserver.services.routing import tell_officer_soon
from storage.officers import find_officer

if TYPE_CHECKING:
    from chatserver.domain.actors import Actor
    from chatserver.domain.session import Session
    from chatserver.services.hub import Hub


async def transfer(hub: Hub, actor: Actor, session_id: str, kind: str, target: str, note: str | None) -> Session:
    """Hand over; the session waits again in its place. Raises TransferInvalid, SessionUnknown, SessionNotActive."""
    to = await _destination(hub, kind, target)
    told = _note(hub, hub.new_id(), note) if note else None
    outcome = await hub.journal.change(session_id, lambda session: rules.transfer(session, actor, to, told))
    tell_officer_soon(hub, actor.id)
    return outcome.session


async def add_note(hub: Hub, actor: Actor, session_id: str, note_id: str, text: str) -> Session:
    """Add a note for officers. Raises MessageEmpty, NoteLimit."""
    note = _note(hub, note_id, text)
    outcome = await hub.journal.change(session_id, lambda session: rules.add_note(session, actor, note))
    return outcome.session


async def _destination(hub: Hub, kind: str, target: str) -> Destination:
    if kind == "tier" and target in map(str, TIERS):
        return Destination(kind=kind, target=target, name=target)
    if kind == "queue" and (matter := hub.catalogue.find_matter(target)):
        return Destination(kind=kind, target=target, name=matter.name.zh)
    if kind == "officer":
        now = hub.clock.now()
        officer = await hub.database.read(lambda connection: find_officer(connection, target, now))
        if officer is not None:
            return Destination(kind=kind, target=target, name=officer.name)
    raise TransferInvalid(kind=kind, target=target)


def _note(hub: Hub, note_id: str, text: str) -> NoteAdded:
    words = mask_words(clean_text(text), hub.catalogue.common.sensitive_patterns) or ""
    return NoteAdded(note_id=note_id, text=words)
