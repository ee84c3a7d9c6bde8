"""What each officer's days came to, beside the bureau's: a band, not a ranking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from chatserver.domain.officer_figures import FIGURES
from chatserver.services.calendar import today
from chatserver.services.metrics import SETTLED
from chatserver.services.officers import bureau_of
from chatserver.web.edge import EDGE
from chatserver.web.reports import officers_view
from chatserver.web.reports.asked import read_periods
from chatserver.web.reports.choices import TIERS, chosen
from chatserver.web.reports.reading import csv_file, draw, reader_of
from chatserver.web.reports.stuck_view import address

if TYPE_CHECKING:
    import datetime as dt

    from chatserver.services.officers import Bureau
    from chatserver.web.reports.asked import Asked

routes = web.RouteTableDef()


@routes.get("/reports/officers")
async def show_officers(request: web.Request) -> web.Response:
    """Draw all figures of the officers, and one of them as a chart; `tier` and `officer` narrow them."""
    reader = await reader_of(request)
    asked, tier = chosen(read_periods(request.query, _today(request)), request.query, "tier", TIERS, None)
    asked, name = chosen(asked, request.query, "figure", {one: one for one in FIGURES}, FIGURES[0])
    bureau = await _bureau(request, asked, tier)
    asked, officer_id = chosen(asked, request.query, "officer", {one: one for one in bureau.known}, None)
    shown = officers_view.rows_shown(bureau, officer_id)
    narrowed = {"tier": str(tier or ""), "officer": officer_id or ""}
    return await draw(
        request,
        "officers",
        reader,
        asked,
        bureau=bureau,
        rows=shown,
        figure_id=name,
        names=FIGURES,
        band=bureau.bands[name],
        scale=officers_view.scale_of([one.figures[name] for one in bureau.officers], bureau.bands[name]),
        tiers=TIERS.values(),
        tier=tier,
        officer_id=officer_id,
        view=officers_view,
        csv="/reports/officers.csv" + address(asked, **narrowed),
        choose=lambda figure: address(asked, figure=figure, **narrowed),
    )


@routes.get("/reports/officers.csv")
async def download_officers(request: web.Request) -> web.Response:
    """Answer with the same figures as CSV, unrounded: a line a figure of an officer."""
    await reader_of(request)
    asked, tier = chosen(read_periods(request.query, _today(request)), request.query, "tier", TIERS, None)
    bureau = await _bureau(request, asked, tier)
    asked, officer_id = chosen(asked, request.query, "officer", {one: one for one in bureau.known}, None)
    if asked.problem:
        raise web.HTTPBadRequest
    name = f"officers-{asked.days.first}-{asked.days.last}.csv"
    return csv_file(name, officers_view.COLUMNS, officers_view.lines_of(bureau, officer_id))


def _today(request: web.Request) -> dt.date:
    return today(request.config_dict[EDGE].hub.clock.now())


async def _bureau(request: web.Request, asked: Asked, tier: int | None) -> Bureau:
    hub = request.config_dict[EDGE].hub
    return await bureau_of(hub.database, asked.days, hub.clock.now() - SETTLED, tier)
