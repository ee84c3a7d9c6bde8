"""Making offers, and what becomes of them. Every function may run twice, or on two nodes: keys decide."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING

from chatserver.domain import offer as rules
from chatserver.domain.errors import ClaimLost, OfficerUnknown, ReasonUnknown
from chatserver.domain.officer import OfficerStatus
from chatserver.domain.routing import Pairing, Place, WaitingSession, boost_for, pair, place_of
from chatserver.services.calendar import today
from chatserver.services.hub import QueueLength, codes
from storage.officers import find_officer, load_officers, load_status_at, set_status
from storage.sessions import find_desk, find_due_offers, find_unassigned, find_waiting

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.engine import Connection

    from chatserver.domain.actors import Actor
    from chatserver.domain.officer import Officer
    from chatserver.domain.session import Session
    from chatserver.services.hub import Hub
    from storage.journal import Outcome


async def match(hub: Hub) -> int:
    """Offer waiting sessions to free officers, by rank; return how many offers were made."""
    now = hub.clock.now()
    waiting, officers = await hub.database.read(lambda c: (find_waiting(c), load_officers(c, now)))
    made = 0
    for pairing in pair(waiting, officers, now):
        made += await _offer(hub, pairing)
    return made


async def _offer(hub: Hub, pairing: Pairing) -> bool:
    offer_id = hub.new_id()
    officer = pairing.officer
    seconds = hub.timing.offer_seconds
    expires_at = hub.clock.now() + dt.timedelta(seconds=seconds)
    try:
        outcome = await hub.journal.change(
            pairing.session_id,
            lambda session: rules.make_offer(session, offer_id, officer.ref, pairing.slot, expires_at, seconds=seconds),
        )
    except ClaimLost:  # the slot went to another session meanwhile
        hub.desks.want()
        return False
    await tell_officer(hub, officer.officer_id)
    return bool(outcome.events)


async def accept(hub: Hub, actor: Actor, session_id: str, offer_id: str) -> Session:
    """Take an offer. Raises OfferGone."""
    now = hub.clock.now()
    outcome = await hub.journal.change(session_id, lambda session: rules.accept_offer(session, actor, offer_id, now))
    return outcome.session


async def decline(hub: Hub, actor: Actor, session_id: str, offer_id: str, reason: str) -> None:
    """Give an offer back. Raises OfferGone, ReasonUnknown."""
    if reason not in codes(hub.catalogue.common.decline_reasons):
        raise ReasonUnknown(reason=reason)
    await hub.journal.change(session_id, lambda session: rules.decline_offer(session, actor, offer_id, reason))
    await tell_officer(hub, actor.id)
    hub.desks.want()


async def expire_due_offers(hub: Hub) -> int:
    """Take back offers past their deadline; whoever saw one and let it pass is away until they say otherwise."""
    now = hub.clock.now()
    due = await hub.database.read(lambda connection: find_due_offers(connection, now))
    for session_id, officer_id in due:
        session = await hub.journal.load(session_id)
        if session.offer is None or now <= session.offer.expires_at:
            continue
        officer, _ = await find_officer_now(hub, officer_id)
        if officer.present and session.offer.made_at >= hub.started_at:  # else the line or the hub was gone: no miss
            # Away first: the other way round, pairing could offer the session to the same empty chair in between.
            await _step_away(hub, officer_id, "missed_offer", cause="missed_offer")
        expire = partial(rules.expire_offer, offer_id=session.offer.offer_id, now=now)
        await hub.journal.change(session_id, expire)
        await tell_officer(hub, officer_id)
        hub.desks.want()
    return len(due)


async def lose_officer(hub: Hub, officer_id: str) -> None:
    """Bring an officer's sessions back to the head of the queue: their line was gone for longer than the grace."""
    now = hub.clock.now()
    await _step_away(hub, officer_id, "line_lost", cause="lost")
    for session_id in await hub.database.read(lambda connection: find_desk(connection, officer_id)):
        await hub.journal.change(session_id, lambda session: rules.lose_officer(session, officer_id, now))
    await tell_officer(hub, officer_id)
    hub.desks.want()


async def _step_away(hub: Hub, officer_id: str, reason: str, *, cause: str) -> None:
    """Declare an officer away on their behalf; whoever said that they are away or off duty stays so."""
    officer, _ = await find_officer_now(hub, officer_id)
    if officer.status in {OfficerStatus.AVAILABLE, OfficerStatus.FINISHING}:
        await declare(hub, officer_id, OfficerStatus.AWAY, reason=reason, cause=cause)


async def declare(hub: Hub, officer_id: str, status: OfficerStatus, *, reason: str | None, cause: str) -> Officer:
    """Write an officer's status with its cause, tell their windows, and look at the queue again."""
    now = hub.clock.now()

    def work(connection: Connection) -> None:
        set_status(connection, officer_id, status, reason=reason, cause=cause, now=now)

    await hub.database.write(work)
    hub.desks.want()
    return await tell_officer(hub, officer_id)


async def tell_officer(hub: Hub, officer_id: str) -> Officer:
    """Tell an officer's windows their status and slots as they are now."""
    officer, status_at = await find_officer_now(hub, officer_id)
    hub.publisher.officer_changed(officer, status_at)
    return officer


async def tell_desks(hub: Hub, outcome: Outcome) -> None:
    """After a session has ended: the officer to whom it was offered has the slot back, and the queue moved."""
    hub.desks.want()
    if outcome.events and outcome.before.offer is not None:
        await tell_officer(hub, outcome.before.offer.officer.officer_id)


async def find_officer_now(hub: Hub, officer_id: str) -> tuple[Officer, dt.datetime]:
    """Return the officer and since when the status holds. Raises OfficerUnknown."""
    now = hub.clock.now()
    officer, status_at = await hub.database.read(
        lambda connection: (find_officer(connection, officer_id, now), load_status_at(connection, officer_id))
    )
    if officer is None or status_at is None:
        raise OfficerUnknown(officer_id=officer_id)
    return officer, status_at


async def place(hub: Hub, session_id: str) -> Place | None:
    """Return the session's place, or None when it does not wait."""
    now = hub.clock.now()
    waiting, officers = await hub.database.read(lambda c: (find_unassigned(c), load_officers(c, now)))
    mine = next((item for item in waiting if item.session_id == session_id), None)
    return place_of(mine, waiting, officers, now) if mine else None


async def look_ahead(hub: Hub, matter_id: str, error_id: str | None, deadline: str | None) -> tuple[Place, str | None]:
    """Return the place a session would get if it were opened now, and why it would be put forward."""
    now = hub.clock.now()
    matter = hub.catalogue.find_matter(matter_id)
    error = matter.find_error(error_id) if matter else None
    boost = boost_for(deadline, today(now))
    waiting, officers = await hub.database.read(lambda c: (find_unassigned(c), load_officers(c, now)))
    imagined = WaitingSession(
        session_id="~",  # sorts behind every id of the same rank
        queue_id=matter_id,
        tier=error.start_tier if error else 1,
        rank=now.timestamp() - boost.seconds,
        queued_at=now,
        passed_over={},
    )
    return place_of(imagined, waiting, officers, now), boost.reason


def queue_lengths(waiting: Iterable[WaitingSession]) -> list[QueueLength]:
    """Return one line for each queue in which somebody waits, longest wait first."""
    queues: dict[str, list[WaitingSession]] = {}
    for session in waiting:
        queues.setdefault(session.queue_id, []).append(session)
    lines = [
        QueueLength(queue_id=queue_id, waiting=len(sessions), longest_since=min(item.queued_at for item in sessions))
        for queue_id, sessions in queues.items()
    ]
    return sorted(lines, key=lambda line: line.longest_since)
