"""Puts a node together and runs it: database, journal, edges and loops in one TaskGroup."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiohttp import web

from chatserver.clock import Clock, SystemClock
from chatserver.jobs.loops import loops
from chatserver.services import presence
from chatserver.services.hub import Hub, Timing
from chatserver.sockets.connections import Connections
from chatserver.sockets.proofs import check_proofs
from chatserver.sockets.publisher import LocalPublisher
from chatserver.sockets.server import attach, create_server
from chatserver.sockets.shared import Edge, VerifyTicket

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    import socketio

    from chatserver.catalogue.holder import CatalogueHolder
    from chatserver.sockets.transport import Wire
    from storage.engine import Database

_log = logging.getLogger(__name__)

_DRAIN_SECONDS = 5.0
"""How long open HTTP requests may take when the node stops."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A composed node: what tests and the command line hold on to."""

    hub: Hub
    edge: Edge
    wire: Wire
    server: socketio.AsyncServer
    web: web.Application


def compose(
    *,
    database: Database,
    catalogue: CatalogueHolder,
    verify_ticket: VerifyTicket,
    allowed_origins: Sequence[str] | None = None,
    clock: Clock | None = None,
    timing: Timing | None = None,
) -> Node:
    """Put the parts together; nothing runs yet."""
    connections = Connections()
    publisher = LocalPublisher(connections)
    hub = Hub(database=database, clock=clock or SystemClock(), catalogue=catalogue, publisher=publisher, timing=timing)
    edge = Edge(hub, connections, publisher, verify_ticket)
    server = create_server(allowed_origins)
    application = web.Application(client_max_size=1_000_000)
    server.attach(application)
    return Node(hub=hub, edge=edge, wire=attach(server, edge), server=server, web=application)


@contextlib.asynccontextmanager
async def running(node: Node, host: str, port: int) -> AsyncIterator[int]:
    """Serve until left; yields the port that answers (chosen when `port` is 0)."""
    async with asyncio.TaskGroup() as tasks:
        journal = tasks.create_task(node.hub.journal.run(), name="journal")
        await presence.renew_lease(node.hub)
        background = [tasks.create_task(loop) for loop in loops(node.hub, lambda: check_proofs(node.edge, node.wire))]
        runner = web.AppRunner(node.web, access_log=None, shutdown_timeout=_DRAIN_SECONDS)
        try:
            await runner.setup()
            site = web.TCPSite(runner, host, port, backlog=1024)
            await site.start()
            yield runner.addresses[0][1]
        finally:
            for task in background:
                task.cancel()
            await _hang_up(node)
            await runner.cleanup()
            await presence.leave(node.hub)
            node.hub.journal.close()
            await journal


async def _hang_up(node: Node) -> None:
    """End every connection, so that clients look for another node at once."""
    for connection in node.edge.connections:
        node.wire.cut(connection.eio_sid)
    with contextlib.suppress(Exception):
        await node.server.shutdown()


async def until_stopped(started: Callable[[], None]) -> None:
    """Call `started`, then wait for Ctrl-C or SIGTERM."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    started()
    await stopped.wait()
