"""The session explorer: a list of closed sessions with filters and full text, and one of them to be read."""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qsl, urlencode

from aiohttp import web

from chatserver.domain.errors import SessionUnknown
from chatserver.services import explore
from chatserver.services.calendar import BUREAU_ZONE, today
from chatserver.web.edge import EDGE
from chatserver.web.pages import language_of
from chatserver.web.reports import sessions_asked, sessions_view
from chatserver.web.reports.asked import read_periods
from chatserver.web.reports.reading import draw, reader_of
from chatserver.web.reports.sessions_asked import NAMES, read_sessions

routes = web.RouteTableDef()
_LONGEST_WHY: Final = 2_000


@routes.get("/reports/sessions")
async def show_sessions(request: web.Request) -> web.Response:
    """Draw the closed sessions that fit the address, 50 a page, those opened last first."""
    reader = await reader_of(request)
    hub, language = request.config_dict[EDGE].hub, language_of(request)
    asked = read_sessions(request.query, today(hub.clock.now()), hub.catalogue)
    found = None if asked.asked.problem else await explore.find(hub.database, asked.sought, asked.after)
    return await draw(
        request,
        "sessions",
        reader,
        asked.asked,
        given=asked.given,
        found=found,
        view=sessions_view.SessionsView(hub.catalogue, language),
        choices=sessions_asked,
        first=asked.address(),
        is_first=asked.after is None,
        next=asked.address(found.after) if found and found.after else "",
        zone=BUREAU_ZONE,
        matters=hub.catalogue.matters,
    )


@routes.get("/reports/sessions/{session_id:[0-9A-Za-z_-]{1,100}}")
async def show_session(request: web.Request) -> web.Response:
    """Draw one closed session; that it is read is written down, with the search it was opened from."""
    reader = await reader_of(request)
    hub, language = request.config_dict[EDGE].hub, language_of(request)
    why = urlencode([pair for pair in parse_qsl(request.query_string) if pair[0] in NAMES])[:_LONGEST_WHY]
    try:
        read = await explore.read(hub, reader.officer_id, request.match_info["session_id"], why)
    except SessionUnknown:
        raise web.HTTPNotFound from None
    view = sessions_view.SessionsView(hub.catalogue, language)
    return await draw(
        request,
        "session",
        reader,
        read_periods({}, today(hub.clock.now())),
        facts=read.facts,
        lines=view.transcript(read.log),
        view=view,
        back="/reports/sessions" + (f"?{why}" if why else ""),
        zone=BUREAU_ZONE,
    )
