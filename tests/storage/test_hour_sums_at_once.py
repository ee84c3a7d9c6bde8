"""Nodes that change and count the same days at once: nobody waits in a circle, and what is kept is true."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from functools import partial
from random import Random
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from storage.hour_sums import find_due, keep_day
from storage.hours import HourCount, load_hours
from storage.schema_reports import hours_due
from tests.support.hours import DAY, DAYS, ONE, OVER, Known, Values, at, counted, fact, keep, kept, load, put
from tests.support.opening import opening

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sqlalchemy.ext.asyncio import AsyncConnection

    from storage.engine import Database

pytestmark = pytest.mark.postgres


@pytest.fixture
async def postgres(upgraded_postgres_url: str) -> AsyncIterator[Database]:
    async with opening(upgraded_postgres_url) as opened:
        yield opened


@pytest.fixture
async def other(postgres: Database) -> AsyncIterator[AsyncConnection]:
    """Another node in the middle of a transaction, which is rolled back at the end unless it is committed."""
    node = create_async_engine(sa.make_url(postgres.url).set(drivername="postgresql+asyncpg"))
    async with node.connect() as connection:
        yield connection
    await node.dispose()


async def waits(database: Database) -> None:
    """Until somebody waits for a lock."""
    waiting = sa.text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    async with asyncio.timeout(5):
        while not await database.read(lambda sql: sql.scalar(waiting)):
            pass


async def keep_until_committed(postgres: Database, other: AsyncConnection) -> None:
    """Count the day while another transaction is under way, which ends once it is seen to be waited for."""
    async with asyncio.TaskGroup() as group:
        group.create_task(postgres.write(partial(keep_day, day=DAY)))
        await waits(postgres)
        await other.commit()


async def test_change_that_is_committed_after_the_count_ends_what_is_kept(
    postgres: Database, other: AsyncConnection
) -> None:
    await keep(postgres)
    await other.run_sync(lambda sql: put(sql, fact("one", at(10))))
    await postgres.write(partial(keep_day, day=DAY))  # nobody waits for the other, who is not in it
    assert await kept(postgres) == [DAY]
    await other.commit()
    assert await kept(postgres) == []
    assert await load(postgres) == [HourCount(0, 9, 1, 0, 0), HourCount(0, 10, 1, 0, 0)]


async def test_node_that_counted_before_another_does_not_put_its_count_over_the_newer_one(
    postgres: Database, other: AsyncConnection
) -> None:
    await keep(postgres)
    await other.run_sync(partial(keep_day, day=DAY))
    await postgres.write(lambda sql: put(sql, fact("three", at(11))))
    await keep_until_committed(postgres, other)
    assert await kept(postgres) == [DAY]
    assert [one.hour for one in await load(postgres)] == [9, 11]


async def test_nodes_that_change_the_same_days_in_opposite_orders_do_not_wait_for_each_other(
    postgres: Database, other: AsyncConnection
) -> None:
    await keep(postgres)
    later = DAY + ONE
    await other.run_sync(lambda sql: put(sql, fact("three", at(9))))
    async with asyncio.timeout(5), AsyncExitStack() as stack:
        node = create_async_engine(sa.make_url(postgres.url).set(drivername="postgresql+asyncpg"))
        stack.push_async_callback(node.dispose)
        third = await stack.enter_async_context(node.begin())
        await third.run_sync(lambda sql: put(sql, fact("four", at(9) + ONE)))
        await other.run_sync(lambda sql: put(sql, fact("five", at(10) + ONE)))
        await third.run_sync(lambda sql: put(sql, fact("six", at(10))))
        await other.commit()
    assert await postgres.read(partial(find_due, over_on=OVER, most=9)) == [later, DAY]
    notes = await postgres.read(lambda sql: sql.execute(sa.select(hours_due)).all())
    assert len(notes) == 4  # one for each day and transaction


async def test_note_that_has_the_number_of_a_transaction_by_chance_stays_until_that_is_over(
    postgres: Database, other: AsyncConnection
) -> None:
    await keep(postgres)
    number = (await other.execute(sa.text("SELECT pg_current_xact_id()::text::bigint"))).scalar_one()
    note = {"day": DAY, "change": number}
    await postgres.write(lambda sql: sql.execute(sa.insert(hours_due), note))  # as a restored database may have it
    await other.run_sync(lambda sql: put(sql, fact("three", at(11))))
    await keep_until_committed(postgres, other)
    assert [one.hour for one in await load(postgres)] == [9, 11]


async def test_nodes_that_change_and_keep_at_once_come_to_what_is_there(postgres: Database) -> None:
    known = Known(Random(1))
    batches = [[{**known.a_fact(), "session_id": f"{number}-{place}"} for place in range(4)] for number in range(12)]

    async def change(rows: list[Values]) -> None:
        await postgres.write(lambda sql: put(sql, *rows))
        await known.keep(postgres)

    async with asyncio.timeout(30):
        await asyncio.gather(*map(change, batches))
    while days := await postgres.read(partial(find_due, over_on=OVER, most=50)):
        for day in days:
            await postgres.write(partial(keep_day, day=day))
    told = await postgres.read(partial(load_hours, first=DAY, last=DAY + DAYS * ONE))
    assert told == counted([row for rows in batches for row in rows], DAY, DAY + DAYS * ONE, None)
