"""Between JSON and the typed world: commands in, events and answers out. Refuses what it does not know."""

from __future__ import annotations

import dataclasses
import functools
import typing
from typing import Any

import msgspec

from chatserver.domain.errors import DomainError
from chatserver.domain.event_types import EVENT_TYPES
from chatserver.domain.events import Event
from chatserver.protocol.command import Command

_encoder = msgspec.json.Encoder()


class CommandUnknown(DomainError):
    """There is no such command in this namespace."""

    code = "command_unknown"


class CommandInvalid(DomainError):
    """The command's fields are missing, mistyped, too large or unknown; `reason` says where."""

    code = "command_invalid"


class ClientOutdated(DomainError):
    """The client speaks another protocol version; reload the page."""

    code = "client_outdated"


class Internal(DomainError):
    """Something went wrong in the hub; it was logged."""

    code = "internal"
    retryable = True


def encode(value: object) -> bytes:
    """Return JSON; datetimes as RFC 3339 in UTC."""
    return _encoder.encode(value)


def decode_command(commands: dict[str, type[Command]], name: str, payload: object) -> Command:
    """Return the typed command. Raises CommandUnknown, CommandInvalid."""
    known = commands.get(name)
    if known is None:
        raise CommandUnknown(name=name[:64])
    try:
        command = msgspec.convert(payload if payload is not None else {}, known)
    except (msgspec.ValidationError, RecursionError) as error:
        raise CommandInvalid(reason=str(error)[:300]) from error
    for field, shape in _insides(known).items():
        _refuse_unknown(typing.cast("dict[str, Any]", payload).get(field), shape, f"$.{field}")
    return command


def decode_event(type_: str, body: bytes) -> Event:
    """Return the event stored under `type_`."""
    return msgspec.json.decode(body, type=EVENT_TYPES[type_])


def _refuse_unknown(payload: object, shape: object, where: str) -> None:
    """Dataclasses of the domain know nothing of the wire, so their unknown fields are refused here."""
    if typing.get_origin(shape) is tuple and isinstance(payload, list):
        for index, item in enumerate(payload):
            _refuse_unknown(item, typing.get_args(shape)[0], f"{where}[{index}]")
    elif isinstance(shape, type) and dataclasses.is_dataclass(shape) and isinstance(payload, dict):
        hints = _hints(shape)
        for key, value in payload.items():
            if key not in hints:
                raise CommandInvalid(reason=f"Object contains unknown field `{str(key)[:64]}` - at `{where}`")
            _refuse_unknown(value, hints[key], f"{where}.{key}")


@functools.cache
def _insides(known: type[Command]) -> dict[str, Any]:
    """Return the command's fields that hold dataclasses of the domain; of most commands none."""
    return {field: shape for field, shape in typing.get_type_hints(known).items() if _holds_dataclass(shape)}


def _holds_dataclass(shape: object) -> bool:
    return dataclasses.is_dataclass(shape) or any(map(_holds_dataclass, typing.get_args(shape)))


_known_hints: dict[type, dict[str, Any]] = {}


def _hints(shape: type) -> dict[str, Any]:
    if shape not in _known_hints:
        _known_hints[shape] = typing.get_type_hints(shape)
    return _known_hints[shape]
