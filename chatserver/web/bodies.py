"""Answers whose bytes are known beforehand: with an ETag, gzip where it helps, and 304 for those who have them."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from aiohttp import hdrs, web

if TYPE_CHECKING:
    from collections.abc import Mapping

    from multidict import CIMultiDict

WORTH_PACKING: Final = 1_000
"""Below about one network packet gzip saves nothing."""
_PACKED_ALREADY: Final = ("image/png", "image/webp", "font/", "audio/", "application/gzip")


@dataclass(frozen=True, slots=True)
class Body:
    """Bytes of one content type, packed too where that is shorter."""

    content: bytes
    packed: bytes | None
    content_type: str
    etag: str


def make_body(content: bytes, content_type: str) -> Body:
    """Return `content` ready to be served."""
    packed = None
    if len(content) >= WORTH_PACKING and not content_type.startswith(_PACKED_ALREADY):
        packed = gzip.compress(content, compresslevel=9, mtime=0)
    return Body(content, packed, content_type, hashlib.sha256(content).hexdigest()[:24])


def answer(request: web.Request, body: Body, headers: Mapping[str, str] | CIMultiDict[str]) -> web.Response:
    """Return the body, or 304 when the client has it."""
    etag = f'W/"{body.etag}"'  # weak: packed and plain are the same to a reader, not byte for byte
    common = {**headers, hdrs.ETAG: etag, hdrs.VARY: hdrs.ACCEPT_ENCODING}
    known = {item.value for item in request.if_none_match or ()}
    if body.etag in known or "*" in known:
        return web.Response(status=304, headers=common)
    packed = body.packed if _takes_gzip(request) else None
    if packed is not None:
        common[hdrs.CONTENT_ENCODING] = "gzip"
    return web.Response(body=packed or body.content, headers={**common, hdrs.CONTENT_TYPE: body.content_type})


def _takes_gzip(request: web.Request) -> bool:
    offers = (item.strip().lower() for item in request.headers.get(hdrs.ACCEPT_ENCODING, "").split(","))
    return any(item.split(";")[0].strip() == "gzip" and not item.replace(" ", "").endswith(";q=0") for item in offers)
