"""Which day it is where the bureau is."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from typing import ClassVar

from chatserver.domain.errors import DomainError

BUREAU_ZONE = zoneinfo.ZoneInfo("Asia/Shanghai")
"""Deadlines of every Chinese bureau are in Beijing time."""


class ZoneUnknown(DomainError):
    """There is no such time zone; they are named like Asia/Shanghai or UTC."""

    code: ClassVar[str] = "zone_unknown"


def named_zone(name: str) -> zoneinfo.ZoneInfo:
    """Return a zone by its name. Raises ZoneUnknown."""
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise ZoneUnknown(zone=name[:40]) from None


def moment(text: str, zone: dt.tzinfo) -> dt.datetime:
    """Return the instant of an ISO 8601 day or time; without an offset it is meant in `zone`. Raises ValueError."""
    parsed = dt.datetime.fromisoformat(text)
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=zone)


def today(now: dt.datetime) -> dt.date:
    """Return the bureau's calendar day."""
    return now.astimezone(BUREAU_ZONE).date()


def start_of_day(now: dt.datetime) -> dt.datetime:
    """Return the instant at which the bureau's day began."""
    return now.astimezone(BUREAU_ZONE).replace(hour=0, minute=0, second=0, microsecond=0)


def midnight(day: dt.date) -> dt.datetime:
    """Return the instant, in UTC, at which a day of the bureau begins."""
    return dt.datetime.combine(day, dt.time(), BUREAU_ZONE).astimezone(dt.UTC)
