"""Facts as far as hours look at them, a plain count of them, and days of which they are kept."""

from __future__ import annotations

import collections
import datetime as dt
from dataclasses import dataclass, field
from functools import partial
from random import Random
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from chatserver.services.calendar import BUREAU_ZONE, midnight, today
from storage.hour_sums import find_due, find_kept, keep_day
from storage.hours import HourCount, load_hours
from storage.schema_reports import session_facts

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from storage.engine import Database

ONE = dt.timedelta(1)
DAY = dt.date(2026, 3, 2)  # a Monday
DAYS = 20
OVER = dt.date(2026, 12, 1)
MATTERS = ("payment", "vat-general")
Values = dict[str, Any]


def fact(session_id: str, opened_at: dt.datetime, **more: Any) -> Values:
    """A row of `session_facts` as far as hours look at it."""
    numbers = ("tier", "offers_made", "questions", "solved", "not_solved", "taxpayer_messages", "officer_messages")
    texts = dict.fromkeys(("taxpayer", "dispositions", "rating_reasons", "state", "slips"), "")
    return {
        **dict.fromkeys((*numbers, "times_queued"), 1),
        **texts,
        "session_id": session_id,
        "opened_at": opened_at,
        "day": today(opened_at),
        "seq": 1,
        "matter_id": "payment",
        "explained": False,
        "talk_seconds": None,
        "wrap_up_seconds": None,
        "parts": b"",
        **more,
    }


def put(sql: Connection, *rows: Values) -> None:
    """Write them as facts are: what was known of the sessions goes, and comes anew."""
    sql.execute(sa.delete(session_facts).where(session_facts.c.session_id.in_([row["session_id"] for row in rows])))
    sql.execute(sa.insert(session_facts), list(rows))


def counted(rows: list[Values], first: dt.date, last: dt.date, matter_id: str | None) -> list[HourCount]:
    """A plain count of them."""
    found: dict[tuple[int, int], list[int]] = collections.defaultdict(lambda: [0, 0, 0])
    for row in rows:
        at = row["opened_at"].astimezone(BUREAU_ZONE)
        if first <= at.date() <= last and matter_id in (row["matter_id"], None):
            sums = found[at.weekday(), at.hour]
            sums[0] += 1
            if row["talk_seconds"] is not None and row["wrap_up_seconds"] is not None:
                sums[1] += 1
                took = dt.timedelta(seconds=row["talk_seconds"]) + dt.timedelta(seconds=row["wrap_up_seconds"])
                sums[2] += took // dt.timedelta.resolution
    return [HourCount(*key, *sums) for key, sums in sorted(found.items())]


@dataclass(slots=True)
class Known:
    """Facts as they are to be."""

    rng: Random
    rows: dict[str, Values] = field(default_factory=dict)

    def a_fact(self) -> Values:
        rng = self.rng
        session_id = f"s{rng.randrange(60)}"
        older = self.rows.get(session_id)
        at = older["opened_at"] if older else midnight(DAY) + rng.randrange(DAYS * 86_400) * dt.timedelta(seconds=1)
        seconds = [rng.choice([None, 0.0, rng.randrange(10**11) / 10**6]) for _ in range(2)]
        return fact(session_id, at, matter_id=rng.choice(MATTERS), talk_seconds=seconds[0], wrap_up_seconds=seconds[1])

    async def change(self, database: Database) -> None:
        rows = {row["session_id"]: row for row in (self.a_fact() for _ in range(self.rng.choice([1, 3])))}
        self.rows.update(rows)
        await database.write(lambda sql: put(sql, *rows.values()))

    async def correct(self, database: Database) -> None:
        """Somebody changes a row in its place."""
        if self.rows:
            row = self.rng.choice(list(self.rows.values()))
            row["talk_seconds"] = row["wrap_up_seconds"] = 7.000_001
            told = {name: row[name] for name in ("talk_seconds", "wrap_up_seconds")}
            changed = sa.update(session_facts).where(session_facts.c.session_id == row["session_id"]).values(told)
            await database.write(lambda sql: sql.execute(changed))

    async def lose(self, database: Database) -> None:
        if self.rows:
            gone = self.rng.choice(list(self.rows))
            del self.rows[gone]
            facts = sa.delete(session_facts).where(session_facts.c.session_id == gone)
            await database.write(lambda sql: sql.execute(facts))

    async def keep(self, database: Database) -> None:
        for day in await database.read(partial(find_due, over_on=OVER, most=self.rng.choice([1, 5, 50]))):
            await database.write(partial(keep_day, day=day))


def at(hour: int, minute: int = 0) -> dt.datetime:
    return midnight(DAY) + dt.timedelta(hours=hour, minutes=minute)


async def keep(database: Database) -> None:
    """Two sessions of one day, and the day kept."""
    handled = {"talk_seconds": 60.000_001, "wrap_up_seconds": 5.0}
    await database.write(
        lambda sql: put(sql, fact("one", at(9), **handled), fact("two", at(9), matter_id="vat-general"))
    )
    await database.write(partial(keep_day, day=DAY))
    assert await kept(database) == [DAY]


async def kept(database: Database) -> list[dt.date]:
    return await database.read(partial(find_kept, first=DAY, last=DAY))


async def load(database: Database) -> list[HourCount]:
    return await database.read(partial(load_hours, first=DAY, last=DAY))
