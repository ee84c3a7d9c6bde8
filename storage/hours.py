"""Closed sessions by weekday and hour of opening: from what is kept of days, and counted where nothing is."""

from __future__ import annotations

import collections
from typing import TYPE_CHECKING, NamedTuple

import sqlalchemy as sa

from storage.hour_sums import ALL, COUNTED, HOUR, KEPT, WEEKDAY, find_kept, is_true, opened_on
from storage.months import days_besides
from storage.schema_reports import hour_sums, session_facts

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from sqlalchemy.engine import Connection


class HourCount(NamedTuple):
    """One hour of one weekday (0: Monday): sessions opened, how many were handled, and the microseconds that took."""

    weekday: int
    hour: int
    sessions: int
    handled: int
    handle_micros: int


def load_hours(connection: Connection, first: dt.date, last: dt.date, matter_id: str | None = None) -> list[HourCount]:
    """Return every hour in which a session of the days `first` … `last` was opened."""
    found: dict[tuple[int, int], tuple[int, ...]] = collections.defaultdict(lambda: (0, 0, 0))
    for query in _queries(connection, first, last, matter_id):
        for weekday, hour, *more in connection.execute(query):
            found[weekday, hour] = tuple(map(sum, zip(found[weekday, hour], more, strict=True)))
    return [HourCount(*key, *sums) for key, sums in sorted(found.items())]


def _queries(
    connection: Connection, first: dt.date, last: dt.date, matter_id: str | None
) -> Iterator[sa.Select[int, int, int, int, int]]:
    """Yield what to add up: what is kept, and each stretch of days between."""
    kept = hour_sums.c
    weekday = sa.cast((sa.extract("dow", kept.day) + 6) % 7, sa.Integer).label("weekday")
    whose = kept.matter_id == (ALL if matter_id is None else matter_id)
    yield sa.select(weekday, kept.hour, *KEPT).where(whose, is_true(first, last)).group_by(weekday, kept.hour)
    counted = sa.select(WEEKDAY, HOUR, *COUNTED).group_by(WEEKDAY, HOUR)
    if matter_id is not None:
        counted = counted.where(session_facts.c.matter_id == matter_id)
    days = find_kept(connection, first, last)
    for stretch in days_besides(first, last, [(day, day) for day in days]):
        yield counted.where(opened_on(*stretch))
