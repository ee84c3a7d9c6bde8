"""What pages of other origins may ask for, and by which headers: the widget speaks from its bureau's pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from aiohttp import hdrs

from chatserver.services.file_links import READ_PATH
from chatserver.web.edge import EDGE

if TYPE_CHECKING:
    from aiohttp import web

FILES_PATH: Final = "/api/files"
CLIENT_KEY: Final = "Daoban-Client-Key"
"""The random string that a page keeps while it lives; a ticket belongs to the page that used it first."""
_FOR_BUREAUS: Final = (FILES_PATH, READ_PATH)

ALLOWED_HEADERS: Final = (
    f"Authorization, Content-Type, {CLIENT_KEY}, Tus-Resumable, Upload-Length, Upload-Metadata, Upload-Offset"
)
_EXPOSED_HEADERS: Final = "Location, Tus-Resumable, Upload-Offset, Upload-Length, Upload-Expires, Retry-After"


def may_embed(request: web.Request) -> bool:
    """Tell whether a page of this origin may embed the widget, and so ask for what is the taxpayer's."""
    return request.config_dict[EDGE].may_embed(request.headers.get(hdrs.ORIGIN), {"HTTP_HOST": request.host})


def add_cross_origin_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Let a bureau's page read what the widget on it asked for."""
    origin = request.headers.get(hdrs.ORIGIN)
    if not request.path.startswith(_FOR_BUREAUS) or origin is None or not may_embed(request):
        return
    response.headers[hdrs.ACCESS_CONTROL_ALLOW_ORIGIN] = origin
    response.headers[hdrs.ACCESS_CONTROL_EXPOSE_HEADERS] = _EXPOSED_HEADERS
    response.headers[hdrs.VARY] = hdrs.ORIGIN
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
