"""Lines that come and go, nodes that die or stand still: nobody is lost by mistake, nobody waits for ever."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from chatserver.domain.actors import Actor, Role
from chatserver.domain.errors import Busy
from chatserver.domain.events import OfferMade
from chatserver.domain.session import SessionState
from chatserver.services import desk, opening, presence, routing
from chatserver.setting_sources import load_settings
from storage.officers import find_officer
from storage.presence import add_connection, find_lost, remove_connection
from storage.sessions import load_events
from tests.support.builders import ASKER, OFFICER, a_context, a_principal
from tests.support.hub import a_hub, on_duty
from tests.support.lines import FakeLines, lines_as_noted
from tests.support.recorder import RecordingPublisher

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from chatserver.catalogue.holder import CatalogueHolder
    from chatserver.domain.session import Session
    from chatserver.services.hub import Hub
    from storage.engine import Database, PostgresDatabase
    from tests.support.clock import FakeClock


@pytest.fixture
async def node(
    database: Database, catalogue: CatalogueHolder, clock: FakeClock, publisher: RecordingPublisher
) -> AsyncIterator[Hub]:
    async with a_hub(database, catalogue, clock, publisher) as hub:
        yield hub


@pytest.fixture
async def next_node(node: Hub, catalogue: CatalogueHolder, clock: FakeClock) -> AsyncIterator[Hub]:
    """Started on the same database after `node` was killed, or beside it."""
    async with a_hub(node.database, catalogue, clock, RecordingPublisher()) as hub:
        yield hub


async def ask(hub: Hub, person: str = "1") -> Session:
    principal = a_principal(f"tp{person}", f"pe{person}")
    return (await opening.open_session(hub, principal, a_context(), locale="zh-CN", explained=True)).session


async def turn(hub: Hub, lines: FakeLines, clock: FakeClock, seconds: float) -> None:
    """Time passes, then the loops have their turn."""
    clock.advance(seconds)
    await presence.renew_lease(hub, lines)
    await presence.sweep(hub, lines)


async def test_whoever_never_returns_after_a_node_was_killed_leaves_the_queue(
    node: Hub, next_node: Hub, clock: FakeClock
) -> None:
    gone, back = await ask(node, "1"), await ask(node, "2")
    lines = FakeLines(persons={"tp2:pe2"})
    await turn(next_node, lines, clock, 11)
    await turn(next_node, lines, clock, 120)
    assert (await next_node.journal.load(gone.session_id)).ending is None
    await turn(next_node, lines, clock, 70)
    ending = (await next_node.journal.load(gone.session_id)).ending
    assert ending is not None
    assert ending.reason == "left"
    assert (await next_node.journal.load(back.session_id)).state is SessionState.QUEUED


async def talk(hub: Hub) -> Session:
    """A session of a taxpayer with of1, who is on duty."""
    await on_duty(hub)
    session = await ask(hub)
    await routing.match(hub)
    offer = (await hub.journal.load(session.session_id)).offer
    assert offer is not None
    return await routing.accept(hub, OFFICER, session.session_id, offer.offer_id)


@pytest.mark.parametrize("killed", [True, False])
async def test_whoever_is_back_soon_after_a_long_stop_of_the_hub_goes_on_where_they_were(
    node: Hub, catalogue: CatalogueHolder, clock: FakeClock, killed: bool
) -> None:
    session, waiting = await talk(node), await ask(node, "2")
    if not killed:
        await presence.leave(node)
    clock.advance(400)  # beyond an officer's grace and beyond a waiting taxpayer's
    async with a_hub(node.database, catalogue, clock, RecordingPublisher()) as hub:
        await turn(hub, FakeLines(), clock, 1)
        await turn(hub, FakeLines(), clock, 20)
        await presence.connected(hub, OFFICER, "line after the stop")
        lines = FakeLines(officers={("line after the stop", "of1")}, persons={ASKER.id, "tp2:pe2"})
        for _ in range(10):
            await turn(hub, lines, clock, 30)
        assert (await hub.journal.load(session.session_id)).state is SessionState.ACTIVE
        assert (await hub.journal.load(waiting.session_id)).ending is None
        officer = await hub.database.read(lambda sql: find_officer(sql, "of1", clock.now()))
        assert officer is not None
        assert officer.on_duty()


async def test_whoever_does_not_come_back_after_a_stop_is_lost_a_grace_after_the_start(
    node: Hub, catalogue: CatalogueHolder, clock: FakeClock
) -> None:
    session = await talk(node)
    await presence.leave(node)
    clock.advance(400)
    async with a_hub(node.database, catalogue, clock, RecordingPublisher()) as hub:
        await turn(hub, FakeLines(persons={ASKER.id}), clock, 29)
        assert (await hub.journal.load(session.session_id)).state is SessionState.ACTIVE
        await turn(hub, FakeLines(persons={ASKER.id}), clock, 1)
        assert (await hub.journal.load(session.session_id)).state is SessionState.QUEUED


async def offered(hub: Hub) -> Session:
    await on_duty(hub)
    session = await ask(hub)
    assert await routing.match(hub) == 1
    return session


async def status_of(hub: Hub, clock: FakeClock) -> str:
    officer = await hub.database.read(lambda sql: find_officer(sql, "of1", clock.now()))
    assert officer is not None
    return officer.status.value


async def test_the_clocks_are_those_of_the_settings(
    sqlite_database: Database, catalogue: CatalogueHolder, clock: FakeClock
) -> None:
    given = {"OFFER": 50, "OFFICER_GRACE": 100, "QUEUE_ABSENCE": 60, "SESSION_ABSENCE": 90}
    settings = load_settings({f"DAOBAN_{name}_SECONDS": str(seconds) for name, seconds in given.items()})
    async with a_hub(sqlite_database, catalogue, clock, RecordingPublisher(), settings.timing) as hub:
        session = await offered(hub)
        offer = (await hub.journal.load(session.session_id)).offer
        assert offer is not None
        assert offer.expires_at - clock.now() == dt.timedelta(seconds=50)
        (made,) = (
            stored.logged.event
            for stored in await hub.database.read(lambda sql: load_events(sql, session.session_id, 0))
            if isinstance(stored.logged.event, OfferMade)
        )
        assert made.seconds == 50
        await routing.accept(hub, OFFICER, session.session_id, offer.offer_id)
        waiting = await ask(hub, "2")
        here = FakeLines(persons={ASKER.id, "tp2:pe2"})
        await turn(hub, here, clock, 0)
        await turn(hub, here, clock, 99)
        assert (await hub.journal.load(session.session_id)).state is SessionState.ACTIVE
        await turn(hub, here, clock, 1)
        assert (await hub.journal.load(session.session_id)).state is SessionState.QUEUED
        await presence.disconnected(hub, Actor(role=Role.TAXPAYER, id="tp2:pe2"), "page", last=True)
        await turn(hub, FakeLines(persons={ASKER.id}), clock, 61)
        assert (await hub.journal.load(waiting.session_id)).ending is not None


async def test_an_offer_that_ran_out_while_the_hub_was_stopped_is_not_missed(
    node: Hub, catalogue: CatalogueHolder, clock: FakeClock
) -> None:
    session = await offered(node)
    clock.advance(40)
    async with a_hub(node.database, catalogue, clock, RecordingPublisher()) as hub:
        await presence.connected(hub, OFFICER, "line after the stop")
        assert await routing.expire_due_offers(hub) == 1
        assert await status_of(hub, clock) == "available"
        assert await routing.match(hub) == 1
        assert (await hub.journal.load(session.session_id)).state is SessionState.OFFERED


async def test_an_offer_is_not_missed_by_an_officer_whose_line_is_down(node: Hub, clock: FakeClock) -> None:
    await offered(node)
    ((line, _),) = (await lines_as_noted(node)).officers
    await presence.disconnected(node, OFFICER, line, last=True)
    clock.advance(21)
    assert await routing.expire_due_offers(node) == 1
    assert await status_of(node, clock) == "available"


async def test_a_node_that_stood_still_keeps_the_officers_connected_to_it(
    node: Hub, next_node: Hub, clock: FakeClock
) -> None:
    session = await talk(node)
    lines = await lines_as_noted(node)
    await turn(next_node, FakeLines(), clock, 15)
    for _ in range(12):
        await turn(node, lines, clock, 3)
        await presence.renew_lease(next_node, FakeLines())
    assert (await node.journal.load(session.session_id)).state is SessionState.ACTIVE
    officer = await node.database.read(lambda sql: find_officer(sql, "of1", clock.now()))
    assert officer is not None
    assert officer.on_duty()


async def test_a_clock_that_jumps_forward_costs_nobody_their_officer(node: Hub, clock: FakeClock) -> None:
    await on_duty(node)
    lines = await lines_as_noted(node)
    clock.advance(3_600)
    await presence.sweep(node, lines)
    await turn(node, lines, clock, 1)
    officer = await node.database.read(lambda sql: find_officer(sql, "of1", clock.now()))
    assert officer is not None
    assert officer.on_duty()


async def test_a_line_whose_end_was_not_written_is_forgotten_at_the_next_renewal(node: Hub, clock: FakeClock) -> None:
    await on_duty(node)
    await turn(node, FakeLines(), clock, 3)
    officer = await node.database.read(lambda sql: find_officer(sql, "of1", clock.now()))
    assert officer is not None
    assert not officer.present
    await turn(node, FakeLines(), clock, 31)
    officer = await node.database.read(lambda sql: find_officer(sql, "of1", clock.now()))
    assert officer is not None
    assert officer.status_reason == "line_lost"


async def test_a_person_seen_here_is_not_absent_though_an_older_page_closed_last(node: Hub, clock: FakeClock) -> None:
    session = await ask(node)
    await presence.connected(node, ASKER, "new page")
    await presence.disconnected(node, ASKER, "old page", last=True)
    for _ in range(4):
        await turn(node, FakeLines(persons={ASKER.id}), clock, 60)
    assert (await node.journal.load(session.session_id)).state is SessionState.QUEUED


@pytest.mark.postgres
async def test_an_officer_who_loads_the_page_anew_is_not_lost(node: Hub, clock: FakeClock) -> None:
    if node.database.dialect != "postgresql":
        pytest.skip("SQLite has one writer")
    database: PostgresDatabase = node.database  # type: ignore[assignment]
    await on_duty(node)
    ((old, _),) = (await lines_as_noted(node)).officers
    now = clock.now()
    async with asyncio.TaskGroup() as tasks, database._engine.begin() as coming:
        await coming.run_sync(add_connection, "new", node.node_id, "of1", now)
        tasks.create_task(database.write(lambda sql: remove_connection(sql, old, "of1", now)))
        await blocked(database)
    assert await database.read(lambda sql: find_lost(sql, now)) == []


async def blocked(database: Database) -> None:
    """Return once a transaction waits for another one's lock."""
    waiting = sa.text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
    async with asyncio.timeout(10):
        while not await database.read(lambda sql: sql.scalar(waiting)):
            pass


async def test_an_officer_is_told_that_a_taxpayer_was_taken_for_absent_by_mistake(
    node: Hub, next_node: Hub, clock: FakeClock, publisher: RecordingPublisher
) -> None:
    await on_duty(node)
    session = await ask(node)
    await routing.match(node)
    offer = (await node.journal.load(session.session_id)).offer
    assert offer is not None
    await routing.accept(node, OFFICER, session.session_id, offer.offer_id)
    await presence.leave(next_node)
    publisher.take_signals("presence")
    assert list((await desk.snapshot(node, OFFICER)).absences) == [session.session_id]
    await presence.sweep(node, FakeLines(persons={ASKER.id}))
    assert publisher.take_signals("presence") == [(session.session_id, ASKER.id, True)]
    assert (await desk.snapshot(node, OFFICER)).absences == {}


async def test_who_leaves_while_the_database_is_away_counts_as_absent_once_it_is_back(
    node: Hub, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = await ask(node)

    async def refuse(_: object) -> None:
        raise Busy(retry_after_seconds=2)

    with monkeypatch.context() as away:
        away.setattr(node.database, "write", refuse)
        with pytest.raises(Busy):
            await presence.disconnected(node, ASKER, "c1", last=True)
    for _ in range(7):
        await turn(node, FakeLines(), clock, 30)
    assert (await node.journal.load(waiting.session_id)).ending is not None
    assert not node.unnoted
