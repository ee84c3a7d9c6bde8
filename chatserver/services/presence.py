"""Lines that come and go: officers' connections as rows, taxpayers' absence, the node's lease."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING, Protocol

from chatserver.domain.actors import HUB, Actor, Role
from chatserver.domain.ending import end_session
from chatserver.domain.errors import Busy
from chatserver.domain.opening import leave_queue
from chatserver.domain.session import SessionState
from chatserver.services.opening import find_open
from chatserver.services.routing import lose_officer, tell_desks, tell_officer_soon
from storage import presence as rows
from storage.sessions import find_desk

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.engine import Connection

    from chatserver.domain.decision import Decision
    from chatserver.domain.session import Session
    from chatserver.services.hub import Hub

_NOBODY_BEFORE = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
"""Older than any line."""


class Lines(Protocol):
    """The lines that live on this node."""

    def of_officers(self) -> set[tuple[str, str]]:
        """Return (connection id, officer id) of every line of an officer."""
        ...

    def of_person(self, person_key: str) -> bool:
        """Tell whether a page of this person is connected."""
        ...


async def connected(hub: Hub, actor: Actor, connection_id: str) -> None:
    """Note a new line of a person or an officer."""
    now = hub.clock.now()
    if actor.role is Role.OFFICER:
        await hub.database.write(
            lambda connection: rows.add_connection(connection, connection_id, hub.node_id, actor.id, now)
        )
        tell_officer_soon(hub, actor.id)
    else:
        await hub.database.write(lambda connection: rows.mark_back(connection, actor.id))
    await _tell_presence(hub, actor, present=True)


async def disconnected(hub: Hub, actor: Actor, connection_id: str, *, last: bool, moves: bool = False) -> None:
    """Forget a line; `last` says that no other line of the same person lives on this node.

    `moves`: the node stops, and they are on their way to another one: nobody need be alarmed.
    """
    now = hub.clock.now()
    if actor.role is Role.OFFICER:
        await hub.database.write(lambda connection: rows.remove_connection(connection, connection_id, actor.id, now))
    elif last:
        hub.unnoted[actor.id] = now  # until it is written: the sweep does it when the database is away now
        await hub.database.write(lambda connection: rows.mark_absent(connection, actor.id, now))
        hub.unnoted.pop(actor.id, None)
    if last and not moves:
        await _tell_presence(hub, actor, present=False)
    hub.desks.want()


async def opened(hub: Hub, actor: Actor, lines: Lines) -> None:
    """Note that whoever has opened a session is gone: their last line may have ended before it was theirs."""
    if not lines.of_person(actor.id):
        now = hub.clock.now()
        await hub.database.write(lambda connection: rows.mark_absent(connection, actor.id, now))


async def _tell_presence(hub: Hub, actor: Actor, *, present: bool) -> None:
    """Tell the other side of every talk that goes on."""
    for session in await _talks(hub, actor):
        hub.publisher.presence_changed(session, actor, present=present)


async def _talks(hub: Hub, actor: Actor) -> list[Session]:
    if actor.role is Role.TAXPAYER:
        held = await find_open(hub, actor)
        sessions = [held] if held else []
    else:
        ids = await hub.database.read(lambda connection: find_desk(connection, actor.id))
        sessions = [await hub.journal.load(session_id) for session_id in ids]
    return [session for session in sessions if session.state is SessionState.ACTIVE]


async def renew_lease(hub: Hub, lines: Lines) -> None:
    """Say that this node lives, and make its rows say which officers are connected.

    They say otherwise when another node took this one for dead (it stood still for longer than its lease), or when the
    database was away just as a line came or went.
    """
    now = hub.clock.now()
    try:
        noted = await hub.database.write(lambda connection: rows.renew_lease(connection, hub.node_id, now))
    except Busy:
        hub.is_cut_off = True
        raise
    if hub.is_cut_off:
        hub.is_cut_off, hub.back_at = False, now
    living = lines.of_officers()  # looked at after the rows: a line is known here before it has a row
    missing, stale = living - noted, noted - living
    if missing or stale:
        await hub.database.write(lambda connection: _mend(connection, hub.node_id, missing, stale, now))
        hub.desks.want()


def _mend(
    connection: Connection, node_id: str, missing: set[tuple[str, str]], stale: set[tuple[str, str]], now: dt.datetime
) -> None:
    for connection_id, officer_id in sorted(missing):
        rows.add_connection(connection, connection_id, node_id, officer_id, now)
    for connection_id, officer_id in sorted(stale):
        rows.remove_connection(connection, connection_id, officer_id, now)


async def leave(hub: Hub, persons: Collection[str] | None = None) -> None:
    """Say that this node stops; `persons` were still connected to it (None: nobody knows who was)."""
    now = hub.clock.now()
    await hub.database.write(lambda connection: rows.leave(connection, hub.node_id, now, persons))


async def sweep(hub: Hub, lines: Lines) -> None:
    """Clear away dead nodes, lost officers and taxpayers who left."""
    if hub.is_cut_off:
        await renew_lease(hub, lines)
    now = hub.clock.now()
    timing = hub.timing
    grace = _gone_before(hub, timing.officer_grace_seconds, now)
    queue_before = _gone_before(hub, timing.queue_absence_seconds, now)
    active_before = _gone_before(hub, timing.session_absence_seconds, now)
    if others_are_heard(hub):
        await hub.database.write(lambda connection: rows.sweep_lapsed(connection, now, hub.node_id))
    await _mark_absent(hub, lines)
    await _mark_back(hub, lines)
    for officer_id in await hub.database.read(lambda connection: rows.find_lost(connection, grace)):
        await lose_officer(hub, officer_id)
    absent = await hub.database.read(lambda connection: rows.find_absent(connection, queue_before, active_before))
    for session_id in absent:
        tell_desks(hub, await hub.journal.change(session_id, _leave))


def _gone_before(hub: Hub, seconds: int, now: dt.datetime) -> dt.datetime:
    """Return the moment: who is gone since before it has been gone for too long.

    A node that has just started gives everybody the whole time to be back, however long no node was there; so does one
    that comes back to its database, which nobody could tell anything meanwhile.
    """
    term, since = dt.timedelta(seconds=seconds), max(hub.started_at, hub.back_at or hub.started_at)
    return now - term if now - since >= term else _NOBODY_BEFORE


def others_are_heard(hub: Hub) -> bool:
    """Tell whether the database's rows say which other nodes live, and who is connected to them.

    While it is away all leases lapse, and the first node that comes back must not take the others for dead.
    """
    if not hub.database.is_shared:
        return True
    if hub.is_cut_off:
        return False
    return hub.back_at is None or hub.clock.now() - hub.back_at >= dt.timedelta(seconds=rows.LEASE_SECONDS)


async def _mark_absent(hub: Hub, lines: Lines) -> None:
    """Note who left while the database was away: nobody else would, and they would wait for ever."""
    for person_key, since in list(hub.unnoted.items()):
        if not lines.of_person(person_key):
            await hub.database.write(partial(rows.mark_absent, person_key=person_key, now=since))
            await _tell_presence(hub, Actor(role=Role.TAXPAYER, id=person_key), present=False)
        hub.unnoted.pop(person_key, None)


async def _mark_back(hub: Hub, lines: Lines) -> None:
    """A person who is connected here is not absent: another of their nodes died, or two of their pages crossed."""
    gone = await hub.database.read(rows.find_gone)
    here = [person_key for person_key in gone if lines.of_person(person_key)]

    def work(connection: Connection) -> None:
        for person_key in here:
            rows.mark_back(connection, person_key)

    if here:
        await hub.database.write(work)
    for person_key in here:  # an officer whose desk was read meanwhile was told otherwise
        await _tell_presence(hub, Actor(role=Role.TAXPAYER, id=person_key), present=True)


def _leave(session: Session) -> Decision:
    if session.officer is None:
        return leave_queue(session, HUB, reason="left")
    return end_session(session, HUB, reason="left")
