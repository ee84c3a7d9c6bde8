"""The client in a real browser: networks that go, networks that refuse, pages that are loaded again."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext, Page, WebSocketRoute

    from tests.client.conftest import Bundled
    from tests.support.clients import Bureau

pytestmark = pytest.mark.browser


@pytest.fixture
async def window(browser: Browser, bureau: Bureau, bundled: Bundled) -> BrowserContext:
    """A browser window in which the hub's address has a page with the client."""
    script = Path(bundled("page", "browser")[-1]).read_text(encoding="utf-8")
    context = await browser.new_context()
    context.set_default_timeout(20_000)
    html = f"<!doctype html><title>client</title><script type=module>{script}</script>"
    await context.route(f"{bureau.url}/page", lambda route: route.fulfill(body=html, content_type="text/html"))
    return context


async def opened(window: BrowserContext, bureau: Bureau) -> Page:
    page = await window.new_page()
    await page.goto(f"{bureau.url}/page")
    await page.evaluate("open()")
    return page


async def test_a_message_written_offline_survives_a_reload_and_is_said_once(
    window: BrowserContext, bureau: Bureau
) -> None:
    page = await opened(window, bureau)
    await page.evaluate("post('before')")
    await page.evaluate("untilSaid(1)")
    await window.set_offline(True)
    await page.evaluate("untilLine('offline')")
    await page.evaluate("post('offline')")
    assert await page.evaluate("pending()") == ["offline"]
    await window.set_offline(False)
    await page.evaluate("untilSaid(2)")
    await window.set_offline(True)
    await page.evaluate("untilLine('offline')")
    await page.evaluate("post('left behind')")
    await window.set_offline(False)
    await page.reload()
    await page.evaluate("open()")
    await page.evaluate("untilSaid(3)")
    assert await page.evaluate("texts()") == ["before", "offline", "left behind"]
    assert await page.evaluate("pending()") == []
    assert await page.evaluate("localStorage.length") == 0


async def test_the_network_coming_back_is_noticed_at_once(window: BrowserContext, bureau: Bureau) -> None:
    page = await opened(window, bureau)
    await page.evaluate("Math.random = () => 100")  # the next try is 50 s away
    await window.set_offline(True)
    await page.evaluate("untilLine('offline')")
    await window.set_offline(False)
    await page.evaluate("untilLine('online')")


async def test_where_websockets_are_cut_the_talk_goes_on_by_polling(window: BrowserContext, bureau: Bureau) -> None:
    cut: list[str] = []

    async def let_through_and_cut(socket: WebSocketRoute) -> None:
        cut.append(socket.url)
        await socket.close(code=1011)

    await window.route_web_socket(re.compile("/socket.io/"), let_through_and_cut)
    page = await opened(window, bureau)
    await page.evaluate("post('by polling')")
    await page.evaluate("untilSaid(1)")
    assert await page.evaluate("line()") == "online"
    assert cut


async def test_two_tabs_show_the_same_and_say_nothing_twice(window: BrowserContext, bureau: Bureau) -> None:
    one, other = await opened(window, bureau), await opened(window, bureau)
    await one.evaluate("post('from one')")
    await other.evaluate("untilSaid(1)")
    await other.evaluate("post('from the other')")
    for page in (one, other):
        await page.evaluate("untilSaid(2)")
        assert await page.evaluate("texts()") == ["from one", "from the other"]
        assert await page.evaluate("pending()") == []
