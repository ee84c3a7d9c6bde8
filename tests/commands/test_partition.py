"""`daoban partition` as whoever looks after a large database meets it."""

from __future__ import annotations

import asyncio
import signal
from typing import TYPE_CHECKING

import asyncpg
import pytest
import sqlalchemy as sa

from chatserver.clock import SystemClock
from storage.engine import open_database
from storage.year_parts import bound_tables, promise, to_part
from tests.commands.test_programs import PROGRAM, environment
from tests.storage.test_partitioning_stopped import READ, plain, somebody_waits

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.engine import Connection

    from tests.commands.conftest import Outcome

YEAR = SystemClock().now().year
SECONDS = 60.0
"""For a program to start on a busy machine, and to end."""


async def write(url: str, work: Callable[[Connection], object]) -> object:
    database = open_database(url)
    try:
        return await database.write(work)
    finally:
        await database.close()


@pytest.mark.postgres
def test_the_command_says_what_it_made(daoban: Callable[..., Outcome], upgraded_postgres_url: str) -> None:
    url = plain(upgraded_postgres_url)
    made = daoban("partition", "--years", "1", DAOBAN_DATABASE_URL=url)
    assert (made.code, made.err) == (0, "")
    assert made.out.startswith("Made: events_to_")
    assert daoban("partition", "--years", "1", DAOBAN_DATABASE_URL=url).out.startswith("Made: nothing\n")


def test_the_embedded_database_has_no_parts(migrated: Callable[..., Outcome]) -> None:
    refused = migrated("partition")
    assert (refused.code, "is for PostgreSQL" in refused.err) == (4, True)


@pytest.mark.postgres
def test_what_was_made_before_a_failure_is_told(daoban: Callable[..., Outcome], upgraded_postgres_url: str) -> None:
    url = plain(upgraded_postgres_url)
    in_the_way = sa.text(f"CREATE TABLE events_{YEAR + 1} ()")
    asyncio.run(write(url, lambda sql: sql.execute(in_the_way)))
    refused = daoban("partition", "--years", "1", DAOBAN_DATABASE_URL=url)
    assert refused.code == 4
    assert f"Made: events_to_{YEAR + 1}; no more: " in refused.err


@pytest.mark.postgres
def test_doctor_finds_what_a_killed_one_left_and_a_second_takes_it_away(
    daoban: Callable[..., Outcome], upgraded_postgres_url: str
) -> None:
    url = plain(upgraded_postgres_url)

    def begin(sql: Connection) -> None:
        piece = to_part(sql, YEAR + 1)
        assert piece is not None
        promise(sql, piece)

    asyncio.run(write(url, begin))
    told = daoban("doctor", DAOBAN_DATABASE_URL=url)
    assert told.code == 1
    assert "events has the constraint events_until_bound" in told.out
    assert daoban("partition", "--years", "1", DAOBAN_DATABASE_URL=url).code == 0
    assert "events_until_bound" not in daoban("doctor", DAOBAN_DATABASE_URL=url).out


@pytest.mark.postgres
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
async def test_whoever_is_ended_or_hung_up_takes_back_what_was_begun(
    upgraded_postgres_url: str, number: signal.Signals
) -> None:
    url = plain(upgraded_postgres_url)
    other = await asyncpg.connect(url)
    await other.execute(READ)
    async with asyncio.timeout(SECONDS):
        running = await asyncio.create_subprocess_exec(
            *PROGRAM, "partition", env=environment(DAOBAN_DATABASE_URL=url), stderr=asyncio.subprocess.PIPE
        )
        await somebody_waits(url)
        running.send_signal(number)
        _, said = await running.communicate()
    await other.close()
    assert (running.returncode, said.decode().strip()) == (130, "Stopped.")
    assert await write(url, bound_tables) == []
