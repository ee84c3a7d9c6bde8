"""Facts about files, about what was read of earlier sessions, and what was purged; as in `events`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from chatserver.domain.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class FileShared(Event):
    """A file was received, checked and put before both; `width` and `height` are an image's, in pixels."""

    type: ClassVar[str] = "file.shared"
    file_id: str
    name: str
    media_type: str
    size_bytes: int
    width: int | None
    height: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRefused(Event):
    """A file that was sent is refused. `reason`: type, unreadable, pixels, bomb, macro, locked, virus, scan_limit."""

    type: ClassVar[str] = "file.refused"
    file_id: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRemoved(Event):
    """The term for which files are kept is over: nobody can read this one any more; its name stays until purged."""

    type: ClassVar[str] = "file.removed"
    file_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryViewed(Event):
    """The officer read an earlier session of the same taxpayer, which the taxpayer's side is not told.

    `slip_id`: only this slip of it.
    """

    type: ClassVar[str] = "history.viewed"
    viewed_session_id: str
    slip_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionPurged(Event):
    """A term of `days` after the closing is over: what was written (`part` talk), or names and values (personal), is
    taken out of the whole log.
    """

    type: ClassVar[str] = "session.purged"
    part: str
    days: int
