"""Commands that are one change of the journal and nothing else: nearly all.

They need no task: the rule goes to the journal in the turn in which the packet is read, and the acknowledgement goes
out with the event. What is malformed is left to `dispatch.answer`, which says what is wrong with it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from chatserver.domain.errors import Busy, DomainError
from chatserver.protocol import commands as c
from chatserver.protocol import views as v
from chatserver.protocol.codec import CommandInvalid, Internal, decode_command, encode
from chatserver.protocol.command import Command
from chatserver.protocol.envelope import Ack
from chatserver.protocol.registry import TAXPAYER_COMMANDS
from chatserver.services import messaging, opening
from chatserver.sockets.dispatch import ack_frame, refusal
from chatserver.sockets.taxpayer import principal_of

if TYPE_CHECKING:
    from chatserver.domain.decision import Rule
    from chatserver.protocol.command import Command
    from chatserver.sockets.connections import Connection
    from chatserver.sockets.shared import Edge
    from chatserver.sockets.transport import Wire
    from storage.memory import Outcome

_log = logging.getLogger(__name__)

_FORM_PATIENCE = 0.08
"""Seconds that a change of a form waits for others. With the widget's rest of 180 ms, officers see it within 300 ms."""


class _Direct(NamedTuple):
    decode: Callable[[bytes], tuple[str, Any]]
    rule: Callable[[Edge, Connection, Any], Rule]
    number: Callable[[Outcome, Connection, Any], int]
    patience: float  # as the journal takes it
    namespaces: tuple[str, ...] = ("/taxpayer", "/officer")


def begin(edge: Edge, wire: Wire, connection: Connection, packet_id: int | None, body: bytes) -> bool:
    """Take the command `["name",{…}]` if it is one of these and well formed; else answer False, nothing done."""
    direct = _DIRECT.get(body[: body.find(b",") + 1])
    if direct is None or connection.namespace not in direct.namespaces:
        return False
    try:
        name, command = direct.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, CommandInvalid):
        return False
    answer = _Answer(edge, wire, connection, packet_id, direct, command)
    try:
        edge.check_command(connection.principal.actor, name)
        rule = direct.rule(edge, connection, command)
        edge.hub.journal.submit(command.session_id, rule, answer, direct.patience)
    except Exception as error:  # noqa: BLE001 - refused before it came to the journal
        answer.set_exception(error)
    else:
        edge.deadlines.begin(answer)
    return True


class _Answer:
    """Waits for the journal in a command's place, and acknowledges it."""

    __slots__ = ("_command", "_connection", "_direct", "_edge", "_is_done", "_packet_id", "_wire")

    def __init__(
        self, edge: Edge, wire: Wire, connection: Connection, packet_id: int | None, direct: _Direct, command: Command
    ) -> None:
        self._edge, self._wire, self._connection = edge, wire, connection
        self._packet_id, self._direct, self._command = packet_id, direct, command
        self._is_done = False

    def done(self) -> bool:
        return self._is_done

    def set_result(self, outcome: Outcome) -> None:
        number = self._direct.number(outcome, self._connection, self._command)
        self._say(Ack(ok=True, result=msgspec.Raw(encode(v.Posted(seq=number)))))

    def set_exception(self, error: Exception) -> None:
        if not isinstance(error, DomainError):
            _log.error("a command of %s failed", self._connection.principal.actor.id, exc_info=error)
            error = Internal()
        self._say(refusal(error, self._edge))

    def cancel(self) -> None:
        """The hub stops: its clients will ask again."""
        self._is_done = True

    def late(self) -> None:
        self.set_exception(Busy(retry_after_seconds=2))

    def _say(self, ack: Ack) -> None:
        self._is_done = True
        self._edge.deadlines.end(self)
        if self._packet_id is not None:
            frame = ack_frame(self._connection.namespace, self._packet_id, ack)
            self._wire.write(self._connection.eio_sid, frame)


def _posting(edge: Edge, connection: Connection, command: c.PostMessage) -> Rule:
    return messaging.posting(edge.hub, connection.principal.actor, command.client_msg_id, command.text)


def _posted(outcome: Outcome, connection: Connection, command: c.PostMessage) -> int:
    return messaging.number_of(outcome.session, connection.principal.actor, command.client_msg_id)


def _reading(_: Edge, connection: Connection, command: c.ReadMessages) -> Rule:
    return messaging.reading(connection.principal.actor, command.up_to_seq)


def _change_of_form(body: bytes) -> tuple[str, Any]:
    """Return the name and the command. Raises CommandInvalid also for unknown fields inside the form's own shapes."""
    name, payload = _any_command(body)
    return name, decode_command(TAXPAYER_COMMANDS, name, payload)


_any_command = msgspec.json.Decoder(tuple[str, Any]).decode


def _updating(edge: Edge, connection: Connection, command: c.UpdateContext) -> Rule:
    return opening.updating(edge.hub, principal_of(connection), command.context)


def _newest(outcome: Outcome, _: Connection, __: Command) -> int:
    return outcome.session.seq


_DIRECT = {
    b'["message.post",': _Direct(
        msgspec.json.Decoder(tuple[str, c.PostMessage]).decode, _posting, _posted, patience=0.0
    ),
    b'["message.read",': _Direct(
        msgspec.json.Decoder(tuple[str, c.ReadMessages]).decode, _reading, _newest, patience=0.0
    ),
    b'["context.update",': _Direct(_change_of_form, _updating, _newest, _FORM_PATIENCE, ("/taxpayer",)),
}
