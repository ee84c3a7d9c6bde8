"""The few HTML pages that the hub draws itself: what a person sees who asks for something that is not there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Final

import jinja2
from aiohttp import hdrs, web

from chatserver.web.headers import page_policy

if TYPE_CHECKING:
    from collections.abc import Mapping

HERE: Final = Path(__file__).parent
LANGUAGES: Final = ("zh-CN", "en")
STYLE_PATH: Final = "/page.css"
NOT_FOUND: Final = 404

_templates = jinja2.Environment(
    loader=jinja2.FileSystemLoader(HERE / "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=jinja2.StrictUndefined,
)
_words: Mapping[str, Mapping[str, str]] = {
    language: json.loads((HERE / "locales" / f"{language}.json").read_text("utf-8")) for language in LANGUAGES
}


def wants_page(request: web.Request) -> bool:
    """Tell whether a person's browser asks for a page, not a script for an answer."""
    return "text/html" in request.headers.get(hdrs.ACCEPT, "") and not request.path.startswith("/api/")


def problem_page(request: web.Request, status: int) -> web.Response:
    """Return the page for an error in the language that the browser prefers."""
    language = _language(request)
    kind = (
        "missing"
        if status == NOT_FOUND
        else "refused"
        if status < web.HTTPInternalServerError.status_code
        else "failed"
    )
    text = _templates.get_template("problem.html").render(
        language=language, words=_words[language], kind=kind, status=status, style=STYLE_PATH
    )
    policy = {"Content-Security-Policy": page_policy(request, framed=True)}
    return web.Response(text=text, status=status, content_type="text/html", headers=policy)


def _language(request: web.Request) -> str:
    """Return English only for those who ask for it before Chinese."""
    wanted = [item.split(";")[0].strip().lower() for item in request.headers.get(hdrs.ACCEPT_LANGUAGE, "").split(",")]
    first = next((item for item in wanted if item.startswith(("zh", "en"))), "zh")
    return LANGUAGES[first.startswith("en")]
