"""Periodic reports as a page: a day, a week or a month, of everything or of one matter for whoever owns its form."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Final
from urllib.parse import urlencode

from aiohttp import hdrs, web

from chatserver.domain.errors import DomainError
from chatserver.domain.metrics_errors import RangeInvalid
from chatserver.domain.report_period import Every, Span, before, last_whole, span_of
from chatserver.services.calendar import today
from chatserver.services.metrics import SETTLED
from chatserver.services.periodic import periodic
from chatserver.services.stuck import Days
from chatserver.web.downloads import disposition
from chatserver.web.edge import EDGE
from chatserver.web.pages import language_of
from chatserver.web.reports import periodic_view
from chatserver.web.reports.asked import Asked
from chatserver.web.reports.choices import chosen, chosen_matter
from chatserver.web.reports.reading import draw, reader_of
from storage.history import is_simulated

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chatserver.services.periodic import Periodic

routes = web.RouteTableDef()
_EARLIEST: Final = dt.date(2001, 1, 1)
_KINDS: Final[Mapping[str, Every]] = {every.value: every for every in Every}


class ReportInvalid(DomainError):
    """The address names no report that there can be; `problem` says what is wrong with it."""

    code: ClassVar[str] = "report_invalid"


@routes.get("/reports/periodic")
async def show_periodic(request: web.Request) -> web.Response:
    """Draw the report on the period that `day` lies in (without it the last whole one); `matter`: on one matter."""
    reader = await reader_of(request)
    hub = request.config_dict[EDGE].hub
    asked, every, matter_id = _asked(request)
    found = await _report(request, asked, every, matter_id)
    here = {"every": every.value, "matter": matter_id or ""}
    following = asked.days.last + dt.timedelta(1)
    return await draw(
        request,
        "periodic",
        reader,
        asked,
        kinds=list(Every),
        back=_address(here, asked.against.last),
        forth=_address(here, following) if following <= today(hub.clock.now()) else "",
        file="/reports/periodic.html" + _address(here, asked.days.first),
        is_over=asked.days.last < today(hub.clock.now()),
        **periodic_view.body_of(found, hub.catalogue, language_of(request)),
    )


@routes.get("/reports/periodic.html")
async def download_periodic(request: web.Request) -> web.Response:
    """Answer with the same report as a file that stands alone."""
    await reader_of(request)
    hub = request.config_dict[EDGE].hub
    asked, every, matter_id = _asked(request)
    if asked.problem:
        raise ReportInvalid(problem=asked.problem)
    found = await _report(request, asked, every, matter_id)
    simulated = await hub.database.read(is_simulated)
    text = periodic_view.file_of(found, hub.catalogue, language_of(request), simulated=simulated)
    name = f"{every.value}-{matter_id or 'all'}-{asked.days.first}.html"
    headers = {hdrs.CONTENT_DISPOSITION: disposition("attachment", name)}
    return web.Response(text=text, content_type="text/html", charset="utf-8", headers=headers)


async def _report(request: web.Request, asked: Asked, every: Every, matter_id: str | None) -> Periodic:
    hub = request.config_dict[EDGE].hub
    return await periodic(
        hub.database, hub.workdays, hub.clock.now() - SETTLED, every, asked.days.first, matter_id=matter_id
    )


def _asked(request: web.Request) -> tuple[Asked, Every, str | None]:
    """Return the period and the one before it, what kind they are, and the matter; see `Asked.problem`."""
    hub, query = request.config_dict[EDGE].hub, request.query
    now = today(hub.clock.now())
    asked, every = chosen(_periods(Every.WEEKLY, last_whole(Every.WEEKLY, now)), query, "every", _KINDS, Every.WEEKLY)
    problem, span = asked.problem, last_whole(every, now)
    if query.get("day"):
        try:
            span = span_of(every, _day(query["day"], now))
        except RangeInvalid as error:
            problem = problem or f"{error.code}.period"
    asked, matter_id = chosen_matter(replace(_periods(every, span), problem=problem), query, hub.catalogue)
    return asked, every, matter_id


def _periods(every: Every, span: Span) -> Asked:
    return Asked(days=Days(first=span.first, last=span.last), against=Days(**before(every, span)._asdict()))


def _day(text: str, now: dt.date) -> dt.date:
    """Return the day, of which a log can say something. Raises RangeInvalid."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise RangeInvalid(since=text[:40], until="") from None
    if not _EARLIEST <= day <= now:
        raise RangeInvalid(since=text[:40], until=now.isoformat())
    return day


def _address(here: Mapping[str, str], day: dt.date) -> str:
    return "?" + urlencode({**here, "day": day.isoformat()})
