"""In English: a balance sheet that does not balance. The line freezes both ways, and the page is loaded again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.e2e.log import read_log
from tests.e2e.pages import FAILING
from tests.e2e.scenes import close_the_question, exchange, file_away, take_up
from tests.e2e.stage import both_read
from tests.e2e.words import EN

if TYPE_CHECKING:
    from tests.e2e.stage import Officer, Stage, Taxpayer

pytestmark = pytest.mark.browser

MATTER = "Financial statement filing"
FIRST = "The two totals should be the same. Which one is wrong?"
SECOND = "您好，差额是 27,000.00 元，请核对“负债和所有者权益总计”。"
MEANWHILE = "多半是千位和百位写反了：13,152,000.00。"
FROZEN = "I typed it from the paper. Let me look."
DRAFT = "You are right, two digits are swapped."
NOTE = "负债和所有者权益总计录入错位。"
OFFERED = ("北京示例餐饮管理有限公司", "财务报表报送", "第 4 步", "今天截止", "资产总计与负债和所有者权益总计不相等")
EXPORTED = {
    "taxpayer_name": "北京示例餐饮管理有限公司",
    "person_role": "legal_rep",
    "matter_id": "fin-statement",
    "first_step_id": "s4",
    "first_error_id": "fs-balance",
    "explained": True,
    "offers_made": 1,
    "times_queued": 1,
    "slips": [],
    "officer_name": "导办02",
    "questions": 1,
    "dispositions": ["resolved"],
    "solved": 1,
    "not_solved": 0,
    "taxpayer_messages": 3,
    "officer_messages": 2,
    "end_reason": "finished",
    "ended_by": "officer",
    "rating_score": 4,
    "rating_reasons": [],
    "achieved": True,
    "state": "closed",
}


async def test_fin_statement(stage: Stage) -> None:
    officer = await stage.seat_officer("of2", timezone_id="America/Los_Angeles")
    await officer.console.go_on_duty()
    taxpayer = await stage.seat_taxpayer(EN, viewport={"width": 1280, "height": 800}, locale="en-GB")
    await get_stuck(taxpayer)
    await read_the_explanation(taxpayer)
    await pair(taxpayer, officer)
    await exchange(taxpayer, officer, FIRST, SECOND)
    await freeze_the_line_and_reload(taxpayer, officer)
    await correct_the_form(taxpayer, officer)
    await close_the_question(taxpayer, officer)
    await rate_and_wrap_up(taxpayer, officer)
    assert taxpayer.window.complaints == officer.window.complaints == []
    await read_what_is_left(stage)


async def get_stuck(taxpayer: Taxpayer) -> None:
    bureau, window = taxpayer.bureau, taxpayer.window
    await bureau.open_sign_in()
    await window.look("1-sign-in")
    await bureau.sign_in("Li")
    await window.look("2-home")
    await bureau.open_matter(MATTER)
    for number in range(2, 5):
        await bureau.next(number)
    await bureau.press(EN.next)
    await expect(bureau.error("fs-balance")).to_be_visible()
    await window.look("3-error")
    assert await window.kept() == {"bureau_sid", "bureau_lang"}


async def read_the_explanation(taxpayer: Taxpayer) -> None:
    widget = taxpayer.widget
    await taxpayer.bureau.ask_about_the_error()
    await expect(widget.says(EN.cause)).to_be_visible()
    await expect(widget.says("Work out the gap")).to_be_visible()
    await taxpayer.window.look("4-explanation")


async def pair(taxpayer: Taxpayer, officer: Officer) -> None:
    console = officer.console
    await taxpayer.widget.ask_an_officer()
    # due today at the bureau, whatever the day where the officer's computer thinks it is
    await take_up(taxpayer, officer, *OFFERED)
    await expect(console.step).to_contain_text("勾稽校验")
    await expect(console.rows.first).to_have_class(FAILING)
    await expect(console.mirror).to_contain_text("27,000.00")


async def freeze_the_line_and_reload(taxpayer: Taxpayer, officer: Officer) -> None:
    """A line that stands still tells nobody; then it breaks. What was sent and what was not both outlive the page."""
    widget, line = taxpayer.widget, taxpayer.window.line
    line.freeze()
    await widget.send(FROZEN)
    await officer.console.send(MEANWHILE)
    await expect(officer.console.mark_of(MEANWHILE)).to_contain_text("已送达")
    await widget.type(DRAFT)
    await expect(widget.mark_of(FROZEN)).to_contain_text(EN.waiting)
    line.cut()
    await expect(widget.says(EN.offline)).to_be_visible()
    await taxpayer.window.look("7-offline")
    line.mend()
    await widget.page.reload()
    await officer.console.page.reload()
    await both_read(taxpayer, officer, FIRST, SECOND, MEANWHILE, FROZEN)
    await expect(widget.composer).to_have_value(DRAFT)
    await widget.send(DRAFT)
    await both_read(taxpayer, officer, FIRST, SECOND, MEANWHILE, FROZEN, DRAFT)


async def correct_the_form(taxpayer: Taxpayer, officer: Officer) -> None:
    bureau, console = taxpayer.bureau, officer.console
    await bureau.go_to_step(3)
    await bureau.fill("le", "13152000")
    change = re.compile(r"13,125,000\.00.*13,152,000\.00", re.DOTALL)
    await expect(console.field("负债和所有者权益总计")).to_have_text(change)
    await officer.window.look("5-change")
    await bureau.next(4)
    await bureau.next(5)
    await bureau.declare()
    await bureau.press(EN.submit)
    await expect(bureau.filed).to_be_visible()
    await expect(console.mirror).to_contain_text("已提交成功")
    await officer.window.look("6-passed")


async def rate_and_wrap_up(taxpayer: Taxpayer, officer: Officer) -> None:
    widget, console = taxpayer.widget, officer.console
    await console.ask_to_end()
    await console.end()
    await expect(widget.says(EN.ended)).to_be_visible()
    await expect(widget.log.get_by_text(EN.ended)).to_be_in_viewport()
    await taxpayer.window.look("9-rating")
    await widget.rate("Satisfied")
    await expect(widget.says(EN.rated)).to_be_visible()
    await expect(console.log).to_contain_text("对方评价：满意，办成了")
    await file_away(officer, "已解决", NOTE)


async def read_what_is_left(stage: Stage) -> None:
    log = await read_log(stage.demo, "tp2", "pe2")
    assert log.texts == [FIRST, SECOND, MEANWHILE, FROZEN, DRAFT]
    log.check_waits()
    assert {name: log.row[name] for name in EXPORTED} == EXPORTED
    assert log.session.note == NOTE
