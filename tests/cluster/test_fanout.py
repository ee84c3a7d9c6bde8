"""What one node does is seen by the people on the other, at once and in order."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from storage.memory import Outcome
from storage.sessions import load_events
from tests.cluster.conftest import until

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.engine import Connection

    from tests.cluster.conftest import Cluster
    from tests.support.clients import Client

pytestmark = [pytest.mark.postgres, pytest.mark.valkey]


async def test_an_offer_and_every_message_cross_from_node_to_node(cluster: Cluster) -> None:
    taxpayer, officer, session_id = await cluster.talk()
    assert (await taxpayer.expect("session.assigned"))["body"]["officer"]["officer_id"] == "of1"
    looks = [node.news.looks for node in cluster.nodes]
    for n in range(20):
        await taxpayer.send("message.post", session_id=session_id, client_msg_id=f"t{n}", text=f"问{n}")
        await officer.send("message.post", session_id=session_id, client_msg_id=f"o{n}", text=f"答{n}")
    heard = {side: [await side.expect("message.posted") for _ in range(40)] for side in (taxpayer, officer)}
    assert heard[taxpayer] == heard[officer]
    assert [event["body"]["text"] for event in heard[officer]] == [f"{word}{n}" for n in range(20) for word in "问答"]
    assert [node.news.looks for node in cluster.nodes] == looks, "the bus told it all"
    known = [node.hub.journal.memory.get(session_id) for node in cluster.nodes]
    assert [loaded.session.seq for loaded in known if loaded] == [heard[officer][-1]["seq"]] * 2


async def test_all_that_is_said_without_a_number_crosses_too(cluster: Cluster) -> None:
    taxpayer, officer, session_id = await cluster.talk()
    await taxpayer.send("typing.set", session_id=session_id, typing=True)
    assert (await officer.expect("typing"))["typing"] is True
    await officer.send("typing.set", session_id=session_id, typing=True)
    assert (await taxpayer.expect("typing"))["role"] == "officer"
    await taxpayer.close()
    assert (await officer.expect("presence.changed"))["present"] is False
    await cluster.east.taxpayer()
    assert (await officer.expect("presence.changed"))["present"] is True


async def test_whoever_waits_in_the_east_is_offered_to_whom_is_free_in_the_west(cluster: Cluster) -> None:
    taxpayer = await cluster.east.taxpayer()
    await taxpayer.send("session.open", context={"matter_id": "vat-general"})
    officer = await cluster.west.officer()
    offer = (await officer.expect("offer.made"))["offer"]
    await officer.send("offer.decline", session_id=offer["session_id"], offer_id=offer["offer_id"], reason="equipment")
    other = await cluster.east.officer("of2")
    again = (await other.expect("offer.made"))["offer"]
    assert again["session_id"] == offer["session_id"]
    await other.send("offer.accept", session_id=again["session_id"], offer_id=again["offer_id"])
    assert (await taxpayer.expect("session.assigned"))["body"]["officer"]["officer_id"] == "of2"


async def test_an_offer_is_shown_once_however_a_node_comes_to_know_of_it(cluster: Cluster) -> None:
    officer, taxpayer = await cluster.west.officer(), await cluster.east.taxpayer()
    opened = await taxpayer.send("session.open", context={"matter_id": "vat-general"})
    session_id = opened["session"]["session_id"]
    offer = (await officer.expect("offer.made"))["offer"]
    west = cluster.west.node
    events = await west.hub.database.read(lambda sql: load_events(sql, session_id, 0))
    session = await west.hub.journal.load(session_id)
    west.edge.publisher.session_heard(Outcome(session, session, tuple(events)))  # found on disk, too
    await officer.send("offer.accept", session_id=session_id, offer_id=offer["offer_id"])
    await officer.expect("offer.withdrawn")
    assert [event for event, _ in officer.told if event.startswith("offer.")] == ["offer.made", "offer.withdrawn"]


async def test_what_overtakes_another_nodes_commit_is_told_behind_it(cluster: Cluster) -> None:
    taxpayer, officer, session_id = await cluster.talk()
    east = cluster.east.node
    real = east.hub.database.write

    async def late(work: Callable[[Connection], object]) -> object:
        """The commit is done; its answer comes behind what the other node wrote next."""
        found = await real(work)
        east.hub.database.write = real  # type: ignore[method-assign]
        await officer.send("message.post", session_id=session_id, client_msg_id="o1", text="二")
        await until(lambda: len(numbers_of(taxpayer)) >= 2)
        return found

    await taxpayer.expect("session.assigned")
    east.hub.database.write = late  # type: ignore[method-assign,assignment]
    await taxpayer.send("message.post", session_id=session_id, client_msg_id="t1", text="一")
    await taxpayer.send("message.post", session_id=session_id, client_msg_id="t2", text="三")
    for side in (taxpayer, officer):
        heard = [(await side.expect("message.posted"))["body"]["text"] for _ in range(3)]
        assert heard == ["一", "二", "三"]
    assert all(said == list(dict.fromkeys(said)) for said in map(numbers_of, (taxpayer, officer)))


def numbers_of(client: Client) -> list[int]:
    return [payload["seq"] for event, payload in client.told if event == "message.posted"]


async def test_two_windows_of_one_person_on_two_nodes_see_the_same(cluster: Cluster) -> None:
    taxpayer, officer, session_id = await cluster.talk()
    other_window = await cluster.west.taxpayer()
    await taxpayer.send("message.post", session_id=session_id, client_msg_id="m1", text="第一句")
    seen = [await side.expect("message.posted") for side in (taxpayer, other_window, officer)]
    assert seen[0] == seen[1] == seen[2]
    await other_window.close()
    await taxpayer.send("message.post", session_id=session_id, client_msg_id="m2", text="第二句")
    assert (await officer.expect("message.posted"))["body"]["text"] == "第二句"


async def test_what_is_sent_from_both_sides_at_once_has_one_order(cluster: Cluster) -> None:
    taxpayer, officer, session_id = await cluster.talk()
    posts = [
        side.send("message.post", session_id=session_id, client_msg_id=f"{name}{n}", text=f"{name}{n}")
        for n in range(25)
        for side, name in ((taxpayer, "t"), (officer, "o"))
    ]
    posted = await asyncio.gather(*posts)
    assert len({answer["seq"] for answer in posted}) == 50
    for side in (taxpayer, officer):
        tail = await side.send("session.resume", session_id=session_id, after_seq=0)
        said = [event["body"]["text"] for event in tail["events"] if event["type"] == "message.posted"]
        assert [text for text in said if text[0] == "t"] == [f"t{n}" for n in range(25)]
        assert [text for text in said if text[0] == "o"] == [f"o{n}" for n in range(25)]


async def test_the_bus_tells_how_it_is_in_numbers(cluster: Cluster) -> None:
    _, officer, _ = await cluster.talk()
    await officer.send("desk.snapshot")
    numbers = [node.telemetry.exposition()[0].decode() for node in cluster.nodes]
    for words in numbers:
        lines = dict(line.rsplit(" ", 1) for line in words.splitlines() if not line.startswith("#"))
        assert float(lines["daoban_bus_well"]) == 1
        assert float(lines["daoban_bus_links_total"]) == 1
        assert float(lines["daoban_bus_carried_total"]) > 0
        assert float(lines["daoban_bus_received_total"]) > 0
        assert float(lines["daoban_bus_round_trip_seconds_count"]) > 0
        assert float(lines["daoban_evictions_total"]) == 0
