"""Files that the two put before each other: records, what a name may be, and how a session comes to have one.

A file is part of the session only once it has been checked; before that it is a row of `files` and nobody can read it.
What it holds never passes through here.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from chatserver.domain import events_papers as papers
from chatserver.domain.actors import HUB, Actor, Role
from chatserver.domain.decision import NOTHING, Decision
from chatserver.domain.file_errors import (
    FileEmpty,
    FileLimit,
    FileNameInvalid,
    FileRemoved,
    FileTooLarge,
    FileUnknown,
)
from chatserver.domain.guards import check_active, check_open, check_reader
from chatserver.domain.masking import mask_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from chatserver.domain.events import LoggedEvent
    from chatserver.domain.masking import SensitivePattern
    from chatserver.domain.session import Session

MAX_NAME = 120
"""Most characters of a name: 360 bytes in UTF-8, which every disk that saves a download takes, shortened or not."""


class FileState(StrEnum):
    """Where an upload stands. Only `ready` can be read, until its term is over; the last three are final."""

    RECEIVING = "receiving"
    CHECKING = "checking"
    READY = "ready"
    REFUSED = "refused"
    QUARANTINED = "quarantined"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedFile:
    """A file of a session. `width` and `height`: of an image, in pixels; `by_id`: the actor's id.

    `removed_at`: since when it can be read no more, as its term was over; null while it can.
    """

    file_id: str
    name: str
    media_type: str
    size_bytes: int
    width: int | None
    height: int | None
    by: Role
    by_id: str
    at: dt.datetime
    removed_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLimits:
    """What a session takes: bytes of one file, files, bytes of all of them; both sides' together."""

    file_bytes: int = 200_000_000
    files: int = 60
    total_bytes: int = 1_000_000_000


# What a disk or a shell could take for something else, and what could hide or reverse the letters behind it.
_UNWANTED = re.compile(
    '[\x00-\x1f\x7f-\x9f/\\\\:*?"<>|\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff\ufffe\uffff]'
)


def check_name(name: str, patterns: Iterable[SensitivePattern] = ()) -> str:
    """Return the name as it is kept: composed (NFC), without spaces at its ends, masked. Raises FileNameInvalid.

    Where a number is masked stands ＊, not the plain star, which no disk of Windows takes.
    """
    kept = unicodedata.normalize("NFC", name).strip()
    if not kept or len(kept) > MAX_NAME or _UNWANTED.search(kept) or not kept.strip(". "):
        raise FileNameInvalid(limit=MAX_NAME)
    return mask_text(kept, patterns)[0].replace("*", "\uff0a")


def check_room(sizes: Sequence[int], size_bytes: int, limits: FileLimits) -> None:
    """Check that a session which holds files of `sizes` takes one more. Raises FileEmpty, FileTooLarge, FileLimit."""
    if size_bytes <= 0:
        raise FileEmpty
    if size_bytes > limits.file_bytes:
        raise FileTooLarge(limit=limits.file_bytes)
    if len(sizes) >= limits.files:
        raise FileLimit(limit=limits.files)
    if sum(sizes) + size_bytes > limits.total_bytes:
        raise FileLimit(limit_bytes=limits.total_bytes)


def check_sharing(session: Session, actor: Actor) -> None:
    """Check that `actor` may put a file before the other side: who takes part, until the end."""
    if actor.role is Role.OFFICER:
        check_active(session, actor)
    else:
        check_open(session, actor)


def is_told(session: Session, file_id: str) -> bool:
    """Tell whether it is in the log already what became of the file."""
    return session.file(file_id) is not None or file_id in session.refused_files


def share(session: Session, actor: Actor, event: papers.FileShared) -> Decision:
    """Put a checked file before both. What became of a file is said once: later, nothing is, whoever it was sent by."""
    if is_told(session, event.file_id):
        return NOTHING
    check_sharing(session, actor)
    return Decision(((actor, event),))


def refuse(session: Session, actor: Actor, event: papers.FileRefused) -> Decision:
    """Say to both that a file which was sent is not delivered; nothing if it has been said what became of it."""
    if is_told(session, event.file_id):
        return NOTHING
    check_sharing(session, actor)
    return Decision(((actor, event),))


def readable(session: Session, actor: Actor, file_id: str) -> SharedFile:
    """Return the file if `actor` may read its session; after the end, too, until its term is over.

    Raises SessionUnknown, FileUnknown, FileRemoved.
    """
    check_reader(session, actor)
    found = session.file(file_id)
    if found is None:
        raise FileUnknown(file_id=file_id)
    if found.removed_at is not None:
        raise FileRemoved(file_id=file_id)
    return found


def remove_files(session: Session, closed_before: dt.datetime) -> Decision:
    """Take away all files of a session whose term is over; nothing while it is open, or a slip of it unfinished."""
    is_due = session.closed_at is not None and session.closed_at <= closed_before
    if not is_due or any(slip.is_running for slip in session.slips):
        return NOTHING
    kept = [shared for shared in session.files if shared.removed_at is None]
    return Decision(tuple((HUB, papers.FileRemoved(file_id=shared.file_id)) for shared in kept))


def shared_file(logged: LoggedEvent, event: papers.FileShared) -> SharedFile:
    """Return the record that the event adds."""
    return SharedFile(
        file_id=event.file_id,
        name=event.name,
        media_type=event.media_type,
        size_bytes=event.size_bytes,
        width=event.width,
        height=event.height,
        by=logged.actor.role,
        by_id=logged.actor.id,
        at=logged.at,
    )
