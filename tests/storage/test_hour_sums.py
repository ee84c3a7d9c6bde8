"""Hours are those of a plain count, whatever is kept, whatever changes when, and whoever changes it."""

from __future__ import annotations

import datetime as dt
from functools import partial
from random import Random
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from chatserver.services.calendar import today
from storage.facts_check import forget_all
from storage.hour_sums import ALL, find_due, find_kept, keep_day
from storage.hours import HourCount, load_hours
from storage.migrate import upgrade
from storage.schema_reports import day_sums, hour_sums, parts_due, session_facts
from tests.support.clock import START
from tests.support.hours import DAY, DAYS, MATTERS, ONE, OVER, Known, at, counted, fact, keep, kept, load, put
from tests.support.schema import know_only

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from storage.engine import Database


@pytest.mark.parametrize("seed", range(12))
async def test_hours_are_those_of_a_plain_count_whatever_is_kept_and_changes(database: Database, seed: int) -> None:
    rng, from_kept = Random(seed), 0
    known = Known(rng)
    steps: list[Callable[[Database], Awaitable[None]]] = [known.change, known.correct, known.lose, known.keep]
    for _ in range(25):
        for step in rng.choices(steps, weights=[6, 1, 1, 4], k=4):
            await step(database)
        first = DAY + rng.randrange(-3, DAYS) * ONE
        last, matter_id = first + rng.randrange(-1, DAYS) * ONE, rng.choice([None, None, *MATTERS, "nothing"])
        load = partial(load_hours, first=first, last=last, matter_id=matter_id)
        assert await database.read(load) == counted(list(known.rows.values()), first, last, matter_id)
        from_kept += len(await database.read(partial(find_kept, first=first, last=last)))
    assert from_kept


async def test_day_is_kept_once_for_all_and_for_each_matter(database: Database) -> None:
    await keep(database)
    rows = await database.read(lambda sql: sql.execute(sa.select(hour_sums).order_by("matter_id")).all())
    assert [tuple(row) for row in rows] == [
        (ALL, DAY, 9, 2, 1, 65_000_001),
        ("payment", DAY, 9, 1, 1, 65_000_001),
        ("vat-general", DAY, 9, 1, 0, 0),
    ]
    await database.write(partial(keep_day, day=DAY))
    assert await database.read(lambda sql: sql.execute(sa.select(hour_sums).order_by("matter_id")).all()) == rows


async def test_what_is_kept_is_read_and_not_counted_again(database: Database) -> None:
    await keep(database)
    await database.write(lambda sql: sql.execute(sa.update(hour_sums).values(sessions=99)))
    assert await load(database) == [HourCount(0, 9, 99, 1, 65_000_001)]


async def test_day_begins_and_ends_at_midnight_in_beijing(database: Database) -> None:
    edges = [at(0), at(24) - dt.timedelta.resolution, at(24), at(0) - dt.timedelta.resolution]
    rows = [fact(f"s{number}", edge) for number, edge in enumerate(edges)]
    await database.write(lambda sql: put(sql, *rows))
    told = [HourCount(0, 0, 1, 0, 0), HourCount(0, 23, 1, 0, 0)]
    assert await load(database) == told
    await database.write(partial(keep_day, day=DAY))
    assert await load(database) == told


@pytest.mark.parametrize(
    "change",
    [
        sa.insert(session_facts).values(fact("four", at(10))),
        sa.update(session_facts).where(session_facts.c.session_id == "one").values(wrap_up_seconds=7.0),
        sa.update(session_facts).where(session_facts.c.session_id == "one").values(day=DAY + ONE),
        sa.update(session_facts).where(session_facts.c.session_id == "next day").values(day=DAY),
        sa.delete(session_facts).where(session_facts.c.session_id == "two"),
    ],
    ids=["insert", "update", "away", "here", "delete"],
)
async def test_any_change_of_a_fact_ends_what_is_kept_whoever_makes_it(
    database: Database, change: sa.Executable
) -> None:
    await keep(database)
    await database.write(lambda sql: put(sql, fact("next day", at(9) + ONE)))
    assert await kept(database) == [DAY]
    await database.write(lambda sql: sql.execute(change))
    assert await kept(database) == []


async def test_day_that_goes_on_waits_and_the_latest_come_first(database: Database) -> None:
    rows = [fact(f"s{n}", at(9) + n * ONE) for n in range(4)]
    await database.write(lambda sql: put(sql, *rows))
    due = await database.read(partial(find_due, over_on=DAY + 3 * ONE, most=2))
    assert due == [DAY + 2 * ONE, DAY + ONE]


async def test_what_is_forgotten_is_in_no_hour(database: Database) -> None:
    await keep(database)
    await database.write(forget_all)
    assert await load(database) == []
    assert await database.read(partial(find_due, over_on=OVER, most=9)) == [DAY]
    await database.write(partial(keep_day, day=DAY))
    assert await database.read(partial(find_due, over_on=OVER, most=9)) == []
    assert await load(database) == []


async def test_upgrade_notes_the_days_that_there_are_and_their_hours_are_counted_until_they_are_kept(
    empty_database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    know_only(monkeypatch, tmp_path / "before", *(f"{number:04}" for number in range(1, 16)))
    await empty_database.write(upgrade)
    place = {"matter_id": "", "tier": 0, "hours": -2}
    summed = {"day": DAY, **place, "sums": b""}
    noted = {"session_id": "two", "seq": 1, "sign": 1, "day": DAY + ONE, **place, "parts": b""}
    rows = [fact("one", at(9)), fact("two", at(9) + ONE)]
    await empty_database.write(lambda sql: sql.execute(sa.insert(day_sums), summed))
    await empty_database.write(lambda sql: sql.execute(sa.insert(parts_due), noted))
    await empty_database.write(lambda sql: put(sql, *rows))
    monkeypatch.undo()
    assert "0016" in await empty_database.write(upgrade)
    load = partial(load_hours, first=DAY, last=DAY + ONE)
    told = await empty_database.read(load)
    assert told == counted(rows, DAY, DAY + ONE, None)
    due = await empty_database.read(partial(find_due, over_on=today(START), most=9))
    assert due == [DAY + ONE, DAY]
    for day in due:
        await empty_database.write(partial(keep_day, day=day))
    assert await empty_database.read(partial(find_kept, first=DAY, last=DAY + ONE)) == [DAY, DAY + ONE]
    assert await empty_database.read(load) == told
