"""Files in a real browser: a page keeps its form and its focus, whatever becomes of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from playwright.async_api import expect

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page

    from tests.client.conftest import Bundled
    from tests.support.clients import Bureau

pytestmark = pytest.mark.browser
FORM: Final = "<!doctype html><title>form</title><input id=form><button>look</button><script type=module>{}</script>"


@pytest.fixture
async def page(browser: Browser, bureau: Bureau, bundled: Bundled) -> Page:
    """A form at another address than the hub's."""
    script = Path(bundled("files-page", "browser")[-1]).read_text(encoding="utf-8")
    context = await browser.new_context()
    await context.route(
        f"{bureau.url}/page", lambda route: route.fulfill(body=FORM.format(script), content_type="text/html")
    )
    page = await context.new_page()
    await page.goto(f"{bureau.url}/page")
    return page


async def test_a_file_that_cannot_be_saved_does_not_replace_the_form(page: Page, bureau: Bureau) -> None:
    await page.locator("#form").fill("1.00")
    hub = bureau.url.replace("127.0.0.1", "localhost")
    async with page.context.expect_event("response", lambda answer: answer.url == f"{hub}/files/gone"):
        await page.evaluate("(hub) => { void saveFrom(hub); }", hub)
    await expect(page.locator("#form")).to_have_value("1.00")
    assert page.url == f"{bureau.url}/page"


async def test_the_focus_comes_back_from_a_picture(page: Page) -> None:
    button = page.get_by_role("button", name="look")
    await button.focus()
    await page.evaluate("void lookAt(); 0")
    await expect(page.get_by_role("dialog")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(button).to_be_focused()
