"""Periods that reports are written of: whole days, weeks from Monday on (ISO 8601), months. Pure."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import NamedTuple

_DAY = dt.timedelta(1)


class Every(StrEnum):
    """How often a report is written."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


class Span(NamedTuple):
    """Calendar days, both included."""

    first: dt.date
    last: dt.date


def span_of(every: Every, day: dt.date) -> Span:
    """Return the period that the day lies in."""
    if every is Every.DAILY:
        return Span(day, day)
    if every is Every.WEEKLY:
        first = day - dt.timedelta(day.weekday())
        return Span(first, first + 6 * _DAY)
    first = day.replace(day=1)
    return Span(first, (first + 31 * _DAY).replace(day=1) - _DAY)


def before(every: Every, span: Span) -> Span:
    """Return the period before a period."""
    return span_of(every, span.first - _DAY)


def last_whole(every: Every, today: dt.date) -> Span:
    """Return the newest period that is over today."""
    return before(every, span_of(every, today))


def name_of(every: Every, span: Span) -> str:
    """Return how files of a period are called: 2026-11-28, 2026-W48, 2026-11."""
    if every is Every.DAILY:
        return span.first.isoformat()
    if every is Every.WEEKLY:
        year, week, _ = span.first.isocalendar()
        return f"{year}-W{week:02}"
    return f"{span.first:%Y-%m}"
