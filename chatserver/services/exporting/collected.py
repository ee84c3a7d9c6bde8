"""The end of a file that is written piece by piece and passed on as it comes."""

from __future__ import annotations


class Collected:
    """A file that is only ever written to; whoever passes it on takes what there is."""

    closed = False

    def __init__(self) -> None:
        """Nothing was written."""
        self._parts: list[bytes] = []
        self._size = 0

    def write(self, data: bytes) -> int:
        """Keep a copy: what is given may be a view of memory that is used again."""
        part = bytes(data)
        self._parts.append(part)
        self._size += len(part)
        return len(part)

    def tell(self) -> int:
        """Return how much was written altogether."""
        return self._size

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """Its bytes are with whoever took them."""

    def take(self) -> bytes:
        """Return what was written since the last time."""
        taken, self._parts = b"".join(self._parts), []
        return taken
