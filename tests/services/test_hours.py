"""The hours of the week are those of the sessions, whatever is kept; and the page never waits for what is not."""

from __future__ import annotations

import collections
import datetime as dt
from random import Random
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from chatserver.catalogue.loader import FOLDER
from chatserver.catalogue.workdays import load_workdays
from chatserver.services import facts
from chatserver.services.calendar import BUREAU_ZONE
from chatserver.services.hours import keep_hours
from chatserver.services.staffing import week_of
from chatserver.services.stuck import Days
from storage.facts import mark_due
from storage.hour_sums import find_kept
from storage.schema import sessions
from storage.schema_reports import session_facts
from tests.support.clock import START
from tests.support.histories import a_history
from tests.support.on_disk import put_on_disk

if TYPE_CHECKING:
    from storage.engine import Database

WORKDAYS, _ = load_workdays(FOLDER)
ONE = dt.timedelta(1)
FIRST, LAST = START.date() - ONE, START.date() + 20 * ONE
LATER = START + 60 * ONE
Told = tuple[dict[tuple[int, int], int], float]


async def by_sessions(database: Database, days: Days, matter_id: str | None) -> Told:
    """How many sessions of each hour, and the mean of the seconds that they took, in floats."""
    rows = await database.read(lambda sql: sql.execute(sa.select(session_facts)).all())
    chosen = [row for row in rows if days.first <= row.day <= days.last and matter_id in (None, row.matter_id)]
    times = [row.opened_at.astimezone(BUREAU_ZONE) for row in chosen]
    took = [row.talk_seconds + row.wrap_up_seconds for row in chosen if row.wrap_up_seconds is not None]
    return collections.Counter((at.weekday(), at.hour) for at in times), sum(took) / max(len(took), 1)


async def by_week(database: Database, days: Days, matter_id: str | None) -> Told:
    week = await week_of(database, days, matter_id)
    assert week.sessions == sum(one.sessions for one in week.hours.values())
    return {hour: one.sessions for hour, one in week.hours.items()}, week.handle_seconds or 0.0


async def count_kept(database: Database) -> int:
    return len(await database.read(lambda sql: find_kept(sql, FIRST, LAST)))


@pytest.mark.parametrize("seed", range(12))
async def test_hours_of_any_history_are_those_of_its_sessions(database: Database, seed: int) -> None:
    rng = Random(seed)
    history = a_history(rng, most=12)
    await put_on_disk(database, history.logs, history.officers)
    for _ in range(rng.choice([1, 2, 9])):
        await facts.catch_up(database, WORKDAYS, most=2)
        if rng.random() < 0.5:
            await keep_hours(database, LATER, most=rng.choice([1, 5, 50]))
    for matter_id in (None, "payment", "vat-general"):
        first = FIRST + rng.randrange(5) * ONE
        days = Days(first=first, last=first + rng.randrange(16) * ONE)
        told, mean = await by_week(database, days, matter_id)
        expected, expected_mean = await by_sessions(database, days, matter_id)
        assert told == expected
        assert mean == pytest.approx(expected_mean, rel=1e-12)


async def test_facts_made_anew_end_what_is_kept_and_the_week_stays_the_same(database: Database) -> None:
    history = next(one for seed in range(99) if len((one := a_history(Random(seed), most=12)).logs) > 5)
    await put_on_disk(database, history.logs, history.officers)
    while await facts.catch_up(database, WORKDAYS):
        pass
    days = Days(first=FIRST, last=LAST)
    before = await week_of(database, days)
    while await keep_hours(database, LATER, most=2):
        pass
    kept = await count_kept(database)
    assert kept
    assert await week_of(database, days) == before
    await database.write(lambda sql: mark_due(sql, [dict(row) for row in sql.execute(sa.select(sessions)).mappings()]))
    while await facts.catch_up(database, WORKDAYS):
        pass
    assert await count_kept(database) == 0
    assert await week_of(database, days) == before
    assert await keep_hours(database, LATER, most=50) == kept


async def test_day_that_is_not_over_is_not_kept(sqlite_database: Database) -> None:
    history = next(one for seed in range(99) if len((one := a_history(Random(seed), most=12)).logs) > 5)
    await put_on_disk(sqlite_database, history.logs, history.officers)
    while await facts.catch_up(sqlite_database, WORKDAYS):
        pass
    assert await keep_hours(sqlite_database, START - 2 * ONE, most=50) == 0
