"""A bureau's page in a real Chromium that embeds the built widget as any page does, with a real hub behind it."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import pytest
from aiohttp import web
from playwright.async_api import expect

from chatserver.app import Node, compose, running
from chatserver.catalogue.views import catalogue_view, public_view
from tests.support.clients import Bureau, verify_for_tests
from tests.widget.pages import FORM
from tools import frontend
from tools.places import ROOT
from widget.demo.app import create_bureau

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from playwright.async_api import Browser, BrowserContext, Locator, Page, WebSocket

    from chatserver.catalogue.holder import CatalogueHolder
    from storage.engine import Database
    from tests.support.clients import Client

DIST: Final = ROOT / "widget" / "dist"
STRICT: Final = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; base-uri 'none'; require-trusted-types-for 'script'"
)
"""No inline script or style, no eval, no picture, no font: the policy under which the tests here run."""
NOON: Final = dt.datetime(2026, 11, 16, 6, 1, tzinfo=dt.UTC)
"""The demo bureau's present: the day that its VAT return is due."""
expect.set_options(timeout=15_000)


@dataclass
class Site:
    """A bureau that embeds the widget, with the hub on the same address: its page, and who is signed in."""

    node: Node
    html: str = FORM
    script: str = ""
    """The page's own script, for pages that ask for /page.js."""
    policy: str = STRICT
    person: str | None = "pe1"
    tickets: int = 0
    asked: list[str] = field(default_factory=list)
    """The path of every request of the browser."""
    sent: list[str] = field(default_factory=list)
    """Every frame that a page put on its websocket."""
    context: BrowserContext = field(init=False)
    hub: Bureau = field(init=False)

    def serve(self) -> None:
        """Answer for the bureau, and for the hub's files beside its sockets."""
        self.node.web.add_routes(
            [
                web.get("/form", self._page),
                web.get("/page.js", self._script),
                web.post("/ticket", self._ticket),
                web.get("/widget/{name}", self._file),
                web.get("/api/catalogue", self._catalogue),
                web.get("/api/catalogue/matters/{matter_id}", self._matter),
            ]
        )

    async def visit(self, path: str = "/form") -> Panel:
        """Open the page in a new tab."""
        page = await self.context.new_page()
        page.on("websocket", self._listen)
        await page.goto(f"{self.hub.url}{path}")
        return Panel(page)

    def said(self, name: str) -> list[Any]:
        """The commands with this name that left the browser, in order."""
        frames = [frame.split("[", 1)[1] for frame in self.sent if f'["{name}",' in frame]
        return [json.loads("[" + frame)[1] for frame in frames]

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framesent", lambda frame: self.sent.append(str(frame)))

    async def _page(self, request: web.Request) -> web.Response:
        self.asked.append(request.path)
        return web.Response(text=self.html, content_type="text/html", headers={"content-security-policy": self.policy})

    async def _script(self, _: web.Request) -> web.Response:
        return web.Response(text=self.script, content_type="text/javascript")

    async def _ticket(self, request: web.Request) -> web.Response:
        self.asked.append(request.path)
        if self.person is None:
            raise web.HTTPUnauthorized
        self.tickets += 1
        return web.json_response({"ticket": f"tp1/{self.person}/{self.tickets}"})

    async def _file(self, request: web.Request) -> web.FileResponse:
        self.asked.append(request.path)
        return web.FileResponse(DIST / request.match_info["name"])

    async def _catalogue(self, request: web.Request) -> web.Response:
        self.asked.append(request.path)
        return web.json_response(catalogue_view(self.node.hub.catalogue))

    async def _matter(self, request: web.Request) -> web.Response:
        self.asked.append(request.path)
        matter = self.node.hub.catalogue.find_matter(request.match_info["matter_id"])
        if matter is None:
            raise web.HTTPNotFound
        return web.json_response(public_view(matter))


class Panel:
    """The widget on one page, as a person uses it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.root = page.locator("daoban-panel")
        self.tab = page.locator("daoban-help button[accesskey]")
        self.composer = self.root.locator("daoban-composer textarea")
        self.messages = self.root.locator(".msg > p")

    async def open(self) -> None:
        """Press the help tab."""
        await self.tab.click()
        await expect(self.root.locator("h2")).to_be_visible()

    async def ask(self) -> None:
        """Press "ask an officer" and wait to be queued."""
        await self.button("请导办员一起看").click()
        await expect(self.root.get_by_role("heading", name="已为您排队")).to_be_visible()

    async def send(self, text: str) -> None:
        """Write a message and press Enter."""
        await self.composer.fill(text)
        await self.composer.press("Enter")

    def button(self, name: str) -> Locator:
        """A button by its whole name."""
        return self.root.get_by_role("button", name=name, exact=True)


async def take(officer: Client) -> str:
    """Accept the next offer; return the session's id."""
    offer = (await officer.expect("offer.made"))["offer"]
    await officer.send("offer.accept", session_id=offer["session_id"], offer_id=offer["offer_id"])
    return str(offer["session_id"])


@pytest.fixture
async def site(
    browser: Browser, sqlite_database: Database, catalogue: CatalogueHolder, tmp_path: Path
) -> AsyncIterator[Site]:
    """The bureau's page on a desktop screen, in Chinese, the hub, and the demo bureau under /bureau."""
    frontend.ensure_built()
    site = Site(compose(database=sqlite_database, catalogue=catalogue, verify_ticket=verify_for_tests))
    site.serve()
    site.node.web.add_subapp("/bureau", create_bureau(tmp_path, site.node.hub.catalogue, lambda: NOON))
    async with running(site.node, "127.0.0.1", 0) as port:
        site.hub = Bureau(site.node, port)
        site.context = await browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
        site.context.set_default_timeout(15_000)
        yield site
        await site.context.close()
        for client in site.hub.clients:
            await client.close()


@pytest.fixture
async def panel(site: Site) -> Panel:
    """The widget on the bureau's page, before the first click."""
    return await site.visit()
