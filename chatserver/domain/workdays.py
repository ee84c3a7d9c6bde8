"""When the bureau works: its hours on working days, less public holidays, plus make-up working days (调休上班).

Pure; the days come from the catalogue's `workdays.json`. A year that the file does not have is not known: a figure
about business hours of such a year must be refused or left out, never guessed from weekdays alone.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Workdays:
    """`hours`: from and to of each stretch of a working day, in `zone`, in order; `weekdays`: ISO, Monday is 1."""

    zone: dt.tzinfo
    weekdays: frozenset[int]
    hours: tuple[tuple[dt.time, dt.time], ...]
    years: frozenset[int]
    holidays: frozenset[dt.date]
    working_days: frozenset[dt.date]

    def unknown_years(self, since: dt.datetime, until: dt.datetime) -> list[int]:
        """Return the years between two instants (the second excluded) that the file does not have."""
        if since >= until:
            return []
        first, last = since.astimezone(self.zone).year, (until - dt.timedelta.resolution).astimezone(self.zone).year
        return [year for year in range(first, last + 1) if year not in self.years]

    def is_working_day(self, day: dt.date) -> bool:
        """Tell whether the bureau works on this day; a make-up working day beats a weekend, a holiday a weekday."""
        if day in self.working_days:
            return True
        return day.isoweekday() in self.weekdays and day not in self.holidays

    def is_open(self, at: dt.datetime) -> bool:
        """Tell whether the instant lies in business hours; an hour's end does not belong to it."""
        local = at.astimezone(self.zone)
        now = local.time()
        return self.is_working_day(local.date()) and any(start <= now < end for start, end in self.hours)

    def stretches(self, since: dt.datetime, until: dt.datetime) -> Iterator[tuple[dt.datetime, dt.datetime]]:
        """Yield the business hours between two instants, clipped to them, in order."""
        day = since.astimezone(self.zone).date()
        last = until.astimezone(self.zone).date()
        while day <= last:
            if self.is_working_day(day):
                yield from self._clipped(day, since, until)
            day += _DAY

    def _clipped(
        self, day: dt.date, since: dt.datetime, until: dt.datetime
    ) -> Iterator[tuple[dt.datetime, dt.datetime]]:
        for opens, closes in self.hours:
            start = max(dt.datetime.combine(day, opens, self.zone).astimezone(dt.UTC), since)
            end = min(dt.datetime.combine(day, closes, self.zone).astimezone(dt.UTC), until)
            if start < end:
                yield start, end
