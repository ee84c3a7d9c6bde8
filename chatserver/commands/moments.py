"""Days, times and zones on the command line."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from typing import Any

import click
from typing_extensions import override


class Moment(click.ParamType[str]):
    """A day or a time; what has no offset is meant in the zone of --tz, so it stays text until that is known."""

    name = "day or time"

    @override
    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            dt.datetime.fromisoformat(value)
        except (ValueError, TypeError):
            self.fail(f"{value!r} is no day (2026-11-01) and no time (2026-11-01T08:00+08:00)", param, ctx)
        return str(value)


class Zone(click.ParamType[zoneinfo.ZoneInfo]):
    """A named time zone."""

    name = "zone"

    @override
    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> zoneinfo.ZoneInfo:
        try:
            return zoneinfo.ZoneInfo(value)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
            self.fail(f"{value!r} is no time zone; they are named like Asia/Shanghai or UTC", param, ctx)


def instant(moment: str | None, zone: zoneinfo.ZoneInfo) -> dt.datetime | None:
    """Return the instant that was meant, or None when nothing was said."""
    if moment is None:
        return None
    parsed = dt.datetime.fromisoformat(moment)
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=zone)
