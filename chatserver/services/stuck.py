"""The stuck map of a period, with another period beside it, and one step of it looked at closely."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from chatserver.domain.metrics_errors import RangeInvalid
from chatserver.services.stuck_spans import map_between
from storage.stuck import FieldCount, load_fields

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chatserver.domain.stuck import Stuck, StuckMap
    from chatserver.domain.workdays import Workdays
    from storage.engine import Database

MOST_DAYS: Final = 1_100
"""Three years: longer than any figure is compared, short enough to be answered."""
EARLIEST, LATEST = dt.date(2000, 1, 1), dt.date(2999, 12, 31)
Step = tuple[str, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The bureau's calendar days `first` … `last`, both included."""

    first: dt.date
    last: dt.date

    def __post_init__(self) -> None:
        """Raises RangeInvalid for days about which no log can say anything."""
        if not EARLIEST <= self.first <= self.last <= LATEST or (self.last - self.first).days >= MOST_DAYS:
            raise RangeInvalid(since=self.first.isoformat(), until=self.last.isoformat())

    def __iter__(self) -> Iterator[dt.date]:
        """Yield every day, in order."""
        return (self.first + dt.timedelta(n) for n in range(self.count))

    @property
    def count(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1

    def before(self) -> Days:
        """Return as many days just before these."""
        return Days(first=self.first - dt.timedelta(self.count), last=self.first - dt.timedelta(1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One step in two periods: questions a working day, and the share of people whom the explanation alone helped.

    None where there is nothing to divide by: no working day, or too few people for a share.
    """

    before_a_day: float | None
    now_a_day: float | None
    before_share: float | None
    now_share: float | None


async def stuck_map(database: Database, days: Days) -> StuckMap:
    """Return the map of questions asked on these days."""
    return await map_between(database, days.first, days.last)


async def fields_at(database: Database, days: Days, matter_id: str, step_id: str) -> list[FieldCount]:
    """Return the fields of one step that officers pointed at or proposed for, the most frequent first."""
    find = partial(load_fields, first=days.first, last=days.last, matter_id=matter_id, step_id=step_id)
    return await database.read(find)


def change_between(
    before: StuckMap, now: StuckMap, step: Step, periods: tuple[Days, Days], workdays: Workdays
) -> Change | None:
    """Return how one step fared in the two periods; None where the calendar does not know one of their years."""
    worked = [_working_days(days, workdays) for days in periods]
    if None in worked:
        return None
    first, second = before.steps.get(step), now.steps.get(step)
    return Change(
        before_a_day=_a_day(first, worked[0]),
        now_a_day=_a_day(second, worked[1]),
        before_share=explained_share(first),
        now_share=explained_share(second),
    )


def explained_share(stuck: Stuck | None) -> float | None:
    """Return the share of people whom the explanation alone helped; None for too few people."""
    return stuck.by_explanation / stuck.people if stuck is not None and stuck.median is not None else None


def _a_day(stuck: Stuck | None, days: int | None) -> float | None:
    return (stuck.questions if stuck else 0) / days if days else None


def _working_days(days: Days, workdays: Workdays) -> int | None:
    if any(year not in workdays.years for year in range(days.first.year, days.last.year + 1)):
        return None
    return sum(map(workdays.is_working_day, days))
