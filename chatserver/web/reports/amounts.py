"""How numbers are written on the analyst's pages. Never rounded up to sound better."""

from __future__ import annotations

import datetime as dt
from typing import Final

NOTHING: Final = "—"
_TENTHS_BELOW: Final = 10
_HOUR: Final = 3600
_PERCENT: Final = 0.01


def whole(number: int) -> str:
    """Return a count, thousands apart: 1,124."""
    return f"{number:,}"


def lasting(seconds: float) -> str:
    """Return a length given in seconds as minutes and seconds."""
    return clock(dt.timedelta(seconds=seconds))


def clock(length: dt.timedelta | None) -> str:
    """Return minutes and seconds, 6:48, or hours too, 1:06:48; a dash for nothing."""
    if length is None:
        return NOTHING
    minutes, seconds = divmod(int(length.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def hours(length: dt.timedelta) -> str:
    """Return hours: 171, or with a tenth where there are few: 3.4."""
    number = length.total_seconds() / _HOUR
    return f"{number:.1f}" if number < _TENTHS_BELOW else f"{number:,.0f}"


def percent(share: float | None) -> str:
    """Return a share in whole percent, cut, not rounded: 89%; a dash where there is nothing to divide by."""
    if share is None:
        return NOTHING
    return "<1%" if 0 < share < _PERCENT else f"{int(share * 100 + 1e-9)}%"


def rate(number: float | None) -> str:
    """Return a number of things a day with one tenth; a dash for nothing."""
    return NOTHING if number is None else f"{number:,.1f}"
