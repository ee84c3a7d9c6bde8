"""What balancers and monitoring ask: does the process live, may people be sent here, how is it doing."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final

from aiohttp import hdrs, web

from chatserver.services.routing import queue_lengths
from chatserver.web.edge import EDGE
from chatserver.web.errors import refusal
from chatserver.web.requests import bears
from storage.census import count_open
from storage.migrate import SchemaNewer, pending

if TYPE_CHECKING:
    from chatserver.web.edge import WebEdge

routes = web.RouteTableDef()
_log = logging.getLogger(__name__)

ANSWER_SECONDS: Final = 2.0
"""A database that takes longer than this serves nobody."""


@routes.get("/healthz")
async def show_health(_: web.Request) -> web.Response:
    """Answer as long as the process can: for restarting it when it cannot."""
    return web.json_response({"ok": True})


@routes.get("/readyz")
async def show_readiness(request: web.Request) -> web.Response:
    """Answer 200 when people may be sent here, else 503; with each check's outcome."""
    edge = request.config_dict[EDGE]
    checks = {"draining": "stopping" if edge.draining else "ok", **await _database_checks(edge)}
    if edge.bus_trouble is not None:
        checks["bus"] = edge.bus_trouble() or "ok"
    ready = all(outcome == "ok" for outcome in checks.values())
    return web.json_response({"ok": ready, "checks": checks}, status=200 if ready else 503)


@routes.get("/metrics")
async def show_metrics(request: web.Request) -> web.Response:
    """Answer in Prometheus' text format."""
    edge = request.config_dict[EDGE]
    if edge.metrics_token is not None and not bears(request, edge.metrics_token):
        return refusal(401, "token_required", "Send `Authorization: Bearer <DAOBAN_METRICS_TOKEN>`.")
    async with asyncio.timeout(ANSWER_SECONDS):
        edge.telemetry.set_open_sessions(await edge.hub.database.read(count_open))
        hall = await edge.hub.hall.look()
    edge.telemetry.set_queues(
        (queue.queue_id, queue.waiting, (hall.at - queue.longest_since).total_seconds())
        for queue in queue_lengths(hall.unassigned)
    )
    content, content_type = edge.telemetry.exposition()
    return web.Response(body=content, headers={hdrs.CONTENT_TYPE: content_type})


async def _database_checks(edge: WebEdge) -> dict[str, str]:
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            missing = await edge.hub.database.read(pending)  # each time: newer code may take away what this one needs
    except SchemaNewer:
        return {"database": "ok", "schema": "newer"}
    except Exception as error:  # noqa: BLE001 - whatever the driver raises, the answer is "not ready"
        _log.warning("database does not answer: %s", error)
        return {"database": "no answer", "schema": "unknown"}
    return {"database": "ok", "schema": "outdated" if missing else "ok"}
