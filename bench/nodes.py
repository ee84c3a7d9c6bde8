"""Two nodes that share PostgreSQL and Valkey, beside two nodes of Node's Socket.IO that share the Valkey.

The two sides of every pair are on different nodes, so every message crosses. CPU is that of both nodes together,
without the database's and the Valkey's.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from bench import seed
from bench.contest import HUB, NODE, Contestant, Plan, play_rounds
from bench.people import HubPeople, RelayPeople
from bench.procs import hub_command, node_command, node_program, serving
from tests.support.postgres import PostgresServer
from tests.support.process import on_free_port
from tests.support.valkey import ValkeyServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PLAN = Plan(pairs=500, rate=1000.0, rounds=3)


async def play(plan: Plan, folder: Path, tell: Callable[[str], None]) -> dict[str, dict[str, Any]]:
    """Return the rounds of each contestant."""
    tell("two nodes: starting PostgreSQL and Valkey")
    with _shared_servers() as (database_url, redis_url):
        await seed.prepare(folder, officers=plan.pairs, capacity=1, database_url=database_url)
        with _contestants(folder, database_url, redis_url) as contestants:
            for one in contestants:
                tell(f"two nodes, {one.name}: bringing {plan.pairs} pairs together")
                await one.bring_together(plan.pairs)
            found: dict[str, dict[str, Any]] = {one.name: {"paced": [], "rushed": []} for one in contestants}
            await play_rounds(plan, contestants, found, tell)
    return found


@contextlib.contextmanager
def _shared_servers() -> Iterator[tuple[str, str]]:
    """A PostgreSQL that syncs to disk, and a Valkey."""
    with contextlib.ExitStack() as running:
        postgres = on_free_port(lambda port: PostgresServer(port, durable=True))
        running.callback(postgres.stop)
        valkey = on_free_port(ValkeyServer)
        running.callback(valkey.stop)
        address = sa.make_url(postgres.url()).set(drivername="postgresql")
        yield address.render_as_string(hide_password=False), valkey.url


@contextlib.contextmanager
def _contestants(folder: Path, database_url: str, redis_url: str) -> Iterator[list[Contestant]]:
    with contextlib.ExitStack() as running:

        def two(command: list[str]) -> list[Any]:
            return [running.enter_context(serving(command)) for _ in range(2)]

        found = [Contestant(HUB, two(hub_command(folder, database_url, redis_url)), HubPeople(folder))]
        if node := node_program():
            found.append(Contestant(NODE, two(node_command(node, redis_url)), RelayPeople()))
        yield found
