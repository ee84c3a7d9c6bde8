"""Two officers of one session on two nodes, with the bus and without it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cluster.conftest import until

if TYPE_CHECKING:
    from tests.cluster.conftest import Cluster
    from tests.support.clients import Bureau, Client

pytestmark = [pytest.mark.postgres, pytest.mark.valkey]


async def ask_in(cluster: Cluster, where: Bureau) -> tuple[Client, Client, Client, str]:
    """Taxpayer in the east, officer in the west; who is asked in sits at `where`, and has joined."""
    taxpayer, officer, session_id = await cluster.talk()
    second = await where.officer("of2")
    await officer.send("consult.start", session_id=session_id, consult_id="k1", officer_id="of2", introduced=True)
    await second.expect("consult.asked")
    await second.send("consult.join", session_id=session_id, consult_id="k1")
    await taxpayer.expect("consult.introduced")
    await officer.expect("consult.introduced")
    return taxpayer, officer, second, session_id


@pytest.mark.parametrize("where", ["east", "west"])
async def test_both_officers_hear_everything_once_wherever_they_sit(cluster: Cluster, where: str) -> None:
    taxpayer, officer, second, session_id = await ask_in(cluster, getattr(cluster, where))
    for n in range(10):
        await taxpayer.send("message.post", session_id=session_id, client_msg_id=f"t{n}", text=f"t{n}")
        await second.send("aside.post", session_id=session_id, client_msg_id=f"a{n}", text=f"旁{n}")
        await officer.send("message.post", session_id=session_id, client_msg_id=f"o{n}", text=f"o{n}")
    for client in (officer, second):
        heard = [await client.expect("message.posted", "aside.posted") for _ in range(30)]
        assert [event["body"]["text"] for event in heard] == [f"{side}{n}" for n in range(10) for side in "t旁o"]
    assert "旁" not in str([event for event in taxpayer.told if event[0] != "event.hidden"])


async def test_taking_over_crosses_from_node_to_node(cluster: Cluster) -> None:
    taxpayer, officer, second, session_id = await ask_in(cluster, cluster.east)
    await officer.send("session.transfer", session_id=session_id, kind="officer", target="of2")
    assert (await officer.expect("session.lost"))["reason"] == "transferred"
    await second.expect("session.assigned")
    await second.send("message.post", session_id=session_id, client_msg_id="m1", text="我接着办")
    assert (await taxpayer.expect("message.posted"))["body"]["text"] == "我接着办"


async def test_without_a_bus_who_is_asked_in_hears_of_it_and_joins(cluster: Cluster) -> None:
    taxpayer, officer, session_id = await cluster.talk()
    second = await cluster.east.officer("of2")
    cluster.valkey.kill()
    await until(lambda: all(node.bus and node.bus.trouble() == "away" for node in cluster.nodes))
    await officer.send("consult.start", session_id=session_id, consult_id="k1", officer_id="of2", introduced=False)
    await officer.send("message.post", session_id=session_id, client_msg_id="m1", text="请稍等")
    assert (await second.expect("consult.asked"))["consult"]["consult_id"] == "k1"
    await second.send("consult.join", session_id=session_id, consult_id="k1")
    await officer.expect("consult.joined")
    await taxpayer.send("message.post", session_id=session_id, client_msg_id="t1", text="好的")
    assert (await second.expect("message.posted"))["body"]["text"] == "好的"
