"""Every kind of server that redis_url can name: with a password, behind Sentinels, in a Cluster."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

import pytest
import redis.asyncio

from chatserver.adapters.fanout_redis import RedisBus
from chatserver.redis_address import Kind, parse_redis
from tests.cluster.conftest import until
from tests.support.process import ServerProcess, dying_with_us, free_port, on_free_port
from tests.support.valkey import ValkeyServer, find_program

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
    from pathlib import Path

pytestmark = pytest.mark.valkey


class End:
    """One node's end of the bus: what it heard."""

    def __init__(self, url: str, name: str) -> None:
        self.bus = RedisBus(parse_redis(url))
        self.heard: list[tuple[str, str, bytes, str, int]] = []
        self.wants = 0
        self.bus.attach(name, lambda *told: self.heard.append(told), self._want)

    def _want(self) -> None:
        self.wants += 1

    async def beat(self) -> None:
        while True:
            await self.bus.beat()
            await asyncio.sleep(0.1)  # noqa: TID251 - the beat's own rhythm, faster


@contextlib.asynccontextmanager
async def two_ends(url: str) -> AsyncIterator[tuple[End, End]]:
    ends = End(url, "east"), End(url, "west")
    async with asyncio.TaskGroup() as tasks:
        loops = [tasks.create_task(loop) for end in ends for loop in (end.bus.run(), end.beat())]
        try:
            await until(lambda: all(end.bus.trouble() is None for end in ends))
            await until(lambda: not ends[0].bus.missing(["west"]) and not ends[1].bus.missing(["east"]))
            yield ends
        finally:
            for loop in loops:
                loop.cancel()


async def tell(east: End, west: End) -> None:
    """A packet from east to west, and not to whom it does not concern."""
    west.bus.came("officer", "of1")
    await west.bus.held("officer", "of1")
    east.bus.carry("officer", "of1", b'2/officer,["typing",{}]')
    east.bus.carry("officer", "of2", b"nobody is here")
    east.bus.carry("officer", "of1", b'2/officer,["message.posted",{}]', "s1", 7)
    await until(lambda: len(west.heard) >= 2)
    assert west.heard == [
        ("officer", "of1", b'2/officer,["typing",{}]', "", 0),
        ("officer", "of1", b'2/officer,["message.posted",{}]', "s1", 7),
    ]
    west.bus.went("officer", "of1")
    west.heard.clear()


@pytest.mark.parametrize(
    ("url", "kind", "places"),
    [
        ("redis://h", Kind.SERVER, (("h", 6379),)),
        ("rediss://u:p%40ss@h:7/0", Kind.SERVER, (("h", 7),)),
        ("redis+sentinel://:p@a,b:7/main", Kind.SENTINEL, (("a", 26379), ("b", 7))),
        ("redis+cluster://a:1,[::1]:2", Kind.CLUSTER, (("a", 1), ("::1", 2))),
        ("unix:///run/valkey.sock", Kind.SERVER, ()),
    ],
)
def test_addresses_say_where_and_what(url: str, kind: Kind, places: tuple[tuple[str, int], ...]) -> None:
    found = parse_redis(url)
    assert (found.kind, found.places) == (kind, places)
    assert found.is_tls == url.startswith("rediss")
    assert "p@ss" not in repr(found)


async def test_an_account_with_the_documented_rights_is_enough(valkey: ValkeyServer) -> None:
    async with redis.asyncio.Redis.from_url(valkey.url) as admin:
        rights = ["+@connection", "+publish", "+subscribe", "+unsubscribe"]
        await admin.acl_setuser("hub", enabled=True, passwords=["+hush p@ss"], channels=["daoban:*"], commands=rights)
        await admin.acl_setuser("default", enabled=False)
    async with two_ends(f"redis://hub:hush%20p%40ss@127.0.0.1:{valkey.port}") as (east, west):
        await tell(east, west)


async def test_what_nobody_else_listens_to_is_not_published_and_whoever_comes_is_heard(valkey: ValkeyServer) -> None:
    async with two_ends(valkey.url) as (east, west):
        east.bus.came("officer", "of1")
        await east.bus.held("officer", "of1")
        east.bus.carry("officer", "of1", b"x")
        await until(lambda: bool(east.bus._alone))
        before = east.bus.counts.carried
        for _ in range(5):
            east.bus.carry("officer", "of1", b"x")
        assert east.bus.counts.carried == before
        west.bus.came("officer", "of1")
        await west.bus.held("officer", "of1")
        await until(lambda: not east.bus._alone)
        east.bus.carry("officer", "of1", b"y")
        await until(lambda: bool(west.heard))
        assert [packet for _, _, packet, _, _ in west.heard] == [b"y"]
        assert not east.heard, "one's own words are not told again"


async def test_what_others_publish_there_is_passed_over(valkey: ValkeyServer) -> None:
    async with two_ends(valkey.url) as (east, west), redis.asyncio.Redis.from_url(valkey.url) as stranger:
        west.bus.came("officer", "of1")
        await west.bus.held("officer", "of1")
        for channel in ("daoban:nodes", "daoban:officer:of1"):
            for words in (
                b"",
                b"2another version",
                b"1",
                b"1x",
                b"1x beat",
                b"1x beat 1",
                b"1east s1 seven\n{}",
                b"\xff",
            ):
                await stranger.publish(channel, words)
        await until(lambda: west.bus.counts.foreign >= 12)
        west.bus.went("officer", "of1")
        west.heard.clear()
        await tell(east, west)
        assert (east.bus.counts.links, west.bus.counts.links) == (1, 1)


async def test_a_line_that_is_cut_is_told_to_both_sides(valkey: ValkeyServer) -> None:
    async with two_ends(valkey.url) as (east, west):
        wants = east.wants, west.wants
        async with redis.asyncio.Redis.from_url(valkey.url) as knife:
            first = next(one for one in await knife.client_list() if one["name"] == "daoban")
            await knife.client_kill_filter(_id=first["id"])
        await until(lambda: east.wants > wants[0] and west.wants > wants[1])
        await until(lambda: east.bus.trouble() is None and west.bus.trouble() is None)
        await tell(east, west)


async def eventually(holds: Callable[[], Awaitable[bool]], patience: float) -> None:
    async with asyncio.timeout(patience):
        while not await holds():  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0.05)  # noqa: TID251


async def is_synchronised(client: redis.asyncio.Redis) -> bool:
    return bool((await client.info("replication"))["master_link_status"] == "up")


async def all_ok(clients: list[redis.asyncio.Redis]) -> bool:
    states = [await one.execute_command("CLUSTER INFO") for one in clients]  # type: ignore[no-untyped-call]
    return all("ok" in str(state).partition("cluster_state")[2][:8] for state in states)


@pytest.fixture
def sentinel(tmp_path: Path) -> Iterator[tuple[str, ValkeyServer, ValkeyServer]]:
    """A server, its replica, and a Sentinel that needs nobody's consent."""
    master = on_free_port(ValkeyServer)
    replica = on_free_port(lambda port: ValkeyServer(port, "--replicaof", f"127.0.0.1 {master.port}"))
    port = free_port()
    settings = tmp_path / "sentinel.conf"
    settings.write_text(
        f"port {port}\nbind 127.0.0.1\nsentinel monitor main 127.0.0.1 {master.port} 1\n"
        "sentinel down-after-milliseconds main 500\nsentinel failover-timeout main 2000\n"
    )
    watching = ServerProcess(dying_with_us([str(find_program()), str(settings), "--sentinel"]), "+monitor master main")
    yield f"redis+sentinel://127.0.0.1:{port}/main", master, replica
    watching.stop()
    replica.stop()
    master.stop()


async def test_what_sentinels_name_is_followed_to_its_replica(sentinel: tuple[str, ValkeyServer, ValkeyServer]) -> None:
    url, master, replica = sentinel
    async with redis.asyncio.Redis.from_url(replica.url) as client:
        await eventually(lambda: is_synchronised(client), 10)
    async with two_ends(url) as (east, west):
        await tell(east, west)
        master.kill()
        await until(lambda: not any(end.bus.trouble() or end.bus.counts.links < 2 for end in (east, west)), 30)
        await tell(east, west)


@pytest.fixture
def primaries() -> Iterator[list[tuple[int, int]]]:
    """Two servers that can share the slots; port and cluster port of each."""
    with contextlib.ExitStack() as stack:
        found = []
        for _ in range(2):
            bus_port = free_port()
            options = ("--cluster-enabled", "yes", "--cluster-port", str(bus_port))
            server = on_free_port(lambda port, options=options: ValkeyServer(port, *options))  # type: ignore[misc]
            stack.callback(server.stop)
            found.append((server.port, bus_port))
        yield found


async def test_a_cluster_carries_between_nodes_on_different_primaries(primaries: list[tuple[int, int]]) -> None:
    clients = [redis.asyncio.Redis(host="127.0.0.1", port=port) for port, _ in primaries]
    await clients[0].execute_command("CLUSTER ADDSLOTSRANGE", 0, 8191)  # type: ignore[no-untyped-call]
    await clients[1].execute_command("CLUSTER ADDSLOTSRANGE", 8192, 16383)  # type: ignore[no-untyped-call]
    await clients[0].execute_command("CLUSTER MEET", "127.0.0.1", *primaries[1])  # type: ignore[no-untyped-call]
    await eventually(lambda: all_ok(clients), 20)
    for client in clients:
        await client.aclose()
    places = [f"127.0.0.1:{port}" for port, _ in primaries]
    async with two_ends(f"redis+cluster://{places[0]},{places[1]}") as (east, west):
        await tell(east, west)
    there = End(f"redis+cluster://{places[1]},{places[0]}", "south")
    async with two_ends(f"redis+cluster://{places[0]},{places[1]}") as (east, _), asyncio.TaskGroup() as tasks:
        loops = [tasks.create_task(loop) for loop in (there.bus.run(), there.beat())]
        await until(lambda: there.bus.trouble() is None and not east.bus.missing(["south"]))
        await tell(east, there)
        for loop in loops:
            loop.cancel()
