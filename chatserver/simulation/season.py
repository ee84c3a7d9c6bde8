"""How many people ask for help on a day, and when. The shares are plausible, none was measured. Pure."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from random import Random

    from chatserver.domain.workdays import Workdays

DEADLINE: Final = 15
"""Day of the month by which most returns are due; on a day off, the next working day."""
_HOURS: Final = {9: 13, 10: 16, 11: 12, 12: 1, 13: 6, 14: 15, 15: 15, 16: 12, 17: 5}
"""Share of a day's requests by hour: two peaks, and a few who try in the break."""
_LAST_DAYS: Final = {0: 4.2, 1: 3.4, 2: 2.6, 3: 2.1, 4: 1.8}
"""How much busier the last working days before the deadline are."""
_OFF_DAY: Final = 0.02


def spread(total: int, first: dt.date, last: dt.date, workdays: Workdays) -> dict[dt.date, int]:
    """Return how many of `total` sessions are opened on each day; every day's number is whole, the sum exact."""
    days = [first + dt.timedelta(n) for n in range((last - first).days + 1)]
    weights = [_weight(day, workdays) for day in days]
    whole, done, weighed = sum(weights), 0, 0.0
    found = {}
    for day, weight in zip(days, weights, strict=True):
        weighed += weight
        upto = round(total * weighed / whole)
        found[day], done = upto - done, upto
    return found


def moments(rng: Random, day: dt.date, count: int, zone: dt.tzinfo) -> list[dt.datetime]:
    """Return when the requests of a day come, in order, in UTC."""
    hours = rng.choices(list(_HOURS), list(_HOURS.values()), k=count)
    midnight = dt.datetime.combine(day, dt.time(), zone)
    return sorted(
        (midnight + dt.timedelta(hours=hour, microseconds=rng.randrange(3_600_000_000))).astimezone(dt.UTC)
        for hour in hours
    )


def peak_share() -> float:
    """Return the busiest hour's share of a day."""
    return max(_HOURS.values()) / sum(_HOURS.values())


def deadline_of(day: dt.date, workdays: Workdays) -> dt.date:
    """Return the day by which the month's returns are due."""
    due = day.replace(day=DEADLINE)
    while not workdays.is_working_day(due):
        due += dt.timedelta(1)
    return due


def _weight(day: dt.date, workdays: Workdays) -> float:
    if not workdays.is_working_day(day):
        return _OFF_DAY
    due = deadline_of(day, workdays)
    if day > due:
        return 0.5
    left = sum(workdays.is_working_day(day + dt.timedelta(n)) for n in range(1, (due - day).days + 1))
    return _LAST_DAYS.get(left, 1.2)
