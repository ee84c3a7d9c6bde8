"""Exports by page: rows of whole days, streamed as they are read, without a cap, masked, and noted in the hub's log."""

from __future__ import annotations

import datetime as dt
import logging
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from aiohttp import web

from chatserver.services.calendar import BUREAU_ZONE, midnight, today
from chatserver.services.export_formats import BOM, FORMATS, csv_head
from chatserver.services.exports import DATASETS, masked
from chatserver.web.edge import EDGE
from chatserver.web.reports.asked import read_periods
from chatserver.web.reports.reading import draw, reader_of
from chatserver.web.reports.stuck_view import address

if TYPE_CHECKING:
    from chatserver.services.exports import Dataset
    from chatserver.services.hub import Hub
    from chatserver.services.stuck import Days

_log = logging.getLogger(__name__)
routes = web.RouteTableDef()
AT_ONCE: Final = 50
"""Rows that are read and written in one go: some milliseconds in which nobody else has the loop."""
TYPES: Final = {"csv": "text/csv", "jsonl": "application/x-ndjson"}


@routes.get("/reports/export")
async def show_exports(request: web.Request) -> web.Response:
    """Draw what can be exported of a period."""
    reader = await reader_of(request)
    asked = read_periods(request.query, today(request.config_dict[EDGE].hub.clock.now()))
    files = {name: {format_: f"/reports/export/{name}.{format_}" for format_ in FORMATS} for name in DATASETS}
    return await draw(request, "export", reader, asked, files=files, datasets=DATASETS, query=address(asked))


@routes.get("/reports/export/{name}.{format}")
async def download(request: web.Request) -> web.StreamResponse:
    """Answer with rows as they are read. A line that is cut ends the reading, too."""
    reader = await reader_of(request)
    name, format_ = request.match_info["name"], request.match_info["format"]
    dataset = DATASETS.get(name)
    if dataset is None or format_ not in FORMATS:
        raise web.HTTPNotFound
    hub = request.config_dict[EDGE].hub
    asked = read_periods(request.query, today(hub.clock.now()))
    if asked.problem:
        raise web.HTTPBadRequest
    answer = _begun(f"{name}-{asked.days.first}-{asked.days.last}.{format_}", TYPES[format_])
    await answer.prepare(request)
    count = 0
    try:
        count = await _write(answer, hub, dataset, format_, asked.days)
    finally:
        about = f"{name} {asked.days.first}..{asked.days.last}"
        _log.info("export of %s by %s: %s rows, masked", about, reader.officer_id, count or "no or not all")
    await answer.write_eof()
    return answer


def _begun(file_name: str, media_type: str) -> web.StreamResponse:
    disposition = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(file_name)}"}
    answer = web.StreamResponse(headers=disposition)
    answer.content_type = media_type
    answer.charset = "utf-8"
    return answer


async def _write(answer: web.StreamResponse, hub: Hub, dataset: Dataset, format_: str, days: Days) -> int:
    """Write every row; return how many. Memory does not grow with them: who reads slowly makes the reading slow."""
    count, lines = 0, [BOM + csv_head(column.name for column in dataset.columns)] if format_ == "csv" else []
    since, until = midnight(days.first), midnight(days.last + dt.timedelta(1))
    async for row in dataset.stream(hub.database, since, until, BUREAU_ZONE, AT_ONCE):
        lines.append(FORMATS[format_](masked(row)))
        count += 1
        if len(lines) >= AT_ONCE:
            await answer.write("".join(lines).encode())
            lines = []
    await answer.write("".join(lines).encode())
    return count
