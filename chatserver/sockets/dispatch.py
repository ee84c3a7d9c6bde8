"""From a packet to a use case and back: decode, limit, run with a deadline, acknowledge. Errors get their code here."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import msgspec

from chatserver.domain.errors import Busy, DomainError
from chatserver.protocol import views as v
from chatserver.protocol.codec import CommandInvalid, Internal, decode_command, encode
from chatserver.protocol.envelope import Ack
from chatserver.protocol.registry import OFFICER_COMMANDS, TAXPAYER_COMMANDS
from chatserver.sockets.frames import Frame
from chatserver.sockets.officer import OFFICER_HANDLERS
from chatserver.sockets.shared import Edge, Handler
from chatserver.sockets.taxpayer import TAXPAYER_HANDLERS

if TYPE_CHECKING:
    from chatserver.protocol.command import Command
    from chatserver.sockets.connections import Connection

_log = logging.getLogger(__name__)

COMMANDS: dict[str, dict[str, type[Command]]] = {"/taxpayer": TAXPAYER_COMMANDS, "/officer": OFFICER_COMMANDS}
_NAMESPACES = {namespace.encode(): namespace for namespace in COMMANDS}
HANDLERS: dict[str, dict[type[Command], Handler]] = {"/taxpayer": TAXPAYER_HANDLERS, "/officer": OFFICER_HANDLERS}


async def answer(edge: Edge, connection: Connection, name: object, payload: object) -> Ack:
    """Run one command and return its acknowledgement; never raises but for cancellation."""
    try:
        command = _admitted(edge, connection, name, payload)
        result = await edge.deadlines.run(HANDLERS[connection.namespace][type(command)](edge, connection, command))
    except DomainError as error:
        return refusal(error, edge)
    except TimeoutError:
        return refusal(Busy(retry_after_seconds=2), edge)
    except Exception:  # noqa: BLE001 - a bug: logged here, once, and answered `internal`
        _log.exception("command %s of %s failed", name, connection.principal.actor.id)
        return refusal(Internal(), edge)
    return Ack(ok=True, result=msgspec.Raw(encode(result)))


def _admitted(edge: Edge, connection: Connection, name: object, payload: object) -> Command:
    if not isinstance(name, str):
        raise CommandInvalid(reason="the event's name must be text")
    edge.check_command(connection.principal.actor, name)
    return decode_command(COMMANDS[connection.namespace], name, payload)


def refusal(error: DomainError, edge: Edge) -> Ack:
    """Return the coded answer to a request that cannot be met."""
    edge.count_error(error.code)
    return Ack(ok=False, error=error_body(error))


def error_body(error: DomainError) -> v.ErrorBody:
    """Return the error as it crosses the wire."""
    return v.ErrorBody(code=error.code, message=error.message, retryable=error.retryable, details=error.details)


def ack_frame(namespace: str, packet_id: int, ack: Ack) -> Frame:
    """Return the Socket.IO acknowledgement packet."""
    return Frame(b"3%s,%d[%s]" % (namespace.encode(), packet_id, encode(ack)))


def parse_event(packet: bytes) -> tuple[str, int | None, bytes] | None:
    """Split a Socket.IO EVENT packet of a namespace into (namespace, id, JSON); None for any other packet.

    `2/taxpayer,12["message.post",{…}]` → ("/taxpayer", 12, '["message.post",{…}]').
    """
    if not packet.startswith(b"2/"):
        return None
    comma = packet.find(b",")
    start = packet.find(b"[", comma)
    namespace = _NAMESPACES.get(packet[1:comma])
    if comma < 0 or start < 0 or namespace is None:
        return None
    digits = packet[comma + 1 : start]
    if digits and not (digits.isdigit() and len(digits) < 16):  # noqa: PLR2004 - below 2^53
        return None
    return namespace, int(digits) if digits else None, packet[start:]
