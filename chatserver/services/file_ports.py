"""What files need of the outside: where uploads arrive, where they are kept, what looks into them, what scans them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path


class NotDeliverable(Exception):
    """What a file holds is not let through; `reason` is that of the event `file.refused`."""

    def __init__(self, reason: str) -> None:
        """Keep the reason."""
        super().__init__(reason)
        self.reason = reason


class ScannerAway(Exception):
    """The scanner does not answer; files wait."""


class ScanFailed(Exception):
    """The scanner is there, but says nothing sensible of this file; others need not wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A file that may be delivered: its type by content, what is kept of it, and of a picture a small one."""

    media_type: str
    size_bytes: int
    kept: Path
    preview: Path | None = None
    width: int | None = None
    height: int | None = None


class Inbox(Protocol):
    """A folder in which uploads arrive and wait to be checked; their names there are our own ids."""

    async def create(self, file_id: str) -> None:
        """Begin an upload with nothing in it."""
        ...

    async def size(self, file_id: str) -> int | None:
        """Return how many bytes have arrived; None where nothing is known of it."""
        ...

    async def write(self, file_id: str, offset: int, content: bytes) -> None:
        """Put bytes in their place."""
        ...

    async def settle(self, file_id: str) -> None:
        """Have all that has arrived on disk when this returns."""
        ...

    def path(self, file_id: str) -> Path:
        """Return where the upload lies."""
        ...

    async def remove(self, file_id: str) -> None:
        """Drop the upload and what was made of it; a second time is nothing."""
        ...

    async def quarantine(self, file_id: str) -> None:
        """Put the upload where only an administrator looks."""
        ...

    async def remove_quarantined(self, file_id: str) -> None:
        """Drop it from there; a second time is nothing."""
        ...


class BlobStore(Protocol):
    """Where checked files are kept, by keys of our own."""

    async def keep(self, key: str, path: Path) -> None:
        """Keep the content of `path`, whole or not at all; the same key again replaces it."""
        ...

    def read(self, key: str, start: int, length: int) -> AsyncIterator[bytes]:
        """Yield `length` bytes from `start`. Raises FileNotFoundError at the first step."""
        ...

    async def size(self, key: str) -> int | None:
        """Return how many bytes are kept; None where nothing is."""
        ...

    async def remove(self, key: str) -> None:
        """Drop it; a second time is nothing."""
        ...

    async def close(self) -> None:
        """Give connections back."""
        ...


class Checker(Protocol):
    """Looks into a file: what it is, whether it is safe to hand on, what must be taken out of it."""

    def check(self, path: Path, name: str) -> AbstractAsyncContextManager[Checked]:
        """Give what may be delivered, for as long as the block lasts. Raises NotDeliverable when it is entered.

        What is made of a file is this look's own: a second look at the same file makes its own.
        """
        ...


class Scanner(Protocol):
    """Looks for viruses."""

    async def scan(self, path: Path) -> str | None:
        """Return the name of what was found, or None. Raises ScannerAway, ScanFailed, NotDeliverable."""
        ...
