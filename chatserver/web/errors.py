"""Every refusal of the HTTP edge: coded JSON for scripts, a small page for people. Bugs are logged here, once."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Awaitable, Callable, Mapping
from typing import Final, TypeAlias

from aiohttp import hdrs, web

from chatserver.domain.errors import (
    Busy,
    Detail,
    DomainError,
    LoginFailed,
    LoginRequired,
    MatterUnknown,
    NotPermitted,
    OriginRefused,
    RateLimited,
    SessionUnknown,
    TicketExpired,
    TicketForeign,
    TicketInvalid,
    TicketReplayed,
)
from chatserver.domain.export_job import ExportJobNotReady, ExportJobUnknown
from chatserver.domain.file_errors import FileRemoved, FilesOff, FileTooLarge, FileUnknown, LinkExpired, UploadOffset
from chatserver.services.exporting.asked import DatasetUnknown
from chatserver.services.exporting.formats import FormatUnknown
from chatserver.web.edge import EDGE
from chatserver.web.pages import problem_page, wants_page

Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]

_log = logging.getLogger(__name__)

STATUSES: Final[Mapping[type[DomainError], int]] = {
    LoginRequired: 401,
    LoginFailed: 401,
    NotPermitted: 403,
    TicketInvalid: 401,
    TicketForeign: 401,
    TicketExpired: 401,
    TicketReplayed: 401,
    OriginRefused: 403,
    MatterUnknown: 404,
    SessionUnknown: 404,
    DatasetUnknown: 404,
    FormatUnknown: 404,
    ExportJobUnknown: 404,
    ExportJobNotReady: 409,
    FileUnknown: 404,
    FilesOff: 404,
    UploadOffset: 409,
    LinkExpired: 410,
    FileRemoved: 410,
    FileTooLarge: 413,
    RateLimited: 429,
    Busy: 503,
}
"""Other domain errors are 400: the request cannot be met as it is."""

CODES: Final[Mapping[int, tuple[str, str]]] = {
    400: (
        "request_malformed",
        "The request's body or parameters are not what this address takes; `reason` says where.",
    ),
    403: ("origin_refused", "Only this hub's own pages may do that."),
    404: ("not_found", "There is nothing at this address."),
    405: ("method_not_allowed", "This address does not take that method."),
    412: ("version_unsupported", "Another version of the protocol is spoken here."),
    413: ("request_too_large", "The request is larger than any sensible one."),
    415: ("media_type_unsupported", "The body must be of the media type that this address takes."),
    416: ("range_unsatisfiable", "There is no such part."),
}
_INTERNAL: Final = ("internal", "Something went wrong in the hub; it was logged.")
SERVER_SIDE: Final = 500


class Refused(web.HTTPException):
    """A refusal of the edge itself, by status; `reason` is for developers."""

    def __init__(self, status: int, reason: str | None = None) -> None:
        """Keep status and reason; the code follows from the status."""
        self.status_code = status
        super().__init__()
        self.details: dict[str, Detail] = {"reason": reason} if reason else {}


class AnswerBroken(Exception):
    """An answer that has begun cannot be ended as it should."""


def refusal(
    status: int, code: str, message: str, *, retryable: bool = False, details: Mapping[str, Detail] | None = None
) -> web.Response:
    """Return the coded answer."""
    error = {"code": code, "message": message, "retryable": retryable, "details": dict(details or {})}
    return web.json_response({"ok": False, "error": error}, status=status)


@web.middleware
async def code_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer everything that goes wrong with a code; redirects and mounted applications' own pages pass."""
    try:
        return await handler(request)
    except Exception as error:
        if request.writer.output_size == 0:
            return _answer(request, error)
        # An answer or a websocket has begun; a second answer would be taken for its content. The line is cut instead:
        # aiohttp writes what is an answer by itself, and so it must not get that to see.
        if isinstance(error, web.HTTPException):
            raise AnswerBroken from error
        raise


def _answer(request: web.Request, error: Exception) -> web.StreamResponse:
    """Return what is said about an error before anything else is. Raises redirects, which pass."""
    if isinstance(error, DomainError):
        return _domain_refusal(request, error)
    if isinstance(error, web.RequestPayloadError):  # the body is not what its headers say
        return _http_refusal(request, Refused(400, str(error)[:300]))
    if isinstance(error, web.HTTPException):
        if error.status < web.HTTPBadRequest.status_code:
            raise error
        return _http_refusal(request, error)
    if isinstance(error, TimeoutError):
        return _domain_refusal(request, Busy(retry_after_seconds=2))
    error_id = secrets.token_hex(4)
    _log.error("request failed: %s %s, error %s", request.method, request.path, error_id, exc_info=error)
    _count(request, "internal")
    if wants_page(request):
        return problem_page(request, SERVER_SIDE)
    return refusal(SERVER_SIDE, *_INTERNAL, retryable=True, details={"error_id": error_id})


def _domain_refusal(request: web.Request, error: DomainError) -> web.Response:
    _count(request, error.code)
    status = STATUSES.get(type(error), web.HTTPBadRequest.status_code)
    if wants_page(request):
        return problem_page(request, status)
    answer = refusal(status, error.code, error.message, retryable=error.retryable, details=error.details)
    if "retry_after_seconds" in error.details:
        answer.headers[hdrs.RETRY_AFTER] = str(error.details["retry_after_seconds"])
    return answer


def _http_refusal(request: web.Request, error: web.HTTPException) -> web.Response:
    code, message = CODES.get(error.status, ("request_refused", error.reason))
    _count(request, code)
    details = error.details if isinstance(error, Refused) else {}
    page = wants_page(request)
    answer = problem_page(request, error.status) if page else refusal(error.status, code, message, details=details)
    if hdrs.ALLOW in error.headers:
        answer.headers[hdrs.ALLOW] = error.headers[hdrs.ALLOW]
    return answer


def _count(request: web.Request, code: str) -> None:
    request.config_dict[EDGE].telemetry.count_error("web", code)
