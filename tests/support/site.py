"""The HTTP edge on a free port, with an officer who can sign in and front ends that look built."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import aiohttp
import pytest
from aiohttp import web
from argon2 import PasswordHasher

from chatserver.adapters.passwords import Passwords
from chatserver.services.login import Logins
from chatserver.telemetry import Telemetry
from chatserver.web.edge import WebEdge
from chatserver.web.routes import add_routes
from storage.officers import NewOfficer, add_officer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from pathlib import Path

    from chatserver.services.hub import Hub
    from storage.engine import Database

PASSWORD = "correct horse battery staple"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@dataclass
class Site:
    """A running site: where it is, what it works with, and a browser-like client."""

    url: str
    edge: WebEdge
    client: aiohttp.ClientSession

    @property
    def page(self) -> dict[str, str]:
        """The headers with which a page of the site posts."""
        return {"Origin": self.url, "Sec-Fetch-Site": "same-origin"}

    async def sign_in(self, officer_id: str = "of1", password: str = PASSWORD) -> aiohttp.ClientResponse:
        return await self.client.post(
            f"{self.url}/api/login", json={"officer_id": officer_id, "password": password}, headers=self.page
        )


@contextlib.asynccontextmanager
async def serving(
    edge: WebEdge, *more: web.RouteDef, mounted: Mapping[str, web.Application] | None = None
) -> AsyncIterator[Site]:
    application = web.Application(client_max_size=1_000_000)
    add_routes(application, edge)
    application.add_routes(more)
    for prefix, other in (mounted or {}).items():
        application.add_subapp(prefix, other)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as client:
        yield Site(f"http://127.0.0.1:{runner.addresses[0][1]}", edge, client)
    await runner.cleanup()


async def refusal(answer: aiohttp.ClientResponse) -> tuple[int, str]:
    """Status and code of a refusal, which always has the same four parts."""
    body = await answer.json()
    assert body["ok"] is False
    assert set(body["error"]) == {"code", "message", "retryable", "details"}
    return answer.status, body["error"]["code"]


async def add_an_officer(database: Database, hub: Hub, officer_id: str = "of1") -> None:
    new = NewOfficer(
        officer_id=officer_id,
        name="导办01",
        tier=1,
        capacity=3,
        skills=("vat-general", "payment"),
        password_hash=CHEAP.hash(PASSWORD),
    )
    await database.write(lambda sql: add_officer(sql, new, hub.clock.now()))


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """Front ends as vite leaves them."""
    files = {
        "widget/daoban.js": "/* loader */",
        "widget/panel-Bx3dE_f9.js": "export {};" * 400,
        "widget/.vite/manifest.json": "{}",
        "agents/index.html": "<!doctype html><title>导办台</title>",
        "agents/assets/main-0a1B2c3D.js": "export {};",
        "secret.txt": "not yours",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


@pytest.fixture
async def edge(hub: Hub, built: Path) -> AsyncIterator[WebEdge]:
    """The edge on a hub with one officer."""
    await add_an_officer(hub.database, hub)
    passwords = Passwords(CHEAP)
    telemetry = Telemetry()
    telemetry.watch_journal(hub.journal)
    yield WebEdge(
        hub=hub,
        logins=Logins(hub, passwords),
        telemetry=telemetry,
        widget_folder=built / "widget",
        console_folder=built / "agents",
    )
    passwords.close()


@pytest.fixture
async def site(edge: WebEdge) -> AsyncIterator[Site]:
    """The site."""
    async with serving(edge) as site:
        yield site
