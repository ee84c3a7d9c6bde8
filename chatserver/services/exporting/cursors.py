"""Where a program goes on reading: the place behind the last row, and the moment up to which it reads."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, ClassVar, NamedTuple

import msgspec

from chatserver.domain.errors import DomainError

if TYPE_CHECKING:
    from chatserver.services.exporting.columns import Place

_MOST = 400


class CursorInvalid(DomainError):
    """The cursor is none that was given out for these rows."""

    code: ClassVar[str] = "cursor_invalid"


class Cursor(NamedTuple):
    """`until`: microseconds since 1970, so that what is opened meanwhile does not lengthen the reading."""

    name: str
    until: int
    after: tuple[int | str, ...]


def written(name: str, until: int, after: Place) -> str:
    """Return a cursor as text that an address can hold."""
    return base64.urlsafe_b64encode(msgspec.json.encode((name, until, after))).decode().rstrip("=")


def read(text: str, name: str) -> Cursor:
    """Return the cursor. Raises CursorInvalid, also for another dataset's."""
    try:
        found = msgspec.json.decode(base64.urlsafe_b64decode(text[:_MOST] + "=" * (-len(text) % 4)), type=Cursor)
    except (binascii.Error, ValueError, msgspec.MsgspecError):
        raise CursorInvalid from None
    shape = tuple(type(part) for part in found.after)
    if found.name != name or shape not in {(int, str), (int, str, int)}:
        raise CursorInvalid
    return found
