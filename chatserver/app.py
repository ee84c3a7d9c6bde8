"""Puts a node together and runs it: database, journal, edges and loops in one TaskGroup."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from aiohttp import web

from chatserver.adapters.export_folder import ExportFolder
from chatserver.adapters.export_worker import ExportWorker
from chatserver.adapters.fanout_redis import RedisBus
from chatserver.clock import Clock, SystemClock
from chatserver.domain.actors import Role
from chatserver.http_edge import http_logger, refusing_expectations
from chatserver.jobs.loops import bus_loops, export_loops, file_loops, loops, report_loops, retention_loops
from chatserver.origins import origin_check
from chatserver.services import presence
from chatserver.services.export_jobs import ExportJobs
from chatserver.services.files import FileParts, Files, files_of
from chatserver.services.hub import Hub
from chatserver.services.news import News, NoBus
from chatserver.services.retention import Terms
from chatserver.services.timing import Timing
from chatserver.sockets.admission import Room
from chatserver.sockets.connections import Connections
from chatserver.sockets.draining import Draining
from chatserver.sockets.proofs import check_proofs
from chatserver.sockets.publisher import LocalPublisher
from chatserver.sockets.relay import Relay
from chatserver.sockets.server import attach, create_server
from chatserver.sockets.shared import Edge, VerifyTicket
from chatserver.sockets.strangers import Strangers
from chatserver.telemetry import Telemetry

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from pathlib import Path

    import socketio

    from chatserver.adapters.report_process import ReportWriter
    from chatserver.catalogue.holder import CatalogueHolder
    from chatserver.sockets.transport import Wire
    from storage.engine import Database

_log = logging.getLogger(__name__)

MAX_BODY_BYTES = 1_000_000
_DRAIN_SECONDS = 5.0
"""How long open HTTP requests may take when the node stops."""
_QUIET_SECONDS = 75.0
"""How long a connection may be open without a request, whole or half: longer than proxies keep theirs (60 s)."""


class Background(NamedTuple):
    """What a node does besides serving: exports that were asked for, periodic reports, purging; None: it does not."""

    exports: ExportWorker | None
    reports: ReportWriter | None
    terms: Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A composed node: what tests and the command line hold on to."""

    hub: Hub
    edge: Edge
    wire: Wire
    server: socketio.AsyncServer
    web: web.Application
    telemetry: Telemetry
    news: News
    bus: RedisBus | None
    draining: Draining
    files: Files | None
    background: Background


def compose(  # noqa: PLR0913 - every part that a program or a test may bring
    *,
    database: Database,
    catalogue: CatalogueHolder,
    verify_ticket: VerifyTicket,
    allowed_origins: Sequence[str] = (),
    public_origin: str | None = None,
    clock: Clock | None = None,
    timing: Timing | None = None,
    telemetry: Telemetry | None = None,
    bus: RedisBus | None = None,
    room: Room | None = None,
    file_parts: FileParts | None = None,
    exports: tuple[Path, int] | None = None,
    reports: ReportWriter | None = None,
    terms: Terms | None = None,
) -> Node:
    """Put the parts together; nothing runs yet. `bus` is the line to other nodes; without `file_parts` no files.

    `exports`: where those of the background lie, and for how many days; `reports`: writes the periodic ones;
    `terms`: when closed sessions are purged.
    """
    numbers = telemetry or Telemetry()
    connections = Connections(bus)
    publisher = LocalPublisher(connections, numbers.session_changed, bus)
    hub = Hub(database=database, clock=clock or SystemClock(), catalogue=catalogue, publisher=publisher, timing=timing)
    edge = Edge(
        hub,
        connections,
        publisher,
        verify_ticket,
        public_origin=public_origin,
        may_embed=origin_check(allowed_origins, public_origin),
        count_error=lambda code: numbers.count_error("socket", code),
        holder=bus,
        room=room,
        files=files_of(hub, file_parts) if file_parts else None,
    )
    worker = ExportWorker(ExportJobs(hub, exports[1]), ExportFolder(exports[0]), hub.database.url) if exports else None
    background = Background(worker, reports, terms or Terms())
    return _served(edge, numbers, _join(bus, hub, connections, publisher), bus, background)


def _served(edge: Edge, numbers: Telemetry, news: News, bus: RedisBus | None, background: Background) -> Node:
    """Put a server before the edge, with everything counted."""
    server = create_server()
    draining = Draining(edge)
    application = web.Application(client_max_size=MAX_BODY_BYTES, middlewares=[draining.refuse])
    wire = attach(server, edge)
    server.attach(application)
    _watch(numbers, edge, wire, bus)
    return Node(
        hub=edge.hub,
        edge=edge,
        wire=wire,
        server=server,
        web=application,
        telemetry=numbers,
        news=news,
        bus=bus,
        draining=draining,
        files=edge.files,
        background=background,
    )


def _join(bus: RedisBus | None, hub: Hub, connections: Connections, publisher: LocalPublisher) -> News:
    """Have the bus, where there is one, carry news to this node."""
    news = News(hub, connections, bus or NoBus())
    if bus is not None:
        bus.attach(hub.node_id, Relay(publisher, hub.journal.memory, news), news.want)
    return news


def _watch(numbers: Telemetry, edge: Edge, wire: Wire, bus: RedisBus | None) -> None:
    """Have everything counted."""
    numbers.watch_journal(edge.hub.journal)
    numbers.watch_connections(lambda: (connection.principal.actor.role.value for connection in edge.connections))
    numbers.watch_evictions(lambda: wire.evicted)
    if bus is not None:
        numbers.watch_bus(bus)


@contextlib.asynccontextmanager
async def running(node: Node, host: str, port: int) -> AsyncIterator[int]:
    """Serve until left; yields the port that answers (chosen when `port` is 0)."""
    lines = node.edge.connections
    strangers = Strangers(node.server, node.edge, node.wire)

    async def proofs() -> None:
        strangers.end_late()
        await check_proofs(node.edge, node.wire)

    async with asyncio.TaskGroup() as tasks:
        journal = tasks.create_task(node.hub.journal.run(), name="journal")
        line = [tasks.create_task(loop) for loop in bus_loops(node.bus, node.news)]
        await presence.renew_lease(node.hub, lines)
        jobs = [
            *loops(node.hub, lines, proofs),
            *file_loops(node.files),
            *export_loops(node.background.exports),
            *report_loops(node.background.reports),
            *retention_loops(node.hub, node.background.terms),
        ]
        background = [tasks.create_task(loop) for loop in jobs]
        runner = web.AppRunner(
            node.web,
            access_log=None,
            logger=http_logger(lambda code: node.telemetry.count_error("web", code)),
            shutdown_timeout=_DRAIN_SECONDS,
            keepalive_timeout=_QUIET_SECONDS,
        )
        try:
            await runner.setup()
            assert runner.server is not None  # noqa: S101 - it has been set up
            runner.server.request_handler = refusing_expectations(runner.server.request_handler)
            site = web.TCPSite(runner, host, port, backlog=1024)
            await site.start()
            yield runner.addresses[0][1]
        finally:
            for task in background:
                task.cancel()
            still_here = lines.persons(Role.TAXPAYER)
            await _hang_up(node)
            await runner.cleanup()
            await presence.leave(node.hub, still_here)
            node.hub.journal.close()
            await journal
            for task in line:  # last: until then there is something to be carried
                task.cancel()


async def _hang_up(node: Node) -> None:
    """End every connection, so that clients look for another node at once."""
    node.wire.cut_all()
    with contextlib.suppress(Exception):
        await node.server.shutdown()
