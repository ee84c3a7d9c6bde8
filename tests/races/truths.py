"""What must be true in the hall whenever everything has come to rest."""

from __future__ import annotations

import datetime as dt
import functools
from collections import Counter
from typing import TYPE_CHECKING

from chatserver.domain.events import MessagePosted
from chatserver.domain.officer import Officer, OfficerStatus
from chatserver.domain.routing import PASS_OVER_SECONDS, RELAX_AFTER_SECONDS, places
from chatserver.services.log_check import Wanted, check_log
from storage.officers import load_officers
from storage.presence import find_lost
from storage.sessions import find_due_offers, find_unassigned, load_events
from tests.support.recorder import RecordingPublisher

if TYPE_CHECKING:
    from chatserver.domain.actors import Role
    from chatserver.domain.routing import WaitingSession
    from tests.races.world import World


async def all_is_well(world: World) -> None:
    """Look at everything."""
    report = await check_log(world.database, Wanted(look=dt.timedelta(0)))
    assert report.clean, report.kept
    now = world.clock.now()
    waiting, staff = await world.database.read(lambda sql: (find_unassigned(sql), load_officers(sql, now)))
    _nobody_waits_in_vain(world, [one for one in waiting if not one.on_offer], staff)
    _places(world, waiting)
    await _offers(world, waiting, {one.officer_id: one for one in staff})
    await _acknowledged(world)
    if len(world.nodes) == 1:  # between two, news travels: that is tested where the wire is
        _told(world, [one for one in staff if world.has_line(one.officer_id)], waiting, staff)


def _told(world: World, seated: list[Officer], waiting: list[WaitingSession], staff: list[Officer]) -> None:
    """What officers' windows and waiting persons were told last is how it is."""
    publisher = world.hub.publisher
    assert isinstance(publisher, RecordingPublisher)
    windows = {content.officer_id: content for kind, content in publisher.signals if kind == "officer"}
    for one in seated:
        assert windows[one.officer_id] == one
    told = {content[1]: content[2] for kind, content in publisher.signals if kind == "place"}
    for session, place in places(waiting, staff, world.clock.now()):
        assert told[session.session_id] == place


def _nobody_waits_in_vain(world: World, waiting: list[WaitingSession], staff: list[Officer]) -> None:
    now = world.clock.now()
    on_duty = [one for one in staff if one.present and one.status is OfficerStatus.AVAILABLE]
    for session in waiting:
        need = {one.officer_id: _concession(one, session) for one in on_duty}
        waited = (now - session.queued_at).total_seconds()
        allowed = max(sum(waited >= after for after in RELAX_AFTER_SECONDS) - 1, min(need.values(), default=0))
        for one in on_duty:
            is_free = bool(set(range(1, one.capacity + 1)) - one.taken)
            fits = need[one.officer_id] <= allowed and not _declined(session, one, now)
            assert not (is_free and fits), f"{session.session_id} waits while {one.officer_id} is free"


def _places(world: World, waiting: list[WaitingSession]) -> None:
    for session in waiting:
        rank = world.ranks.setdefault(session.session_id, session.rank)
        assert session.rank <= rank, f"{session.session_id} has lost its place"
        world.ranks[session.session_id] = session.rank


async def _offers(world: World, waiting: list[WaitingSession], staff: dict[str, Officer]) -> None:
    for session_id in [one.session_id for one in waiting if one.on_offer]:
        offer = (await world.hub.journal.load(session_id)).offer
        assert offer is not None
        assert staff[offer.officer.officer_id].status is OfficerStatus.AVAILABLE, "an offer to an empty chair"


async def nobody_is_left_with_the_lost(world: World) -> None:
    """Right after the sweep; a node that has just started gives everybody the whole grace to be back."""
    now, grace = world.clock.now(), dt.timedelta(seconds=world.hub.timing.officer_grace_seconds)
    if all(now - node.hub.started_at < grace for node in world.nodes):
        return
    gone = await world.database.read(lambda sql: find_lost(sql, now - grace))
    overdue = await world.database.read(lambda sql: find_due_offers(sql, now))
    assert (gone, overdue) == ([], [])


async def _acknowledged(world: World) -> None:
    found: Counter[tuple[str, Role, str]] = Counter()
    for session_id in {key[0] for key in world.acknowledged}:
        reading = functools.partial(load_events, session_id=session_id, after_seq=0)
        for logged in [stored.logged for stored in await world.database.read(reading)]:
            if isinstance(logged.event, MessagePosted):
                key = session_id, logged.actor.role, logged.event.client_msg_id
                found[key] += 1
                assert world.acknowledged.get(key) == logged.seq
    assert set(found.values()) <= {1}
    assert found.keys() == world.acknowledged.keys()


def _concession(one: Officer, session: WaitingSession) -> int:
    """How far requirements must relax, said once more in other words than the rules'."""
    if "*" not in one.skills and session.queue_id not in one.skills:
        return 2
    return int(one.tier != session.tier)


def _declined(session: WaitingSession, one: Officer, now: dt.datetime) -> bool:
    at = session.passed_over.get(one.officer_id)
    return at is not None and (now - at).total_seconds() < PASS_OVER_SECONDS
