"""Where a program goes on reading: the place behind the last row, and the moment up to which it reads."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple

import msgspec

from chatserver.domain.errors import DomainError
from storage.types import to_micros

if TYPE_CHECKING:
    from chatserver.services.exporting.columns import Place

_MOST = 400
_ROOM: Final = dt.timedelta(days=100)
"""For the days around a moment that are read at once, in any zone."""
FIRST: Final = dt.datetime.min.replace(tzinfo=dt.UTC) + _ROOM
LAST: Final = dt.datetime.max.replace(tzinfo=dt.UTC) - _ROOM
"""Between these moments everything can be asked about; no cursor that was given out tells of others."""
_NUMBERED: Final = frozenset({"questions", "messages", "events"})
"""Datasets of which one session may have rows on two pages: their places end with the row's number."""
_MOST_NUMBER: Final = 2**31 - 1
"""Of an event in its log, as databases keep it."""


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
    wanted = (int, str, int) if name in _NUMBERED else (int, str)
    if found.name != name or shape != wanted or not _is_possible(found):
        raise CursorInvalid
    return found


def _is_possible(cursor: Cursor) -> bool:
    """Tell whether a database can be asked about it: not every number is a time, not every text can stand there."""
    at, session_id, *numbers = cursor.after
    times = to_micros(FIRST), to_micros(LAST)
    return (
        all(times[0] <= int(micros) <= times[1] for micros in (cursor.until, at))
        and "\0" not in str(session_id)
        and all(0 <= int(number) <= _MOST_NUMBER for number in numbers)
    )
