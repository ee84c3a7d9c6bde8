"""The few HTML pages that the hub draws itself: what a person sees who asks for something that is not there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import jinja2
from aiohttp import hdrs, web

from chatserver.domain.purge_mark import PURGED, purged_after
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
    language = language_of(request)
    kind = (
        "missing"
        if status == NOT_FOUND
        else "refused"
        if status < web.HTTPInternalServerError.status_code
        else "failed"
    )
    text = render("problem.html", language=language, words=_words[language], kind=kind, status=status, style=STYLE_PATH)
    policy = {"Content-Security-Policy": page_policy(request, framed=True)}
    return web.Response(text=text, status=status, content_type="text/html", headers=policy)


def render(template: str, **shown: Any) -> str:
    """Return a page's HTML; whatever is put into it is text, never markup."""
    return _templates.get_template(template).render(**shown)


def _put(text: str, said: str) -> str:
    """Return a text with what was purged told in words; `said` has a place for the days."""
    return PURGED.sub(lambda found: said.format(days=found.group(1)), text)


_templates.filters["with_purged"] = _put
_templates.tests["purged"] = lambda text: purged_after(text) is not None


def words_of(language: str) -> Mapping[str, str]:
    """Return the words for people in one of `LANGUAGES`."""
    return _words[language]


def language_of(request: web.Request) -> str:
    """Return the language that the address names; else English only for those who ask for it before Chinese."""
    if (named := request.query.get("lang")) in LANGUAGES:
        return str(named)
    wanted = [item.split(";")[0].strip().lower() for item in request.headers.get(hdrs.ACCEPT_LANGUAGE, "").split(",")]
    first = next((item for item in wanted if item.startswith(("zh", "en"))), "zh")
    return LANGUAGES[first.startswith("en")]
