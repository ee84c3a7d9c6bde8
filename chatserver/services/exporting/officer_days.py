"""One row an officer's day: being there, sessions, what became of them. The same figures as docs/metrics.md defines."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from chatserver.services.calendar import midnight, today
from chatserver.services.exporting.columns import Cells, Column, Dataset, Kind, Page
from chatserver.services.metrics import SETTLED
from chatserver.services.officer_days import first_day, load_officer_days
from storage.types import from_micros, to_micros

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.engine import Connection

    from chatserver.services.exporting.columns import Period, Place

_OFFICERS: Final = 100
"""A bureau's day is taken for so many rows."""
_ONE: Final = dt.timedelta(1)
COLUMNS = (
    Column("day", Kind.TEXT, "The bureau's calendar day, ISO 8601."),
    Column("officer_id", Kind.TEXT, "Who."),
    Column("officer_name", Kind.TEXT, "Their name on duty, as it is now."),
    Column("available_seconds", Kind.NUMBER, "Taking new sessions."),
    Column("finishing_seconds", Kind.NUMBER, "On duty, taking no new ones."),
    Column("away_seconds", Kind.NUMBER, "Away in between."),
    Column("sessions", Kind.COUNT, "Times with a session that reach into the day."),
    Column("taken", Kind.COUNT, "Of these, those that began on it; for sums over days."),
    Column("session_seconds", Kind.NUMBER, "Of all sessions: two at once count twice."),
    Column("busy_seconds", Kind.NUMBER, "With any session."),
    Column("idle_seconds", Kind.NUMBER, "Available without one."),
    Column("occupancy", Kind.NUMBER, "busy ÷ (busy + idle); empty without either."),
    Column("most_at_once", Kind.COUNT, "Sessions at the same moment."),
    Column("handle_seconds", Kind.NUMBER, "Mean length of the times taken that day; empty without one that is over."),
    Column("handled", Kind.COUNT, "Closed sessions taken that day that nobody took after this officer."),
    Column("solved", Kind.COUNT, "Questions in these that the taxpayer called solved."),
    Column("not_solved", Kind.COUNT, "Questions in these that the taxpayer called not solved."),
    Column("ratings", Kind.COUNT, "Ratings of these."),
    Column("rating_mean", Kind.NUMBER, "Their mean; empty without any."),
    Column("missed_offers", Kind.COUNT, "How often an offer that ran out made the officer away."),
)


def load_days(connection: Connection, period: Period, after: Place | None, size: int, _: Collection[str]) -> Page:
    """Return the days that begin in the period, in order; of a day that is not over as far as it has come."""
    begin = first_day(connection)
    if begin is None:
        return Page((), None)
    since = from_micros(int(after[0])) + _ONE if after else max(midnight(begin), period.since or midnight(begin))
    first = today(since) if midnight(today(since)) == since else today(since) + _ONE
    as_of = min(period.until, (period.as_of or period.until) - SETTLED)
    end = today(min(period.until, as_of) - dt.timedelta.resolution)
    last = min(first + max(1, size // _OFFICERS) * _ONE - _ONE, end)
    if first > end:
        return Page((), None)
    rows = [_cells(row) for row in load_officer_days(connection, first, last, as_of)]
    return Page(rows, (to_micros(midnight(last)), "day") if last < end else None)


def _cells(row: tuple[Any, ...]) -> Cells:
    return (str(row[0]), *(round(cell, 4) if isinstance(cell, float) else cell for cell in row[1:]))


# A day in which a period ends is told as far as the period goes, so a cut in it would change its row.
OFFICER_DAYS = Dataset(COLUMNS, load_days, "days of the bureau that begin in it", 3_000, is_divisible=False)
