"""A supervisor on one node, and those who are supervised on others: reading along, stepping in, announcing."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from chatserver.clock import SystemClock
from tests.cluster.conftest import until

if TYPE_CHECKING:
    from tests.cluster.conftest import Cluster
    from tests.support.clients import Bureau, Client

pytestmark = [pytest.mark.postgres, pytest.mark.valkey]


async def lead_at(where: Bureau) -> Client:
    return await where.officer("of7", available=False, skills=("monitor",))


def in_an_hour() -> str:
    return (SystemClock().now() + dt.timedelta(hours=1)).isoformat()


@pytest.mark.parametrize("where", ["east", "west"])
async def test_who_reads_along_hears_all_and_steps_in_wherever_they_sit(cluster: Cluster, where: str) -> None:
    taxpayer, officer, session_id = await cluster.talk()
    lead = await lead_at(getattr(cluster, where))
    await lead.send("monitor.start", session_id=session_id, reason="旁听")
    await officer.expect("monitor.started")
    for n in range(5):
        await taxpayer.send("message.post", session_id=session_id, client_msg_id=f"t{n}", text=f"t{n}")
        await lead.send("aside.post", session_id=session_id, client_msg_id=f"a{n}", text=f"a{n}")
    for client in (lead, officer):
        heard = [await client.expect("message.posted", "aside.posted") for _ in range(10)]
        assert [event["body"]["text"] for event in heard] == [f"{side}{n}" for n in range(5) for side in "ta"]
    await lead.send("monitor.join", session_id=session_id, consult_id="k1")
    await taxpayer.expect("consult.introduced")
    await lead.send("message.post", session_id=session_id, client_msg_id="l1", text="我是班组长")
    for client in (taxpayer, officer):
        assert (await client.expect("message.posted"))["body"]["text"] == "我是班组长"
    assert "a4" not in str([event for event in taxpayer.told if event[0] != "event.hidden"])


async def test_who_waits_is_given_to_an_officer_of_another_node_and_the_offer_here_goes(cluster: Cluster) -> None:
    taxpayer, officer = await cluster.west.taxpayer(), await cluster.west.officer()
    opened = await taxpayer.send("session.open", context={"matter_id": "vat-general", "step_id": "s6"})
    session_id = opened["session"]["session_id"]
    first = (await officer.expect("offer.made"))["offer"]
    lead, other = await lead_at(cluster.east), await cluster.east.officer("of2")
    to = {"session_id": session_id, "kind": "officer", "target": "of2", "waiting": True, "reason": "老客户"}
    await lead.send("session.reassign", **to)
    gone = await officer.expect("offer.withdrawn")
    assert (gone["offer_id"], gone["reason"]) == (first["offer_id"], "reassigned")
    card = (await other.expect("offer.made"))["offer"]
    assert (card["session_id"], card["origin"]["reason"]) == (session_id, "老客户")
    assert (await officer.raw("offer.accept", {"session_id": session_id, "offer_id": first["offer_id"]}))["error"]
    await other.send("offer.accept", session_id=session_id, offer_id=card["offer_id"])
    assert (await taxpayer.expect("session.assigned"))["body"]["officer"]["officer_id"] == "of2"


async def test_an_announcement_reaches_taxpayers_of_every_node_also_without_a_bus(cluster: Cluster) -> None:
    taxpayer, _, _ = await cluster.talk()
    lead = await lead_at(cluster.west)
    said = {"text": "缴款系统维护", "until_at": in_an_hour()}
    await lead.send("announcement.post", announcement_id="an1", **said)
    assert (await taxpayer.expect("announcement.changed"))["announcement"]["text"] == said["text"]
    cluster.valkey.kill()
    await until(lambda: all(node.bus and node.bus.trouble() == "away" for node in cluster.nodes))
    await lead.send("announcement.withdraw", announcement_id="an1")
    assert (await taxpayer.expect("announcement.changed"))["announcement"] is None


async def test_a_session_is_given_to_an_officer_of_another_node(cluster: Cluster) -> None:
    taxpayer, officer, session_id = await cluster.talk()
    other = await cluster.east.officer("of2")
    lead = await lead_at(cluster.west)
    await lead.send("session.reassign", session_id=session_id, kind="officer", target="of2")
    assert (await officer.expect("session.lost"))["session_id"] == session_id
    offer = (await other.expect("offer.made"))["offer"]
    await other.send("offer.accept", session_id=session_id, offer_id=offer["offer_id"])
    assert (await taxpayer.expect("session.transferred"))["body"]["by_supervisor"]
    await taxpayer.send("message.post", session_id=session_id, client_msg_id="t1", text="还在吗")
    assert (await other.expect("message.posted"))["body"]["text"] == "还在吗"
