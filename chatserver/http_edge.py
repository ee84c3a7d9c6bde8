"""Two things that aiohttp leaves open to strangers: what its log says, and an `Expect` that makes it fail.

Bugs are logged in full. What a client got wrong is counted, not written down with a stack trace: anybody on the network
can send a thousand broken requests a second, and would choose what the log says.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from aiohttp import hdrs, web
from aiohttp.http_exceptions import HttpProcessingError
from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]


def http_logger(count_error: Callable[[str], None]) -> logging.Logger:
    """Return the logger to give to aiohttp; `count_error(code)` counts requests that were no HTTP."""
    logger = logging.Logger("chatserver.http")  # noqa: LOG001 - one for each node, and its own filter
    logger.parent = logging.getLogger("chatserver")
    logger.addFilter(_ClientsFault(count_error))
    return logger


def refusing_expectations(handler: Handler) -> Handler:
    """Return `handler` behind a look at `Expect`; aiohttp's own refusal fails on one that is no UTF-8."""

    async def look(request: web.BaseRequest) -> web.StreamResponse:
        if request.headers.get(hdrs.EXPECT, "100-continue").lower() != "100-continue":
            return web.Response(status=417)
        return await handler(request)

    return look


class _ClientsFault(logging.Filter):
    """Holds back what the client got wrong; aiohttp has answered it 400."""

    def __init__(self, count_error: Callable[[str], None]) -> None:
        super().__init__()
        self._count_error = count_error

    @override
    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if not isinstance(error, HttpProcessingError | web.RequestPayloadError):
            return True
        self._count_error("request_malformed")
        return False
