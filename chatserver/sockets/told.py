"""What people here were told of a session: over the bus, or because it was found on disk first, but not twice."""

from __future__ import annotations

from typing import Final, NamedTuple

_MOST: Final = 50_000
"""Both ways are seconds apart at most; this is as much as a node says in ten."""


class Word(NamedTuple):
    """An event as one person hears of it: the event itself, or the signal that tells of it."""

    session_id: str
    seq: int
    role: str
    person_id: str
    """Two officers may be at one session, and each is told."""
    is_signal: bool = False


class Told:
    """Remembers words."""

    def __init__(self) -> None:
        """Nothing has been told."""
        self._words: dict[Word, None] = {}

    def is_news(self, word: Word) -> bool:
        """Tell whether this is told for the first time, and remember it."""
        if word in self._words:
            return False
        self._words[word] = None
        if len(self._words) > _MOST:  # dictionaries keep order: the first is the oldest
            del self._words[next(iter(self._words))]
        return True
