"""What only a browser can tell: that pages of other origins may load the widget, and what people see who are lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from aiohttp import web

from tests.support.browser import axe_violations, complaints_of, take_picture

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from playwright.async_api import Browser

    from tests.support.site import Site

pytestmark = pytest.mark.browser


@pytest.fixture
async def bureau(site: Site, built: Path) -> AsyncIterator[str]:
    """A bureau's page on another origin, with a strict policy and isolated as far as a page can be."""
    (built / "widget" / "daoban.js").write_text(
        "import(new URL('panel-Bx3dE_f9.js', document.currentScript.src).href)"
        ".then((panel) => { document.title = panel.word; });"
        f"fetch('{site.url}/api/catalogue/matters/vat-general')"
        ".then((answer) => answer.json()).then((matter) => { document.body.id = matter.id; });",
        "utf-8",
    )
    (built / "widget" / "panel-Bx3dE_f9.js").write_text("export const word = 'loaded';", "utf-8")

    async def show(_: web.Request) -> web.Response:
        page = f"<!doctype html><title>办税</title><body><script src='{site.url}/widget/daoban.js'></script>"
        headers = {
            "Content-Security-Policy": f"default-src 'none'; script-src {site.url}; connect-src {site.url}",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Embedder-Policy": "require-corp",
        }
        return web.Response(text=page, content_type="text/html", headers=headers)

    application = web.Application()
    application.router.add_get("/", show)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    await runner.cleanup()


async def test_strict_page_of_another_origin_loads_widget_and_catalogue(browser: Browser, bureau: str) -> None:
    page = await browser.new_page()
    complaints = complaints_of(page)
    await page.goto(bureau)
    await page.wait_for_function("() => document.title === 'loaded' && document.body.id === 'vat-general'")
    assert complaints == []


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_lost_people_find_a_page_that_everybody_can_read(browser: Browser, site: Site, language: str) -> None:
    context = await browser.new_context(locale=language, viewport={"width": 360, "height": 640})
    page = await context.new_page()
    complaints = complaints_of(page)
    await page.goto(f"{site.url}/nothing/here")
    assert await page.locator("html").get_attribute("lang") == language
    assert await page.locator("h1").inner_text() in {"没有这个页面", "There is no such page"}
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert await page.evaluate("getComputedStyle(document.querySelector('main')).maxWidth") == "480px"
    assert await axe_violations(page) == []
    assert [words for words in complaints if "404" not in words] == []
    await take_picture(page, f"not-found-{language}")
