"""When people ask for help, by weekday and hour, and how many officers that takes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from chatserver.domain.metrics_figures import ANSWER_WITHIN, MICROSECONDS
from chatserver.domain.staffing import officers_for, slots_for
from storage.hours import HourCount, load_hours

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chatserver.services.stuck import Days
    from storage.engine import Database

CAPACITY: Final = 3
"""Sessions that an officer has at once; the same as most have."""
WITHIN_SECONDS: Final = ANSWER_WITHIN.total_seconds()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hour:
    """One hour of a weekday: sessions in all, on average for each such day of the period, officers advised."""

    sessions: int
    a_day: float
    officers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekOfHours:
    """By (weekday, hour). `handle_seconds`: what a session takes of an officer on average, None without any handled."""

    hours: Mapping[tuple[int, int], Hour]
    sessions: int
    handle_seconds: float | None


async def week_of(database: Database, days: Days, matter_id: str | None = None) -> WeekOfHours:
    """Return the hours of the week, from closed sessions of these days."""
    find = partial(load_hours, first=days.first, last=days.last, matter_id=matter_id)
    counts = await database.read(find)
    handled = sum(one.handled for one in counts)
    seconds = sum(one.handle_micros for one in counts) / handled / MICROSECONDS if handled else None
    weekdays = [day.weekday() for day in days]
    return WeekOfHours(
        hours={(one.weekday, one.hour): _hour(one, weekdays.count(one.weekday), seconds) for one in counts},
        sessions=sum(one.sessions for one in counts),
        handle_seconds=seconds,
    )


def _hour(count: HourCount, days: int, handle_seconds: float | None) -> Hour:
    """Everybody who asked counts, also who gave up: they would have been work."""
    a_day = count.sessions / days if days else 0.0
    load = a_day * (handle_seconds or 0.0) / 3600
    slots = slots_for(load, handle_seconds or 0.0, WITHIN_SECONDS)
    return Hour(sessions=count.sessions, a_day=a_day, officers=officers_for(slots, CAPACITY))
