"""The bus is cut, killed and frozen: what was said meanwhile arrives all the same, and nobody is told twice in vain."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING, Any

import pytest
import redis.asyncio

from tests.cluster.conftest import until

if TYPE_CHECKING:
    from tests.cluster.conftest import Cluster
    from tests.support.clients import Client

pytestmark = [pytest.mark.postgres, pytest.mark.valkey]


async def hear(client: Client, *wanted: str) -> list[dict[str, Any]]:
    """Every message until each of these texts was heard, each message once."""
    found: dict[int, dict[str, Any]] = {}
    while not set(wanted) <= {event["body"]["text"] for event in found.values()}:
        event = await client.expect("message.posted")
        found[event["seq"]] = event
    return [found[seq] for seq in sorted(found)]


async def say(client: Client, session_id: str, text: str) -> None:
    await client.send("message.post", session_id=session_id, client_msg_id=text, text=text)


async def test_what_is_said_while_every_line_is_cut_is_heard_without_asking(cluster: Cluster) -> None:
    taxpayer, officer, session_id = await cluster.talk()
    async with redis.asyncio.Redis.from_url(cluster.valkey.url) as knife:
        for n in range(10):
            await knife.client_kill_filter(_type="pubsub")
            await say(taxpayer, session_id, f"t{n}")
            await say(officer, session_id, f"o{n}")
    assert len(await hear(officer, "t9", "o9")) == 20
    assert len(await hear(taxpayer, "t9", "o9")) == 20
    await cluster.settled()
    assert all(node.bus and node.bus.counts.links > 1 for node in cluster.nodes)


async def test_without_a_bus_the_talk_goes_on_and_with_it_it_is_fast_again(cluster: Cluster) -> None:
    taxpayer, officer, session_id = await cluster.talk()
    cluster.valkey.kill()
    await until(lambda: all(node.bus and node.bus.trouble() == "away" for node in cluster.nodes))
    await say(taxpayer, session_id, "听得到吗")
    await hear(officer, "听得到吗")
    await say(officer, session_id, "听得到")
    await hear(taxpayer, "听得到")
    cluster.valkey.restart()
    await cluster.settled()
    looks = [node.news.looks for node in cluster.nodes]
    await say(taxpayer, session_id, "好")
    await hear(officer, "好")
    assert [node.news.looks for node in cluster.nodes] == looks


async def test_without_a_bus_who_reads_along_hears_it_too(cluster: Cluster) -> None:
    taxpayer, _, session_id = await cluster.east.paired()
    lead = await cluster.west.officer("of7", available=False, skills=("monitor",))
    await lead.send("monitor.start", session_id=session_id, reason="旁听")
    cluster.valkey.kill()
    await until(lambda: all(node.bus and node.bus.trouble() == "away" for node in cluster.nodes))
    await say(taxpayer, session_id, "听得到吗")
    await hear(lead, "听得到吗")


async def test_a_session_can_be_opened_offered_and_ended_without_a_bus(cluster: Cluster) -> None:
    officer, taxpayer = await cluster.west.officer(), await cluster.east.taxpayer()
    cluster.valkey.kill()
    await until(lambda: all(node.bus and node.bus.trouble() == "away" for node in cluster.nodes))
    session = (await taxpayer.send("session.open", context={"matter_id": "vat-general"}))["session"]
    session_id = session["session_id"]
    offer = (await officer.expect("offer.made"))["offer"]
    # the slot may be told before the offer: the node looks at the hall and for news of sessions each by itself
    await until(
        lambda: ("status.changed", 1) in {(name, told.get("officer", {}).get("in_hand")) for name, told in officer.told}
    )
    await officer.send("offer.accept", session_id=session_id, offer_id=offer["offer_id"])
    await taxpayer.expect("session.assigned")
    await officer.send("session.end", session_id=session_id)
    await taxpayer.expect("session.ended")


async def test_a_frozen_bus_is_noticed_and_what_it_held_back_disturbs_nobody(cluster: Cluster) -> None:
    taxpayer, officer, session_id = await cluster.talk()
    frozen = cluster.valkey.process
    frozen.send_signal(signal.SIGSTOP)
    try:
        await until(lambda: all(node.bus and node.bus.trouble() == "deaf" for node in cluster.nodes))
        await say(taxpayer, session_id, "一")
        await hear(officer, "一")
        await say(officer, session_id, "二")
        await hear(taxpayer, "二")
    finally:
        frozen.send_signal(signal.SIGCONT)
    await cluster.settled()
    assert all(node.bus and node.bus.counts.deaf == 1 for node in cluster.nodes)
    await say(taxpayer, session_id, "三")
    heard = await hear(officer, "三")
    assert heard[-1]["body"]["text"] == "三"


async def test_nodes_that_cannot_hear_each_other_look_for_each_others_news(cluster: Cluster) -> None:
    taxpayer, officer, session_id = await cluster.talk()
    other = await cluster.stranger()  # knows nobody's bus
    await until(lambda: all(node.bus and node.bus.missing([other]) for node in cluster.nodes))
    looks = [node.news.looks for node in cluster.nodes]
    await until(lambda: all(node.news.looks > before for node, before in zip(cluster.nodes, looks, strict=True)))
    await say(taxpayer, session_id, "在")
    await hear(officer, "在")
