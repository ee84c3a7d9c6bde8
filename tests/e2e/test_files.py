"""Papers both ways: two pictures from the taxpayer, one of them covered in part, and a paper from the officer."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from playwright.async_api import FilePayload, expect

from tests.e2e.scenes import take_up
from tests.e2e.stage import AT_HOME
from tests.e2e.test_guided import MATTER, get_stuck
from tests.e2e.words import ZH
from tests.support.files import A_PDF, a_photo_with_a_place, a_picture

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.async_api import Download

    from tests.e2e.stage import Officer, Stage, Taxpayer

pytestmark = pytest.mark.browser

NOTE_PRINTED = """() => {
  HTMLIFrameElement.prototype.remove = function () {
    window.printed = this.contentDocument.querySelectorAll('canvas').length;
    Element.prototype.remove.call(this);
  };
}"""
"""A page to be printed lives in a frame of its own, which goes once it has been printed: what was on it?"""


async def test_files(own_stage: Stage, tmp_path: Path) -> None:
    taxpayer = await own_stage.seat_taxpayer(ZH, viewport={"width": 1440, "height": 900}, **AT_HOME)
    officer = await own_stage.seat_officer("of1")
    await officer.console.go_on_duty()
    await get_stuck(taxpayer)
    await taxpayer.bureau.ask_about_the_error()
    await taxpayer.widget.ask_an_officer()
    await take_up(taxpayer, officer, "北京示例科技有限公司", MATTER, "第 6 步")
    await choose_two(taxpayer)
    await cover(taxpayer)
    await taxpayer.widget.root.get_by_role("button", name="发送 2 个文件").click()
    cards = officer.console.log.locator("daoban-file-card")
    await expect(cards).to_have_count(2)
    await expect(taxpayer.widget.log.locator("daoban-file-card")).to_have_count(2)
    await expect(taxpayer.widget.root.locator("daoban-upload-list li")).to_have_count(0)
    await taxpayer.window.look("3-sent")
    await see(officer)
    assert_photo_says_nothing_but_its_pixels(await save(officer, "门头照片.jpg"))
    assert_left_is_black(await save(officer, "营业执照.jpg"))
    await answer_with_a_paper(taxpayer, officer)
    assert taxpayer.window.complaints == officer.window.complaints == []


async def choose_two(taxpayer: Taxpayer) -> None:
    page = taxpayer.window.page
    async with page.expect_file_chooser() as choosing:
        await taxpayer.widget.root.get_by_role("button", name="添加文件").click()
    chooser = await choosing.value
    photo = FilePayload(name="门头照片.jpg", mimeType="image/jpeg", buffer=a_photo_with_a_place())
    licence = FilePayload(name="营业执照.jpg", mimeType="image/jpeg", buffer=a_picture(size=(1200, 1600)))
    await chooser.set_files([photo, licence])
    await expect(taxpayer.widget.root.locator("daoban-upload-list li")).to_have_count(2)
    await taxpayer.window.look("1-chosen")


async def cover(taxpayer: Taxpayer) -> None:
    """Draw a box over the left half of the second picture."""
    page, root = taxpayer.window.page, taxpayer.widget.root
    await root.get_by_role("button", name="旋转或遮盖：营业执照.jpg").click()
    sheet = page.locator("daoban-picture canvas")
    await expect(sheet).to_be_visible()
    place = await sheet.bounding_box()
    assert place
    left, top, width, height = (place[key] for key in ("x", "y", "width", "height"))
    await page.mouse.move(left + 1, top + 1)
    await page.mouse.down()
    await page.mouse.move(left + width / 4, top + height / 2)
    await page.mouse.move(left + width / 2, top + height - 1)
    await page.mouse.up()
    await expect(page.get_by_role("button", name="遮盖 1")).to_be_visible()
    await taxpayer.window.look("2-covering")
    await page.get_by_role("button", name="完成", exact=True).click()
    await expect(page.locator("daoban-picture")).to_have_count(0)


async def see(officer: Officer) -> None:
    """Look at a picture large, turn it, go in, and close it."""
    page = officer.window.page
    card = officer.console.log.locator("daoban-file-card").last
    await expect(card.locator("canvas")).not_to_have_attribute("width", "0")
    await officer.window.look("4-cards")
    await card.get_by_role("button", name="看大图").click()
    dialog = page.locator("daoban-picture")
    await expect(dialog.locator("canvas")).to_be_visible()
    await officer.window.look("5-viewer")
    await page.evaluate(NOTE_PRINTED)
    await dialog.get_by_role("button", name="打印").click()
    await page.wait_for_function("() => window.printed === 1")
    await page.keyboard.press("r")
    await page.keyboard.press("+")
    await page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)


async def save(officer: Officer, name: str) -> bytes:
    card = officer.console.log.locator("daoban-file-card").filter(has_text=name)
    async with officer.window.page.expect_download() as downloading:
        await card.get_by_role("button", name="保存").click()
    download: Download = await downloading.value
    assert download.suggested_filename == name
    return (await download.path()).read_bytes()


def assert_photo_says_nothing_but_its_pixels(content: bytes) -> None:
    with Image.open(io.BytesIO(content)) as picture:
        assert (picture.width, picture.height) == (400, 640)  # the camera lay on its side
        assert not picture.getexif()
    assert b"SecretCamera" not in content
    assert b"HiddenComment" not in content


def assert_left_is_black(content: bytes) -> None:
    with Image.open(io.BytesIO(content)) as picture:
        assert picture.size == (1200, 1600)
        left = picture.crop((8, 8, 590, 1590)).convert("L").histogram()
        right = picture.crop((700, 700, 900, 900)).getchannel("B").histogram()
    assert sum(left[12:]) == 0  # nothing but black, and what JPEG makes of it
    assert sum(right[:200]) == 0


async def answer_with_a_paper(taxpayer: Taxpayer, officer: Officer) -> None:
    page = officer.window.page
    async with page.expect_file_chooser() as choosing:
        await page.get_by_role("button", name="添加文件").click()
    chooser = await choosing.value
    await chooser.set_files(FilePayload(name="填表说明.pdf", mimeType="application/pdf", buffer=A_PDF))
    await page.get_by_role("button", name="发送文件").click()
    card = taxpayer.widget.log.locator("daoban-file-card").filter(has_text="填表说明.pdf")
    await expect(card).to_be_visible()
    await taxpayer.window.look("6-paper")
    await officer.window.look("6-paper")
    async with taxpayer.window.page.expect_download() as downloading:
        await card.get_by_role("button", name="保存").click()
    assert (await (await downloading.value).path()).read_bytes() == A_PDF
