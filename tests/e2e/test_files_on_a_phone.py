"""A paper from a phone, in English; one that lies about what it is; and the console in the dark."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.async_api import FilePayload, ViewportSize, expect

from tests.e2e import test_fin_statement
from tests.e2e.words import EN
from tests.support.files import a_picture

if TYPE_CHECKING:
    from tests.e2e.stage import Stage, Taxpayer

pytestmark = pytest.mark.browser

PHONE: ViewportSize = {"width": 390, "height": 844}


async def test_files_on_a_phone(own_stage: Stage) -> None:
    officer = await own_stage.seat_officer("of2", color_scheme="dark")
    await officer.console.go_on_duty()
    taxpayer = await own_stage.seat_taxpayer(EN, viewport=PHONE, is_mobile=True, has_touch=True, locale="en-GB")
    await test_fin_statement.get_stuck(taxpayer)
    await taxpayer.bureau.ask_about_the_error()
    await taxpayer.widget.ask_an_officer()
    await officer.console.accept()
    await photograph(taxpayer, a_picture(size=(1200, 1600)), "receipt.jpg")
    await taxpayer.window.look("1-chosen")
    await taxpayer.widget.root.get_by_role("button", name="Rotate or cover").click()
    await taxpayer.window.page.get_by_role("button", name="Add a cover").click()
    await expect(taxpayer.window.page.get_by_role("button", name="Cover 1")).to_be_focused()
    await taxpayer.window.page.keyboard.press("Shift+ArrowRight")
    await taxpayer.window.look("2-covering")
    await taxpayer.window.page.get_by_role("button", name="Done", exact=True).click()
    await taxpayer.widget.root.get_by_role("button", name="Send file").click()
    cards = officer.console.log.locator("daoban-file-card")
    await expect(cards).to_have_count(1)
    await photograph(taxpayer, b"MZ\x90\0 no picture at all", "bill.jpg")
    await taxpayer.widget.root.get_by_role("button", name="Send file").click()
    await expect(taxpayer.widget.log.locator("daoban-file-card").last).to_contain_text("was not delivered")
    await expect(cards).to_have_count(2)
    await taxpayer.window.look("3-refused")
    await officer.window.look("1-dark")
    assert taxpayer.window.complaints == officer.window.complaints == []


async def photograph(taxpayer: Taxpayer, content: bytes, name: str) -> None:
    """Use the camera of the phone."""
    async with taxpayer.window.page.expect_file_chooser() as choosing:
        await taxpayer.widget.root.get_by_role("button", name="Take a photo").click()
    chooser = await choosing.value
    await chooser.set_files(FilePayload(name=name, mimeType="image/jpeg", buffer=content))
