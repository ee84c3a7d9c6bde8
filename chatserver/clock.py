"""The only place that reads the time of day. Rules take `now`; services read `hub.clock`."""

from __future__ import annotations

import datetime as dt
import time
from typing import Protocol


class Clock(Protocol):
    """Tells the time as an aware UTC datetime."""

    def now(self) -> dt.datetime:
        """Return this instant in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> dt.datetime:
        """Return this instant in UTC."""
        return dt.datetime.now(dt.UTC)


class SharedClock:
    """The time that nodes agree on: told by the database now and then, carried on by a clock that nobody sets.

    Leases, deadlines and graces are rows that one node writes and another judges. By clocks an hour apart a living
    node would be swept away for dead, and every officer of it with it.
    """

    def __init__(self) -> None:
        """Until the database has told the time, it is the machine's."""
        self._told = SystemClock().now()
        self._at = time.monotonic()

    def now(self) -> dt.datetime:
        """Return this instant in UTC."""
        return self._told + dt.timedelta(seconds=time.monotonic() - self._at)

    def set(self, told: dt.datetime, asked_at: float) -> None:
        """Go by what was told in answer to a question of `asked_at` (time.monotonic), unless that says nothing new."""
        answered_at = time.monotonic()
        between = (asked_at + answered_at) / 2
        known = self._told + dt.timedelta(seconds=between - self._at)
        if abs((told - known).total_seconds()) > (answered_at - asked_at) / 2:
            self._told, self._at = told, between
