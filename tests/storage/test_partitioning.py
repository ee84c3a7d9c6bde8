"""Events in parts by year: made while people talk, and everything that holds of one table holds of them."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from chatserver.domain.ids import id_of
from chatserver.services import messaging
from chatserver.services.log_check import check_log
from chatserver.services.retention import Purging, Terms
from storage.codec import encode
from storage.migrate import pending, upgrade
from storage.partitioning import NotPartitioned, partition_events
from storage.schema import events, metadata
from storage.sessions import StoredEvent
from storage.writing import insert_events
from storage.year_parts import bound_tables, parts_of
from tests.services.test_earlier import over, talk
from tests.storage.test_backup import Talking, logs_of
from tests.storage.test_migrations import is_described
from tests.support.builders import OFFICER
from tests.support.clock import START, FakeClock
from tests.support.hub import a_hub, on_duty
from tests.support.on_disk import put_on_disk
from tests.support.opening import opening
from tests.support.recorder import RecordingPublisher
from tests.support.stories import a_story_with_words

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from chatserver.catalogue.holder import CatalogueHolder
    from chatserver.domain.events import LoggedEvent
    from storage.engine import Database

pytestmark = pytest.mark.postgres
YEAR = START.year
PARTS = ["events_2027", "events_2028", "events_later", "events_to_2027"]


@pytest.fixture
async def server(upgraded_postgres_url: str) -> AsyncIterator[Database]:
    """A PostgreSQL database with every table."""
    async with opening(upgraded_postgres_url) as found:
        yield found


def a_session_of(year: int, drawn: int = 1) -> list[LoggedEvent]:
    session_id = id_of(dt.datetime(year, 6, 1, tzinfo=dt.UTC), drawn)
    return [logged._replace(session_id=session_id) for logged in a_story_with_words().events]


async def places(database: Database) -> set[tuple[str, str]]:
    """Which session's events are in which part."""
    query = sa.text("SELECT DISTINCT session_id, tableoid::regclass::text FROM events")
    return await database.read(lambda sql: {(row[0], row[1]) for row in sql.execute(query)})


async def test_events_are_parted_under_way_of_talk_and_nothing_is_lost(
    server: Database, catalogue: CatalogueHolder, clock: FakeClock
) -> None:
    async with a_hub(server, catalogue, clock, RecordingPublisher()) as hub:
        await on_duty(hub)
        await over(hub, clock)
        ids = [await talk(hub, f"pe{number}", f"tp{number}") for number in (2, 3)]
        talking = Talking(hub, ids)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(talking.run())
            await talking.say_more()
            assert await partition_events(server, YEAR, 2) == ["events_to_2027", "events_2027", "events_2028"]
            await talking.say_more()
            talking.stopped = True
        everything = str(await logs_of(server))
        for client_msg_id in talking.acknowledged:
            assert f'"client_msg_id":"{client_msg_id}"' in everything
        assert {part for _, part in await places(server)} == {"events_to_2027"}
        await messaging.post(hub, OFFICER, ids[0], "after", "还在")
        assert (await check_log(server)).clean
    assert await server.read(parts_of) == PARTS


async def test_a_second_call_makes_what_is_missing_and_nothing_else(server: Database) -> None:
    assert await server.read(parts_of) == []
    await partition_events(server, YEAR, 1)
    assert await partition_events(server, YEAR, 1) == []
    assert await partition_events(server, YEAR, 2) == ["events_2028"]
    assert await partition_events(server, YEAR + 1, 1) == []
    assert await server.read(parts_of) == PARTS


async def test_each_year_has_its_part_and_a_number_is_lost_to_who_was_first_in_every_one(server: Database) -> None:
    await put_on_disk(server, [a_session_of(YEAR)])
    await partition_events(server, YEAR, 2)
    later = [a_session_of(YEAR + 1), a_session_of(YEAR + 2), a_session_of(YEAR + 9)]
    await put_on_disk(server, later)
    logs = [a_session_of(YEAR), *later]
    parts = ["events_to_2027", "events_2027", "events_2028", "events_later"]
    assert await places(server) == {(log[0].session_id, part) for log, part in zip(logs, parts, strict=True)}
    before = await logs_of(server)
    again = [StoredEvent(log[3], encode(log[3].event)) for log in logs]
    new = a_session_of(YEAR + 1, drawn=2)[0]
    lost = await server.write(lambda sql: insert_events(sql, [*again, StoredEvent(new, encode(new.event))]))
    assert lost == {log[0].session_id for log in logs}
    after = await logs_of(server)
    assert {name: after[name] for name in before} == before
    assert len(after[new.session_id]) == 1


async def test_parted_events_are_purged_upgraded_and_described_as_before(server: Database) -> None:
    await put_on_disk(server, [a_session_of(YEAR), a_session_of(YEAR - 1)])
    await partition_events(server, YEAR, 1)
    purging = Purging(server, Terms(talk_days=180), FakeClock(START + dt.timedelta(days=400)))
    assert len((await purging.step(9)).done) == 2
    assert await server.read(pending) == []
    assert await server.write(upgrade) == []

    def differences(connection: sa.Connection) -> list[object]:
        def name_is_ours(name: str | None, kind: str, parents: object) -> bool:
            return is_described(name, kind, parents) and not (kind == "table" and str(name).startswith("events_"))

        options = {"compare_type": True, "compare_server_default": True, "include_name": name_is_ours}
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))

    assert await server.read(differences) == []


async def test_what_no_part_is_for_leaves_everything_as_it_was(server: Database) -> None:
    strange = [logged._replace(session_id="strange") for logged in a_story_with_words().events]
    await put_on_disk(server, [strange])
    before = await logs_of(server)
    with pytest.raises(NotPartitioned, match="is violated by some row"):
        await partition_events(server, YEAR, 1)
    assert await server.read(parts_of) == []
    assert await logs_of(server) == before
    await put_on_disk(server, [a_session_of(YEAR + 1)])  # the next year can begin
    await server.write(lambda sql: sql.execute(sa.delete(events)))
    assert await partition_events(server, YEAR, 1) == ["events_to_2027", "events_2027"]


async def test_years_that_were_forgotten_become_one_part_with_what_is_in_them(server: Database) -> None:
    await partition_events(server, YEAR, 1)
    logs = [a_session_of(YEAR + number) for number in range(5)]
    await put_on_disk(server, logs)
    before = await logs_of(server)
    assert await partition_events(server, YEAR + 4, 1) == ["events_2028_to_2031", "events_2031"]
    assert await logs_of(server) == before
    late = [a_session_of(YEAR + number) for number in (6, 7)]
    await put_on_disk(server, late)
    assert await partition_events(server, YEAR + 7, 1) == ["events_2032_to_2034", "events_2034"]
    assert await partition_events(server, YEAR + 4, 4) == []
    parts = ["events_to_2027", "events_2027", *["events_2028_to_2031"] * 3, *["events_2032_to_2034"] * 2]
    assert await places(server) == {(log[0].session_id, part) for log, part in zip([*logs, *late], parts, strict=True)}
    assert await server.read(bound_tables) == []
    again = [StoredEvent(log[3], encode(log[3].event)) for log in logs]
    assert await server.write(lambda sql: insert_events(sql, again)) == {log[0].session_id for log in logs}
