"""A short invented history, as `daoban simulate` makes it."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from chatserver.catalogue.loader import FOLDER
from chatserver.simulation.history import Maker, Plan, Workers, simulate

if TYPE_CHECKING:
    from chatserver.catalogue.holder import CatalogueHolder
    from storage.engine import Database

FIRST, LAST = dt.date(2026, 11, 9), dt.date(2026, 11, 17)
NOW = dt.datetime(2026, 11, 18, 1, tzinfo=dt.UTC)
PLAN = Plan(sessions=250, first=FIRST, last=LAST, seed=7)


async def invent(
    database: Database, catalogue: CatalogueHolder, plan: Plan = PLAN, now: dt.datetime = NOW
) -> list[int]:
    told: list[int] = []
    begun = (plan, FOLDER, LAST)
    with ThreadPoolExecutor(1, initializer=Workers.start, initargs=begun) as pool:
        await simulate(database, Maker(plan, catalogue.current, catalogue.workdays), now, told.append, pool)
    return told
