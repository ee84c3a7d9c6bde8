"""Cuts a period into stretches of about a page each, so that several can be read at once. Times are microseconds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from chatserver.services.exporting.columns import Place

_FIRST: Final = 86_400_000_000
_MOST_LONGER: Final = 4
"""How many times longer than the last one a stretch may be: what comes may be denser."""
_FULL: Final = 0.75
"""How full a page should become, so that most stretches are one."""


class Stretch(NamedTuple):
    """From `since` to before `until`, behind a place in it."""

    since: int
    until: int
    after: Place | None = None

    def behind(self, after: Place) -> Stretch:
        """Return what is left of it behind a place."""
        return Stretch(int(after[0]), self.until, after)


class Pace:
    """Learns from each page how long the next stretch should be."""

    def __init__(self, size: int) -> None:
        """`size`: rows of a page."""
        self._wanted = max(1, int(size * _FULL))
        self._length = _FIRST

    def cut(self, stretch: Stretch) -> tuple[Stretch, Stretch | None]:
        """Return its beginning, and the rest unless that is little."""
        if 2 * (stretch.until - stretch.since) <= 3 * self._length:
            return stretch, None
        middle = stretch.since + self._length
        return stretch._replace(until=middle), Stretch(middle, stretch.until)

    def learn(self, stretch: Stretch, rows: int, after: Place | None) -> None:
        """Take note of a page: how many rows there were from the beginning of a stretch to `after`, None: its end."""
        took = (int(after[0]) if after else stretch.until) - stretch.since
        longer = min(_MOST_LONGER, self._wanted / rows) if rows else _MOST_LONGER
        self._length = max(1, int(took * longer))
