"""Who may see which event. A hidden event still sends its number, so it never looks like a gap."""

from __future__ import annotations

from chatserver.domain.actors import Role
from chatserver.domain.events import Event, HistoryViewed, NoteAdded, OfferMade, OfferWithdrawn, SessionWrappedUp

_OFFICERS_ONLY: frozenset[type[Event]] = frozenset(
    {HistoryViewed, NoteAdded, OfferMade, OfferWithdrawn, SessionWrappedUp}
)


def may_see(role: Role, event: Event) -> bool:
    """Tell whether somebody taking part in `role` sees the event's body."""
    return role is not Role.TAXPAYER or type(event) not in _OFFICERS_ONLY
