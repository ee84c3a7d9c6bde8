"""Reading what a client sent: who it is behind proxies, that it is one of our own pages, and JSON within bounds."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING, Final, TypeVar

import msgspec
from aiohttp import hdrs, web

from chatserver.origins import is_own_origin
from chatserver.web.edge import EDGE
from chatserver.web.errors import Refused

if TYPE_CHECKING:
    from chatserver.web.errors import Handler

MAX_JSON_BYTES: Final = 4_096
T = TypeVar("T")


@web.middleware
async def see_through_proxies(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Give the request its client's address and scheme, as the trusted proxies tell them and nobody else."""
    count = request.config_dict[EDGE].trusted_proxies
    if count == 0:
        return await handler(request)
    addresses = _listed(request, hdrs.X_FORWARDED_FOR)
    schemes = [scheme for scheme in _listed(request, hdrs.X_FORWARDED_PROTO) if scheme in {"http", "https"}]
    remote = addresses[-count] if len(addresses) >= count else request.remote
    return await handler(request.clone(remote=remote or "", scheme=schemes[-1] if schemes else request.scheme))


def bears(request: web.Request, token: str) -> bool:
    """Tell whether a program has brought this token; the time that takes tells nothing of it."""
    given = request.headers.get(hdrs.AUTHORIZATION, "")
    return hmac.compare_digest(given.encode(), f"Bearer {token}".encode())


def check_origin(request: web.Request) -> None:
    """Refuse changes that a browser makes on behalf of another site's page. Raises Refused.

    Browsers send Origin with every POST; a request without one comes from a program, which has no login to abuse.
    """
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        raise Refused(403)
    if not is_own_origin(request.headers.get(hdrs.ORIGIN), request.host, request.config_dict[EDGE].public_origin):
        raise Refused(403)


async def read_json(request: web.Request, shape: type[T]) -> T:
    """Return the body as `shape`. Raises Refused: 415 for another media type, 413 for too much, 400 for a misfit."""
    if request.content_type != "application/json":
        raise Refused(415)
    content = b""
    async for part in request.content.iter_any():  # as many parts as the network makes of it
        content += part
        if len(content) > MAX_JSON_BYTES:
            raise Refused(413)
    try:
        return msgspec.json.decode(content, type=shape)
    except (ValueError, RecursionError) as error:  # msgspec's errors are ValueErrors
        raise Refused(400, str(error)[:300]) from error


def _listed(request: web.Request, name: str) -> list[str]:
    return [item.strip() for value in request.headers.getall(name, []) for item in value.split(",")]
