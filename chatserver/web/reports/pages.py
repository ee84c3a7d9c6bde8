"""The routes of the analyst's pages: who may read them, what they are asked for, and drawing them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from aiohttp import web

from chatserver.domain.errors import LoginRequired, NotPermitted
from chatserver.services import facts
from chatserver.services.calendar import BUREAU_ZONE, today
from chatserver.services.export_formats import BOM, csv_head, csv_row
from chatserver.services.stuck import change_between, fields_at, stuck_map
from chatserver.web.edge import EDGE
from chatserver.web.headers import page_policy
from chatserver.web.login import signed_in
from chatserver.web.pages import language_of, render, words_of
from chatserver.web.reports import amounts, stuck_view
from chatserver.web.reports.asked import read_periods
from storage.history import is_simulated

if TYPE_CHECKING:
    from chatserver.domain.officer import Officer
    from chatserver.domain.stuck import Stuck, StuckMap
    from chatserver.services.export import Row
    from chatserver.web.reports.asked import Asked

routes = web.RouteTableDef()
BAD_REQUEST = 400


@routes.get("/reports")
@routes.get("/reports/")
async def go_to_first(_: web.Request) -> web.Response:
    """Show the stuck map first."""
    raise web.HTTPSeeOther("/reports/stuck")


@routes.get("/reports/stuck")
async def show_stuck(request: web.Request) -> web.Response:
    """Draw the stuck map; `matter` and `step` look at one step closely."""
    reader = await _reader(request)
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
    return await _page(
        request,
        "stuck",
        reader,
        asked,
        map=stuck_view.draw(hub.catalogue, found, asked, here, language),
        closely=closely,
        csv="/reports/stuck.csv" + stuck_view.address(asked),
    )


@routes.get("/reports/stuck.csv")
async def download_stuck(request: web.Request) -> web.Response:
    """Answer with the map as CSV, one row an error of a step: the same numbers as on the page."""
    await _reader(request)
    hub = request.config_dict[EDGE].hub
    asked = read_periods(request.query, today(hub.clock.now()))
    if asked.problem:
        raise web.HTTPBadRequest
    rows = list(_stuck_rows(await stuck_map(hub.database, asked.days)))
    text = BOM + csv_head(_STUCK_COLUMNS) + "".join(csv_row(row) for row in rows)
    name = f"stuck-{asked.days.first}-{asked.days.last}.csv"
    disposition = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return web.Response(text=text, content_type="text/csv", charset="utf-8", headers=disposition)


def _fullest(found: StuckMap) -> tuple[str, str | None] | None:
    return max(found.steps, key=lambda step: found.steps[step].people, default=None)


_STUCK_COLUMNS = (
    *("matter_id", "step_id", "error_id", "people", "questions", "lost_seconds", "median_lost_seconds"),
    *("solved_by_explanation", "solved_by_officer", "unsolved"),
)


def _stuck_rows(found: StuckMap) -> Any:
    """Yield each step as a whole (no error_id, `*`), then its errors."""
    for step, stuck in sorted(found.steps.items(), key=lambda item: (item[0][0], item[0][1] or "")):
        yield _stuck_row(step, "*", stuck)
        for error_id, part in sorted(found.errors[step].items(), key=lambda item: item[0] or ""):
            yield _stuck_row(step, error_id or "", part)


def _stuck_row(step: tuple[str, str | None], error_id: str, stuck: Stuck) -> Row:
    median = None if stuck.median is None else round(stuck.median.total_seconds(), 3)
    cells = (step[0], step[1], error_id, stuck.people, stuck.questions, round(stuck.lost.total_seconds(), 3), median)
    return dict(zip(_STUCK_COLUMNS, (*cells, stuck.by_explanation, stuck.by_officer, stuck.unsolved), strict=True))


async def _reader(request: web.Request) -> Officer:
    """Return who reads. Raises NotPermitted; somebody who is not signed in is sent to do so, and then back here."""
    try:
        officer = await signed_in(request)
    except LoginRequired:
        raise web.HTTPSeeOther(f"/console/?then={quote(request.path_qs, safe='')}") from None
    if not officer.reads_reports:
        raise NotPermitted
    return officer


async def _page(request: web.Request, name: str, reader: Officer, asked: Asked, **shown: Any) -> web.Response:
    hub, language = request.config_dict[EDGE].hub, language_of(request)
    now = hub.clock.now().astimezone(BUREAU_ZONE)
    text = render(
        f"reports/{name}.html",
        language=language,
        words=words_of(language),
        page=name,
        reader=reader.name_en if language == "en" and reader.name_en else reader.name,
        asked=asked,
        behind=await facts.backlog(hub.database),
        simulated=await hub.database.read(is_simulated),
        now=now,
        path=request.path,
        amounts=amounts,
        view=stuck_view,
        **shown,
    )
    headers = {"Content-Security-Policy": page_policy(request, framed=False)}
    status = BAD_REQUEST if asked.problem else 200
    return web.Response(text=text, status=status, content_type="text/html", headers=headers)
