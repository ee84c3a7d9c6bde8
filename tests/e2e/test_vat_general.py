"""A VAT return due today fails the 一窗式比对 comparison: from the stuck step to receipt, rating and log."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.e2e.log import read_log
from tests.e2e.pages import FAILING, SECONDS
from tests.e2e.scenes import close_the_question, exchange, file_away, take_up
from tests.e2e.stage import AT_HOME, both_read
from tests.e2e.words import ZH

if TYPE_CHECKING:
    from tests.e2e.stage import Officer, Stage, Taxpayer

pytestmark = pytest.mark.browser

MATTER = "增值税及附加税费申报"
FIRST = "第 6 步一直过不去，今天是最后一天了。"
SECOND = "您好，差额 35,000.00 元正好等于 6% 行“未开具发票”一列。这笔收入开过发票吗？"
INVOICES = "开过，这是清单：" + "；".join(f"{n:02} 号发票 {n * 104_729 % 9_973}.{n * 37 % 97:02} 元" for n in range(60))
MEANWHILE = "不着急，我在这里等您的清单。"
FROM_THE_TAB = "我在首页查到了开票清单。"
STILL_THERE = "您还在吗？"
THANKS = "原来要填在“其他发票”列，我这就改。"
NOTE = "6% 收入已开普通发票，改填 5 行 3 列。"
EXPORTED = {
    "taxpayer_name": "北京示例科技有限公司",
    "person_role": "tax_handler",
    "matter_id": "vat-general",
    "first_step_id": "s6",
    "first_error_id": "vatg-cmp-output",
    "boost_reason": "deadline_today",
    "explained": True,
    "offers_made": 1,
    "times_queued": 1,
    "slips": [],
    "officer_name": "导办01",
    "questions": 1,
    "dispositions": ["resolved"],
    "solved": 1,
    "not_solved": 0,
    "taxpayer_messages": 5,
    "officer_messages": 2,
    "end_reason": "finished",
    "ended_by": "officer",
    "rating_score": 5,
    "rating_reasons": [],
    "achieved": True,
    "state": "closed",
    "form_outcome": "filed",
}


async def test_vat_general(stage: Stage) -> None:
    taxpayer = await stage.seat_taxpayer(ZH, viewport={"width": 1440, "height": 900}, **AT_HOME)
    await get_stuck(taxpayer)
    await read_the_explanation(taxpayer)
    officer = await stage.seat_officer("of1")
    await queue_and_pair(taxpayer, officer)
    await exchange(taxpayer, officer, FIRST, SECOND)
    await reload_on_both_sides(taxpayer, officer)
    await open_a_second_tab(stage, taxpayer, officer)
    await lose_the_line_inside_a_message(taxpayer, officer)
    await correct_the_form(taxpayer, officer)
    await close_the_question(taxpayer, officer)
    await rate_and_wrap_up(taxpayer, officer)
    assert taxpayer.window.complaints == officer.window.complaints == []
    await read_what_is_left(stage)


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
    assert await window.kept() == {"bureau_sid", "bureau_lang"}  # and nothing of ours before help is asked for


async def read_the_explanation(taxpayer: Taxpayer) -> None:
    widget = taxpayer.widget
    await taxpayer.bureau.ask_about_the_error()
    await expect(widget.says(ZH.cause)).to_be_visible()
    await expect(widget.root).to_contain_text("35,000.00")
    await taxpayer.window.look("4-explanation")


async def queue_and_pair(taxpayer: Taxpayer, officer: Officer) -> None:
    widget, console = taxpayer.widget, officer.console
    await widget.ask_an_officer()
    await expect(widget.way_out_of_the_queue).to_be_visible()
    await expect(widget.says(ZH.nobody)).to_be_visible()
    await expect(widget.says("您的申报今天截止，已排在前面。")).to_be_visible()
    await taxpayer.window.look("5-queue")
    await officer.window.look("1-desk")
    await console.go_on_duty()
    await take_up(taxpayer, officer, "北京示例科技有限公司", MATTER, "第 6 步", "今天截止", "票表比对未通过")
    await expect(widget.says("导办01 接入，已看到第 6 步")).to_be_visible()
    await expect(console.step).to_contain_text("申报比对与提交")
    await expect(console.comparison.get_by_role("row").nth(1)).to_contain_text("35,000.00")
    await expect(console.rows.first).to_have_class(FAILING)


async def reload_on_both_sides(taxpayer: Taxpayer, officer: Officer) -> None:
    widget, console = taxpayer.widget, officer.console
    await widget.type(THANKS)
    await widget.page.reload()
    await expect(widget.composer).to_have_value(THANKS)
    await widget.type("")
    await console.type(MEANWHILE)
    await console.page.reload()
    await expect(console.composer).to_have_value(MEANWHILE)
    await both_read(taxpayer, officer, FIRST, SECOND)
    await expect(console.comparison.get_by_role("row").nth(1)).to_contain_text("35,000.00")


async def open_a_second_tab(stage: Stage, taxpayer: Taxpayer, officer: Officer) -> None:
    tab = await stage.open_tab(taxpayer)
    await tab.bureau.open_home()
    await tab.widget.open()
    await expect(tab.widget.messages).to_have_text([FIRST, SECOND])
    await tab.widget.send(FROM_THE_TAB)
    await both_read(taxpayer, officer, FIRST, SECOND, FROM_THE_TAB)
    await expect(tab.widget.messages).to_have_text([FIRST, SECOND, FROM_THE_TAB])
    await tab.window.look("1-home")
    await tab.window.page.close()


async def lose_the_line_inside_a_message(taxpayer: Taxpayer, officer: Officer) -> None:
    widget, console, line = taxpayer.widget, officer.console, taxpayer.window.line
    line.cut_inside_a_message(least=500)
    await widget.send(INVOICES)
    await asyncio.wait_for(line.broke.wait(), SECONDS)
    await widget.send(STILL_THERE)
    await expect(widget.mark_of(STILL_THERE)).to_contain_text(ZH.waiting)
    await console.send(MEANWHILE)
    await expect(widget.says(ZH.offline)).to_be_visible()
    await expect(console.log).to_contain_text("张某 的网络断开了")
    await expect(console.messages).to_have_text([FIRST, SECOND, FROM_THE_TAB, MEANWHILE])
    await taxpayer.window.look("7-offline")
    await officer.window.look("4-offline")
    line.mend()
    await both_read(taxpayer, officer, FIRST, SECOND, FROM_THE_TAB, MEANWHILE, INVOICES, STILL_THERE)
    await expect(widget.says(ZH.back)).to_be_visible()
    await expect(widget.mark_of(STILL_THERE)).to_contain_text(ZH.read)


async def correct_the_form(taxpayer: Taxpayer, officer: Officer) -> None:
    bureau, console = taxpayer.bureau, officer.console
    await bureau.go_back_to_correct(2)
    await bureau.fill("f1_6_wkp", "0")
    await expect(console.field("6% 税率 · 未开具发票")).to_have_text(re.compile(r"35,000\.00\s*0\.00"))
    await bureau.fill("f1_6_qt", "35000")
    await expect(console.field("6% 税率 · 其他发票")).to_have_text(re.compile(r"0\.00\s*35,000\.00"))
    await officer.window.look("5-change")
    await taxpayer.widget.send(THANKS)
    for number in range(3, 7):
        await bureau.next(number)
    await bureau.declare()
    await bureau.press("比对并提交")
    await expect(bureau.filed).to_be_visible()
    await expect(console.mirror).to_contain_text("已申报成功")
    await expect(console.messages.last).to_have_text(THANKS)
    await officer.window.look("6-passed")


async def rate_and_wrap_up(taxpayer: Taxpayer, officer: Officer) -> None:
    widget, console = taxpayer.widget, officer.console
    await console.ask_to_end()
    await officer.window.look("7-end")
    await console.end()
    await expect(widget.says(ZH.ended)).to_be_visible()
    await expect(widget.log.get_by_text(ZH.ended)).to_be_in_viewport()
    await taxpayer.window.look("9-rating")
    await widget.rate("非常满意")
    await expect(widget.says(ZH.rated)).to_be_visible()
    await expect(console.log).to_contain_text("对方评价：非常满意，办成了")
    await file_away(officer, "已解决", NOTE)


async def read_what_is_left(stage: Stage) -> None:
    log = await read_log(stage.demo, "tp1", "pe1", matter_id="vat-general")
    assert log.texts == [FIRST, SECOND, FROM_THE_TAB, MEANWHILE, INVOICES, STILL_THERE, THANKS]
    log.check_waits()
    assert {name: log.row[name] for name in EXPORTED} == EXPORTED
    assert log.session.note == NOTE
