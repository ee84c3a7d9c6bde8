"""Earlier sessions of the taxpayer whom an officer serves: a list, and one to be read, which is logged first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from chatserver.domain import earlier as rules
from chatserver.services.history import Tail, find, tail
from chatserver.services.slips import FoundSlip
from storage.codec import encode
from storage.earlier import find_ended
from storage.sessions import StoredEvent

if TYPE_CHECKING:
    from chatserver.domain.actors import Actor
    from chatserver.domain.session import Session
    from chatserver.services.hub import Hub


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """The taxpayer's ended sessions, the newest first; `more`: there are others before them."""

    sessions: list[Session]
    more: bool


async def look(hub: Hub, actor: Actor, session_id: str) -> Earlier:
    """Return what the taxpayer asked before. Raises SessionUnknown, SessionNotActive for all but who serves them."""
    session = await find(hub, actor, session_id)
    rules.check_serving(session, actor)
    since = hub.clock.now() - rules.EARLIER_TERM
    prefix, limit = rules.prefix_of(session), rules.MOST_EARLIER + 2  # this one may be among them
    found = await hub.database.read(lambda connection: find_ended(connection, prefix, since, limit))
    others = [other for other in found if rules.is_earlier(session, other, since)]
    return Earlier(sessions=others[: rules.MOST_EARLIER], more=len(others) > rules.MOST_EARLIER)


async def view(hub: Hub, actor: Actor, session_id: str, earlier_id: str) -> Tail:
    """Log that the officer reads it, then return it. Raises SessionUnknown, SessionNotActive, HistoryLimit."""
    other = await hub.journal.load(earlier_id)
    since = hub.clock.now() - rules.EARLIER_TERM
    await hub.journal.change(session_id, lambda session: rules.view(session, actor, other, since))
    read = await tail(hub, other, 0)
    return Tail(read.session, [_shown(stored) for stored in read.events if rules.is_read(stored.logged.event)])


async def view_slip(hub: Hub, actor: Actor, session_id: str, earlier_id: str, slip_id: str) -> FoundSlip:
    """Log that the officer reads one slip of an earlier session, then return it. Raises as `view`, SlipUnknown."""
    other = await hub.journal.load(earlier_id)
    since = hub.clock.now() - rules.EARLIER_TERM
    await hub.journal.change(session_id, lambda session: rules.view_slip(session, actor, other, slip_id, since))
    slip = next(one for one in other.slips if one.slip_id == slip_id)
    return FoundSlip(other, slip)


def _shown(stored: StoredEvent) -> StoredEvent:
    event = rules.as_read(stored.logged.event)
    if event is stored.logged.event:
        return stored
    return StoredEvent(stored.logged._replace(event=event), encode(event))
