"""The session explorer in Chromium: looking for words, reading what was said, and going back to the list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.async_api import expect

from tests.reports.conftest import NOVEMBER, a_reader
from tests.support.browser import axe_violations, complaints_of, take_picture

if TYPE_CHECKING:
    from playwright.async_api import Browser

pytestmark = pytest.mark.browser
PHONE = {"viewport": {"width": 360, "height": 740}}


@pytest.mark.parametrize(
    ("name", "looks"),
    [("light", {}), ("dark", {"color_scheme": "dark"}), ("phone", PHONE), ("english", {"locale": "en-GB"})],
)
async def test_found_sessions_and_one_of_them_are_accessible_and_fit_their_window(
    browser: Browser, hub_url: str, name: str, looks: dict[str, Any]
) -> None:
    page = await a_reader(browser, hub_url, **looks)
    complaints = complaints_of(page)
    await page.goto(f"{hub_url}/reports/sessions?{NOVEMBER}&q=差额")
    await expect(page.locator("mark").first).to_have_text("差额")
    assert await axe_violations(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await take_picture(page, f"reports-sessions-found-{name}")
    await page.locator(".found th a").first.click()
    await expect(page.locator(".transcript .said").first).to_be_visible()
    assert await axe_violations(page) == []
    assert complaints == []
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await take_picture(page, f"reports-session-{name}")


async def test_reader_looks_for_words_by_keyboard_reads_a_session_and_goes_back(browser: Browser, hub_url: str) -> None:
    page = await a_reader(browser, hub_url)
    await page.goto(f"{hub_url}/reports/sessions?{NOVEMBER}")
    await page.get_by_label("对话内容").fill("发票 差额")
    await page.keyboard.press("Enter")
    await expect(page.locator("mark").first).to_be_visible()
    listed = page.url
    await page.locator(".found th a").first.click()
    await expect(page.get_by_role("note").last).to_contain_text("本次查看已记录")
    await page.get_by_role("link", name="回到列表").click()
    await expect(page.locator("mark").first).to_be_visible()
    assert "q=" in listed
    assert await page.get_by_label("对话内容").input_value() == "发票 差额"
