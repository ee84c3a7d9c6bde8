"""Cuts a period into stretches of about a page each, so that several can be read at once. Times are microseconds.

Days are far busier than nights, and deadlines than other days: how long a stretch is goes by sessions, not by time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from chatserver.services.exporting.columns import Place

_FIRST: Final = 50
_MOST_MORE: Final = 4
"""How many times more sessions than the last one a stretch may have: each may have more rows."""
_FULL: Final = 0.75
"""How full a page should become, so that most stretches are one."""


class Stretch(NamedTuple):
    """From `since` to before `until`, behind a place in it. `sessions`: about how many; 0: nobody has looked."""

    since: int
    until: int
    after: Place | None = None
    sessions: int = 0

    def behind(self, after: Place) -> Stretch:
        """Return what is left of it behind a place."""
        return Stretch(int(after[0]), self.until, after)

    def cut(self, mark: int | None, sessions: int) -> tuple[Stretch, Stretch | None]:
        """Return its beginning up to a mark behind so many sessions, and the rest; without a mark all of it."""
        if mark is None:
            return self._replace(sessions=sessions), None
        return self._replace(until=mark, sessions=sessions), Stretch(mark, self.until)


class Pace:
    """Learns from each page how many sessions the next stretch should have."""

    def __init__(self, size: int) -> None:
        """`size`: rows of a page."""
        self._wanted = max(1, int(size * _FULL))
        self.sessions = _FIRST

    def learn(self, stretch: Stretch, rows: int, *, is_whole: bool) -> None:
        """Take note of the first page of a stretch: whether it was all, and how many rows there were."""
        if not is_whole:
            self.sessions = max(1, stretch.sessions // 2)
        else:
            more = min(_MOST_MORE, self._wanted / rows) if rows else _MOST_MORE
            self.sessions = max(1, int(stretch.sessions * more))
