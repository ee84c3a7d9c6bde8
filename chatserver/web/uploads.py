"""Uploads that may be cut and go on: tus 1.0 (https://tus.io), core protocol, creation, termination, expiration.

Nothing of a file is held here but the piece that is just being written.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import re
from email.utils import format_datetime
from typing import TYPE_CHECKING, Final

from aiohttp import hdrs, web

from chatserver.domain.errors import SessionUnknown
from chatserver.domain.file_errors import FileEmpty, FileNameInvalid, FilesOff, FileUnknown
from chatserver.domain.ids import ID_PATTERN
from chatserver.sockets.limits import Limit
from chatserver.web.cross_origin import ALLOWED_HEADERS, FILES_PATH
from chatserver.web.edge import EDGE
from chatserver.web.errors import Refused
from chatserver.web.people import speaker

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from chatserver.services.files import Files
    from storage.files import StoredFile

TUS: Final = "1.0.0"
EXTENSIONS: Final = "creation,termination,expiration"
BODY_TYPE: Final = "application/offset+octet-stream"
PIECE_BYTES: Final = 262_144
"""Written at once; a write costs a hop to a thread, however little it holds."""
QUIET_SECONDS: Final = 60.0
"""A line that brings nothing for so long is given up; what has come stays."""
_LONGEST_NUMBER: Final = 15
BEGINNING: Final = Limit(burst=60, per_second=1)
"""A session takes 60 files; who goes on faster is a program."""

_ID: Final = re.compile(ID_PATTERN)

routes = web.RouteTableDef()


def files_of(request: web.Request) -> Files:
    """Return the node's files. Raises FilesOff."""
    files = request.config_dict[EDGE].files
    if files is None:
        raise FilesOff
    return files


@routes.options(FILES_PATH)
@routes.options(FILES_PATH + "/{file_id}")
async def tell(request: web.Request) -> web.Response:
    """Tell what is spoken here; the answer to a browser's question before the request, too."""
    headers = {
        "Tus-Version": TUS,
        "Tus-Extension": EXTENSIONS,
        "Tus-Max-Size": str(files_of(request).uploads.limits.file_bytes),
        "Access-Control-Allow-Methods": "POST, HEAD, PATCH, DELETE, OPTIONS",
        "Access-Control-Allow-Headers": ALLOWED_HEADERS,
        "Access-Control-Max-Age": "7200",
    }
    return _answer(204, headers)


@routes.post(FILES_PATH)
async def begin(request: web.Request) -> web.Response:
    """Begin an upload; `Upload-Metadata` names `session_id` and `filename`."""
    files = files_of(request)
    _check_version(request)
    actor = await speaker(request)
    edge = request.config_dict[EDGE]
    edge.begun.spend(actor.id, BEGINNING, edge.hub.clock.now().timestamp())
    about = _metadata(request.headers.get("Upload-Metadata", ""))
    size = _number(request, "Upload-Length")
    if "session_id" not in about:
        raise SessionUnknown
    if size == 0:
        raise FileEmpty
    new = await files.uploads.begin(actor, about["session_id"], about.get("filename", ""), size)
    return _answer(201, {hdrs.LOCATION: f"{FILES_PATH}/{new.file_id}", **_expiry(new)})


@routes.head(FILES_PATH + "/{file_id}")
async def show_offset(request: web.Request) -> web.Response:
    """Tell how much has arrived."""
    files = files_of(request)
    found, received = await files.uploads.find(await speaker(request), _file_id(request))
    headers = {"Upload-Offset": str(received), "Upload-Length": str(found.size_bytes), **_expiry(found)}
    return _answer(200, headers)


@routes.patch(FILES_PATH + "/{file_id}")
async def append(request: web.Request) -> web.Response:
    """Take what comes at `Upload-Offset`."""
    files = files_of(request)
    _check_version(request)
    if request.content_type != BODY_TYPE:
        raise Refused(415)
    actor, offset = await speaker(request), _number(request, "Upload-Offset")
    received = await files.uploads.append(actor, _file_id(request), offset, _pieces(request))
    return _answer(204, {"Upload-Offset": str(received)})


@routes.delete(FILES_PATH + "/{file_id}")
async def cancel(request: web.Request) -> web.Response:
    """Take an upload back."""
    files = files_of(request)
    _check_version(request)
    await files.uploads.cancel(await speaker(request), _file_id(request))
    return _answer(204, {})


async def _pieces(request: web.Request) -> AsyncIterator[bytes]:
    """Yield the body in pieces that are worth a write. What came before the line was cut is yielded, too."""
    piece, is_cut = bytearray(), False
    while not is_cut:
        try:
            async with asyncio.timeout(QUIET_SECONDS):
                content = await request.content.readany()
        except (TimeoutError, OSError, web.RequestPayloadError):
            content, is_cut = b"", True
        piece += content
        if len(piece) >= PIECE_BYTES or (piece and not content):
            yield bytes(piece)
            piece.clear()
        if not content:
            return


def _answer(status: int, headers: dict[str, str]) -> web.Response:
    return web.Response(status=status, headers={"Tus-Resumable": TUS, hdrs.CACHE_CONTROL: "no-store", **headers})


def _expiry(found: StoredFile) -> dict[str, str]:
    return {"Upload-Expires": format_datetime(found.expires_at.replace(microsecond=0), usegmt=True)}


def _check_version(request: web.Request) -> None:
    if request.headers.get("Tus-Resumable") != TUS:
        raise Refused(412, f"Tus-Resumable is not {TUS}")


def _file_id(request: web.Request) -> str:
    file_id = request.match_info["file_id"]
    if not _ID.fullmatch(file_id):
        raise FileUnknown
    return file_id


def _number(request: web.Request, name: str) -> int:
    words = request.headers.get(name, "")
    if not words.isascii() or not words.isdigit() or len(words) > _LONGEST_NUMBER:
        raise Refused(400, f"{name} is not a number of bytes")
    return int(words)


def _metadata(words: str) -> dict[str, str]:
    """Return the pairs of `Upload-Metadata`: `key base64,key base64`. Raises Refused, FileNameInvalid."""
    found = {}
    for pair in filter(None, (item.strip() for item in words.split(","))):
        key, _, value = pair.partition(" ")
        try:
            found[key] = base64.b64decode(value, validate=True).decode()
        except binascii.Error as error:
            raise Refused(400, f"{key[:64]} of Upload-Metadata is no base64") from error
        except UnicodeDecodeError as error:
            raise FileNameInvalid from error
    return found
