"""The service metrics of a period beside those of another, as a page and as a file."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from aiohttp import web

from chatserver.services.calendar import today
from chatserver.services.metrics import SETTLED
from chatserver.services.overview import OF_MATTER, chosen_days, overview
from chatserver.web.edge import EDGE
from chatserver.web.pages import language_of
from chatserver.web.reports import overview_view
from chatserver.web.reports.asked import read_periods
from chatserver.web.reports.choices import BUSINESS, chosen_hours, chosen_matter
from chatserver.web.reports.reading import csv_file, draw, reader_of
from chatserver.web.reports.stuck_view import address
from storage.parts import By, Chosen

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping

    from chatserver.services.hub import Hub
    from chatserver.services.overview import Overview
    from chatserver.web.reports.asked import Asked
    from chatserver.web.reports.reading import Row

routes = web.RouteTableDef()
COLUMNS = ("figure", "definition", "unit", "numerator", "denominator", "value")


@routes.get("/reports")
@routes.get("/reports/")
async def go_to_first(_: web.Request) -> web.Response:
    """Show the overview first."""
    raise web.HTTPSeeOther("/reports/overview")


@routes.get("/reports/overview")
async def show_overview(request: web.Request) -> web.Response:
    """Draw every figure of sessions; `matter` and `hours` narrow them."""
    reader = await reader_of(request)
    hub, language = request.config_dict[EDGE].hub, language_of(request)
    asked, chosen = _asked(request)
    now = await _figures(hub, chosen, {By.DAY: overview_view.OF_DAY, By.MATTER: OF_MATTER})
    before = await _figures(hub, replace(chosen, first=asked.against.first, last=asked.against.last))
    narrowed = {"matter": chosen.matter_id or "", "hours": BUSINESS if chosen.in_hours else ""}
    names = {matter.id: matter.name.for_display(language) for matter in hub.catalogue.matters}
    return await draw(
        request,
        "overview",
        reader,
        asked,
        found=now,
        groups=overview_view.groups_of(now, before),
        bars=overview_view.bars_of(now, asked.days),
        by_matter=sorted(now.split[By.MATTER].items(), key=lambda item: -item[1]["sessions"].numerator),
        names=names,
        chosen=chosen,
        view=overview_view,
        csv="/reports/overview.csv" + address(asked, **narrowed),
        narrow=lambda matter_id: address(asked, **{**narrowed, "matter": matter_id}),
    )


@routes.get("/reports/overview.csv")
async def download_overview(request: web.Request) -> web.Response:
    """Answer with the same figures as CSV, unrounded."""
    await reader_of(request)
    asked, chosen = _asked(request)
    if asked.problem:
        raise web.HTTPBadRequest
    found = await _figures(request.config_dict[EDGE].hub, chosen)
    return csv_file(f"figures-{asked.days.first}-{asked.days.last}.csv", COLUMNS, figure_rows(found))


def _asked(request: web.Request) -> tuple[Asked, Chosen]:
    hub = request.config_dict[EDGE].hub
    asked = read_periods(request.query, today(hub.clock.now()))
    asked, matter_id = chosen_matter(asked, request.query, hub.catalogue)
    asked, in_hours = chosen_hours(asked, request.query, hub.workdays)
    return asked, chosen_days(asked.days, matter_id, in_hours=in_hours)


async def _figures(hub: Hub, chosen: Chosen, splits: Mapping[By, Container[str]] = MappingProxyType({})) -> Overview:
    return await overview(hub.database, chosen, hub.workdays, hub.clock.now() - SETTLED, splits)


def figure_rows(found: Overview) -> Iterator[Row]:
    """Yield every figure as a line of a file."""
    for figure in found.figures.values():
        cells = (figure.id, figure.definition, figure.unit.value, figure.numerator, figure.denominator, figure.value)
        yield dict(zip(COLUMNS, cells, strict=True))
