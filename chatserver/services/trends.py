"""One figure by day, week or month: each point told from all sessions of its days, never from other points."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from chatserver.domain.report_parts import Sum
from chatserver.services.calendar import midnight, today
from chatserver.services.metrics import first_opened
from chatserver.services.overview import sums_of
from storage.parts import By

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from chatserver.domain.metrics_figures import Figure
    from chatserver.domain.workdays import Workdays
    from storage.engine import Database
    from storage.parts import Chosen

_ONE: Final = dt.timedelta(1)


class Grain(StrEnum):
    """How many days a point is made of."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"

    def first_of(self, day: dt.date) -> dt.date:
        """Return the first day of the day, week (Monday) or month that this one is in."""
        if self is Grain.MONTH:
            return day.replace(day=1)
        return day - _ONE * day.weekday() if self is Grain.WEEK else day

    def next(self, first: dt.date) -> dt.date:
        """Return where the next one begins."""
        if self is Grain.MONTH:
            return (first + dt.timedelta(31)).replace(day=1)
        return first + (_ONE * 7 if self is Grain.WEEK else _ONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A figure of the days `first` … `last` of the period.

    `figure`: None where the log tells nothing: before its first session, or to come. `is_whole`: no day of the week or
    month is outside the period, or still to come.
    """

    first: dt.date
    last: dt.date
    figure: Figure | None
    is_whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """The points in order, the same figure of the whole period, and how many of its sessions go on."""

    points: Sequence[Point]
    whole: Figure
    live: int


async def trend_of(
    database: Database, chosen: Chosen, workdays: Workdays, as_of: dt.datetime, grain: Grain, figure_id: str
) -> Trend:
    """Return one figure of the chosen days. Raises CalendarUnknown as `overview` does, KeyError for no such figure."""
    found = await sums_of(database, chosen, workdays, as_of, {By.DAY: [figure_id.partition(".")[0]]})
    opened = await first_opened(database)
    begin = today(opened) if opened else None
    sums: dict[dt.date, Sum] = {}
    for day, one in found.sums[By.DAY].items():
        sums.setdefault(grain.first_of(day), Sum()).include(one)
    points = []
    for start, end in _stretches(chosen, grain):
        first, last = max(start, chosen.first), min(end, chosen.last)
        is_known = begin is not None and last >= begin and midnight(first) <= as_of
        is_whole = (first, last) == (start, end) and midnight(end + _ONE) <= as_of
        figure = _figure(sums.get(start, Sum()), figure_id) if is_known else None
        points.append(Point(first=first, last=last, figure=figure, is_whole=is_whole))
    return Trend(points=points, whole=_figure(found.total(By.DAY), figure_id), live=found.live)


def _stretches(chosen: Chosen, grain: Grain) -> Iterator[tuple[dt.date, dt.date]]:
    """Yield each day, week or month that a chosen day is in, whole: its first and last day."""
    start = grain.first_of(chosen.first)
    while start <= chosen.last:
        after = grain.next(start)
        yield start, after - _ONE
        start = after


def _figure(one: Sum, figure_id: str) -> Figure:
    told = {figure.id: figure for figure in one.figures([figure_id.partition(".")[0]])}
    return told[figure_id]
