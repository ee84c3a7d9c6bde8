"""The stuck map as a page and as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from chatserver.services.calendar import today
from chatserver.services.stuck import change_between, fields_at, stuck_map
from chatserver.web.edge import EDGE
from chatserver.web.pages import language_of
from chatserver.web.reports import stuck_view
from chatserver.web.reports.asked import read_periods
from chatserver.web.reports.reading import csv_file, draw, reader_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chatserver.domain.stuck import Stuck, StuckMap
    from chatserver.web.reports.reading import Row

routes = web.RouteTableDef()


@routes.get("/reports/stuck")
async def show_stuck(request: web.Request) -> web.Response:
    """Draw the stuck map; `matter` and `step` look at one step closely."""
    reader = await reader_of(request)
    hub, language = request.config_dict[EDGE].hub, language_of(request)
    asked = read_periods(request.query, today(hub.clock.now()))
    found = await stuck_map(hub.database, asked.days)
    here = (
        (request.query["matter"], request.query.get("step") or None) if "matter" in request.query else _fullest(found)
    )
    closely = None
    if here is not None and here in found.steps:
        before = await stuck_map(hub.database, asked.against)
        fields = await fields_at(hub.database, asked.days, here[0], here[1] or "")
        change = change_between(before, found, here, (asked.against, asked.days), hub.workdays)
        closely = stuck_view.look_closely(hub.catalogue, found, here, fields, change, language)
    return await draw(
        request,
        "stuck",
        reader,
        asked,
        map=stuck_view.draw(hub.catalogue, found, asked, here, language),
        closely=closely,
        view=stuck_view,
        sessions=stuck_view.sessions_at(hub.catalogue, asked, here) if here else "",
        csv="/reports/stuck.csv" + stuck_view.address(asked),
    )


@routes.get("/reports/stuck.csv")
async def download_stuck(request: web.Request) -> web.Response:
    """Answer with the map as CSV, one row an error of a step: the same numbers as on the page."""
    await reader_of(request)
    hub = request.config_dict[EDGE].hub
    asked = read_periods(request.query, today(hub.clock.now()))
    if asked.problem:
        raise web.HTTPBadRequest
    found = await stuck_map(hub.database, asked.days)
    return csv_file(f"stuck-{asked.days.first}-{asked.days.last}.csv", STUCK_COLUMNS, stuck_rows(found))


def _fullest(found: StuckMap) -> tuple[str, str | None] | None:
    return max(found.steps, key=lambda step: found.steps[step].people, default=None)


STUCK_COLUMNS = (
    *("matter_id", "step_id", "error_id", "people", "questions", "lost_seconds", "median_lost_seconds"),
    *("solved_by_explanation", "solved_by_officer", "unsolved"),
)


def stuck_rows(found: StuckMap) -> Iterator[Row]:
    """Yield each step as a whole (no error_id, `*`), then its errors."""
    for step, stuck in sorted(found.steps.items(), key=lambda item: (item[0][0], item[0][1] or "")):
        yield _stuck_row(step, "*", stuck)
        for error_id, part in sorted(found.errors[step].items(), key=lambda item: item[0] or ""):
            yield _stuck_row(step, error_id or "", part)


def _stuck_row(step: tuple[str, str | None], error_id: str, stuck: Stuck) -> Row:
    median = None if stuck.median is None else round(stuck.median.total_seconds(), 3)
    cells = (step[0], step[1], error_id, stuck.people, stuck.questions, round(stuck.lost.total_seconds(), 3), median)
    return dict(zip(STUCK_COLUMNS, (*cells, stuck.by_explanation, stuck.by_officer, stuck.unsolved), strict=True))
