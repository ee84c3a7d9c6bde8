"""Two nodes on one PostgreSQL and one Valkey, each with its own loops, in one process."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from chatserver.adapters.fanout_redis import RedisBus
from chatserver.app import Node, compose, running
from chatserver.redis_address import parse_redis
from chatserver.services.timing import Timing
from storage.engine import open_database
from storage.migrate import upgrade
from storage.presence import renew_lease
from tests.support.clients import SECONDS, Bureau, Client, verify_for_tests
from tests.support.process import on_free_port
from tests.support.valkey import ValkeyServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from chatserver.catalogue.holder import CatalogueHolder


@dataclass
class Cluster:
    """Both nodes, `east` and `west`, and what they share."""

    east: Bureau
    west: Bureau
    valkey: ValkeyServer

    @property
    def nodes(self) -> list[Node]:
        return [self.east.node, self.west.node]

    async def talk(self) -> tuple[Client, Client, str]:
        """A taxpayer in the east and an officer in the west, in an active session."""
        officer = await self.west.officer()
        taxpayer = await self.east.taxpayer()
        opened = await taxpayer.send("session.open", context={"matter_id": "vat-general", "step_id": "s6"})
        session_id = opened["session"]["session_id"]
        offer = (await officer.expect("offer.made"))["offer"]
        await officer.send("offer.accept", session_id=session_id, offer_id=offer["offer_id"])
        return taxpayer, officer, session_id

    async def stranger(self) -> str:
        """A third node that holds a lease and is not on the bus; return its id."""
        hub = self.east.node.hub
        await hub.database.write(lambda sql: renew_lease(sql, "stranger", hub.clock.now()))
        return "stranger"

    async def settled(self) -> None:
        """Both nodes hear themselves and each other."""
        names = [node.hub.node_id for node in self.nodes]
        await until(
            lambda: all(
                node.bus is not None
                and node.bus.trouble() is None
                and not (node.bus.missing(set(names) - {name}) or node.news.is_wanted)
                for node, name in zip(self.nodes, names, strict=True)
            )
        )


async def until(holds: Callable[[], bool], patience: float = SECONDS) -> None:
    """Return when this holds; the loops have their turn meanwhile."""
    async with asyncio.timeout(patience):
        while not holds():  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0.01)  # noqa: TID251


@pytest.fixture
def valkey() -> Iterator[ValkeyServer]:
    """A server of this test's own, to be killed and frozen."""
    server = on_free_port(ValkeyServer)
    yield server
    server.stop()


@pytest.fixture
async def cluster(
    postgres_url: str, valkey: ValkeyServer, catalogue: CatalogueHolder, request: pytest.FixtureRequest
) -> AsyncIterator[Cluster]:
    """Two nodes that have found each other; a parameter is the officers' grace in seconds."""
    timing = Timing(officer_grace_seconds=getattr(request, "param", 30))
    async with contextlib.AsyncExitStack() as stack:
        bureaus = []
        for number in range(2):
            database = open_database(postgres_url)
            stack.push_async_callback(database.close)
            if number == 0:
                await database.write(upgrade)
            node = compose(
                database=database,
                catalogue=catalogue,
                verify_ticket=verify_for_tests,
                timing=timing,
                bus=RedisBus(parse_redis(valkey.url)),
            )
            port = await stack.enter_async_context(running(node, "127.0.0.1", 0))
            bureau = Bureau(node, port)
            stack.push_async_callback(close_clients, bureau)
            bureaus.append(bureau)
        bureaus[1]._tickets = 1000  # both issue tickets to the same people
        found = Cluster(bureaus[0], bureaus[1], valkey)
        await found.settled()
        yield found


async def close_clients(bureau: Bureau) -> None:
    for client in bureau.clients:
        with contextlib.suppress(Exception):
            await client.close()
