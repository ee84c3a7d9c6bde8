"""Reading what a browser sent, with bounds; anything else is a 400 or 413, never a crash."""

from __future__ import annotations

import json
from typing import Any, Final

from aiohttp import web

from chatserver.domain.field_values import MAX_VALUE_CHARACTERS

MAX_NAMES: Final = 400
_CONTROLS: Final = dict.fromkeys((*range(9), *range(11, 13), *range(14, 32), 127))


async def read_form(request: web.Request) -> dict[str, str]:
    """Return the fields of a urlencoded post, the last of each name. Raises HTTPBadRequest when it is anything else."""
    if request.content_type != "application/x-www-form-urlencoded":
        raise web.HTTPBadRequest
    try:
        posted = await request.post()
    except (LookupError, ValueError) as error:
        raise web.HTTPBadRequest from error
    if len(posted) > MAX_NAMES:
        raise web.HTTPBadRequest
    return {name: clean(value) for name, value in posted.items() if isinstance(value, str)}


async def read_json_texts(request: web.Request, name: str) -> dict[str, str]:
    """Return the object of texts under `name` of a JSON body. Raises HTTPBadRequest, HTTPRequestEntityTooLarge."""
    if request.content_type != "application/json":
        raise web.HTTPBadRequest
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
