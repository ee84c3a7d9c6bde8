"""The officer's commands about consults, holds and the hall."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatserver.protocol import commands_together as c
from chatserver.protocol import views as v
from chatserver.protocol.command import Command
from chatserver.services import consults, history, pauses
from chatserver.sockets.views import resumed

if TYPE_CHECKING:
    from chatserver.sockets.connections import Connection
    from chatserver.sockets.shared import Edge, Handler


async def start_consult(edge: Edge, connection: Connection, command: c.StartConsult) -> v.Posted:
    """consult.start."""
    session = await consults.start(
        edge.hub,
        connection.principal.actor,
        command.session_id,
        command.consult_id,
        command.officer_id,
        introduced=command.introduced,
        text=command.text,
        for_transfer=command.for_transfer,
    )
    return v.Posted(seq=session.seq)


async def join_consult(edge: Edge, connection: Connection, command: c.JoinConsult) -> v.Resumed:
    """consult.join."""
    actor = connection.principal.actor
    session = await consults.join(edge.hub, actor, command.session_id, command.consult_id)
    return resumed(await history.tail(edge.hub, session, 0), actor.role, edge.hub.clock.now())


async def decline_consult(edge: Edge, connection: Connection, command: c.DeclineConsult) -> None:
    """consult.decline; the number is not told: whoever declines takes no part."""
    await consults.decline(edge.hub, connection.principal.actor, command.session_id, command.consult_id)


async def introduce_consult(edge: Edge, connection: Connection, command: c.IntroduceConsult) -> v.Posted:
    """consult.introduce."""
    actor = connection.principal.actor
    session = await consults.introduce(edge.hub, actor, command.session_id, command.consult_id)
    return v.Posted(seq=session.seq)


async def end_consult(edge: Edge, connection: Connection, command: c.EndConsult) -> v.Posted:
    """consult.end."""
    session = await consults.end(edge.hub, connection.principal.actor, command.session_id, command.consult_id)
    return v.Posted(seq=session.seq)


async def post_aside(edge: Edge, connection: Connection, command: c.PostAside) -> v.Posted:
    """aside.post."""
    seq = await consults.post_aside(
        edge.hub, connection.principal.actor, command.session_id, command.client_msg_id, command.text
    )
    return v.Posted(seq=seq)


async def hold_session(edge: Edge, connection: Connection, command: c.HoldSession) -> v.Posted:
    """session.hold."""
    actor = connection.principal.actor
    session = await pauses.hold(edge.hub, actor, command.session_id, command.minutes, command.reason)
    return v.Posted(seq=session.seq)


async def continue_session(edge: Edge, connection: Connection, command: c.ContinueSession) -> v.Posted:
    """session.continue."""
    session = await pauses.go_on(edge.hub, connection.principal.actor, command.session_id)
    return v.Posted(seq=session.seq)


async def refer_hall(edge: Edge, connection: Connection, command: c.ReferHall) -> v.Posted:
    """hall.refer."""
    actor = connection.principal.actor
    session = await pauses.refer(edge.hub, actor, command.session_id, command.guide_id, command.items, command.text)
    return v.Posted(seq=session.seq)


TOGETHER_HANDLERS: dict[type[Command], Handler] = {
    c.StartConsult: start_consult,
    c.JoinConsult: join_consult,
    c.DeclineConsult: decline_consult,
    c.IntroduceConsult: introduce_consult,
    c.EndConsult: end_consult,
    c.PostAside: post_aside,
    c.HoldSession: hold_session,
    c.ContinueSession: continue_session,
    c.ReferHall: refer_hall,
}
