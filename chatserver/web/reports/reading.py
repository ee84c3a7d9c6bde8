"""What every page of figures needs: who reads it, how it is drawn, and a file of the same numbers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from urllib.parse import quote

from aiohttp import web

from chatserver.domain.errors import LoginRequired, NotPermitted
from chatserver.services import facts
from chatserver.services.calendar import BUREAU_ZONE
from chatserver.services.exporting.text_formats import BOM, csv_line
from chatserver.web.edge import EDGE
from chatserver.web.headers import page_policy
from chatserver.web.login import signed_in
from chatserver.web.pages import language_of, render, words_of
from chatserver.web.reports import amounts, languages
from storage.history import is_simulated

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from chatserver.domain.officer import Officer
    from chatserver.web.reports.asked import Asked

BAD_REQUEST: Final = 400
Row: TypeAlias = "dict[str, str | int | float | bool | None]"
"""One line of a page's own table, by column."""
PAGES: Final = (
    *("overview", "trends", "queues", "officers", "stuck", "hours", "sessions"),
    *("periodic", "wall", "export"),
)
"""In the order of the menu."""


async def reader_of(request: web.Request) -> Officer:
    """Return who reads. Raises NotPermitted; somebody who is not signed in is sent to do so, and then back here."""
    try:
        officer = await signed_in(request)
    except LoginRequired:
        raise web.HTTPSeeOther(f"/console/?then={quote(request.path_qs, safe='')}") from None
    if not officer.reads_reports:
        raise NotPermitted
    return officer


async def draw(request: web.Request, name: str, reader: Officer, asked: Asked, **shown: Any) -> web.Response:
    """Return the page `name`; its status says whether the address was in order."""
    hub, language = request.config_dict[EDGE].hub, language_of(request)
    now = hub.clock.now().astimezone(BUREAU_ZONE)
    text = render(
        f"reports/{name}.html",
        language=language,
        words=words_of(language),
        page=name,
        pages=PAGES,
        reader=reader.name_en if language == "en" and reader.name_en else reader.name,
        asked=asked,
        behind=await facts.backlog(hub.database),
        simulated=await hub.database.read(is_simulated),
        now=now,
        path=request.path,
        chosen_language=languages.chosen(request),
        keep=partial(languages.keep, request),
        switch=languages.switch(request, name),
        amounts=amounts,
        **shown,
    )
    headers = {"Content-Security-Policy": page_policy(request, framed=False)}
    status = BAD_REQUEST if asked.problem else web.HTTPOk.status_code
    return web.Response(text=text, status=status, content_type="text/html", headers=headers)


def csv_file(name: str, columns: Sequence[str], rows: Iterable[Row]) -> web.Response:
    """Return a CSV file that spreadsheets take for UTF-8."""
    text = csv_text(columns, rows)
    disposition = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return web.Response(text=text, content_type="text/csv", charset="utf-8", headers=disposition)


def csv_text(columns: Sequence[str], rows: Iterable[Row]) -> str:
    """Return a table as such a file holds it."""
    return BOM + csv_line(columns) + "".join(csv_line(row.values()) for row in rows)
