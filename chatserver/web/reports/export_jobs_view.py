"""How exports of the background stand on the page."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from chatserver.domain.export_job import JobState
from chatserver.services.calendar import BUREAU_ZONE
from chatserver.web.reports.amounts import whole

if TYPE_CHECKING:
    from chatserver.domain.export_job import ExportJob

ZONES: Final = (BUREAU_ZONE.key, "Asia/Urumqi", "UTC")
"""Offered first; any other may be named."""
_STEP: Final = 1_000
_UNITS: Final = ("B", "kB", "MB", "GB", "TB")


class Shown:
    """One export in the words of a page; `words` are those of the reader's language."""

    def __init__(self, job: ExportJob, days: int) -> None:
        """`days`: how long its file is kept."""
        self.job = job
        self._days = days

    @property
    def days(self) -> tuple[str, str]:
        """The bureau's days that it is about, both included; the first is empty where it begins with the log."""
        last = (self.job.until_at - dt.timedelta(microseconds=1)).astimezone(BUREAU_ZONE).date()
        first = str(self.job.since_at.astimezone(BUREAU_ZONE).date()) if self.job.since_at else ""
        return first, str(last)

    @property
    def period(self) -> str:
        """The same in words."""
        first, last = self.days
        return f"{first or '…'} – {last}"

    @property
    def asked(self) -> str:
        """When it was asked for, in Beijing time."""
        return f"{self.job.asked_at.astimezone(BUREAU_ZONE):%m-%d %H:%M}"

    @property
    def until(self) -> str:
        """The day until which its file is kept; empty while there is none."""
        if self.job.state is not JobState.READY or self.job.ended_at is None:
            return ""
        return f"{(self.job.ended_at + dt.timedelta(days=self._days)).astimezone(BUREAU_ZONE):%m-%d %H:%M}"

    @property
    def rows(self) -> str:
        """How many rows were written."""
        return whole(self.job.rows)

    @property
    def percent(self) -> int:
        """How much of the period lies behind, of 100."""
        return int(self.job.share * 100)

    @property
    def size(self) -> str:
        """How large the file is, in units of a thousand."""
        size, unit = float(self.job.size_bytes), 0
        while size >= _STEP and unit < len(_UNITS) - 1:
            size, unit = size / _STEP, unit + 1
        return f"{size:.1f} {_UNITS[unit]}" if unit else f"{size:.0f} {_UNITS[unit]}"
