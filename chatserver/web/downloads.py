"""Reading a file by its address: saved, never run; only pictures that the hub has drawn anew are shown in place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from aiohttp import hdrs, web

from chatserver.domain.actors import Role
from chatserver.domain.errors import SessionUnknown
from chatserver.domain.file_errors import FileUnknown
from chatserver.services.file_links import READ_PATH, Kind
from chatserver.web.errors import Refused
from chatserver.web.login import signed_in
from chatserver.web.uploads import files_of

if TYPE_CHECKING:
    from chatserver.domain.files import SharedFile
    from chatserver.services.file_links import Link

_POLICY: Final = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
_PREVIEW_TYPE: Final = "image/jpeg"
_LONGEST_TOKEN: Final = 1_000
_UNSAFE: Final = frozenset('"\\%;')
"""A kept name has no control characters."""

routes = web.RouteTableDef()


@routes.get(READ_PATH + "{token}")
async def read(request: web.Request) -> web.StreamResponse:
    """Answer with the file, or with the part of it that is asked for."""
    files = files_of(request)
    token = request.match_info["token"]
    if len(token) > _LONGEST_TOKEN:
        raise FileUnknown
    link = files.links.read(token)
    await _check_reader(request, link)
    try:
        found, key = await files.links.open(link)
    except SessionUnknown as error:  # took part when the address was made, and does no longer
        raise FileUnknown from error
    size = await files.store.size(key)
    if size is None:
        raise FileUnknown
    part = _part(request, size)
    response = web.StreamResponse(status=206 if part else 200, headers=_headers(found, link, size, part))
    response.content_length = len(part) if part else size
    await response.prepare(request)
    if request.method == hdrs.METH_GET:
        async for content in files.store.read(key, part.start if part else 0, response.content_length):
            await response.write(content)
    await response.write_eof()
    return response


async def _check_reader(request: web.Request, link: Link) -> None:
    """An officer's address is good together with their login; a taxpayer's page has no cookie here to show."""
    if link.actor.role is Role.OFFICER and (await signed_in(request)).officer_id != link.actor.id:
        raise FileUnknown


def _part(request: web.Request, size: int) -> range | None:
    """Return the bytes asked for; None for all of them. Raises Refused (416)."""
    try:
        asked = request.http_range
    except ValueError as error:
        raise Refused(416, "Range is not one range of bytes") from error
    if asked.start is None and asked.stop is None:
        return None
    start, stop, _ = asked.indices(size)
    if start >= stop:
        raise Refused(416, "Range lies outside of the file")
    return range(start, stop)


def _headers(found: SharedFile, link: Link, size: int, part: range | None) -> dict[str, str]:
    is_shown = link.kind is not Kind.KEEP
    headers = {
        hdrs.CONTENT_TYPE: _PREVIEW_TYPE if link.kind is Kind.PREVIEW else found.media_type,
        hdrs.CONTENT_DISPOSITION: disposition("inline" if is_shown else "attachment", found.name),
        hdrs.ACCEPT_RANGES: "bytes",
        hdrs.CACHE_CONTROL: "private, no-store",
        "Content-Security-Policy": _POLICY,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }
    if part:
        headers[hdrs.CONTENT_RANGE] = f"bytes {part.start}-{part.stop - 1}/{size}"
    return headers


def disposition(how: str, name: str) -> str:
    """Return RFC 6266's header: the name in UTF-8, and for old programs what of it is plain ASCII."""
    plain = "".join(letter if letter.isascii() and letter not in _UNSAFE else "_" for letter in name)
    return f"{how}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
