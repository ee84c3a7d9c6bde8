"""Sums of months that are over: made one by one, so that pages about years read fewer rows."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING, Final

from chatserver.services.calendar import today
from storage import months as kept

if TYPE_CHECKING:
    from chatserver.domain.report_parts import Cell
    from storage.engine import Database
    from storage.months import Part

OVER: Final = dt.timedelta(days=1)
"""A month is kept when it has been over for so long: by then what was opened in its last hours is closed and rated."""


async def make_months(database: Database, now: dt.datetime, *, most: int) -> int:
    """Keep up to `most` months that are over and not kept yet, the latest first; return how many."""
    found = await database.read(partial(kept.find_unmade, over_on=today(now - OVER), most=most))
    for month in found:
        mark, sums = await read_month(database, month)
        await database.write(partial(kept.save_month, month=month, mark=mark, sums=sums))
    return len(found)


async def read_month(database: Database, month: dt.date) -> tuple[int, dict[Part, Cell]]:
    """Return the mark of a month, and what its days come to from then on.

    One sum in each transaction, so that others have their turn; whoever keeps the month compares the mark.
    """
    mark, parts = await database.read(partial(kept.find_parts, month=month))
    return mark, {part: await database.read(partial(kept.add_up_days, month=month, part=part)) for part in parts}
