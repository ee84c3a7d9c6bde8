"""A hub on a real database with a clock that the test moves and a publisher that remembers."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from chatserver.catalogue.holder import CatalogueHolder
from chatserver.domain.actors import Actor, Role
from chatserver.domain.guards import may_read
from chatserver.domain.ids import new_id
from chatserver.domain.officer import OfficerStatus
from chatserver.domain.session import Session, fold_all
from chatserver.services.hub import Hub
from chatserver.services.routing import declare
from chatserver.services.timing import Timing
from storage.officers import NewOfficer, add_officer
from storage.presence import add_connection, renew_lease
from storage.schema import events
from storage.sessions import load_events, load_session
from tests.support.clock import START, FakeClock
from tests.support.opening import opening
from tests.support.recorder import RecordingPublisher

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from storage.engine import Database


@pytest.fixture
def clock() -> FakeClock:
    """The hub's clock."""
    return FakeClock()


@pytest.fixture
def publisher() -> RecordingPublisher:
    """What the hub told people."""
    return RecordingPublisher()


@pytest.fixture(scope="session")
def catalogue() -> CatalogueHolder:
    """The catalogue as shipped."""
    return CatalogueHolder(START.date())


@contextlib.asynccontextmanager
async def a_hub(
    database: Database,
    catalogue: CatalogueHolder,
    clock: FakeClock,
    publisher: RecordingPublisher,
    timing: Timing | None = None,
) -> AsyncIterator[Hub]:
    """A node's use cases with its journal running."""
    hub = Hub(database=database, clock=clock, catalogue=catalogue, publisher=publisher, timing=timing)
    await database.write(lambda sql: renew_lease(sql, hub.node_id, clock.now()))
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(hub.journal.run())
        try:
            yield hub
        finally:
            hub.journal.close()
            await running


@pytest.fixture
async def sqlite_database(upgraded_sqlite_url: str) -> AsyncIterator[Database]:
    """A new SQLite database with every table."""
    async with opening(upgraded_sqlite_url) as opened:
        yield opened


@pytest.fixture
async def hub(
    sqlite_database: Database, catalogue: CatalogueHolder, clock: FakeClock, publisher: RecordingPublisher
) -> AsyncIterator[Hub]:
    """A hub on SQLite; afterwards every session in it must equal the fold of its events."""
    async with a_hub(sqlite_database, catalogue, clock, publisher) as hub:
        yield hub
        await assert_every_session_is_its_log(hub)


async def on_duty(hub: Hub, officer_id: str = "of1", **changes: object) -> None:
    """Add an officer, connected and available."""
    given = {"tier": 1, "capacity": 3, "skills": ("vat-general",), **changes}
    officer = NewOfficer(officer_id=officer_id, name=f"导办{officer_id}", password_hash="-", **given)  # type: ignore[arg-type]
    now = hub.clock.now()
    await hub.database.write(lambda sql: add_officer(sql, officer, now))
    await hub.database.write(lambda sql: add_connection(sql, new_id(now), hub.node_id, officer_id, now))
    await declare(hub, officer_id, OfficerStatus.AVAILABLE, reason=None, cause="officer")


async def assert_every_session_is_its_log(hub: Hub) -> None:
    """Snapshot + later events == fold of all events == what the node holds; numbers have no gaps."""
    ids = await hub.database.read(lambda sql: list(sql.scalars(sa.select(events.c.session_id).distinct())))
    for session_id in ids:
        await _assert_is_its_log(hub, session_id)


async def _assert_is_its_log(hub: Hub, session_id: str) -> None:
    loaded, log = await hub.database.read(lambda sql: (load_session(sql, session_id), load_events(sql, session_id, 0)))
    assert [stored.logged.seq for stored in log] == list(range(1, len(log) + 1))
    folded = fold_all(Session(session_id=session_id), [stored.logged for stored in log])
    assert loaded.session == folded
    assert await hub.journal.load(session_id) == folded
    if folded.officer:
        assert may_read(folded, Actor(role=Role.OFFICER, id=folded.officer.officer_id))
