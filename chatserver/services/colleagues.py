"""Looking round: who else could take a session or help with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from chatserver.domain import colleagues as rules
from chatserver.services.history import find

if TYPE_CHECKING:
    import datetime as dt

    from chatserver.domain.actors import Actor
    from chatserver.domain.colleagues import Colleague, QueueCover, TierCover
    from chatserver.services.hub import Hub

MOST_COLLEAGUES = 500
"""So many are named, the nearest first: an answer of some 100 kB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """Everybody else, as to one session."""

    officers: list[Colleague]
    more: int
    """How many are left out."""
    status_at: dict[str, dt.datetime]
    tiers: list[TierCover]
    queues: list[QueueCover]
    """Without the one to which the session belongs."""


async def look(hub: Hub, actor: Actor, session_id: str) -> Surroundings:
    """Return who else is there. Raises SessionUnknown for whoever takes no part in the session."""
    session = await find(hub, actor, session_id)
    queue_id = session.waited.queue_id if session.waited else session.matter_id
    hall = await hub.hall.look()
    officers = rules.others(hall.officers, actor.id)
    needs = rules.Needs(queue_id=queue_id, tier=session.tier, locale=session.locale)
    known = rules.colleagues(officers, needs)
    other_queues = [matter.id for matter in hub.catalogue.matters if matter.id != queue_id]
    return Surroundings(
        officers=known[:MOST_COLLEAGUES],
        more=max(0, len(known) - MOST_COLLEAGUES),
        status_at=hall.status_at,
        tiers=rules.tier_covers(officers, queue_id),
        queues=rules.queue_covers(other_queues, officers, hall.unassigned),
    )
