"""Reading the log: what a client needs to be exactly up to date."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from chatserver.domain.guards import check_reader
from storage.sessions import StoredEvent, load_events

if TYPE_CHECKING:
    from chatserver.domain.actors import Actor
    from chatserver.domain.session import Session
    from chatserver.services.hub import Hub


@dataclass(frozen=True, slots=True)
class Tail:
    """A session, and its events after a number, up to the session's own."""

    session: Session
    events: list[StoredEvent]


async def resume(hub: Hub, actor: Actor, session_id: str, after_seq: int) -> Tail:
    """Return the session and the events after `after_seq`. Raises SessionUnknown for strangers."""
    return await tail(hub, await find(hub, actor, session_id), after_seq)


async def find(hub: Hub, actor: Actor, session_id: str) -> Session:
    """Return the session. Raises SessionUnknown for strangers."""
    session = await hub.journal.load(session_id)
    check_reader(session, actor)
    return session


async def tail(hub: Hub, session: Session, after_seq: int) -> Tail:
    """Return the events that lead from `after_seq` to `session`."""
    if after_seq >= session.seq:
        return Tail(session, [])
    events = await hub.database.read(lambda connection: load_events(connection, session.session_id, after_seq))
    return Tail(session, [event for event in events if event.logged.seq <= session.seq])
