"""What stands before every page: security headers, same-origin posts, sign-in, and errors told as pages or JSON."""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable
from typing import Final
from urllib.parse import urlsplit

from aiohttp import web

from widget.demo.bureau import BUREAU, LANGUAGE_COOKIE, VISIT, Visit, visit_of

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

JSON_ROUTES: Final = frozenset({"help-ticket", "recalculate", "jwks"})
OPEN_ROUTES: Final = frozenset({"signin", "jwks", "static"})
CODES: Final = {
    400: "request_malformed",
    401: "sign_in_required",
    403: "origin_refused",
    404: "not_found",
    405: "method_not_allowed",
    413: "request_too_large",
    500: "internal",
}
YEAR_SECONDS: Final = 31_536_000
_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}(:\d{1,5})?|\[[0-9A-Fa-f:]{2,39}\](:\d{1,5})?")
_log = logging.getLogger(__name__)


@web.middleware
async def tell_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Make the visit, and answer whatever goes wrong in the visitor's language."""
    request[VISIT] = Visit(request, request.app)
    try:
        response = await handler(request)
    except web.HTTPException as error:
        if error.status < web.HTTPBadRequest.status_code:
            raise
        # A folder of static files is not a secret, it is no page.
        is_folder = _route_name(request) == "static" and error.status == web.HTTPForbidden.status_code
        response = problem(request, web.HTTPNotFound.status_code if is_folder else error.status)
    except Exception:  # noqa: BLE001 - the outermost edge: whatever it was, the visitor gets a page
        _log.exception("bureau page failed: %s %s", request.method, request.path)
        response = problem(request, web.HTTPInternalServerError.status_code)
    remember_language(request, visit_of(request), response)
    return response


@web.middleware
async def refuse_foreign_posts(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let a change through only when the browser says that it comes from this bureau's own pages."""
    if request.method not in {"GET", "HEAD"} and not _same_origin(request):
        raise web.HTTPForbidden
    return await handler(request)


@web.middleware
async def ask_to_sign_in(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Send visitors without an account to the sign-in page; callers of JSON routes get a coded 401."""
    name = _route_name(request)
    visit = visit_of(request)
    if visit.account is not None or name in OPEN_ROUTES or request.match_info.http_exception is not None:
        return await handler(request)
    if name in JSON_ROUTES:
        raise web.HTTPUnauthorized
    raise web.HTTPSeeOther(visit.url("signin"))


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Put the security headers on every answer, static files and errors included."""
    secure_headers(response, request.host, request.config_dict[BUREAU].hub_url)
    if _route_name(request) == "static":
        versioned = "v" in request.query
        response.headers["Cache-Control"] = f"public, max-age={YEAR_SECONDS}, immutable" if versioned else "no-cache"


def secure_headers(response: web.StreamResponse, host: str, hub_url: str | None) -> None:
    """Put the security headers on `response`; `host` is what the browser calls us, for websocket addresses."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", _policy(host, hub_url))
    headers.setdefault("X-Content-Type-Options", "nosniff")
    # `no-referrer` would make browsers send `Origin: null` with our own forms.
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Cache-Control", "no-store")


def problem(request: web.Request, status: int) -> web.Response:
    """Return the answer for an error: coded JSON for scripts, a page in the bureau's shell for people."""
    code = CODES.get(status, "refused")
    if _route_name(request) in JSON_ROUTES:
        error = {"code": code, "message": code.replace("_", " "), "retryable": status >= 500, "details": {}}  # noqa: PLR2004 - server side
        return web.json_response({"ok": False, "error": error}, status=status)
    visit = visit_of(request)
    kind = code if visit.words.has(f"problem.{code}.title") else "refused"
    return visit.render("problem.html", status=status, kind=kind, code=code)


def _route_name(request: web.Request) -> str | None:
    return request.match_info.route.name


def _same_origin(request: web.Request) -> bool:
    """Browsers send Origin with every post, and Sec-Fetch-Site beside it; a request with neither is no browser's."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site != "same-origin":
        return False
    origin = request.headers.get("Origin")
    if origin is None:
        return site == "same-origin"
    try:
        # The host alone: behind a proxy that ends TLS the scheme differs, the host does not.
        return urlsplit(origin).netloc.casefold() == request.host.casefold()
    except ValueError:
        return False


def _policy(host: str, hub_url: str | None) -> str:
    hub = urlsplit(hub_url or "")
    socket_host = hub.netloc or (host if _HOST.fullmatch(host) else "")
    # Named besides 'self': older browsers do not take ws: for the same origin.
    sockets = f" ws://{socket_host} wss://{socket_host}" if socket_host else ""
    own = f"'self' {hub.scheme}://{hub.netloc}" if hub.netloc else "'self'"
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {own}",
            f"style-src {own}",
            f"img-src {own} data: blob:",
            f"media-src {own} blob:",
            f"connect-src {own}{sockets}",
            f"frame-src {own}",
            "form-action 'self'",
            "frame-ancestors 'self'",
            "base-uri 'none'",
        )
    )


def remember_language(request: web.Request, visit: Visit, response: web.StreamResponse) -> None:
    """Keep the language that the address asks for in a cookie, for all pages of the demo."""
    if "lang" in request.query and not response.prepared:
        response.set_cookie(
            LANGUAGE_COOKIE, visit.language, path="/", max_age=YEAR_SECONDS, samesite="Lax", secure=request.secure
        )
