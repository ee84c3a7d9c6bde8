"""Making offers, and what becomes of them. Every function may run twice, or on two nodes: keys decide."""

from __future__ import annotations

import asyncio
import datetime as dt
from functools import partial
from typing import TYPE_CHECKING

from chatserver.domain import offer as rules
from chatserver.domain.errors import ClaimLost, OfficerUnknown, ReasonUnknown
from chatserver.domain.officer import OfficerStatus
from chatserver.domain.routing import Pairing, Place, WaitingSession, boost_for, pair, place_of
from chatserver.services.calendar import today
from chatserver.services.hub import QueueLength, codes
from storage.consults import find_consults
from storage.officers import find_officer_since, set_status
from storage.sessions import find_desk, find_due_offers

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.engine import Connection

    from chatserver.domain.actors import Actor
    from chatserver.domain.officer import Officer
    from chatserver.domain.session import Session
    from chatserver.services.hall import Hall
    from chatserver.services.hub import Hub
    from storage.memory import Outcome


async def match(hub: Hub) -> int:
    """Offer waiting sessions to free officers, by rank; return how many offers were made."""
    return await offer_all(hub, await hub.hall.look())


async def offer_all(hub: Hub, hall: Hall) -> int:
    """Make the offers that this look at the hall suggests; return how many. What has changed since loses by its key."""
    waiting = [session for session in hall.unassigned if not session.on_offer]
    # together, so that they share a transaction; the journal takes them in this order
    return sum(await asyncio.gather(*(_offer(hub, pairing) for pairing in pair(waiting, hall.officers, hall.at))))


async def _offer(hub: Hub, pairing: Pairing) -> bool:
    offer_id = hub.new_id()
    officer = pairing.officer
    seconds = hub.timing.offer_seconds
    expires_at = hub.clock.now() + dt.timedelta(seconds=seconds)
    try:
        outcome = await hub.journal.change(
            pairing.session_id,
            lambda session: rules.make_offer(
                session, offer_id, officer.ref, pairing.slot, expires_at, seconds=seconds, found_at=pairing.queued_at
            ),
        )
    except ClaimLost:  # the slot went to another session meanwhile
        hub.desks.want()
        return False
    tell_officer_soon(hub, officer.officer_id)
    return bool(outcome.events)


async def accept(hub: Hub, actor: Actor, session_id: str, offer_id: str) -> Session:
    """Take an offer. Raises OfferGone."""
    now = hub.clock.now()
    outcome = await hub.journal.change(session_id, lambda session: rules.accept_offer(session, actor, offer_id, now))
    hub.desks.want()
    return outcome.session


async def decline(hub: Hub, actor: Actor, session_id: str, offer_id: str, reason: str) -> None:
    """Give an offer back. Raises OfferGone, ReasonUnknown."""
    if reason not in codes(hub.catalogue.common.decline_reasons):
        raise ReasonUnknown(reason=reason)
    await hub.journal.change(session_id, lambda session: rules.decline_offer(session, actor, offer_id, reason))
    tell_officer_soon(hub, actor.id)


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
        tell_officer_soon(hub, officer_id)
    return len(due)


async def lose_officer(hub: Hub, officer_id: str) -> None:
    """Bring an officer's sessions back to the head of the queue, and take them out of others': their line was gone for
    longer than the grace.
    """
    now = hub.clock.now()
    await _step_away(hub, officer_id, "line_lost", cause="lost")
    for session_id in await hub.database.read(lambda c: (*find_desk(c, officer_id), *find_consults(c, officer_id))):
        await hub.journal.change(session_id, lambda session: rules.lose_officer(session, officer_id, now))
    tell_officer_soon(hub, officer_id)


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
    tell_officer_soon(hub, officer_id)  # again, behind whatever look at the hall is under way
    return await tell_officer(hub, officer_id)


async def tell_officer(hub: Hub, officer_id: str) -> Officer:
    """Tell an officer's windows their status and slots as they are now."""
    officer, status_at = await find_officer_now(hub, officer_id)
    hub.publisher.officer_changed(officer, status_at)
    return officer


def tell_officer_soon(hub: Hub, officer_id: str) -> None:
    """Tell them with the next look at the hall, which is wanted now."""
    hub.changed_officers.add(officer_id)
    hub.desks.want()


def tell_desks(hub: Hub, outcome: Outcome) -> None:
    """After a session has ended: the officer to whom it was offered has the slot back, and the queue moved."""
    hub.desks.want()
    if outcome.events and outcome.before.offer is not None:
        tell_officer_soon(hub, outcome.before.offer.officer.officer_id)


async def find_officer_now(hub: Hub, officer_id: str) -> tuple[Officer, dt.datetime]:
    """Return the officer and since when the status holds. Raises OfficerUnknown."""
    now = hub.clock.now()
    found = await hub.database.read(lambda connection: find_officer_since(connection, officer_id, now))
    if found is None:
        raise OfficerUnknown(officer_id=officer_id)
    return found


async def place(hub: Hub, session_id: str) -> Place | None:
    """Return the session's place, or None when it does not wait."""
    return (await hub.hall.look()).places.of(session_id)


async def look_ahead(hub: Hub, matter_id: str, error_id: str | None, deadline: str | None) -> tuple[Place, str | None]:
    """Return the place a session would get if it were opened now, and why it would be put forward."""
    now = hub.clock.now()
    matter = hub.catalogue.find_matter(matter_id)
    error = matter.find_error(error_id) if matter else None
    boost = boost_for(deadline, today(now))
    imagined = WaitingSession(
        session_id="~",  # sorts behind every id of the same rank
        queue_id=matter_id,
        tier=error.start_tier if error else 1,
        rank=now.timestamp() - boost.seconds,
        queued_at=now,
        passed_over={},
    )
    hall = await hub.hall.look()
    return place_of(imagined, hall.unassigned, hall.officers, now), boost.reason


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
