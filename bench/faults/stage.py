"""Where a fault is played: nodes, what they share, and everybody who talks through them."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from bench import seed
from bench.faults.crowd import Crowd
from bench.faults.processes import NodeProcess, signal_family
from storage.engine import Database, open_database
from tests.support.postgres import PostgresServer
from tests.support.process import on_free_port
from tests.support.valkey import ValkeyServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

GRACE_SECONDS = 15
OFFER_SECONDS = 10
QUEUE_ABSENCE_SECONDS = 30
ADDRESSES = ("127.0.0.11", "127.0.0.12")
"""Where each node finds the servers they share: an address for each node, so that one can be cut off alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """Who talks, and how often each side of a session says something."""

    sessions: int = 200
    officers: int = 20
    capacity: int = 12
    """Two officers may be away and everybody still finds one."""
    pause_seconds: float = 3.0


class Shared:
    """PostgreSQL (syncing to disk) and Valkey."""

    def __init__(self) -> None:
        """Start both on every address."""
        every = ["127.0.0.1", *ADDRESSES]
        self.postgres = on_free_port(lambda port: PostgresServer(port, durable=True, addresses=",".join(every)))
        self.valkey = on_free_port(lambda port: ValkeyServer(port, "--bind", *every))

    def database_url(self, address: str) -> str:
        """Return PostgreSQL's address as a node is given it."""
        url = sa.make_url(self.postgres.url()).set(drivername="postgresql", host=address)
        return url.render_as_string(hide_password=False)

    def redis_url(self, address: str) -> str:
        """Return Valkey's address as a node is given it."""
        return f"redis://{address}:{self.valkey.port}/0"

    def stop(self) -> None:
        """End both, and take their files away."""
        for pid in (self.postgres.pid, self.valkey.process.pid):
            signal_family(pid, signal.SIGCONT)
        self.postgres.stop()
        self.valkey.stop()


@dataclass(slots=True)
class Stage:
    """A running stage."""

    nodes: list[NodeProcess]
    crowd: Crowd
    database: Database
    folder: Path
    tickets: seed.Tickets
    shared: Shared | None = None
    queued: int = 0
    """How often sessions had been queued at the last judgement."""
    opened: int = 0
    """How many there were."""

    @property
    def ports(self) -> list[int]:
        """Where the nodes answer."""
        return [node.port for node in self.nodes]

    @property
    def servers(self) -> Shared:
        """What the nodes share; only on a stage of several."""
        assert self.shared is not None
        return self.shared

    async def heard_within(self, seconds: float) -> float | None:
        """Let everybody say something; return the seconds until all of it was acknowledged and seen."""
        began = time.monotonic()
        return await self.crowd.probe(began).wait(began + seconds)


@contextlib.asynccontextmanager
async def one_node(folder: Path, load: Load, **settings: Any) -> AsyncIterator[Stage]:
    """The embedded default: SQLite, one node."""
    await seed.prepare(folder / "data", load.officers, load.capacity)
    node = NodeProcess("node", folder, folder / "data", _given(**settings))
    url = f"sqlite:///{folder / 'data' / 'daoban.sqlite3'}"
    async with _running([node], folder / "data", url, load) as stage:
        yield stage


@contextlib.asynccontextmanager
async def two_nodes(folder: Path, load: Load) -> AsyncIterator[Stage]:
    """Two nodes that share PostgreSQL and Valkey."""
    with _shared() as shared:
        await seed.prepare(folder / "data", load.officers, load.capacity, shared.database_url("127.0.0.1"))
        nodes = [
            NodeProcess(
                f"node-{number}",
                folder,
                folder / "data",
                _given(database_url=shared.database_url(address), redis_url=shared.redis_url(address)),
            )
            for number, address in enumerate(ADDRESSES, 1)
        ]
        async with _running(nodes, folder / "data", shared.database_url("127.0.0.1"), load) as stage:
            stage.shared = shared
            yield stage


@contextlib.contextmanager
def _shared() -> Iterator[Shared]:
    shared = Shared()
    try:
        yield shared
    finally:
        shared.stop()


def _given(**settings: Any) -> dict[str, Any]:
    return {
        "officer_grace_seconds": GRACE_SECONDS,
        "offer_seconds": OFFER_SECONDS,
        "queue_absence_seconds": QUEUE_ABSENCE_SECONDS,
        **settings,
    }


@contextlib.asynccontextmanager
async def _running(nodes: list[NodeProcess], folder: Path, url: str, load: Load) -> AsyncIterator[Stage]:
    tickets = seed.Tickets(folder)
    ports = [node.port for node in nodes]
    crowd = Crowd(ports, tickets, sessions=load.sessions, officers=load.officers, pause=load.pause_seconds)
    database = open_database(url)
    try:
        await asyncio.gather(*(node.start() for node in nodes))
        await crowd.come()
        yield Stage(nodes, crowd, database, folder, tickets)
    finally:
        await crowd.leave()
        for node in nodes:
            await node.stop()
        await database.close()
