"""The live wallboard as a page, and the same numbers for its script, which asks again every two seconds."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from aiohttp import web

from chatserver.domain.errors import NotPermitted
from chatserver.services.wall import WallReader
from chatserver.web.edge import EDGE
from chatserver.web.headers import page_policy
from chatserver.web.login import signed_in
from chatserver.web.pages import language_of, render, words_of
from chatserver.web.reports import wall_view
from chatserver.web.reports.reading import reader_of

if TYPE_CHECKING:
    from chatserver.services.wall import Board


class WallRoutes:
    """Serves the wallboard; all who look share one reader."""

    def __init__(self) -> None:
        """Nobody has looked yet."""
        self._reader: WallReader | None = None
        self._told: dict[str, tuple[Board, bytes]] = {}

    def routes(self) -> list[web.AbstractRouteDef]:
        """Return the routes."""
        return [web.get("/reports/wall", self.show), web.get("/reports/wall.json", self.tell)]

    async def show(self, request: web.Request) -> web.Response:
        """Draw the wallboard as it is now."""
        await reader_of(request)
        language = language_of(request)
        text = render(
            "reports/wall.html",
            language=language,
            words=words_of(language),
            shown=_shown(request, await self._look(request)),
            rows=wall_view.ROWS,
            view=wall_view,
        )
        headers = {"Content-Security-Policy": page_policy(request, framed=False)}
        return web.Response(text=text, content_type="text/html", headers=headers)

    async def tell(self, request: web.Request) -> web.Response:
        """Answer with the numbers, and with what the page shows of them. Raises LoginRequired, NotPermitted."""
        officer = await signed_in(request)
        if not officer.reads_reports:
            raise NotPermitted
        board, language = await self._look(request), language_of(request)
        if language not in self._told or self._told[language][0] is not board:
            told = {"numbers": wall_view.numbers_of(board), "shown": asdict(_shown(request, board))}
            self._told[language] = board, json.dumps(told, ensure_ascii=False).encode()
        return web.Response(body=self._told[language][1], content_type="application/json", charset="utf-8")

    async def _look(self, request: web.Request) -> Board:
        if self._reader is None:
            self._reader = WallReader(request.config_dict[EDGE].hub)
        return await self._reader.look()


def _shown(request: web.Request, board: Board) -> wall_view.Shown:
    hub, language = request.config_dict[EDGE].hub, language_of(request)
    names = {matter.queue_id: matter.name.for_display(language) for matter in hub.catalogue.matters}
    return wall_view.show(board, hub.clock.now(), words_of(language), names)
