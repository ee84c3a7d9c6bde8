"""A real node with an invented history, and an analyst who reads its figures in Chromium."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from chatserver.adapters.passwords import Passwords
from chatserver.app import compose, running
from chatserver.catalogue.holder import CatalogueHolder
from chatserver.clock import SystemClock
from chatserver.services.login import Logins
from chatserver.simulation.history import Plan
from chatserver.web.edge import WebEdge
from chatserver.web.routes import add_routes
from storage.officers import NewOfficer, add_officer
from tests.support.clients import verify_for_tests
from tests.support.invented import FIRST, LAST, invent
from tests.support.opening import new_sqlite, opening
from tests.support.site import CHEAP, PASSWORD
from tools import frontend
from tools.places import ROOT

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from playwright.async_api import Browser, Page

    from storage.engine import Database

NOVEMBER = "from=2026-11-01&to=2026-11-30"


async def with_history(database: Database) -> None:
    """Put 300 invented sessions and an analyst there."""
    now = SystemClock().now()
    await invent(database, CatalogueHolder(LAST), Plan(sessions=300, first=FIRST, last=LAST, seed=5), now)
    analyst = NewOfficer(
        officer_id="an1",
        name="分析员01",
        name_en="Analyst 01",
        tier=0,
        capacity=0,
        skills=("report", "unmask"),
        password_hash=CHEAP.hash(PASSWORD),
    )
    await database.write(lambda sql: add_officer(sql, analyst, now))


@pytest.fixture
def history_url(tmp_path: Path) -> str:
    """A database with 300 invented sessions."""
    return new_sqlite(tmp_path, with_history)


@pytest.fixture
async def history(history_url: str) -> AsyncIterator[Database]:
    """The same, opened."""
    async with opening(history_url) as opened:
        yield opened


@pytest.fixture
async def hub_url(history: Database, catalogue: CatalogueHolder, tmp_path: Path) -> AsyncIterator[str]:
    """Where the node answers."""
    frontend.ensure_built()
    exports = (tmp_path / "exports", 7)
    node = compose(database=history, catalogue=catalogue, verify_ticket=verify_for_tests, exports=exports)
    passwords = Passwords(CHEAP)
    edge = WebEdge(
        hub=node.hub,
        logins=Logins(node.hub, passwords),
        telemetry=node.telemetry,
        widget_folder=ROOT / "widget" / "dist",
        console_folder=ROOT / "agents" / "dist",
        exports=node.background.exports,
    )
    add_routes(node.web, edge)
    async with running(node, "127.0.0.1", 0) as port:
        yield f"http://127.0.0.1:{port}"
    passwords.close()


async def a_reader(browser: Browser, url: str, **looks: Any) -> Page:
    """A signed-in analyst's window; `looks`: of its browser context."""
    window = {"viewport": {"width": 1366, "height": 768}, "locale": "zh-CN", "timezone_id": "Asia/Shanghai", **looks}
    context = await browser.new_context(**window)
    data = {"officer_id": "an1", "password": PASSWORD}
    answer = await context.request.post(f"{url}/api/login", data=data, headers={"Origin": url})
    assert answer.ok
    return await context.new_page()
