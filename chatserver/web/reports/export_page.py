"""Exports by page: rows of whole days, streamed as they are read, without a cap, masked, and noted in the hub's log."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from aiohttp import web

from chatserver.domain.metrics_errors import RangeInvalid
from chatserver.services.calendar import BUREAU_ZONE, today
from chatserver.services.exporting.asked import DatasetUnknown
from chatserver.services.exporting.datasets import DATASETS
from chatserver.services.exporting.formats import FORMATS, check_format, writable
from chatserver.web.edge import EDGE
from chatserver.web.reports.asked import read_periods
from chatserver.web.reports.export_jobs_view import ZONES, Shown
from chatserver.web.reports.reading import draw, reader_of
from chatserver.web.reports.stuck_view import address

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from chatserver.domain.officer import Officer
    from chatserver.services.stuck import Days
    from chatserver.web.reports.asked import Asked

_log = logging.getLogger(__name__)
routes = web.RouteTableDef()
PART_SECONDS: Final = 60.0
"""For the next 64 kB: a reader who takes longer has gone, or keeps one of a node's two places from everybody else."""


@routes.get("/reports/export")
async def show_exports(request: web.Request) -> web.Response:
    """Draw what can be exported of a period."""
    reader = await reader_of(request)
    return await draw_exports(request, reader, read_periods(request.query, today(_now(request))))


async def draw_exports(
    request: web.Request, reader: Officer, asked: Asked, typed: Mapping[str, Sequence[str]] | None = None
) -> web.Response:
    """Return the page: what can be had at once, what can be asked for, and what was.

    `typed`: the form that was refused, which keeps what was typed.
    """
    exports = request.config_dict[EDGE].exports
    files = {name: {format_: f"/reports/export/{name}.{format_}" for format_ in writable()} for name in DATASETS}
    return await draw(
        request,
        "export",
        reader,
        asked,
        files=files,
        datasets=DATASETS,
        query=address(asked),
        jobs=None if exports is None else await exports.jobs.of(reader),
        days=exports.jobs.days if exports else 0,
        may_unmask=reader.unmasks,
        zones=ZONES,
        shown=Shown,
        typed=typed or {},
    )


@routes.get("/reports/export/{name}.{format}")
async def download(request: web.Request) -> web.StreamResponse:
    """Answer with rows as another process writes them. A line that is cut ends the writing, and so does a reader who
    does not read.
    """
    reader = await reader_of(request)
    name, format_ = request.match_info["name"], request.match_info["format"]
    if name not in DATASETS:
        raise DatasetUnknown(dataset=name[:40], known=[*DATASETS])
    check_format(format_)
    edge = request.config_dict[EDGE]
    asked = read_periods(request.query, today(_now(request)))
    if asked.problem:
        raise RangeInvalid(since=request.query.get("from", "")[:40], until=request.query.get("to", "")[:40])
    days = asked.days
    answer = _begun(f"{name}-{days.first}-{days.last}.{format_}", FORMATS[format_].media_type)
    outcome = "broken off"
    try:
        async with edge.exporter.running(_arguments(name, format_, days)) as parts:
            first = await anext(parts, b"")  # what fails before it is answered as a failure
            await answer.prepare(request)
            await _send(request, answer, first)
            async for part in parts:
                await _send(request, answer, part)
        outcome = "whole"
    finally:
        _log.info("export of %s %s..%s by %s, masked: %s", name, days.first, days.last, reader.officer_id, outcome)
    await answer.write_eof()
    return answer


async def _send(request: web.Request, answer: web.StreamResponse, part: bytes) -> None:
    """Write a part of the answer. Raises TimeoutError when it is not taken, having cut the line."""
    try:
        async with asyncio.timeout(PART_SECONDS):
            await answer.write(part)
    except TimeoutError:
        if request.transport is not None:
            request.transport.abort()  # closing it would wait for the same reader
        raise


def _now(request: web.Request) -> dt.datetime:
    return request.config_dict[EDGE].hub.clock.now()


def _arguments(name: str, format_: str, days: Days) -> list[str]:
    """Return the words behind `daoban export`; workbooks and CSV are for spreadsheets, so CSV has its mark."""
    until = days.last + dt.timedelta(1)
    words = [name, "--format", format_, "--from", f"{days.first}", "--to", f"{until}", "--tz", BUREAU_ZONE.key]
    return [*words, "--bom"] if format_ == "csv" else words


def _begun(file_name: str, media_type: str) -> web.StreamResponse:
    disposition = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(file_name)}"}
    answer = web.StreamResponse(headers=disposition)
    answer.content_type = media_type
    if media_type.startswith("text/"):
        answer.charset = "utf-8"
    return answer
