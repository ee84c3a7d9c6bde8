"""A VAT return due today fails the 一窗式比对 comparison: from the stuck step to the receipt, the rating and the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.e2e.stage import both_read
from tests.e2e.words import ZH

if TYPE_CHECKING:
    from tests.e2e.stage import Officer, Stage, Taxpayer

pytestmark = pytest.mark.browser

MATTER = "增值税及附加税费申报（一般纳税人适用）"
FIRST = "第 6 步一直过不去，今天是最后一天了。"
SECOND = "您好，差额 35,000.00 元正好等于 6% 行“未开具发票”一列。这笔收入开过发票吗？"


async def test_vat_general(stage: Stage) -> None:
    taxpayer = await stage.seat_taxpayer(ZH, viewport={"width": 1440, "height": 900}, locale="zh-CN")
    await get_stuck(taxpayer)
    await read_the_explanation(taxpayer)
    officer = await stage.seat_officer("of1")
    await queue_and_pair(taxpayer, officer)
    await talk(taxpayer, officer)


async def get_stuck(taxpayer: Taxpayer) -> None:
    bureau, window = taxpayer.bureau, taxpayer.window
    await bureau.open_sign_in()
    await window.look("1-sign-in")
    await bureau.sign_in("张某")
    await window.look("2-home")
    await bureau.open_matter(MATTER)
    for number in range(2, 7):
        await bureau.next(number)
    await bureau.declare()
    await bureau.press("比对并提交")
    await expect(bureau.error("vatg-cmp-output")).to_be_visible()
    await window.look("3-error")
    assert await window.kept() == {"bureau_sid", "bureau_lang"}


async def read_the_explanation(taxpayer: Taxpayer) -> None:
    widget = taxpayer.widget
    await taxpayer.bureau.ask_about_the_error()
    await expect(widget.says("常见原因")).to_be_visible()
    await expect(widget.root).to_contain_text("35,000.00")
    await taxpayer.window.look("4-explanation")


async def queue_and_pair(taxpayer: Taxpayer, officer: Officer) -> None:
    widget, console = taxpayer.widget, officer.console
    await widget.ask_an_officer()
    await expect(widget.says(ZH.nobody)).to_be_visible()
    await taxpayer.window.look("5-queue")
    await officer.window.look("1-desk")
    await console.go_on_duty()
    for told in ("北京示例科技有限公司", "第 6 步", "今天截止", "比对未通过"):
        await expect(console.offer).to_contain_text(told)
    await officer.window.look("2-offer")
    await console.accept()
    await expect(widget.says("导办01 接入，已看到第 6 步")).to_be_visible()
    await expect(console.step).to_contain_text("申报比对与提交")
    await expect(console.comparison.get_by_role("row").nth(1)).to_contain_text("35,000.00")


async def talk(taxpayer: Taxpayer, officer: Officer) -> None:
    widget, console = taxpayer.widget, officer.console
    await widget.send(FIRST)
    await both_read(taxpayer, officer, FIRST)
    await expect(widget.mark_of(FIRST)).to_contain_text(ZH.read)
    await console.send(SECOND)
    await both_read(taxpayer, officer, FIRST, SECOND)
    await expect(console.mark_of(SECOND)).to_contain_text("已读")
    await taxpayer.window.look("6-talk")
    await officer.window.look("3-talk")
