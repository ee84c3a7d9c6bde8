"""Reports for other programs, read only: rows of every dataset by cursor, and the figures of whole days.

A program brings `Authorization: Bearer <DAOBAN_REPORTS_TOKEN>`; a signed-in analyst may look, too. Nothing is unmasked.
"""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

import msgspec
from aiohttp import hdrs, web

from chatserver.domain.errors import DomainError, LoginRequired, MatterUnknown, NotPermitted
from chatserver.domain.metrics_errors import RangeInvalid
from chatserver.services.calendar import BUREAU_ZONE, moment, named_zone, today
from chatserver.services.exporting import cursors
from chatserver.services.exporting.asked import asked
from chatserver.services.exporting.columns import Period
from chatserver.services.exporting.datasets import DEFINITIONS, SCHEMA
from chatserver.services.exporting.text_formats import JsonLines
from chatserver.services.metrics import SETTLED
from chatserver.services.overview import overview
from chatserver.web.edge import EDGE
from chatserver.web.login import signed_in
from chatserver.web.reports.asked import read_periods
from chatserver.web.reports.openapi import document
from chatserver.web.requests import bears
from storage.parts import Chosen
from storage.types import from_micros, to_micros

if TYPE_CHECKING:
    from chatserver.services.exporting.asked import Asked

routes = web.RouteTableDef()
ROOT: Final = "/api/reports/v1"
USUAL_ROWS: Final = 500
MOST_ROWS: Final = 1_000
"""Of one answer: some ten milliseconds of the hub. Of a dataset whose rows cost more, as many as it takes at once."""


class LimitInvalid(DomainError):
    """`limit` is a whole number from 1 to 1000."""

    code: ClassVar[str] = "limit_invalid"


@routes.get(f"{ROOT}/openapi.json")
async def describe(request: web.Request) -> web.Response:
    """Answer with the OpenAPI document of these addresses."""
    await _check_reader(request)
    return web.json_response(document())


@routes.get(f"{ROOT}/figures")
async def show_figures(request: web.Request) -> web.Response:
    """Answer with every figure of sessions of some days, with numerator, denominator and unit."""
    await _check_reader(request)
    hub, query = request.config_dict[EDGE].hub, request.query
    now = hub.clock.now()
    days = read_periods(query, today(now))
    if days.problem:
        raise RangeInvalid(since=query.get("from", "")[:40], until=query.get("to", "")[:40])
    matter_id = query.get("matter") or None
    if matter_id is not None and hub.catalogue.find_matter(matter_id) is None:
        raise MatterUnknown(matter_id=matter_id[:40])
    chosen = Chosen(first=days.days.first, last=days.days.last, matter_id=matter_id)
    found = await overview(hub.database, chosen, hub.workdays, now - SETTLED)
    figures = [
        {"id": one.id, "unit": one.unit.value, "value": one.value, "of": [one.numerator, one.denominator]}
        for one in found.figures.values()
    ]
    answer = {
        "from": str(chosen.first),
        "to": str(chosen.last),
        "time_zone": BUREAU_ZONE.key,
        "as_of": found.scope.as_of.isoformat(),
        "definitions": DEFINITIONS,
        "figures": figures,
        "gaps": [one.subject for one in found.gaps],
        "violations": [one.subject for one in found.violations],
    }
    return web.json_response(answer)


@routes.get(f"{ROOT}/{{name}}")
async def show_rows(request: web.Request) -> web.Response:
    """Answer with some rows, oldest first, and where to go on; `next` is null behind the last."""
    await _check_reader(request)
    name, query = request.match_info["name"], request.query
    hub = request.config_dict[EDGE].hub
    cursor = cursors.read(query["cursor"], name) if "cursor" in query else None
    wish = _wish(request, hub.clock.now(), cursor)
    after = cursor.after if cursor else None
    size = min(_limit(query.get("limit", str(USUAL_ROWS))), wish.dataset.size)
    page = await hub.database.read(partial(wish.page, after=after, size=size))
    found = JsonLines(wish.columns, wish.zone).objects(wish.chosen(page)) if page.rows else []
    answer = {
        "dataset": name,
        "schema": SCHEMA,
        "definitions": DEFINITIONS,
        "time_zone": str(wish.zone),
        "masked": True,
        "rows": found,
        "next": cursors.written(name, to_micros(wish.period.until), page.after) if page.after else None,
    }
    return web.Response(body=msgspec.json.encode(answer), content_type="application/json")


def _wish(request: web.Request, now: dt.datetime, cursor: cursors.Cursor | None) -> Asked:
    query = request.query
    zone = named_zone(query.get("tz", BUREAU_ZONE.key))
    until = from_micros(cursor.until) if cursor else _moment(query.get("to"), zone) or now
    since = _moment(query.get("from"), zone)
    if since is not None and since >= until:
        raise RangeInvalid(since=since.isoformat(), until=until.isoformat())
    columns = [name for name in query.get("columns", "").split(",") if name]
    return asked(
        request.match_info["name"],
        Period(since, until, now),
        zone,
        columns=columns,
        filters=query.getall("where", []),
    )


async def _check_reader(request: web.Request) -> None:
    """Raises LoginRequired, NotPermitted."""
    if hdrs.AUTHORIZATION in request.headers:
        token = request.config_dict[EDGE].reports_token
        if token is None or not bears(request, token):
            raise LoginRequired
        return
    if not (await signed_in(request)).reads_reports:
        raise NotPermitted


def _moment(text: str | None, zone: dt.tzinfo) -> dt.datetime | None:
    """Raises RangeInvalid."""
    if not text:
        return None
    try:
        found = moment(text, zone).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        raise RangeInvalid(since=text[:40], until="") from None
    if not cursors.FIRST <= found <= cursors.LAST:
        raise RangeInvalid(since=text[:40], until="")
    return found


def _limit(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > len(str(MOST_ROWS)) or not 1 <= int(text) <= MOST_ROWS:
        raise LimitInvalid(limit=text[:40])
    return int(text)
