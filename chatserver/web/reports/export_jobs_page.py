"""Exports in the background by page: asked for, watched, cancelled, fetched; by whoever asked, and nobody else."""

from __future__ import annotations

import dataclasses
import datetime as dt
import logging
from functools import partial
from typing import TYPE_CHECKING, Final

from aiohttp import hdrs, web

from chatserver.domain.errors import DomainError, NotPermitted
from chatserver.domain.export_job import ExportJobNotReady, JobState
from chatserver.services.calendar import BUREAU_ZONE, midnight, named_zone, today
from chatserver.services.exporting.asked import asked as wish_of
from chatserver.services.exporting.columns import Period
from chatserver.services.exporting.formats import FORMATS, check_format
from chatserver.web.downloads import disposition
from chatserver.web.edge import EDGE
from chatserver.web.pages import language_of, render, words_of
from chatserver.web.reports.asked import read_periods
from chatserver.web.reports.export_jobs_view import Shown
from chatserver.web.reports.export_page import draw_exports
from chatserver.web.reports.languages import keep
from chatserver.web.reports.reading import reader_of
from chatserver.web.requests import check_origin

if TYPE_CHECKING:
    from collections.abc import Iterable

    from chatserver.adapters.export_worker import ExportWorker
    from chatserver.domain.export_job import ExportJob
    from chatserver.domain.officer import Officer
    from chatserver.services.exporting.asked import Asked as Wish
    from chatserver.services.stuck import Days

_log = logging.getLogger(__name__)
routes = web.RouteTableDef()

_ROOT: Final = "/reports/exports"
_MANIFEST: Final = "application/json"
_ABOUT: Final = ("column", "filter", "zone", "format")
"""Details of a refusal that tell what exactly was meant."""


@routes.post(_ROOT)
async def ask(request: web.Request) -> web.StreamResponse:
    """Take in what a form asks for; what cannot be met is said on the page that it was asked on."""
    check_origin(request)
    reader, exports = await reader_of(request), _exports(request)
    form = _fields((await request.post()).items())
    now = request.config_dict[EDGE].hub.clock.now()
    periods = read_periods({name: values[0] for name, values in form.items()}, today(now))
    if periods.problem:
        return await draw_exports(request, reader, periods, form)
    try:
        reason = form.get("reason", [""])[0] if "unmask" in form else None
        wish = _wish(form, _period(periods.days, now), reason)
        format_ = form.get("format", ["csv"])[0]
        check_format(format_)
        await exports.jobs.ask(reader, wish, format_, reason)
    except NotPermitted:
        raise
    except DomainError as error:
        about = next((str(error.details[name]) for name in _ABOUT if name in error.details), "")
        return await draw_exports(request, reader, dataclasses.replace(periods, problem=error.code, about=about), form)
    raise _back(request)


@routes.get(_ROOT)
async def show_jobs(request: web.Request) -> web.Response:
    """Answer with the part of the page that changes while something is under way."""
    reader, exports = await reader_of(request), _exports(request)
    words, jobs = words_of(language_of(request)), await exports.jobs.of(reader)
    text = render(
        "reports/export_jobs.html",
        words=words,
        jobs=jobs,
        days=exports.jobs.days,
        shown=Shown,
        keep=partial(keep, request),
    )
    return web.Response(text=text, content_type="text/html")


@routes.post(_ROOT + "/{job_id}/cancel")
async def cancel(request: web.Request) -> web.StreamResponse:
    """End what was asked for."""
    check_origin(request)
    reader = await reader_of(request)
    await _exports(request).cancel(reader, request.match_info["job_id"])
    raise _back(request)


@routes.get(_ROOT + "/{job_id}/file")
async def fetch(request: web.Request) -> web.StreamResponse:
    """Answer with the file, or the part of it that is asked for."""
    reader, exports = await reader_of(request), _exports(request)
    job = await _ready(exports, reader, request.match_info["job_id"])
    _log.info("export job %s fetched by %s", job.job_id, reader.officer_id)
    headers = {hdrs.CONTENT_DISPOSITION: disposition("attachment", _name(job))}
    headers[hdrs.CONTENT_TYPE] = FORMATS[job.format].media_type
    return web.FileResponse(exports.folder.file(job), headers=headers)


@routes.get(_ROOT + "/{job_id}/manifest")
async def fetch_manifest(request: web.Request) -> web.StreamResponse:
    """Answer with what the file is, and how to see that it is whole."""
    reader, exports = await reader_of(request), _exports(request)
    job = await _ready(exports, reader, request.match_info["job_id"])
    headers = {hdrs.CONTENT_DISPOSITION: disposition("attachment", _name(job) + ".manifest.json")}
    headers[hdrs.CONTENT_TYPE] = _MANIFEST
    return web.FileResponse(exports.folder.manifest(job), headers=headers)


def _exports(request: web.Request) -> ExportWorker:
    exports = request.config_dict[EDGE].exports
    if exports is None:
        raise web.HTTPNotFound
    return exports


async def _ready(exports: ExportWorker, reader: Officer, job_id: str) -> ExportJob:
    """Raises ExportJobUnknown, ExportJobNotReady; NotPermitted for an unmasked one whose reader has lost the right."""
    job = await exports.jobs.load(reader, job_id)
    if job.reason is not None and not reader.unmasks:
        raise NotPermitted
    if job.state is not JobState.READY:
        raise ExportJobNotReady(state=job.state.value)
    return job


def _period(days: Days, now: dt.datetime) -> Period:
    return Period(midnight(days.first), midnight(days.last + dt.timedelta(1)), now)


def _fields(form: Iterable[tuple[str, object]]) -> dict[str, list[str]]:
    """Return what a form holds by name; uploads are none of its fields."""
    found: dict[str, list[str]] = {}
    for name, value in form:
        if isinstance(value, str) and (text := value.strip()):
            found.setdefault(name, []).append(text)
    return found


def _wish(form: dict[str, list[str]], period: Period, reason: str | None) -> Wish:
    """Return the wish. Raises what `asked` raises, ZoneUnknown."""
    zone = named_zone(form.get("tz", [BUREAU_ZONE.key])[0])
    filters = [line.strip() for text in form.get("where", []) for line in text.splitlines() if line.strip()]
    name, columns = form.get("dataset", [""])[0], form.get("columns", [])
    return wish_of(name, period, zone, columns=columns, filters=filters, reason=reason)


def _name(job: ExportJob) -> str:
    return f"{job.dataset}-{'_'.join(Shown(job, 0).days)}.{job.format}"


def _back(request: web.Request) -> web.HTTPSeeOther:
    """Lead to the reader's own exports, in the language that was chosen."""
    return web.HTTPSeeOther(keep(request, "/reports/export") + "#exports")
