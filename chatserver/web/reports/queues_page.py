"""Queues and lines: what was asked of each, how soon it was answered, and what was handed over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from chatserver.domain.metrics_figures import is_few
from chatserver.domain.report_parts import DEFINITIONS
from chatserver.services.calendar import today
from chatserver.services.metrics import SETTLED
from chatserver.services.overview import chosen_days
from chatserver.services.queues import queues_of
from chatserver.web.edge import EDGE
from chatserver.web.pages import language_of
from chatserver.web.reports import overview_view, queues_view
from chatserver.web.reports.asked import read_periods
from chatserver.web.reports.choices import BUSINESS, TIERS, chosen, chosen_hours, chosen_matter
from chatserver.web.reports.queues_view import NEEDED
from chatserver.web.reports.reading import csv_file, draw, reader_of
from chatserver.web.reports.stuck_view import address

if TYPE_CHECKING:
    from collections.abc import Container

    from chatserver.services.queues import Queues
    from chatserver.web.reports.asked import Asked
    from storage.parts import Chosen

routes = web.RouteTableDef()


@routes.get("/reports/queues")
async def show_queues(request: web.Request) -> web.Response:
    """Draw the queues and the lines; `matter`, `tier` and `hours` narrow the sessions that both are about."""
    reader = await reader_of(request)
    hub, language = request.config_dict[EDGE].hub, language_of(request)
    asked, narrowed = _asked(request)
    found = await _queues(request, narrowed, NEEDED)
    named = {
        "matter": narrowed.matter_id or "",
        "tier": str(narrowed.tier or ""),
        "hours": BUSINESS if narrowed.in_hours else "",
    }
    return await draw(
        request,
        "queues",
        reader,
        asked,
        found=found,
        queues=queues_view.draw(found.queues),
        lines=queues_view.draw(found.tiers),
        names={matter.id: matter.name.for_display(language) for matter in hub.catalogue.matters},
        tiers=TIERS.values(),
        chosen=narrowed,
        view=queues_view,
        value=overview_view.value,
        is_few=is_few,
        csv="/reports/queues.csv" + address(asked, **named),
        narrow=lambda **more: address(asked, **{**named, **more}),
    )


@routes.get("/reports/queues.csv")
async def download_queues(request: web.Request) -> web.Response:
    """Answer with every figure of each queue and line as CSV, unrounded."""
    await reader_of(request)
    asked, narrowed = _asked(request)
    if asked.problem:
        raise web.HTTPBadRequest
    found = await _queues(request, narrowed, DEFINITIONS)
    name = f"queues-{asked.days.first}-{asked.days.last}.csv"
    return csv_file(name, queues_view.COLUMNS, queues_view.lines_of(found))


def _asked(request: web.Request) -> tuple[Asked, Chosen]:
    hub = request.config_dict[EDGE].hub
    asked, matter_id = chosen_matter(read_periods(request.query, today(hub.clock.now())), request.query, hub.catalogue)
    asked, tier = chosen(asked, request.query, "tier", TIERS, None)
    asked, in_hours = chosen_hours(asked, request.query, hub.workdays)
    return asked, chosen_days(asked.days, matter_id, tier, in_hours=in_hours)


async def _queues(request: web.Request, narrowed: Chosen, wanted: Container[str]) -> Queues:
    hub = request.config_dict[EDGE].hub
    return await queues_of(hub.database, narrowed, hub.workdays, hub.clock.now() - SETTLED, wanted)
