"""What the bureau's handlers share, and one visit: who asks, in which language, at what time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

import jinja2
from aiohttp import web

from chatserver.domain.catalogue import Catalogue
from widget.demo.keys import SigningKey
from widget.demo.register import Account, Register
from widget.demo.store import Store
from widget.demo.words import LANGUAGES, Words, preferred

BEIJING: Final = dt.timezone(dt.timedelta(hours=8))
"""The bureau's days: China has one time zone without summer time."""
NAV: Final = ("home", "matters", "queries", "messages")
OTHER_LANGUAGE: Final = {"zh-CN": ("en", "English"), "en": ("zh-CN", "中文")}
SID_COOKIE: Final = "bureau_sid"
LANGUAGE_COOKIE: Final = "bureau_lang"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bureau:
    """Everything that lives as long as the application. `hub_url` None means: no widget on the pages."""

    catalogue: Catalogue
    register: Register
    store: Store
    key: SigningKey
    words: Mapping[str, Words]
    templates: jinja2.Environment
    assets: Mapping[str, str]
    hub_url: str | None
    issuer: str
    clock: Callable[[], dt.datetime]

    @property
    def embed_src(self) -> str | None:
        """Return the address of the widget's loader, or None without a hub."""
        return None if self.hub_url is None else f"{self.hub_url}/widget/daoban.js"


BUREAU: Final = web.AppKey("bureau", Bureau)


class Visit:
    """One request as the pages see it. `app` is the bureau, also for the pages that the root serves for it."""

    def __init__(self, request: web.Request, app: web.Application) -> None:
        self.request = request
        self._router = app.router
        self.bureau = app[BUREAU]
        self.now = self.bureau.clock()
        self.language = _language(request)
        self.words = self.bureau.words[self.language]
        person_id = self.bureau.store.find_person(request.cookies.get(SID_COOKIE, ""), self.now)
        self.account: Account | None = self.bureau.register.find(person_id) if person_id else None
        self.was_signed_in = self.account is None and SID_COOKIE in request.cookies

    @property
    def today(self) -> dt.date:
        """Return the date at the bureau."""
        return self.now.astimezone(BEIJING).date()

    @property
    def signed_in(self) -> Account:
        """Return the account. The sign-in middleware guarantees it on every page that reads this."""
        if self.account is None:
            raise web.HTTPUnauthorized
        return self.account

    def url(self, name: str, **parts: str) -> str:
        """Return the path of a named page of the bureau, with the prefix it is mounted under."""
        return str(self._router[name].url_for(**parts))

    def clock_time(self, iso: str) -> str:
        """Return a kept time as the bureau's clock shows it: 14:06."""
        return dt.datetime.fromisoformat(iso).astimezone(BEIJING).strftime("%H:%M")

    def day_and_time(self, iso: str) -> str:
        """Return a kept time with its day: 2026-11-16 14:06."""
        return dt.datetime.fromisoformat(iso).astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")

    def render(self, template: str, *, status: int = 200, **values: Any) -> web.Response:
        """Return a page."""
        text = self.bureau.templates.get_template(template).render({**self._common(), **values})
        return web.Response(text=text, content_type="text/html", status=status)

    def _common(self) -> dict[str, Any]:
        code, name = OTHER_LANGUAGE[self.language]
        query = {key: value for key, value in self.request.query.items() if key != "lang"}
        return {
            "t": self.words,
            "lang": self.language,
            "visit": self,
            "account": self.account,
            "today": self.today,
            "nav": NAV,
            "section": None,
            "url": self.url,
            "static": self._static,
            "role_words": self._role,
            "embed_src": self.bureau.embed_src,
            "other_lang": {"code": code, "name": name, "href": "?" + urlencode({**query, "lang": code})},
        }

    def _role(self, role: str) -> str:
        named = (choice.name for choice in self.bureau.catalogue.common.roles if choice.id == role)
        return next((name.in_language(self.language) for name in named), role)

    def _static(self, name: str) -> str:
        return f"{self.url('static', filename=name)}?v={self.bureau.assets[name]}"


VISIT: Final = web.RequestKey("visit", Visit)


def visit_of(request: web.Request) -> Visit:
    """Return the visit that the middleware made for this request."""
    return request[VISIT]


def _language(request: web.Request) -> str:
    for wanted in (request.query.get("lang"), request.cookies.get(LANGUAGE_COOKIE)):
        if wanted in LANGUAGES:
            return str(wanted)
    return preferred(request.headers.get("Accept-Language", ""))
