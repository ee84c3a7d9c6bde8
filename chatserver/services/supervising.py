"""What a supervisor does: looks at the floor, reads along, steps in, reassigns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from chatserver.domain import supervising as rules
from chatserver.domain.floor import QueueState, SessionLine, WaitingLine, count_queues, is_shown
from chatserver.domain.guards import is_monitoring
from chatserver.domain.masking import mask_words
from chatserver.services.guidance import words_of
from chatserver.services.rights import check_supervisor
from chatserver.services.routing import find_officer_now, tell_officer_soon
from chatserver.services.transfers import find_destination
from storage.floor import find_in_hand, find_waiting
from storage.officers import load_officers_since
from storage.presence import find_absences
from storage.sessions import find_unassigned

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.engine import Connection

    from chatserver.domain.actors import Actor
    from chatserver.domain.officer import Officer
    from chatserver.domain.session import Session
    from chatserver.services.hub import Hub


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """The floor at one moment, read at once: what is counted twice is counted from the same rows.

    `officers`: those on it, each with since when their status holds; `off_duty`: how many others there are.
    """

    at: dt.datetime
    queues: list[QueueState]
    officers: list[tuple[Officer, dt.datetime]]
    off_duty: int
    sessions: list[SessionLine]
    waiting: list[WaitingLine]
    """Who waits, by rank, no more than `MOST_WAITING`."""
    absences: dict[str, dt.datetime]
    """Of the sessions that the supervisor reads along: since when the taxpayer is absent; who is here is left out."""


MOST_WAITING = 100
"""So many are named: whoever stands further behind is nobody's to pick out by eye."""


async def look(hub: Hub, actor: Actor) -> Floor:
    """Return the floor. Raises NotPermitted."""
    await check_supervisor(hub, actor)
    now = hub.clock.now()
    queue_ids = [matter.id for matter in hub.catalogue.matters]

    def work(sql: Connection) -> Floor:
        waiting, officers = find_unassigned(sql), load_officers_since(sql, now)
        shown = [one for one in officers if is_shown(one[0])]
        sessions = find_in_hand(sql)
        read_along = [session.session_id for session in sessions if actor.id in session.monitors]
        return Floor(
            at=now,
            queues=count_queues(queue_ids, waiting, [officer for officer, _ in officers], now),
            officers=shown,
            off_duty=len(officers) - len(shown),
            sessions=sessions,
            waiting=find_waiting(sql, MOST_WAITING),
            absences=find_absences(sql, read_along),
        )

    return await hub.database.read(work)


async def start_monitor(hub: Hub, actor: Actor, session_id: str, reason: str) -> Session:
    """Read a session along. Raises NotPermitted, SessionUnknown, SessionEnded, ReasonMissing."""
    officer = await check_supervisor(hub, actor)
    why = mask_words(reason, hub.catalogue.common.sensitive_patterns) or ""
    outcome = await hub.journal.change(session_id, lambda session: rules.start_monitor(session, officer.ref, why))
    return outcome.session


async def stop_monitor(hub: Hub, actor: Actor, session_id: str) -> None:
    """Read it no longer: whoever reads may stop, also when the right to begin is gone.

    Raises NotPermitted for others, SessionUnknown.
    """
    officer, _ = await find_officer_now(hub, actor.id)
    if not is_monitoring(await hub.journal.load(session_id), actor):
        await check_supervisor(hub, actor)
    await hub.journal.change(session_id, lambda session: rules.stop_monitor(session, officer.ref))


async def join(hub: Hub, actor: Actor, session_id: str, consult_id: str) -> Session:
    """Step into a session that they read along. Raises NotPermitted, SessionUnknown, SessionNotActive, ConsultOpen."""
    officer = await check_supervisor(hub, actor)
    outcome = await hub.journal.change(session_id, lambda session: rules.join(session, officer.ref, consult_id))
    return outcome.session


async def reassign(
    hub: Hub, actor: Actor, session_id: str, kind: str, target: str, *, waiting: bool = False, reason: str | None = None
) -> None:
    """Give a session to somebody else: one that an officer has, or one that is `waiting`.

    Raises NotPermitted, TransferInvalid, SessionUnknown, SessionEnded, SessionNotActive; of one that is waiting,
    SessionNotWaiting and ReasonMissing.
    """
    officer = await check_supervisor(hub, actor)
    to = await find_destination(hub, kind, target)
    why = words_of(hub, reason)
    rule = rules.redirect if waiting else rules.reassign
    outcome = await hub.journal.change(session_id, lambda session: rule(session, officer.ref, to, why))
    hub.desks.want()
    before, offer = outcome.before.officer, outcome.before.offer
    for one in (before, offer.officer if offer else None):
        if one is not None:
            tell_officer_soon(hub, one.officer_id)
