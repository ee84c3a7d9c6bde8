"""Any figure of sessions by day, week or month, with another period laid over it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from aiohttp import web

from chatserver.domain.metrics_of_session import DISTRIBUTIONS
from chatserver.services.calendar import today
from chatserver.services.metrics import SETTLED
from chatserver.services.overview import chosen_days
from chatserver.services.trends import Grain, trend_of
from chatserver.web.edge import EDGE
from chatserver.web.pages import language_of
from chatserver.web.reports import overview_view, trends_view
from chatserver.web.reports.asked import read_periods
from chatserver.web.reports.choices import BUSINESS, TIERS, chosen, chosen_hours, chosen_matter
from chatserver.web.reports.reading import csv_file, draw, reader_of
from chatserver.web.reports.stuck_view import address

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from chatserver.services.trends import Trend
    from chatserver.web.reports.asked import Asked
    from storage.parts import Chosen

routes = web.RouteTableDef()
FIGURES: Final[Mapping[str, Sequence[str]]] = {
    group: [
        f"{name}.{part}" if part else name
        for name in names
        for part in (overview_view.PARTS if name in DISTRIBUTIONS else ("",))
    ]
    for group, names in overview_view.GROUPS.items()
}
"""What a trend can be of, by group: all that the overview shows."""
_FIGURES: Final = {name: name for names in FIGURES.values() for name in names}
_GRAINS: Final = {grain.value: grain for grain in Grain}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wish:
    """What is asked for."""

    asked: Asked
    narrowed: Chosen
    figure_id: str
    grain: Grain

    def address(self) -> str:
        """Return the query of this page."""
        narrowed = self.narrowed
        named = {"figure": self.figure_id, "by": self.grain.value, "matter": narrowed.matter_id or ""}
        hours = BUSINESS if narrowed.in_hours else ""
        return address(self.asked, **named, tier=str(narrowed.tier or ""), hours=hours)


@routes.get("/reports/trends")
async def show_trends(request: web.Request) -> web.Response:
    """Draw one figure (`figure`) by days, weeks or months (`by`); `matter`, `tier` and `hours` narrow it."""
    reader = await reader_of(request)
    hub, language = request.config_dict[EDGE].hub, language_of(request)
    wish = _wish(request)
    now, before = await _trends(request, wish)
    return await draw(
        request,
        "trends",
        reader,
        wish.asked,
        wish=wish,
        trend=now,
        drawing=trends_view.draw(now, before, wish.grain),
        against=before,
        groups=FIGURES,
        grains=_GRAINS,
        names={matter.id: matter.name.for_display(language) for matter in hub.catalogue.matters},
        tiers=TIERS.values(),
        view=trends_view,
        of_figure=overview_view,
        csv="/reports/trends.csv" + wish.address(),
    )


@routes.get("/reports/trends.csv")
async def download_trends(request: web.Request) -> web.Response:
    """Answer with the points of both periods as CSV, unrounded."""
    await reader_of(request)
    wish = _wish(request)
    if wish.asked.problem:
        raise web.HTTPBadRequest
    days = wish.asked.days
    name = f"{wish.figure_id}-by-{wish.grain}-{days.first}-{days.last}.csv"
    return csv_file(name, trends_view.COLUMNS, trends_view.lines_of(*await _trends(request, wish)))


def _wish(request: web.Request) -> _Wish:
    hub, query = request.config_dict[EDGE].hub, request.query
    asked, figure_id = chosen(read_periods(query, today(hub.clock.now())), query, "figure", _FIGURES, "sessions")
    asked, grain = chosen(asked, query, "by", _GRAINS, Grain.DAY)
    asked, matter_id = chosen_matter(asked, query, hub.catalogue)
    asked, tier = chosen(asked, query, "tier", TIERS, None)
    asked, in_hours = chosen_hours(asked, query, hub.workdays)
    narrowed = chosen_days(asked.days, matter_id, tier, in_hours=in_hours)
    return _Wish(asked=asked, narrowed=narrowed, figure_id=figure_id, grain=grain)


async def _trends(request: web.Request, wish: _Wish) -> tuple[Trend, Trend]:
    hub, against = request.config_dict[EDGE].hub, wish.asked.against
    as_of = hub.clock.now() - SETTLED
    other = replace(wish.narrowed, first=against.first, last=against.last)
    now, before = [
        await trend_of(hub.database, one, hub.workdays, as_of, wish.grain, wish.figure_id)
        for one in (wish.narrowed, other)
    ]
    return now, before
