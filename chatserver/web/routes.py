"""Puts the HTTP edge onto an application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatserver.web import downloads, health, login, uploads
from chatserver.web.catalogue import CatalogueRoutes
from chatserver.web.edge import EDGE
from chatserver.web.errors import code_errors
from chatserver.web.files import FileRoutes
from chatserver.web.headers import add_security_headers
from chatserver.web.reports import (
    api,
    export_jobs_page,
    export_page,
    hours_page,
    officers_page,
    overview_page,
    periodic_page,
    queues_page,
    sessions_page,
    stuck_page,
    trends_page,
)
from chatserver.web.reports.wall_page import WallRoutes
from chatserver.web.requests import see_through_proxies

if TYPE_CHECKING:
    from aiohttp import web

    from chatserver.web.edge import WebEdge


def add_routes(application: web.Application, edge: WebEdge) -> None:
    """Serve everything over HTTP but the websocket edge and the demo, which bring their own routes."""
    application[EDGE] = edge
    application.middlewares.append(see_through_proxies)
    application.middlewares.append(code_errors)
    application.on_response_prepare.append(add_security_headers)
    application.add_routes(login.routes)
    application.add_routes(health.routes)
    application.add_routes(uploads.routes)
    application.add_routes(downloads.routes)
    application.add_routes(overview_page.routes)
    application.add_routes(trends_page.routes)
    application.add_routes(stuck_page.routes)
    application.add_routes(hours_page.routes)
    application.add_routes(officers_page.routes)
    application.add_routes(queues_page.routes)
    application.add_routes(periodic_page.routes)
    application.add_routes(sessions_page.routes)
    application.add_routes(export_jobs_page.routes)
    application.add_routes(export_page.routes)
    application.add_routes(api.routes)
    application.add_routes(WallRoutes().routes())
    application.add_routes(CatalogueRoutes().routes())
    application.add_routes(FileRoutes(edge.widget_folder, edge.console_folder).routes())
