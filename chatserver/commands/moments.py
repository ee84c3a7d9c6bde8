"""Days, times and zones on the command line."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from typing import Any

import click
from typing_extensions import override

from chatserver.services.calendar import ZoneUnknown, moment, named_zone


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
            return named_zone(value)
        except ZoneUnknown:
            self.fail(f"{value!r} is no time zone; they are named like Asia/Shanghai or UTC", param, ctx)


def instant(text: str | None, zone: zoneinfo.ZoneInfo) -> dt.datetime | None:
    """Return the instant that was meant, or None when nothing was said."""
    return None if text is None else moment(text, zone)
