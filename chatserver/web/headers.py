"""Security headers for every answer of the hub itself; a mounted application (the demo bureau) sets its own."""

from __future__ import annotations

import re
from typing import Final

from aiohttp import web

from chatserver.web.cross_origin import add_cross_origin_headers
from chatserver.web.edge import EDGE

YEAR_SECONDS: Final = 31_536_000
_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}(:\d{1,5})?|\[[0-9A-Fa-f:]{2,39}\](:\d{1,5})?")

_FOR_EVERYBODY: Final = ("/widget/", "/api/catalogue")
"""What pages of any origin may load; none of it depends on who asks. The officers' part does."""
_NOTHING: Final = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""For answers that are no page: whatever a browser makes of them, it may do nothing."""


async def add_security_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Add what no route has set already."""
    if request.config_dict.get(EDGE) is None or len(request.match_info.apps) > 1:
        return
    headers = response.headers
    if request.path.startswith(_FOR_EVERYBODY) and not request.path.endswith("/officer"):
        headers["Access-Control-Allow-Origin"] = "*"
        headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    add_cross_origin_headers(request, response)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Content-Security-Policy", _NOTHING)
    headers.setdefault("Cache-Control", "no-store")
    origin = request.config_dict[EDGE].public_origin
    if origin and origin.startswith("https:"):
        headers.setdefault("Strict-Transport-Security", f"max-age={YEAR_SECONDS}")
    headers["Server"] = "Daoban"  # versions of the server and of Python are nobody's business


def page_policy(request: web.Request, *, framed: bool) -> str:
    """Return the policy of one of our pages: everything from this origin, nothing inline, no other host.

    `framed`: pages of this origin may show it in a frame (the demo's side-by-side page does).
    """
    ancestors = "'self'" if framed else "'none'"
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "media-src 'self' blob:",
            f"connect-src 'self'{_sockets(request)}",
            "base-uri 'none'",
            "form-action 'self'",
            f"frame-ancestors {ancestors}",
        )
    )


def _sockets(request: web.Request) -> str:
    """The websocket address of this host, spelled out: not every browser counts ws: to 'self'."""
    origin = request.config_dict[EDGE].public_origin
    if origin:
        return f" {origin.replace('http', 'ws', 1)}"
    return f" ws://{request.host} wss://{request.host}" if _HOST.fullmatch(request.host) else ""
