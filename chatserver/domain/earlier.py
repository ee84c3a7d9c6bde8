"""Earlier sessions of the same taxpayer: for whoever serves them now, and each reading is written down.

When, about what and with which outcome is shown at once; what was said is personal data, and is read only by a look
that stands in the log of the session in which it was needed. Ratings are not shown at all: they judge a colleague's
service, and whoever serves a taxpayer must not know how they rate.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from chatserver.domain.actors import Actor, Role
from chatserver.domain.decision import Decision
from chatserver.domain.errors import HistoryLimit, NotPermitted, SessionNotActive, SessionUnknown
from chatserver.domain.events import (
    ContextUpdated,
    Event,
    MessageRead,
    OfferMade,
    OfferWithdrawn,
    ProposalApplied,
    SessionRated,
)
from chatserver.domain.events_papers import HistoryViewed
from chatserver.domain.guards import check_part, taxpayer_prefix
from chatserver.domain.monitor_events import SUPERVISING
from chatserver.domain.slip_errors import SlipUnknown
from chatserver.domain.standing import FILED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from chatserver.domain.session import Session

EARLIER_TERM = dt.timedelta(days=730)
"""How far back one sees: yearly filings come up again a year later."""
MOST_EARLIER = 20
"""So many are listed, the newest first."""
MAX_VIEWS = 50
"""Most readings of one session; bounds the log."""

_NOT_READ: frozenset[type[Event]] = frozenset(
    {ContextUpdated, MessageRead, OfferMade, OfferWithdrawn, SessionRated, HistoryViewed, *SUPERVISING}
)
"""What a reading leaves out: the form as it was, marks, pairing, the rating, and who has read what or along, and why.

Of the form's values it shows those that were proposed, and what the page made of them, and no others: see `as_read`.
"""


def prefix_of(session: Session) -> str:
    """Return the `taxpayer_prefix` of the session; empty before it is opened."""
    if session.taxpayer is None or session.person is None:
        return ""
    return taxpayer_prefix(session.taxpayer.taxpayer_id, session.person.person_id)


def is_earlier(session: Session, other: Session, since: dt.datetime) -> bool:
    """Tell whether `other` is an ended session of the same taxpayer, not longer ago than `since`."""
    if other.session_id == session.session_id or other.ending is None or other.ending.at < since:
        return False
    prefix = prefix_of(session)
    return prefix != "" and _taxpayer_id(session) == _taxpayer_id(other) and prefix_of(other) == prefix


def _taxpayer_id(session: Session) -> str | None:
    return session.taxpayer.taxpayer_id if session.taxpayer else None


def check_serving(session: Session, actor: Actor) -> None:
    """Raise unless `actor` is the officer who serves the taxpayer now, or still writes the outcome."""
    check_part(session, actor)
    if actor.role is not Role.OFFICER:
        raise NotPermitted
    if session.closed_at is not None:
        raise SessionNotActive(session_id=session.session_id)


def view(session: Session, actor: Actor, other: Session, since: dt.datetime) -> Decision:
    """Write down that the officer reads `other`. Raises SessionUnknown for any that is not the taxpayer's."""
    check_serving(session, actor)
    if not is_earlier(session, other, since):
        raise SessionUnknown(session_id=other.session_id)
    if session.history_views >= MAX_VIEWS:
        raise HistoryLimit(limit=MAX_VIEWS)
    return Decision(((actor, HistoryViewed(viewed_session_id=other.session_id)),))


def view_slip(session: Session, actor: Actor, other: Session, slip_id: str, since: dt.datetime) -> Decision:
    """Write down that the officer reads one slip of `other`. Raises what `view` raises, SlipUnknown."""
    read = view(session, actor, other, since)
    if not any(slip.slip_id == slip_id for slip in other.slips):
        raise SlipUnknown(slip_id=slip_id)
    ((by, _),) = read.facts
    return Decision(((by, HistoryViewed(viewed_session_id=other.session_id, slip_id=slip_id)),))


def view_slips(session: Session, actor: Actor, found: Iterable[tuple[str, str]]) -> Decision:
    """Write down which slips the officer reads, each a session and a slip of the taxpayer's; its own need no word.

    Raises HistoryLimit.
    """
    check_serving(session, actor)
    others = [(session_id, slip_id) for session_id, slip_id in found if session_id != session.session_id]
    if session.history_views + len(others) > MAX_VIEWS:
        raise HistoryLimit(limit=MAX_VIEWS)
    return Decision(
        tuple((actor, HistoryViewed(viewed_session_id=session_id, slip_id=slip_id)) for session_id, slip_id in others)
    )


def is_read(event: Event) -> bool:
    """Tell whether a reading shows this event of the other session."""
    return type(event) not in _NOT_READ


def as_read(event: Event) -> Event:
    """Return what a reading shows of an event: not what the page worked out anew in the rest of the form."""
    return replace(event, recalculated=()) if isinstance(event, ProposalApplied) else event


def is_done(session: Session) -> bool:
    """Tell whether it got done: the page reported the form as accepted, or the taxpayer said so afterwards."""
    filed = any(item.outcome == FILED for item in session.outcomes)
    return filed or (session.rating is not None and session.rating.achieved is True)
