"""Who may see which event. A hidden event still sends its number, so it never looks like a gap."""

from __future__ import annotations

from chatserver.domain.actors import Role
from chatserver.domain.events import Event, NoteAdded, OfferMade, OfferWithdrawn, SessionWrappedUp
from chatserver.domain.events_papers import HistoryViewed
from chatserver.domain.events_together import AsidePosted, ConsultEnded, ConsultJoined, ConsultStarted
from chatserver.domain.foreign import ForeignEvent
from chatserver.domain.monitor_events import SUPERVISING

_OFFICERS_ONLY: frozenset[type[Event]] = frozenset(
    {HistoryViewed, NoteAdded, OfferMade, OfferWithdrawn, SessionWrappedUp, ConsultStarted, ConsultJoined, AsidePosted}
    | {*SUPERVISING}
)


def may_see(role: Role, event: Event) -> bool:
    """Tell whether somebody taking part in `role` sees the event's body; what this version cannot read, nobody."""
    if type(event) is ForeignEvent:
        return False
    if role is not Role.TAXPAYER:
        return True
    if isinstance(event, ConsultEnded):  # of whom the taxpayer was never told, they hear nothing at the end either
        return event.introduced
    return type(event) not in _OFFICERS_ONLY
