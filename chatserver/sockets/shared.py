"""What both namespaces share: the edge's context, and the commands that taxpayers and officers have in common."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from chatserver.domain.context import FormContext
from chatserver.protocol import commands as c
from chatserver.protocol import views as v
from chatserver.services import history, messaging, opening
from chatserver.sockets.admission import Admission, Room
from chatserver.sockets.deadlines import Deadlines
from chatserver.sockets.limits import Limits
from chatserver.sockets.views import announcement_changed, resumed

if TYPE_CHECKING:
    from chatserver.domain.actors import Actor
    from chatserver.protocol.command import Command
    from chatserver.services.files import Files
    from chatserver.services.hub import Hub
    from chatserver.services.principal import TaxpayerPrincipal
    from chatserver.sockets.connections import Connection, Connections, Holder
    from chatserver.sockets.publisher import LocalPublisher

Handler: TypeAlias = "Callable[[Edge, Connection, Any], Awaitable[v.View | None]]"
VerifyTicket: TypeAlias = "Callable[[str], Awaitable[TaxpayerPrincipal]]"


COMMAND_SECONDS = 10.0
"""A command that takes longer is answered `busy`: it would hold up this client's other commands and its pings."""


class Edge:
    """What the websocket edge works with."""

    def __init__(  # noqa: PLR0913 - every part that `compose` was brought
        self,
        hub: Hub,
        connections: Connections,
        publisher: LocalPublisher,
        verify_ticket: VerifyTicket,
        *,
        public_origin: str | None,
        may_embed: Callable[[str | None, dict[str, Any]], bool],
        count_error: Callable[[str], None],
        holder: Holder | None = None,
        room: Room | None = None,
        files: Files | None = None,
    ) -> None:
        """Limits start full. `count_error(code)` counts a refusal; `public_origin`, `may_embed`: see `origins`."""
        self.hub = hub
        self.verify_ticket = verify_ticket
        self.connections = connections
        self.publisher = publisher
        self.public_origin = public_origin
        self.may_embed = may_embed
        self.count_error = count_error
        self.holder = holder
        self.files = files
        self.is_draining = False
        """The node is about to stop: whoever leaves now is only moving."""
        self.limits = Limits()
        self.admission = Admission(room or Room())
        self.deadlines = Deadlines(COMMAND_SECONDS)

    def tell_announcement(self, connection: Connection) -> None:
        """Tell one connection what is announced, or that nothing is: it may show what was taken back meanwhile."""
        self.publisher.signal_connection(connection, announcement_changed(self.hub.announcement))

    def check_command(self, actor: Actor, name: str) -> None:
        """Take on one more command. Raises Busy, RateLimited."""
        self.admission.check_command(len(self.deadlines))
        self.limits.check(actor, name, self.hub.clock.now())


async def post_message(edge: Edge, connection: Connection, command: c.PostMessage) -> v.Posted:
    """message.post."""
    seq = await messaging.post(
        edge.hub, connection.principal.actor, command.session_id, command.client_msg_id, command.text
    )
    return v.Posted(seq=seq)


async def read_messages(edge: Edge, connection: Connection, command: c.ReadMessages) -> v.Posted:
    """message.read."""
    seq = await messaging.read(edge.hub, connection.principal.actor, command.session_id, command.up_to_seq)
    return v.Posted(seq=seq)


async def set_typing(edge: Edge, connection: Connection, command: c.SetTyping) -> None:
    """typing.set."""
    await messaging.set_typing(edge.hub, connection.principal.actor, command.session_id, typing=command.typing)


async def end_session(edge: Edge, connection: Connection, command: c.EndSession) -> v.Posted:
    """session.end."""
    session = await opening.end(edge.hub, connection.principal.actor, command.session_id)
    return v.Posted(seq=session.seq)


async def open_question(edge: Edge, connection: Connection, command: c.OpenQuestion) -> v.Posted:
    """question.open."""
    about = FormContext(matter_id=command.matter_id, step_id=command.step_id, error_id=command.error_id)
    session = await opening.open_question(
        edge.hub,
        connection.principal,
        command.session_id,
        question_id=command.question_id,
        about=about,
        text=command.text,
    )
    return v.Posted(seq=session.seq)


async def resume_one(edge: Edge, connection: Connection, session_id: str, after_seq: int) -> v.Resumed:
    """Return a session and its tail to somebody who takes part in it."""
    actor = connection.principal.actor
    tail = await history.resume(edge.hub, actor, session_id, after_seq)
    return resumed(tail, actor.role, edge.hub.clock.now())


SHARED_HANDLERS: dict[type[Command], Handler] = {
    c.PostMessage: post_message,
    c.ReadMessages: read_messages,
    c.SetTyping: set_typing,
    c.EndSession: end_session,
    c.OpenQuestion: open_question,
}
