"""A real node that serves the built console, an officer who sits at it in Chromium, taxpayers over sockets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from playwright.async_api import expect

from chatserver.adapters.passwords import Passwords
from chatserver.app import Node, compose, running
from chatserver.services.login import Logins
from chatserver.web.edge import WebEdge
from chatserver.web.routes import add_routes
from storage.officers import NewOfficer, add_officer
from tests.support.browser import complaints_of
from tests.support.clients import Bureau, Client, verify_for_tests
from tests.support.site import CHEAP, PASSWORD, add_an_officer
from tools import frontend
from tools.places import ROOT

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Browser, Locator, Page

    from chatserver.catalogue.holder import CatalogueHolder
    from storage.engine import Database

SCREEN: dict[str, Any] = {"viewport": {"width": 1366, "height": 768}, "locale": "zh-CN", "timezone_id": "Asia/Shanghai"}
FIELDS = {"f1_13_zp": "860000.00", "f1_13_qt": "120000.00", "f1_6_qt": "0.00", "f1_6_wkp": "35000.00"}
ROW = {"no": 1, "source_item": "本期开具发票金额合计", "source_amount": "1015000.00"}


def context(fields: dict[str, str] | None = None, **more: Any) -> dict[str, Any]:
    """The failed comparison of a VAT return, as the widget reports it."""
    values = FIELDS if fields is None else fields
    return {
        "matter_id": "vat-general",
        "step_id": "s6",
        "error_id": "vatg-cmp-output",
        "error_occurrences": 1,
        "period": "2026-10",
        "fields": [{"id": name, "value": value} for name, value in values.items()],
        "comparison": [{**ROW, "declared_item": "附一开票销售额合计", "declared_amount": "980000.00"}],
        **more,
    }


@dataclass
class Desk:
    """The officer's window and everybody on the other side."""

    page: Page
    bureau: Bureau
    complaints: list[str]

    @property
    def reply(self) -> Locator:
        return self.page.get_by_role("textbox", name="回复")

    @property
    def log(self) -> Locator:
        return self.page.get_by_role("log", name="会话记录")

    @property
    def offer(self) -> Locator:
        return self.page.locator("daoban-offer-card")

    def row(self, address: str) -> Locator:
        """A row of the mirror, by its address on the form."""
        head = self.page.get_by_role("rowheader", name=address, exact=True)
        return self.page.locator("daoban-fields tr").filter(has=head).first

    async def sign_in(self) -> None:
        await self.page.get_by_label("工号").fill("of1")
        await self.page.get_by_label("密码").fill(PASSWORD)
        await self.page.get_by_role("button", name="登录", exact=True).click()
        await expect(self.page.get_by_role("navigation", name="我的会话")).to_be_visible()

    async def go_on_duty(self) -> None:
        await self.page.get_by_role("button", name=re.compile("^接办 Alt 1")).click()
        await expect(self.page.get_by_role("button", name="状态：接办中")).to_be_visible()

    async def ask(self, person: str = "pe1", **more: Any) -> tuple[Client, str]:
        """Somebody asks for help; the offer is on the screen."""
        taxpayer = await self.bureau.taxpayer(person_id=person)
        opened = await taxpayer.send("session.open", context=context(**more))
        await expect(self.offer).to_be_visible()
        return taxpayer, opened["session"]["session_id"]

    async def talk(self, person: str = "pe1") -> tuple[Client, str]:
        """Somebody asks for help and is accepted by the key."""
        taxpayer, session_id = await self.ask(person)
        await self.page.keyboard.press("Alt+a")
        await expect(self.reply).to_be_visible()
        await expect(self.offer).to_be_hidden()
        return taxpayer, session_id


@pytest.fixture
async def bureau_with_console(sqlite_database: Database, catalogue: CatalogueHolder) -> AsyncIterator[Bureau]:
    """A node with the web edge, and one officer who may sign in."""
    frontend.ensure_built()
    node = compose(database=sqlite_database, catalogue=catalogue, verify_ticket=verify_for_tests)
    passwords = Passwords(CHEAP)
    _serve_console(node, passwords)
    await add_an_officer(sqlite_database, node.hub)
    async with running(node, "127.0.0.1", 0) as port:
        bureau = Bureau(node, port)
        yield bureau
        for client in bureau.clients:
            await client.close()
    passwords.close()


def _serve_console(node: Node, passwords: Passwords) -> None:
    edge = WebEdge(
        hub=node.hub,
        logins=Logins(node.hub, passwords),
        telemetry=node.telemetry,
        widget_folder=ROOT / "widget" / "dist",
        console_folder=ROOT / "agents" / "dist",
    )
    add_routes(node.web, edge)


@pytest.fixture
async def desk(request: pytest.FixtureRequest, browser: Browser, bureau_with_console: Bureau) -> AsyncIterator[Desk]:
    """An officer who has signed in and is on duty; indirect parameter: in which zone their computer is set."""
    zone = getattr(request, "param", SCREEN["timezone_id"])
    browser_context = await browser.new_context(**{**SCREEN, "timezone_id": zone})
    page = await browser_context.new_page()
    await page.goto(f"{bureau_with_console.url}/console/")
    desk = Desk(page, bureau_with_console, [])
    await desk.sign_in()
    await desk.go_on_duty()
    desk.complaints = complaints_of(page)
    yield desk
    await browser_context.close()


@pytest.fixture
async def floor(browser: Browser, bureau_with_console: Bureau) -> AsyncIterator[Desk]:
    """A supervisor who has signed in."""
    hub = bureau_with_console.node.hub
    lead = NewOfficer(
        officer_id="of7",
        name="班组长01",
        tier=0,
        capacity=0,
        skills=("monitor",),
        password_hash=CHEAP.hash(PASSWORD),
    )
    await hub.database.write(lambda sql: add_officer(sql, lead, hub.clock.now()))
    browser_context = await browser.new_context(**SCREEN)
    page = await browser_context.new_page()
    await page.goto(f"{bureau_with_console.url}/console/")
    await page.get_by_label("工号").fill("of7")
    await page.get_by_label("密码").fill(PASSWORD)
    await page.get_by_role("button", name="登录", exact=True).click()
    await expect(page.get_by_role("heading", name="现场")).to_be_visible()
    yield Desk(page, bureau_with_console, complaints_of(page))
    await browser_context.close()


async def a_talk(floor: Desk) -> tuple[Client, Client, str]:
    """A taxpayer, an officer and their session, which the supervisor sees on the floor."""
    officer = await floor.bureau.officer()
    taxpayer = await floor.bureau.taxpayer()
    opened = await taxpayer.send("session.open", context=context())
    session_id = opened["session"]["session_id"]
    offer = (await officer.expect("offer.made"))["offer"]
    await officer.send("offer.accept", session_id=session_id, offer_id=offer["offer_id"])
    return taxpayer, officer, session_id
