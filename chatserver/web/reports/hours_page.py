"""When people ask, and how many officers that takes: hours by weekdays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from aiohttp import web

from chatserver.domain.staffing import TARGET
from chatserver.domain.stuck import FEW, shade, shades
from chatserver.services.calendar import today
from chatserver.services.staffing import CAPACITY, WITHIN_SECONDS, week_of
from chatserver.web.edge import EDGE
from chatserver.web.pages import language_of
from chatserver.web.reports.asked import read_periods
from chatserver.web.reports.choices import chosen_matter
from chatserver.web.reports.reading import csv_file, draw, reader_of
from chatserver.web.reports.stuck_view import address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chatserver.services.hub import Hub
    from chatserver.services.staffing import WeekOfHours
    from chatserver.web.reports.asked import Asked
    from chatserver.web.reports.reading import Row

routes = web.RouteTableDef()
WEEKDAYS: Final = range(7)
_COLUMNS = ("weekday", "hour", "sessions", "sessions_a_day", "officers_advised")


@routes.get("/reports/hours")
async def show_hours(request: web.Request) -> web.Response:
    """Draw the hours of the week; `matter` narrows them."""
    reader = await reader_of(request)
    hub, language = request.config_dict[EDGE].hub, language_of(request)
    asked, matter_id = _asked(request, hub)
    week = await week_of(hub.database, asked.days, matter_id)
    open_hours = {hour for _, hour in week.hours}
    bounds = shades(max((one.sessions for one in week.hours.values()), default=0))
    return await draw(
        request,
        "hours",
        reader,
        asked,
        week=week,
        weekdays=WEEKDAYS,
        hours=range(min(open_hours, default=9), max(open_hours, default=17) + 1),
        bounds=bounds,
        shade=lambda sessions: shade(sessions, bounds),
        few=FEW,
        capacity=CAPACITY,
        target=TARGET,
        within=WITHIN_SECONDS,
        names={matter.id: matter.name.for_display(language) for matter in hub.catalogue.matters},
        matter_id=matter_id,
        csv="/reports/hours.csv" + address(asked, matter=matter_id or ""),
    )


@routes.get("/reports/hours.csv")
async def download_hours(request: web.Request) -> web.Response:
    """Answer with the same hours as CSV; weekday 1 is Monday."""
    await reader_of(request)
    hub = request.config_dict[EDGE].hub
    asked, matter_id = _asked(request, hub)
    if asked.problem:
        raise web.HTTPBadRequest
    week = await week_of(hub.database, asked.days, matter_id)
    return csv_file(f"hours-{asked.days.first}-{asked.days.last}.csv", _COLUMNS, _rows(week))


def _asked(request: web.Request, hub: Hub) -> tuple[Asked, str | None]:
    return chosen_matter(read_periods(request.query, today(hub.clock.now())), request.query, hub.catalogue)


def _rows(week: WeekOfHours) -> Iterator[Row]:
    for (weekday, hour), one in sorted(week.hours.items()):
        cells = (weekday + 1, hour, one.sessions, round(one.a_day, 3), one.officers)
        yield dict(zip(_COLUMNS, cells, strict=True))
