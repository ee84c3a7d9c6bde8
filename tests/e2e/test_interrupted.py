"""The page is loaded anew while files are on their way: they stand there again, and go on with the same file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.async_api import FilePayload, expect

from tests.e2e.scenes import take_up
from tests.e2e.stage import AT_HOME
from tests.e2e.test_guided import MATTER, get_stuck
from tests.e2e.words import ZH
from tests.support.files import A_PDF

if TYPE_CHECKING:
    from playwright.async_api import Locator, Route

    from tests.e2e.stage import Officer, Stage, Taxpayer

pytestmark = pytest.mark.browser

FIRST_PIECE = 256 * 1024
NAMES = ("银行流水.pdf", "审计报告.pdf")
PARTS = "**/api/files/*"


def paper(name: str, size: int = 4 * FIRST_PIECE) -> FilePayload:
    return {"name": name, "mimeType": "application/pdf", "buffer": A_PDF + b"%" * (size - len(A_PDF))}


async def test_interrupted(own_stage: Stage) -> None:
    taxpayer = await own_stage.seat_taxpayer(ZH, viewport={"width": 1366, "height": 768}, **AT_HOME)
    officer = await own_stage.seat_officer("of1")
    await officer.console.go_on_duty()
    await get_stuck(taxpayer)
    await taxpayer.bureau.ask_about_the_error()
    await taxpayer.widget.ask_an_officer()
    await take_up(taxpayer, officer, MATTER)
    await send_a_quarter_of_each(taxpayer)
    await taxpayer.window.page.reload()
    lines = taxpayer.widget.root.locator("daoban-upload-list li")
    await expect(lines).to_have_count(2)
    for name in NAMES:
        await expect(lines.filter(has_text=name)).to_contain_text("1.0 MB · 传到 25% 时中断")
    await taxpayer.window.page.unroute(PARTS)  # sooner, what it holds back would go out
    await taxpayer.window.look("2-left")
    await choose_again(taxpayer, NAMES[0], paper("别的.pdf", FIRST_PIECE))
    await expect(lines.first).to_contain_text("这不是同一个文件")
    await taxpayer.window.look("3-another")
    await choose_again(taxpayer, NAMES[0], paper(NAMES[0]))
    await expect(taxpayer.widget.log.locator("daoban-file-card")).to_contain_text(NAMES[0])
    await expect(officer.console.log.locator("daoban-file-card")).to_contain_text("1.0 MB")
    await expect(lines).to_have_count(1)
    await lines.get_by_role("button", name=f"取消：{NAMES[1]}").click()
    await expect(lines).to_have_count(0)
    await taxpayer.window.page.reload()
    await expect(taxpayer.widget.log.locator("daoban-file-card")).to_contain_text(NAMES[0])
    await expect(taxpayer.widget.root.get_by_role("button", name="添加文件")).to_be_visible()
    await expect(lines).to_have_count(0)
    await taxpayer.window.look("4-done")
    await the_console_shows_its_own_again(officer)
    assert taxpayer.window.complaints == officer.window.complaints == []


async def the_console_shows_its_own_again(officer: Officer) -> None:
    page, lines = officer.window.page, officer.window.page.locator("daoban-upload-list li")
    await page.route(PARTS, lambda route: route.continue_() if route.request.method != "PATCH" else None)
    async with page.expect_file_chooser() as choosing:
        await page.get_by_role("button", name="添加文件").click()
    await (await choosing.value).set_files(paper("填表说明.pdf"))
    async with page.expect_request(lambda request: request.method == "PATCH"):
        await page.get_by_role("button", name="发送文件").click()
    await page.reload()
    await expect(lines).to_contain_text("1.0 MB · 传到 0% 时中断")
    await page.unroute(PARTS)
    await officer.window.look("5-left")
    async with page.expect_file_chooser() as choosing:
        await lines.get_by_role("button", name="继续：填表说明.pdf").click()
    await (await choosing.value).set_files(paper("填表说明.pdf"))
    await expect(officer.console.log.locator("daoban-file-card").last).to_contain_text("填表说明.pdf")
    await expect(lines).to_have_count(0)


async def send_a_quarter_of_each(taxpayer: Taxpayer) -> None:
    """Of each file the first piece arrives, and then nothing more before the page is left."""
    page, root = taxpayer.window.page, taxpayer.widget.root
    begun: set[str] = set()

    async def let_the_first_pass(route: Route) -> None:
        is_first = route.request.url not in begun
        begun.add(route.request.url)
        if is_first or route.request.method != "PATCH":
            await route.continue_()

    await page.route(PARTS, let_the_first_pass)
    async with page.expect_file_chooser() as choosing:
        await root.get_by_role("button", name="添加文件").click()
    await (await choosing.value).set_files([paper(name) for name in NAMES])
    await root.get_by_role("button", name="发送 2 个文件").click()
    for name in NAMES:
        await expect(line_of(taxpayer, name)).to_contain_text("已上传 25%")
    await taxpayer.window.look("1-sending")


async def choose_again(taxpayer: Taxpayer, name: str, file: FilePayload) -> None:
    async with taxpayer.window.page.expect_file_chooser() as choosing:
        await line_of(taxpayer, name).get_by_role("button", name=f"继续：{name}").click()
    await (await choosing.value).set_files(file)


def line_of(taxpayer: Taxpayer, name: str) -> Locator:
    return taxpayer.widget.root.locator("daoban-upload-list li").filter(has_text=name)
