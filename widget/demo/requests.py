"""Reading what a browser sent, with bounds; anything else is a 400 or 413, never a crash."""

from __future__ import annotations

import json
from typing import Any, Final

from aiohttp import web

from chatserver.domain.field_values import LIST_SEPARATOR, MAX_VALUE_CHARACTERS

MAX_NAMES: Final = 400
MAX_BODY_BYTES: Final = 256 * 1024
_CONTROLS: Final = dict.fromkeys((*range(9), *range(11, 13), *range(14, 32), 127))


async def read_form(request: web.Request) -> dict[str, str]:
    """Return the fields of a urlencoded post; a name sent several times (files) has its values joined by semicolons.

    Raises HTTPBadRequest when it is anything else, HTTPRequestEntityTooLarge when it is larger than any form.
    """
    _check_kind(request, "application/x-www-form-urlencoded")
    try:
        posted = await request.post()
    except (LookupError, ValueError) as error:
        raise web.HTTPBadRequest from error
    if len(posted) > MAX_NAMES:
        raise web.HTTPBadRequest
    return {name: clean(LIST_SEPARATOR.join(map(str, posted.getall(name)))) for name in set(posted)}


async def read_json_texts(request: web.Request, name: str) -> dict[str, str]:
    """Return the object of texts under `name` of a JSON body. Raises as `read_form` does."""
    _check_kind(request, "application/json")
    try:
        body: Any = json.loads(await request.text())
    except (LookupError, ValueError, RecursionError) as error:
        raise web.HTTPBadRequest from error
    texts = body.get(name) if isinstance(body, dict) else None
    if not isinstance(texts, dict) or len(texts) > MAX_NAMES:
        raise web.HTTPBadRequest
    return {key: clean(value) for key, value in texts.items() if isinstance(value, str)}


def clean(text: str) -> str:
    """Return text without control characters and lone surrogates, one past the longest allowed so that it is told."""
    shortened = text[: MAX_VALUE_CHARACTERS + 1].translate(_CONTROLS)
    return shortened.encode("utf-8", "replace").decode("utf-8")


def _check_kind(request: web.Request, content_type: str) -> None:
    if request.content_type != content_type:
        raise web.HTTPBadRequest
    size = request.content_length or 0
    if size > MAX_BODY_BYTES:
        # The application that this one is mounted in reads larger bodies for its own needs.
        raise web.HTTPRequestEntityTooLarge(max_size=MAX_BODY_BYTES, actual_size=size)
