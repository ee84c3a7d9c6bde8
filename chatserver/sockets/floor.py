"""The supervisor's commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import asdict

from chatserver.protocol import desk_commands as c
from chatserver.protocol import desk_views as d
from chatserver.services import announcing, history, supervising
from chatserver.sockets.views import announcement_view, officer_view, resumed

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from chatserver.domain.floor import QueueState, SessionLine, WaitingLine
    from chatserver.domain.officer import Officer
    from chatserver.protocol import views as v
    from chatserver.protocol.command import Command
    from chatserver.sockets.connections import Connection
    from chatserver.sockets.shared import Edge, Handler


async def look_floor(edge: Edge, connection: Connection, _: c.LookFloor) -> d.Floor:
    """floor.look."""
    actor = connection.principal.actor
    floor = await supervising.look(edge.hub, actor)
    announcement = edge.hub.announcement
    return d.Floor(
        now=floor.at,
        queues=tuple(map(_queue, floor.queues)),
        officers=tuple(_officer(officer, since) for officer, since in floor.officers),
        off_duty=floor.off_duty,
        sessions=tuple(_session(session, actor.id, floor.absences) for session in floor.sessions),
        announcement=announcement_view(announcement) if announcement else None,
        waiting=tuple(map(_waiting, floor.waiting)),
        waiting_more=max(0, sum(queue.waiting for queue in floor.queues) - len(floor.waiting)),
    )


async def start_monitor(edge: Edge, connection: Connection, command: c.StartMonitor) -> v.Resumed:
    """monitor.start."""
    actor = connection.principal.actor
    session = await supervising.start_monitor(edge.hub, actor, command.session_id, command.reason)
    tail = await history.tail(edge.hub, session, 0)
    return resumed(tail, actor.role, edge.hub.clock.now())


async def stop_monitor(edge: Edge, connection: Connection, command: c.StopMonitor) -> None:
    """monitor.stop."""
    await supervising.stop_monitor(edge.hub, connection.principal.actor, command.session_id)


async def join_monitored(edge: Edge, connection: Connection, command: c.JoinMonitored) -> v.Resumed:
    """monitor.join."""
    actor = connection.principal.actor
    session = await supervising.join(edge.hub, actor, command.session_id, command.consult_id)
    return resumed(await history.tail(edge.hub, session, 0), actor.role, edge.hub.clock.now())


async def reassign_session(edge: Edge, connection: Connection, command: c.ReassignSession) -> None:
    """session.reassign."""
    actor = connection.principal.actor
    await supervising.reassign(
        edge.hub,
        actor,
        command.session_id,
        command.kind,
        command.target,
        waiting=command.waiting,
        reason=command.reason,
    )


async def post_announcement(edge: Edge, connection: Connection, command: c.PostAnnouncement) -> v.AnnouncementView:
    """announcement.post."""
    actor = connection.principal.actor
    said = await announcing.post(edge.hub, actor, command.announcement_id, command.text, command.until_at)
    return announcement_view(said)


async def withdraw_announcement(edge: Edge, connection: Connection, command: c.WithdrawAnnouncement) -> None:
    """announcement.withdraw."""
    await announcing.withdraw(edge.hub, connection.principal.actor, command.announcement_id)


def _queue(queue: QueueState) -> d.FloorQueue:
    return d.FloorQueue(
        queue_id=queue.queue_id,
        waiting=queue.waiting,
        longest_since=queue.longest_since,
        median_seconds=queue.median_seconds,
        free=queue.free,
        busy=queue.busy,
        away=queue.away,
    )


def _officer(officer: Officer, since: dt.datetime) -> d.FloorOfficer:
    return d.FloorOfficer(**asdict(officer_view(officer, since)), present=officer.present, skills=officer.queues)


def _session(session: SessionLine, supervisor_id: str, absences: Mapping[str, dt.datetime]) -> d.FloorSession:
    return d.FloorSession(
        session_id=session.session_id,
        state=session.state,
        matter_id=session.matter_id,
        taxpayer_name=session.taxpayer_name,
        officer_id=session.officer_id,
        since=session.since,
        monitored=supervisor_id in session.monitors,
        absent_since=absences.get(session.session_id),
    )


def _waiting(session: WaitingLine) -> d.FloorWaiting:
    return d.FloorWaiting(
        session_id=session.session_id,
        queue_id=session.queue_id,
        matter_id=session.matter_id,
        tier=session.tier,
        taxpayer_name=session.taxpayer_name,
        since=session.since,
        boost_reason=session.boost_reason,
        offered_to=session.offered_to,
        wanted_officer_id=session.wanted_officer_id,
    )


FLOOR_HANDLERS: dict[type[Command], Handler] = {
    c.LookFloor: look_floor,
    c.StartMonitor: start_monitor,
    c.StopMonitor: stop_monitor,
    c.JoinMonitored: join_monitored,
    c.ReassignSession: reassign_session,
    c.PostAnnouncement: post_announcement,
    c.WithdrawAnnouncement: withdraw_announcement,
}
