from typing import TYPE_CHECKING

import pytest
from aiohttp import web

from tests.support.browser import axe_violations, complaints_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Browser

PAGE = """<!doctype html><html lang="zh-CN"><title>办税</title><main><h1>发票</h1>{extra}</main></html>"""


@pytest.fixture
async def address() -> "AsyncIterator[str]":
    async def answer(request: web.Request) -> web.Response:
        policy = {"Content-Security-Policy": "default-src 'self'"}
        return web.Response(
            text=PAGE.format(extra=request.query.get("extra", "")), content_type="text/html", headers=policy
        )

    app = web.Application()
    app.router.add_get("/", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield runner.addresses[0][1]
    await runner.cleanup()


async def test_axe_finds_a_planted_fault_and_nothing_on_a_sound_page(browser: "Browser", address: int) -> None:
    page = await browser.new_page()
    await page.goto(f"http://127.0.0.1:{address}/")
    assert await axe_violations(page) == []
    await page.goto(f"http://127.0.0.1:{address}/?extra=<img src='data:,'>")
    assert [fault.partition(":")[0] for fault in await axe_violations(page)] == ["image-alt"]


async def test_refused_inline_script_is_complained_about(browser: "Browser", address: int) -> None:
    page = await browser.new_page()
    complaints = complaints_of(page)
    await page.goto(f"http://127.0.0.1:{address}/?extra=<script>1</script>")
    assert any("Content Security Policy" in complaint for complaint in complaints)
