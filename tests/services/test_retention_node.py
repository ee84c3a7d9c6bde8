"""A node and what is purged: it forgets it, brings nothing back, and tells people so. SQLite and PostgreSQL."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from chatserver.domain.actors import Actor, Role
from chatserver.domain.events import MessagePosted
from chatserver.domain.purge_mark import purged_after
from chatserver.domain.purging import Part, Purge
from chatserver.jobs.loops import retention_loops
from chatserver.services import earlier, history, opening
from chatserver.services.log_check import check_log
from chatserver.services.retention import Purging, Retention, Terms
from storage.purging import find_due, find_purged
from storage.schema import events
from tests.services.test_earlier import A, over, talk
from tests.services.test_retention import OVER, PERSONAL, TALK, TERMS, run_through
from tests.support.builders import OFFICER
from tests.support.clients import SECONDS
from tests.support.clock import START
from tests.support.hub import a_hub, assert_every_session_is_its_log, on_duty
from tests.support.recorder import RecordingPublisher

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from chatserver.catalogue.holder import CatalogueHolder
    from chatserver.services.hub import Hub
    from storage.engine import Database
    from tests.support.clock import FakeClock


@pytest.fixture
async def node(database: Database, catalogue: CatalogueHolder, clock: FakeClock) -> AsyncIterator[Hub]:
    """A hub on SQLite, then on PostgreSQL, with one officer on duty."""
    async with a_hub(database, catalogue, clock, RecordingPublisher()) as hub:
        await on_duty(hub)
        yield hub
        await assert_every_session_is_its_log(hub)
        assert (await check_log(hub.database)).clean


async def test_a_node_forgets_what_it_purged_itself(node: Hub, clock: FakeClock) -> None:
    session_id = await over(node, clock)
    retention = Retention(node, TERMS)
    await retention.begin()
    assert await retention.step(4) == 0
    clock.advance(TALK.term.total_seconds())
    assert await retention.step(4) == 1
    assert await retention.step(4) == 0
    session = await node.journal.glance(session_id)
    assert (session.purged, purged_after(session.note)) == (("talk",), 180)


async def test_a_node_forgets_what_the_command_purged(node: Hub, clock: FakeClock) -> None:
    session_id = await over(node, clock)
    retention = Retention(node, TERMS)
    clock.advance(TALK.term.total_seconds())
    await run_through(node.database, now=clock.now())
    assert (await node.journal.glance(session_id)).note == "已改列"
    clock.advance(60)
    await retention.begin()
    assert purged_after((await node.journal.glance(session_id)).note) == 180


async def test_a_node_forgets_what_a_run_of_hours_purges_at_its_end(node: Hub, clock: FakeClock) -> None:
    first, last = await over(node, clock), await over(node, clock)
    clock.advance(2 * TALK.term.total_seconds())
    run, retention = Purging(node.database, Terms(talk_days=180), clock), Retention(node, Terms())
    assert await run.step(1) == (1, [first])
    for _ in range(120):
        clock.advance(60)
        await retention.begin()
    assert (await node.journal.glance(last)).purged == ()
    assert await run.step(1) == (1, [last])
    clock.advance(60)
    await retention.begin()
    for session_id in (first, last):
        assert purged_after((await node.journal.glance(session_id)).note) == 180


async def test_a_node_rests_after_what_is_stuck_and_goes_on_behind_it(node: Hub, clock: FakeClock) -> None:
    ids = [await over(node, clock) for _ in range(3)]
    first = events.c.session_id.in_(ids[:2]), events.c.seq == 1
    rows = await node.database.read(lambda sql: sql.execute(sa.select(events).where(*first)).mappings().all())
    await node.database.write(lambda sql: sql.execute(sa.delete(events).where(*first)))
    clock.advance(2 * TALK.term.total_seconds())
    retention, seen = Retention(node, Terms(talk_days=180)), list[tuple[int, list[str]]]()
    for _ in range(4):
        looked_at = await retention.step(1)
        seen.append((looked_at, await node.database.read(partial(find_purged, since=START))))
    assert seen == [(1, []), (1, []), (1, ids[2:]), (0, ids[2:])]
    await node.database.write(lambda sql: sql.execute(sa.insert(events), [dict(row) for row in rows]))


async def test_what_is_decided_on_a_state_from_before_brings_nothing_back(node: Hub, clock: FakeClock) -> None:
    session_id = await over(node, clock)
    clock.advance(TALK.term.total_seconds())
    await run_through(node.database, now=clock.now())
    assert (await node.journal.glance(session_id)).purged == ()  # it does not know yet
    question = (await node.journal.glance(session_id)).questions[0]
    by = Actor(role=Role.TAXPAYER, id=f"tp1:{A}pe1")
    await opening.confirm_question(node, by, session_id, question.question_id, solved=True)
    session = await node.journal.glance(session_id)
    assert (session.purged, purged_after(session.note), session.questions[0].solved) == (("talk",), 180, True)


async def test_an_officer_reads_of_an_earlier_session_that_it_was_purged(node: Hub, clock: FakeClock) -> None:
    before = await over(node, clock)
    clock.advance(TALK.term.total_seconds())
    await run_through(node.database, now=clock.now())
    await Retention(node, TERMS).begin()
    now = await talk(node)
    read = await earlier.view(node, OFFICER, now, before)
    said = [one.logged.event.text for one in read.events if isinstance(one.logged.event, MessagePosted)]
    assert [purged_after(text) for text in said] == [180]
    found = await earlier.look(node, OFFICER, now)
    assert [one.session_id for one in found.sessions] == [before]


async def test_whose_names_were_purged_is_nobodys_earlier_session(node: Hub, clock: FakeClock) -> None:
    await over(node, clock)
    clock.advance(PERSONAL.term.total_seconds())
    await run_through(node.database, now=clock.now())
    await Retention(node, TERMS).begin()
    now = await talk(node)
    assert (await earlier.look(node, OFFICER, now)).sessions == []
    assert (await history.resume(node, OFFICER, now, 0)).session.person is not None
    assert await node.database.read(partial(find_due, purge=Purge(Part.TALK, 180), now=OVER, after=None, most=9)) == []


async def test_the_loop_of_a_node_without_terms_forgets_what_the_command_purged(node: Hub, clock: FakeClock) -> None:
    session_id = await over(node, clock)
    clock.advance(TALK.term.total_seconds())
    (loop,) = retention_loops(node, Terms())
    await run_through(node.database, now=clock.now())
    assert (await node.journal.glance(session_id)).note == "已改列"
    async with asyncio.timeout(SECONDS), asyncio.TaskGroup() as tasks:
        running = tasks.create_task(loop)
        while (await node.journal.glance(session_id)).purged != ("talk",):
            await node.database.read(partial(find_purged, since=START))
        running.cancel()


async def test_the_loop_of_a_node_purges_what_is_due(node: Hub, clock: FakeClock) -> None:
    session_id = await over(node, clock)
    clock.advance(TALK.term.total_seconds())
    (loop,) = retention_loops(node, TERMS)
    async with asyncio.timeout(SECONDS), asyncio.TaskGroup() as tasks:
        running = tasks.create_task(loop)
        while (await node.journal.load(session_id)).purged != ("talk",):
            await node.database.read(partial(find_purged, since=START))
        running.cancel()
    assert await node.database.read(partial(find_purged, since=START)) == [session_id]
