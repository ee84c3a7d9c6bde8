"""The catalogue over HTTP: public, cacheable, open to every bureau's pages. Canned replies need a login."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from aiohttp import web

from chatserver.catalogue.views import View, catalogue_view, public_view
from chatserver.web.bodies import Body, answer, make_body
from chatserver.web.edge import EDGE
from chatserver.web.login import signed_in

if TYPE_CHECKING:
    from collections.abc import Callable

FRESH: Final = "public, max-age=60"
"""A corrected explanation reaches everybody within a minute; with the ETag asking again costs next to nothing."""


class CatalogueRoutes:
    """Serves the catalogue in force; what was encoded once is kept until another one is in force."""

    def __init__(self) -> None:
        """Nothing is encoded yet."""
        self._version = ""
        self._bodies: dict[str, Body] = {}

    def routes(self) -> list[web.AbstractRouteDef]:
        """Return the routes."""
        return [
            web.get("/api/catalogue", self.show_list),
            web.get("/api/catalogue/matters/{matter_id}", self.show_matter),
            web.get("/api/catalogue/matters/{matter_id}/officer", self.show_matter_to_officer),
        ]

    async def show_list(self, request: web.Request) -> web.Response:
        """Answer with all matters in force and the shared lists."""
        catalogue = request.config_dict[EDGE].hub.catalogue
        body = self._body(catalogue.version, "", lambda: catalogue_view(catalogue))
        return answer(request, body, {"Cache-Control": FRESH})

    async def show_matter(self, request: web.Request) -> web.Response:
        """Answer with one matter. Raises MatterUnknown."""
        catalogue = request.config_dict[EDGE].hub.catalogue
        matter = catalogue.matter(request.match_info["matter_id"])
        body = self._body(catalogue.version, matter.id, lambda: public_view(matter))
        return answer(request, body, {"Cache-Control": FRESH})

    async def show_matter_to_officer(self, request: web.Request) -> web.Response:
        """Answer with one matter and its canned replies. Raises LoginRequired, MatterUnknown."""
        await signed_in(request)
        catalogue = request.config_dict[EDGE].hub.catalogue
        matter = catalogue.matter(request.match_info["matter_id"])
        body = self._body(catalogue.version, f"{matter.id}/officer", lambda: public_view(matter, for_officer=True))
        return answer(request, body, {"Cache-Control": "private, no-cache"})

    def _body(self, version: str, key: str, view: Callable[[], View]) -> Body:
        if version != self._version:
            self._version, self._bodies = version, {}
        if key not in self._bodies:
            content = json.dumps(view(), ensure_ascii=False, separators=(",", ":")).encode()
            self._bodies[key] = make_body(content, "application/json; charset=utf-8")
        return self._bodies[key]
