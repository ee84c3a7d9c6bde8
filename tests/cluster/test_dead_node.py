"""A node is killed: its officers' sessions go to others, its taxpayers count as gone until they are back elsewhere."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from storage.schema import connections, nodes, person_holds
from storage.sessions import load_events
from tests.cluster.conftest import close_clients, until
from tests.support.clients import Bureau
from tests.support.process import ServerProcess, dying_with_us

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.cluster.conftest import Cluster

pytestmark = [pytest.mark.postgres, pytest.mark.valkey]


@pytest.fixture
async def doomed(cluster: Cluster, postgres_url: str) -> AsyncIterator[tuple[ServerProcess, Bureau]]:
    """A third node, which is a process of its own."""
    command = [sys.executable, "-m", "tests.cluster.node", postgres_url, cluster.valkey.url]
    process = ServerProcess(dying_with_us(command), "ready ")
    port = re.search(r"ready (\d+)", "".join(process.tail))
    assert port
    bureau = Bureau(cluster.east.node, int(port[1]))
    bureau._tickets = 5000
    yield process, bureau
    process.kill()
    await close_clients(bureau)


@pytest.mark.parametrize("cluster", [1], indirect=True)
async def test_what_a_killed_node_had_in_hand_goes_on_elsewhere(
    cluster: Cluster, doomed: tuple[ServerProcess, Bureau]
) -> None:
    process, there = doomed
    database = cluster.east.node.hub.database
    officer, taxpayer, waiting = await there.officer(), await cluster.east.taxpayer(), await there.taxpayer("tp2", "p")
    opened = await taxpayer.send("session.open", context={"matter_id": "vat-general"})
    session_id = opened["session"]["session_id"]
    offer = (await officer.expect("offer.made"))["offer"]
    await officer.send("offer.accept", session_id=session_id, offer_id=offer["offer_id"])
    await taxpayer.expect("session.assigned")
    await officer.send("status.set", status="finishing")
    await waiting.send("session.open", context={"matter_id": "vat-general"})
    posted = await officer.send("message.post", session_id=session_id, client_msg_id="o1", text="稍等")
    process.process.kill()
    await until(officer.gone.is_set)
    assert (await taxpayer.expect("message.posted"))["seq"] == posted["seq"]

    # the node's lease lapses after ten seconds, the officer's grace a second later
    queued = await taxpayer.expect("session.queued", patience=20)
    assert queued["body"]["reason"] == "officer_lost"
    other = await cluster.west.officer("of2")
    again = (await other.expect("offer.made"))["offer"]
    assert again["session_id"] == session_id, "it went back to the head of the queue"
    await other.send("offer.accept", session_id=session_id, offer_id=again["offer_id"])
    assert (await taxpayer.expect("session.assigned"))["body"]["officer"]["officer_id"] == "of2"

    log = await database.read(lambda sql: load_events(sql, session_id, 0))
    assert [stored.logged.seq for stored in log] == list(range(1, len(log) + 1))
    holds = sa.select(person_holds.c.person_key, person_holds.c.absent_at)
    absences = await database.read(lambda sql: sql.execute(holds).all())
    assert {row.person_key: row.absent_at is None for row in absences} == {"tp1:pe1": True, "tp2:p": False}
    alive = {node.hub.node_id for node in cluster.nodes}
    assert set(await database.read(lambda sql: list(sql.scalars(sa.select(nodes.c.node_id))))) == alive
    assert set(await database.read(lambda sql: list(sql.scalars(sa.select(connections.c.node_id))))) <= alive
