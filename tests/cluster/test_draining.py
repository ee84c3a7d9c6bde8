"""A node that stops: nobody comes, everybody moves, and the talk goes on without anybody being alarmed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import aiohttp
import pytest
import sqlalchemy as sa

from chatserver.services import presence
from storage.schema import connections, person_holds

if TYPE_CHECKING:
    from tests.cluster.conftest import Cluster

pytestmark = [pytest.mark.postgres, pytest.mark.valkey]
HANDSHAKE = "/socket.io/?EIO=4&transport=polling"


async def test_everybody_moves_within_the_time_and_the_talk_goes_on(cluster: Cluster) -> None:
    taxpayer, officer, session_id = await cluster.talk()
    more = [await cluster.east.taxpayer(f"tp{n}", "p") for n in range(2, 7)]
    node = cluster.east.node
    async with asyncio.TaskGroup() as tasks:
        draining = tasks.create_task(node.draining.run(1.0, asyncio.Event()))
        waits = [(await one.expect("node.leaving"))["seconds"] for one in (taxpayer, *more)]
        async with aiohttp.ClientSession() as http, http.get(cluster.east.url + HANDSHAKE) as refused:
            assert (refused.status, refused.headers["Retry-After"]) == (503, "1")
        assert sorted(waits) == [0, 0.17, 0.33, 0.5, 0.67, 0.83]
        assert not draining.done()
        await taxpayer.send("message.post", session_id=session_id, client_msg_id="m1", text="还在吗")
        for one in (taxpayer, *more):
            await one.close()
    assert len(node.edge.connections) == 0
    again = await cluster.west.taxpayer()
    tail = await again.send("session.resume", after_seq=0)
    assert tail["session"]["session_id"] == session_id
    await officer.send("message.post", session_id=session_id, client_msg_id="o1", text="在")
    assert (await again.expect("message.posted"))["body"]["text"] == "在"
    told = [(event, payload) for event, payload in officer.told if event == "presence.changed"]
    assert all(payload["present"] for _, payload in told), "who moves was never gone"


async def test_whoever_does_not_move_is_not_waited_for_for_ever_and_hurry_is_heard(cluster: Cluster) -> None:
    await cluster.talk()
    loop = asyncio.get_running_loop()
    began = loop.time()
    await cluster.east.node.draining.run(0, asyncio.Event())
    assert 1.5 < loop.time() - began < 4
    hurry = asyncio.Event()
    hurry.set()
    began = loop.time()
    await cluster.east.node.draining.run(60, hurry)
    assert loop.time() - began < 1


async def test_a_node_without_any_line_still_answers_whom_a_balancer_has_just_sent(cluster: Cluster) -> None:
    loop = asyncio.get_running_loop()
    began = loop.time()
    await cluster.east.node.draining.run(60, asyncio.Event())
    assert 0.9 < loop.time() - began < 4


async def test_a_node_that_leaves_takes_nobody_elses_people_for_gone(cluster: Cluster) -> None:
    _, _, session_id = await cluster.talk()
    west = cluster.west.node.hub
    await presence.leave(west, set())
    holds = sa.select(person_holds.c.absent_at).where(person_holds.c.session_id == session_id)
    assert await west.database.read(lambda sql: sql.scalar(holds)) is None
    lines = sa.select(connections.c.node_id)
    assert west.node_id not in await west.database.read(lambda sql: list(sql.scalars(lines)))
