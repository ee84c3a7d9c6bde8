"""The language of the analyst's pages: one that was chosen stands in the address, and goes along to the next page."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode

from aiohttp import hdrs

from chatserver.web.pages import LANGUAGES, language_of, words_of

if TYPE_CHECKING:
    from aiohttp import web


class Switch(NamedTuple):
    """The way to the same page in another language, which is called by its own name."""

    language: str
    name: str
    address: str


def chosen(request: web.Request) -> str | None:
    """Return the language that this address names; None leaves it to the browser."""
    named = request.query.get("lang")
    return named if named in LANGUAGES else None


def keep(request: web.Request, address: str) -> str:
    """Return an address of ours with the language that was chosen; nobody who chose none is bound to one."""
    named = chosen(request)
    if named is None:
        return address
    return f"{address}{'&' if '?' in address else '?'}lang={named}"


def switch(request: web.Request, page: str) -> Switch:
    """Return the way to this page, with all that its address asks for, in the other language.

    What a form was answered with has no address of its own; the way leads to the page that the form is on.
    """
    other = next(one for one in LANGUAGES if one != language_of(request))
    path = f"/reports/{page}" if request.method == hdrs.METH_POST else request.path
    asked = [(name, value) for name, value in request.query.items() if name != "lang"]
    return Switch(other, words_of(other)["language"], f"{path}?{urlencode([*asked, ('lang', other)])}")
