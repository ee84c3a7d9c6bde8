"""Runs a node as a program: from settings to a clean stop, with the demo bureau beside it when wanted."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import logging
import signal
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chatserver.adapters.fanout_redis import RedisBus
from chatserver.adapters.file_parts import file_parts
from chatserver.adapters.passwords import Passwords
from chatserver.adapters.report_process import ReportWriter
from chatserver.adapters.tickets import open_verifier
from chatserver.app import Node, compose, running
from chatserver.catalogue.holder import CatalogueHolder
from chatserver.clock import Clock, SharedClock, SystemClock
from chatserver.reaching import reaching
from chatserver.redis_address import parse_redis
from chatserver.services.agreed_time import follow
from chatserver.services.calendar import today
from chatserver.services.login import Logins
from chatserver.web.edge import WebEdge
from chatserver.web.routes import add_routes
from storage.engine import open_database
from storage.migrate import pending, upgrade
from storage.news import find_other_nodes
from storage.watched import WatchedDatabase

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping

    from chatserver.settings import Settings
    from storage.engine import Database

_log = logging.getLogger(__name__)

_ASK_SECONDS = 2.0
"""How long a node that stops waits for the database to say whether there are others."""
DEMO_ISSUER = "demo-bureau"


class SchemaBehind(RuntimeError):
    """The database lacks revisions; `daoban migrate` brings it up to date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """Demo mode: the bureau is served beside the hub, and its pages show the officers' password."""

    officer_password: str


@contextlib.asynccontextmanager
async def serving(
    settings: Settings, demo: Demo | None = None, hurry: asyncio.Event | None = None
) -> AsyncIterator[int]:
    """Serve until left; yields the port that answers. Raises DatabaseUnreachable, SchemaBehind, …

    When left, people are given time to move to other nodes, unless `hurry` is set.
    """
    database = open_database(settings.database_url)
    clock = SharedClock() if database.is_shared else SystemClock()
    verifier = open_verifier(_bureaus(settings, demo), settings.audience, clock)
    passwords = Passwords()
    try:
        with reaching(settings.database_url):
            await _prepare_schema(database)
            if isinstance(clock, SharedClock):
                await follow(database, clock)
        node = compose(
            database=WatchedDatabase(database),
            catalogue=CatalogueHolder(today(clock.now()), settings.catalogue_folder),
            verify_ticket=verifier.verify,
            allowed_origins=settings.allowed_origins,
            public_origin=settings.public_url,
            clock=clock,
            timing=settings.timing,
            room=settings.room,
            file_parts=file_parts(settings),
            exports=(settings.exports_folder, settings.export_days),
            reports=_report_writer(settings, clock),
            terms=settings.terms,
            bus=RedisBus(parse_redis(settings.redis_url), settings.redis_prefix) if settings.redis_url else None,
        )
        edge = _add_web(node, settings, passwords)
        if demo is not None:
            _add_bureau(node, settings, demo)
        await verifier.read_keys()
        async with running(node, settings.host, settings.port) as port:
            try:
                yield port
            finally:
                edge.draining = True
                await _let_move(node, settings.drain_seconds, hurry or asyncio.Event())
    finally:
        passwords.close()
        await verifier.close()
        await database.close()


def run(settings: Settings, *, demo: Demo | None, ready: Callable[[int], None]) -> None:
    """Serve until Ctrl-C or SIGTERM; `ready(port)` is called once the node answers."""
    with asyncio.Runner(loop_factory=_new_loop) as runner:
        runner.run(_run(settings, demo, ready))


def _new_loop() -> asyncio.AbstractEventLoop:
    """Return uvloop's loop where it exists (not on Windows): a third less CPU a message."""
    if sys.platform == "win32":
        return asyncio.new_event_loop()
    import uvloop  # noqa: PLC0415 - not installed on Windows

    return uvloop.new_event_loop()


async def _run(settings: Settings, demo: Demo | None, ready: Callable[[int], None]) -> None:
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    async with serving(settings, demo, hurry=stopped) as port:
        _calm_collector()
        ready(port)
        await stopped.wait()
        stopped.clear()  # a second signal ends the waiting


async def _let_move(node: Node, seconds: float, hurry: asyncio.Event) -> None:
    """Where other nodes live, let everybody move to them."""
    hub = node.hub
    if not hub.database.is_shared:
        return
    try:
        async with asyncio.timeout(_ASK_SECONDS):
            others = await hub.database.read(lambda sql: find_other_nodes(sql, hub.node_id, hub.clock.now()))
    except Exception:  # noqa: BLE001 - without its database a node is of no use to anybody: go
        return
    if others:
        _log.info("stopping; connections that move to other nodes first: %s", len(node.edge.connections))
        await node.draining.run(seconds, hurry)


def _calm_collector() -> None:
    """Look for reference cycles less often: a message makes hundreds of objects and no cycle, and a quarter of the CPU
    went into looking. What was made by now stays for good and is not looked at again.

    Nobody is served meanwhile, and looking through 20,000 objects takes 20 to 40 ms: the middle generation is looked
    through every second time, so that no more gather there. With 20 times as many, all stood still for 250 ms.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 1, 300)


def _report_writer(settings: Settings, clock: Clock) -> ReportWriter | None:
    if settings.reports_folder is None:
        return None
    known = {"DAOBAN_DATABASE_URL": settings.database_url, "DAOBAN_CATALOGUE_FOLDER": str(settings.catalogue_folder)}
    return ReportWriter(settings.reports_folder, clock, known)


def _bureaus(settings: Settings, demo: Demo | None) -> Mapping[str, str]:
    """Return issuer → keys; the demo bureau's public keys are a file that it leaves beside its private one."""
    if demo is None:
        return settings.bureaus
    from widget.demo.keys import load_or_make_key  # noqa: PLC0415 - a demo's dependency, not the hub's

    path = settings.bureau_folder / "jwks.json"
    key = load_or_make_key(settings.bureau_folder)
    path.write_text(json.dumps(key.jwks()), "utf-8")
    return {**settings.bureaus, DEMO_ISSUER: str(path)}


async def _prepare_schema(database: Database) -> None:
    """The embedded database is brought up to date here; a server's is not, since other nodes may be running."""
    if database.dialect == "sqlite":
        await database.write(upgrade)
    elif await database.read(pending):
        raise SchemaBehind


def _add_web(node: Node, settings: Settings, passwords: Passwords) -> WebEdge:
    edge = WebEdge(
        hub=node.hub,
        logins=Logins(node.hub, passwords, hours=settings.login_hours),
        telemetry=node.telemetry,
        widget_folder=settings.widget_folder,
        console_folder=settings.console_folder,
        public_origin=settings.public_url,
        trusted_proxies=settings.trusted_proxies,
        metrics_token=settings.metrics_token,
        reports_token=settings.reports_token,
        files=node.files,
        exports=node.background.exports,
        verify_ticket=node.edge.verify_ticket,
        may_embed=node.edge.may_embed,
        bus_trouble=node.bus.trouble if node.bus else None,
    )
    add_routes(node.web, edge)
    return edge


def _add_bureau(node: Node, settings: Settings, demo: Demo) -> None:
    from widget.demo.app import add_demo_pages, create_bureau  # noqa: PLC0415 - as above

    bureau = create_bureau(settings.bureau_folder, node.hub.catalogue, node.hub.clock.now, issuer=DEMO_ISSUER)
    add_demo_pages(node.web, bureau, demo.officer_password)
