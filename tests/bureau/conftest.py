"""The bureau on a free port, with the product's catalogue, and visitors that behave like browsers."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from html import unescape
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from yarl import URL

from chatserver.catalogue.loader import FOLDER, load_catalogue
from chatserver.domain.catalogue import Catalogue
from widget.demo.app import add_demo_pages, create_bureau

NOON = dt.datetime(2026, 11, 16, 6, 1, tzinfo=dt.UTC)
"""14:01 at the bureau, on the day that the demo's VAT return is due."""


class Visitor:
    """One browser: keeps cookies, sends Origin with posts, remembers the page it is on."""

    def __init__(self, base: str, client: aiohttp.ClientSession) -> None:
        self.base = base
        self.client = client
        self.page = ""
        self.path = ""
        self.status = 0

    async def open(self, path: str) -> str:
        """Go to a page and follow redirects."""
        return await self._keep(await self.client.get(self.base + path))

    async def post(self, path: str, **fields: str) -> str:
        """Send a form and follow the redirect."""
        return await self._keep(await self.client.post(self.base + path, data=fields, headers={"Origin": self.base}))

    async def press(self, action: str, **fields: str) -> str:
        """Send the form of the present step with what stands in it, changed by `fields`."""
        filled = {**self.filled(), **fields, "action": action}
        return await self.post(self.path, **filled)

    async def sign_in(self, person_id: str, matter_id: str = "") -> str:
        """Sign in, straight to a matter if there is one."""
        return await self.post("/bureau/sign-in", person_id=person_id, matter=matter_id)

    async def ask(self, path: str, body: object, **headers: str) -> aiohttp.ClientResponse:
        """Post JSON as the page's script does."""
        return await self.client.post(self.base + path, json=body, headers={"Origin": self.base, **headers})

    def filled(self) -> dict[str, str]:
        """What the browser would send of the form on the page: inputs, choices, text."""
        form = self.page.partition("data-form ")[2].partition("</form>")[0]
        sent: dict[str, str] = {}
        for tag in re.findall(r"<input[^>]*>", form):
            attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
            unpicked = attributes.get("type") in {"radio", "checkbox"} and " checked" not in tag
            if "name" in attributes and not unpicked and attributes.get("type") != "file":
                sent[attributes["name"]] = unescape(attributes.get("value", ""))
        for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
            picked = re.search(r'value="([^"]*)" selected', options)
            sent[name] = unescape(picked.group(1)) if picked else ""
        for name, text in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
            sent[name] = unescape(text)
        return sent

    def errors(self) -> list[str]:
        """The errors that the page declares, in its order."""
        return re.findall(r'data-daoban-error="([^"]+)"', self.page)

    def step(self) -> str:
        """The step that the page declares."""
        found = re.search(r'data-daoban-step="([^"]+)"', self.page)
        return found.group(1) if found else ""

    async def _keep(self, answer: aiohttp.ClientResponse) -> str:
        self.status = answer.status
        self.path = answer.url.path
        self.page = await answer.text()
        return self.page


class Clock:
    """A clock that stands until it is put."""

    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> dt.datetime:
        return self.at


OpenBureau = Callable[[Path], AbstractAsyncContextManager[str]]


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """The catalogue that comes with the product."""
    return load_catalogue(FOLDER, NOON.date())


@pytest.fixture
def clock() -> Clock:
    """The bureau's clock."""
    return Clock()


@pytest.fixture
def open_bureau(catalogue: Catalogue, clock: Clock) -> OpenBureau:
    """Serve a bureau with its data in the given folder, for as long as the context lasts."""

    @contextlib.asynccontextmanager
    async def opened(folder: Path) -> AsyncIterator[str]:
        root = web.Application()
        add_demo_pages(root, create_bureau(folder, catalogue, clock), "demo-password")
        runner = web.AppRunner(root)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield str(URL.build(scheme="http", host="127.0.0.1", port=runner.addresses[0][1]))
        await runner.cleanup()

    return opened


@pytest.fixture
async def bureau(open_bureau: OpenBureau, tmp_path: Path) -> AsyncIterator[str]:
    """The address of a bureau that nobody has visited."""
    async with open_bureau(tmp_path) as base:
        yield base


@pytest.fixture
async def visitor(bureau: str) -> AsyncIterator[Visitor]:
    """A browser at the bureau, not signed in."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as client:
        yield Visitor(bureau, client)
