"""All that a node does with files, put together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from chatserver.services.file_checks import FileChecks
from chatserver.services.file_links import FileLinks
from chatserver.services.file_retention import FileRetention
from chatserver.services.hub import Nudge
from chatserver.services.uploads import Uploads

if TYPE_CHECKING:
    from chatserver.domain.files import FileLimits
    from chatserver.services.file_ports import BlobStore, Checker, Inbox, Scanner
    from chatserver.services.hub import Hub


@dataclass(frozen=True, slots=True, kw_only=True)
class FileParts:
    """What the outside brings; see the settings. `key` signs addresses.

    `hours`: how long an upload may take; `days`: how long a file is kept after the end of its session.
    """

    inbox: Inbox
    store: BlobStore
    checker: Checker
    scanner: Scanner | None
    limits: FileLimits
    hours: int
    days: int
    key: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """Uploads, what is done with them when they are complete, how they are read, and until when."""

    uploads: Uploads
    checks: FileChecks
    links: FileLinks
    retention: FileRetention
    store: BlobStore


def files_of(hub: Hub, parts: FileParts) -> Files:
    """Return the files of a hub."""
    wanted = Nudge()
    return Files(
        uploads=Uploads(hub, parts.inbox, parts.limits, parts.hours, wanted),
        checks=FileChecks(hub, parts.inbox, parts.store, parts.checker, parts.scanner, wanted),
        links=FileLinks(hub, parts.key),
        retention=FileRetention(hub, parts.inbox, parts.store, parts.days),
        store=parts.store,
    )
