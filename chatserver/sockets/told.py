"""What officers were told without a number: over the bus, or because it was found on disk first, but not twice."""

from __future__ import annotations

from typing import Final

_MOST: Final = 10_000
"""Both ways are seconds apart at most; this is minutes of offers."""

Cause = tuple[str, int]
"""The event that a signal tells of: session id and number."""


class Told:
    """Remembers the causes of signals."""

    def __init__(self) -> None:
        """Nothing has been told."""
        self._causes: dict[Cause, None] = {}

    def is_news(self, cause: Cause) -> bool:
        """Tell whether this is told for the first time, and remember it."""
        if cause in self._causes:
            return False
        self._causes[cause] = None
        if len(self._causes) > _MOST:  # dictionaries keep order: the first is the oldest
            del self._causes[next(iter(self._causes))]
        return True
