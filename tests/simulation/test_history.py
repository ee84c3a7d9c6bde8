"""An invented history keeps every promise of a lived one."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from chatserver.catalogue.loader import FOLDER
from chatserver.catalogue.workdays import load_workdays
from chatserver.domain.metrics_figures import Scope
from chatserver.services import facts
from chatserver.services.log_check import check_log
from chatserver.services.metrics_check import verify_metrics
from chatserver.simulation import season
from chatserver.simulation.history import DatabaseNotEmpty, Maker, Plan
from storage.facts import load_backlog
from storage.history import Batch, is_simulated
from storage.schema import events, sessions
from storage.schema_reports import parts_due, session_facts
from tests.support.invented import FIRST, LAST, NOW, invent

if TYPE_CHECKING:
    from chatserver.catalogue.holder import CatalogueHolder
    from storage.engine import Database


def empty(sql: sa.Connection, table: sa.Table) -> None:
    sql.execute(sa.delete(table))


async def all_events(database: Database) -> list[tuple[object, ...]]:
    query = sa.select(events).order_by(events.c.session_id, events.c.seq)
    return await database.read(lambda sql: [tuple(row) for row in sql.execute(query)])


async def test_log_check_finds_nothing_and_both_ways_of_counting_agree(
    database: Database, catalogue: CatalogueHolder
) -> None:
    assert (await invent(database, catalogue))[-1] == 250
    report = await check_log(database)
    assert (report.sessions, list(report.kept)) == (250, [])
    workdays, calendar = load_workdays(FOLDER)
    scope = Scope(since=NOW - dt.timedelta(days=30), until=NOW, as_of=NOW)
    verified = await verify_metrics(database, scope, workdays, calendar)
    assert (verified.differences, list(verified.result.violations.kept)) == ((), [])


async def test_facts_are_those_that_would_be_made_of_the_log(
    sqlite_database: Database, catalogue: CatalogueHolder
) -> None:
    await invent(sqlite_database, catalogue)
    query = sa.select(session_facts).order_by(session_facts.c.session_id)

    async def rows() -> list[tuple[object, ...]]:
        return await sqlite_database.read(lambda sql: [tuple(row) for row in sql.execute(query)])

    written = await rows()
    for table in (session_facts, parts_due):
        await sqlite_database.write(partial(empty, table=table))
    assert await facts.find_missed(sqlite_database, dt.datetime(2026, 11, 10, tzinfo=dt.UTC)) == 250
    while await facts.catch_up(sqlite_database, catalogue.workdays):
        pass
    assert await rows() == written
    assert (await sqlite_database.read(load_backlog)).sessions == 0


def test_same_seed_gives_the_same_day_and_another_gives_another(catalogue: CatalogueHolder) -> None:
    def made(seed: int) -> list[Batch]:
        plan = Plan(sessions=40, first=FIRST, last=LAST, seed=seed)
        return Maker(plan, catalogue.current, catalogue.workdays).make(FIRST)

    assert made(3) == made(3) != made(4)


async def test_database_with_sessions_is_left_alone(sqlite_database: Database, catalogue: CatalogueHolder) -> None:
    await invent(sqlite_database, catalogue)
    before = await all_events(sqlite_database)
    with pytest.raises(DatabaseNotEmpty):
        await invent(sqlite_database, catalogue)
    assert await all_events(sqlite_database) == before


async def test_database_says_for_good_that_it_is_simulated(
    sqlite_database: Database, catalogue: CatalogueHolder
) -> None:
    assert not await sqlite_database.read(is_simulated)
    await invent(sqlite_database, catalogue)
    assert await sqlite_database.read(is_simulated)
    named = sa.select(sa.func.count()).select_from(sessions).where(sessions.c.snapshot.contains("（虚构）"))
    assert await sqlite_database.read(lambda sql: sql.scalar(named)) == 250


def test_every_session_has_its_day_and_holidays_have_few(catalogue: CatalogueHolder) -> None:
    days = season.spread(10_000, dt.date(2026, 9, 20), dt.date(2026, 10, 31), catalogue.workdays)
    assert sum(days.values()) == 10_000
    assert days[dt.date(2026, 10, 1)] < days[dt.date(2026, 10, 9)] / 10


def test_last_days_before_the_deadline_are_the_busiest(catalogue: CatalogueHolder) -> None:
    days = season.spread(10_000, dt.date(2026, 11, 1), dt.date(2026, 11, 30), catalogue.workdays)
    assert max(days, key=lambda day: days[day]) == season.deadline_of(dt.date(2026, 11, 2), catalogue.workdays)
