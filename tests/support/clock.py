"""Time under the test's thumb."""

from __future__ import annotations

import datetime as dt

START = dt.datetime(2026, 11, 16, 6, 0, tzinfo=dt.UTC)
"""14:06 less six minutes in Beijing, on the last day of the November filing period."""


class FakeClock:
    """Stands still until it is advanced."""

    def __init__(self, at: dt.datetime = START) -> None:
        self._now = at

    def now(self) -> dt.datetime:
        """The instant that the test has chosen."""
        return self._now

    def advance(self, seconds: float) -> dt.datetime:
        """Let time pass; return the new instant."""
        self._now += dt.timedelta(seconds=seconds)
        return self._now
