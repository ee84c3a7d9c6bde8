"""The built front ends: the widget for every bureau's page, the officer console for this origin alone."""

from __future__ import annotations

import asyncio
import mimetypes
import re
from pathlib import Path
from typing import Final

from aiohttp import web

from chatserver.web.bodies import Body, answer, make_body
from chatserver.web.errors import Refused
from chatserver.web.headers import YEAR_SECONDS, page_policy
from chatserver.web.pages import HERE, STYLE_PATH

FOREVER: Final = f"public, max-age={YEAR_SECONDS}, immutable"
"""For names that hold a hash of the content."""
SHORTLY: Final = "public, max-age=300"
"""For the widget's loader: a new release reaches every page within five minutes."""
ASK_AGAIN: Final = "no-cache"
_HASHED = re.compile(r"-[A-Za-z0-9_-]{8,}\.[a-z0-9.]+$")
_SAFE = re.compile(r"(?:[A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*")
"""Plain names only: nothing hidden, nothing above the folder."""

TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".map": "application/json; charset=utf-8",
    ".mp3": "audio/mpeg",
    ".ogg": "audio/ogg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".wav": "audio/wav",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}
"""Our own list: the machine's may be wrong, and with nosniff a wrong type is a blank page."""


class Folder:
    """Files of one folder, kept in memory and read anew when they change (a developer builds while the hub runs)."""

    def __init__(self, path: Path) -> None:
        """Nothing is read yet; the folder may appear later."""
        self._path = path
        self._kept: dict[str, tuple[tuple[int, int], Body]] = {}

    async def find(self, name: str) -> Body | None:
        """Return the file, or None."""
        if not _SAFE.fullmatch(name):
            return None
        return await asyncio.to_thread(self._find, name)

    def _find(self, name: str) -> Body | None:
        path = self._path / name
        try:
            state = path.stat()
            version = (state.st_mtime_ns, state.st_size)
            kept = self._kept.get(name)
            if kept is None or kept[0] != version:
                kept = (version, make_body(path.read_bytes(), _type_of(name)))
                self._kept[name] = kept
        except (OSError, ValueError):
            return None
        return kept[1]


class FileRoutes:
    """Serves both front ends."""

    def __init__(self, widget: Path, console: Path) -> None:
        """Keep where they were built to."""
        self._widget = Folder(widget)
        self._console = Folder(console)
        self._own = Folder(HERE / "static")

    def routes(self) -> list[web.AbstractRouteDef]:
        """Return the routes."""
        return [
            web.get("/widget/{name:.+}", self.show_widget_file),
            web.get("/console", self.go_to_console),
            web.get("/console/{name:.*}", self.show_console_file),
            web.get(STYLE_PATH, self.show_own),
            web.get("/reports/{name:(?:reports|wall)\\.(?:css|js)}", self.show_own),
        ]

    async def show_widget_file(self, request: web.Request) -> web.Response:
        """Answer with a file of the widget, to pages of every origin."""
        name = request.match_info["name"]
        body = await _found(self._widget, name)
        cache = FOREVER if _HASHED.search(name) else SHORTLY
        return answer(request, body, {"Cache-Control": cache})

    async def go_to_console(self, _: web.Request) -> web.Response:
        """Add the slash."""
        raise web.HTTPPermanentRedirect("/console/")

    async def show_console_file(self, request: web.Request) -> web.Response:
        """Answer with a file of the console; an address inside the console is the console's own page."""
        name = request.match_info["name"]
        if name.startswith("assets/") or "." in name.rpartition("/")[2]:
            body = await _found(self._console, name)
            return answer(request, body, {"Cache-Control": FOREVER if _HASHED.search(name) else ASK_AGAIN})
        page = await _found(self._console, "index.html")
        policy = page_policy(request, framed=True)
        return answer(request, page, {"Cache-Control": ASK_AGAIN, "Content-Security-Policy": policy})

    async def show_own(self, request: web.Request) -> web.Response:
        """Answer with what the hub's own pages load."""
        name = request.match_info.get("name", STYLE_PATH.removeprefix("/"))
        return answer(request, await _found(self._own, name), {"Cache-Control": SHORTLY})


async def _found(folder: Folder, name: str) -> Body:
    body = await folder.find(name)
    if body is None:
        raise Refused(404)
    return body


def _type_of(name: str) -> str:
    return TYPES.get(Path(name).suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
