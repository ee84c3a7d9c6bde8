"""The overlay of keys: opened by ?, never while something is written; keys are changed, taken away and remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.support.browser import axe_violations, take_picture

if TYPE_CHECKING:
    from tests.console.conftest import Desk

pytestmark = pytest.mark.browser


async def test_the_overlay_opens_by_the_question_mark_and_never_while_one_writes(desk: Desk) -> None:
    overlay = desk.page.locator("daoban-shortcuts dl")
    await desk.page.keyboard.press("?")
    await expect(overlay).to_be_visible()
    await take_picture(desk.page, "console-shortcuts")
    assert await axe_violations(desk.page) == []
    await desk.page.keyboard.press("Escape")
    await expect(overlay).to_be_hidden()
    await desk.talk()
    await desk.reply.fill("")
    await desk.reply.press("?")
    await expect(desk.reply).to_have_value("?")
    await expect(overlay).to_be_hidden()


async def test_a_key_is_changed_shown_beside_its_button_and_remembered(desk: Desk) -> None:
    page, said = desk.page, desk.page.locator("daoban-shortcuts .said")
    await page.keyboard.press("?")
    change = page.get_by_role("button", name="改“接办求助”的快捷键")
    await change.click()
    await page.keyboard.press("Alt+h")
    await expect(said).to_have_text("Alt H 已用于“标出选中的一格”，请先去掉它，或换一个。")
    await change.click()
    await page.keyboard.press("Escape")
    await expect(said).to_have_text("")
    await change.click()
    await page.keyboard.press("Alt+j")
    await expect(said).to_have_text("“接办求助”改为 Alt J")
    await page.get_by_role("button", name="去掉“离席，选原因”的快捷键").click()
    await page.keyboard.press("Escape")
    await expect(page.locator("daoban-shortcuts dl")).to_be_hidden()
    await page.reload()
    await desk.ask()
    await expect(desk.offer.get_by_role("button", name="接办 Alt J")).to_be_visible()
    await page.keyboard.press("Alt+a")
    await page.keyboard.press("Alt+3")
    await expect(page.get_by_role("menuitem", name="离席：用餐")).to_be_hidden()
    await page.keyboard.press("Alt+j")
    await expect(desk.reply).to_be_visible()


async def test_the_button_to_go_on_duty_names_the_key_there_is(desk: Desk) -> None:
    page = desk.page
    await page.get_by_role("button", name="状态：接办中").click()
    await page.get_by_role("menuitem", name="下岗").click()
    await expect(page.get_by_role("button", name="接办 Alt 1")).to_be_visible()
    await page.keyboard.press("?")
    await page.get_by_role("button", name="去掉“接办中”的快捷键").click()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="接办", exact=True)).to_be_visible()
