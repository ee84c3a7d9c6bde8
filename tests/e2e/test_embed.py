"""The widget on other people's pages: another origin, a strict policy, no storage; and a page that is not let in."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from chatserver.serving import serving
from chatserver.settings import Settings
from tests.e2e.bureaus import ISSUER, OtherBureau, other_bureau
from tests.e2e.pages import WidgetPanel
from tests.e2e.stage import AT_HOME, STILL
from tests.e2e.words import ZH
from tests.support.browser import axe_violations, complaints_of, take_picture
from tools import frontend

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from playwright.async_api import Browser, BrowserContext, Page, Route

pytestmark = pytest.mark.browser

BLOCKED = """for (const kind of ['localStorage', 'sessionStorage'])
  Object.defineProperty(window, kind, {get() { throw new DOMException('blocked', 'SecurityError') }})"""


@pytest.fixture
async def bureau(tmp_path: Path) -> AsyncIterator[OtherBureau]:
    """A bureau that a hub, run for real, knows and lets in."""
    frontend.ensure_built()
    async with other_bureau() as bureau:
        keys = tmp_path / "keys.json"
        bureau.write_keys(keys)
        settings = Settings(data_folder=tmp_path, port=0, allowed_origins=(bureau.url,), bureaus={ISSUER: str(keys)})
        async with serving(settings) as port:
            bureau.hub = f"http://127.0.0.1:{port}"
            yield bureau


@pytest.fixture
async def stranger(bureau: OtherBureau) -> AsyncIterator[OtherBureau]:
    """A bureau whose pages the same hub does not let in."""
    async with other_bureau() as stranger:
        stranger.hub, stranger.key = bureau.hub, bureau.key
        yield stranger


@pytest.fixture
async def window(browser: Browser) -> AsyncIterator[BrowserContext]:
    """A desktop screen."""
    context = await browser.new_context(viewport={"width": 1440, "height": 900}, **STILL, **AT_HOME)
    yield context
    await context.close()


async def look_for_help(page: Page, bureau: OtherBureau) -> WidgetPanel:
    """Press what stands beside the error on the bureau's page."""
    await page.goto(bureau.url)
    await page.get_by_role("button", name=ZH.unclear).click()
    return WidgetPanel(page, ZH)


@pytest.mark.parametrize("storage", ["kept", "blocked"])
async def test_another_origin_gets_to_the_explanation_and_into_the_queue(
    window: BrowserContext, bureau: OtherBureau, storage: str
) -> None:
    if storage == "blocked":
        await window.add_init_script(BLOCKED)
    page = await window.new_page()
    complaints = complaints_of(page)
    widget = await look_for_help(page, bureau)
    await expect(widget.says("申报的开票销售额比已开发票少")).to_be_visible()
    await expect(widget.root).to_contain_text("35,000.00")
    await widget.ask_an_officer()
    await expect(widget.way_out_of_the_queue).to_be_visible()
    await take_picture(page, f"embed-{storage}")
    assert complaints == []
    assert await axe_violations(page) == []


async def test_a_page_that_is_not_let_in_is_told(window: BrowserContext, stranger: OtherBureau) -> None:
    page = await window.new_page()
    complaints = complaints_of(page)
    widget = await look_for_help(page, stranger)
    await expect(widget.says("申报的开票销售额比已开发票少")).to_be_visible()
    await expect(widget.says("这个网站还没有获准使用在线导办")).to_be_visible()
    await expect(widget.says("代码 origin_refused")).to_be_visible()
    await take_picture(page, "embed-refused")
    assert complaints == []
    assert await axe_violations(page) == []


async def test_words_for_an_error_that_come_after_it_take_its_place(
    window: BrowserContext, stranger: OtherBureau
) -> None:
    known = asyncio.Event()

    async def late(route: Route) -> None:
        await known.wait()
        await route.continue_()

    page = await window.new_page()
    await page.route("**/errors-*.js", late)
    widget = await look_for_help(page, stranger)
    await expect(widget.says("没有成功，请重试")).to_be_visible()
    known.set()
    await expect(widget.says("这个网站还没有获准使用在线导办")).to_be_visible()
    await expect(widget.says("没有成功，请重试")).to_be_hidden()
