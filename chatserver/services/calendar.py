"""Which day it is where the bureau is."""

from __future__ import annotations

import datetime as dt
import zoneinfo

BUREAU_ZONE = zoneinfo.ZoneInfo("Asia/Shanghai")
"""Deadlines of every Chinese bureau are in Beijing time."""


def today(now: dt.datetime) -> dt.date:
    """Return the bureau's calendar day."""
    return now.astimezone(BUREAU_ZONE).date()


def start_of_day(now: dt.datetime) -> dt.datetime:
    """Return the instant at which the bureau's day began."""
    return now.astimezone(BUREAU_ZONE).replace(hour=0, minute=0, second=0, microsecond=0)


def midnight(day: dt.date) -> dt.datetime:
    """Return the instant, in UTC, at which a day of the bureau begins."""
    return dt.datetime.combine(day, dt.time(), BUREAU_ZONE).astimezone(dt.UTC)
