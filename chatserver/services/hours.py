"""Hours of days that are over: counted one by one and kept, so that the page of hours reads them and not sessions."""

from __future__ import annotations

import collections
from functools import partial
from typing import TYPE_CHECKING

from chatserver.services.calendar import BUREAU_ZONE, today
from storage import hour_sums as kept
from storage.hour_sums import ALL

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from storage.engine import Database
    from storage.facts_check import Opened

Told = dict[tuple[str, int], tuple[int, int, int]]
"""By (matter, hour), the empty matter for all: sessions, how many were handled, microseconds that took."""


async def keep_hours(database: Database, now: dt.datetime, *, most: int) -> int:
    """Count up to `most` days that are over and have changed, the latest first, and keep that; return how many."""
    days = await database.read(partial(kept.find_due, over_on=today(now), most=most))
    for day in days:
        await database.write(partial(kept.keep_day, day=day))
    return len(days)


def tell_hours(sessions: Iterable[Opened]) -> Told:
    """Return what is to be kept of a day with these sessions, counted one by one."""
    found: Told = collections.defaultdict(lambda: (0, 0, 0))
    for one in sessions:
        hour = one.opened_at.astimezone(BUREAU_ZONE).hour
        is_handled = one.talk_seconds is not None and one.wrap_up_seconds is not None
        took = round(((one.talk_seconds or 0.0) + (one.wrap_up_seconds or 0.0)) * 1e6) if is_handled else 0
        for whose in (one.matter_id, ALL):
            before = found[whose, hour]
            found[whose, hour] = before[0] + 1, before[1] + is_handled, before[2] + took
    return dict(found)
