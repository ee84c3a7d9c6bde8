"""Who may see which event. A hidden event still sends its number, so it never looks like a gap."""

from __future__ import annotations

from chatserver.domain.actors import Role
from chatserver.domain.events import Event, NoteAdded, OfferMade, OfferWithdrawn, SessionWrappedUp
from chatserver.domain.foreign import ForeignEvent

_OFFICERS_ONLY: frozenset[type[Event]] = frozenset({NoteAdded, OfferMade, OfferWithdrawn, SessionWrappedUp})


def may_see(role: Role, event: Event) -> bool:
    """Tell whether somebody taking part in `role` sees the event's body; what this version cannot read, nobody."""
    if type(event) is ForeignEvent:
        return False
    return role is not Role.TAXPAYER or type(event) not in _OFFICERS_ONLY
