"""On a phone: total assets entered in yuan where 10,000 yuan are meant; the officer's answers get lost on the way."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.e2e.log import read_log
from tests.e2e.pages import FAILING
from tests.e2e.scenes import close_the_question, exchange, file_away, take_up
from tests.e2e.stage import AT_HOME, both_read
from tests.e2e.words import ZH
from tests.support.line import Way

if TYPE_CHECKING:
    from playwright.async_api import ViewportSize

    from tests.e2e.stage import Officer, Stage, Taxpayer

pytestmark = pytest.mark.browser

PHONE: ViewportSize = {"width": 390, "height": 844}
NARROW: ViewportSize = {"width": 360, "height": 780}
MATTER = "居民企业（查账征收）企业所得税"
FIRST = "为什么说资产总额差太多？我是照着财务报表抄的。"
SECOND = "这一格的单位是万元。报表上的 13,152,000.00 元要填 1,315.20。"
UNHEARD = "改好以后，请再看一下第 13 行的减免税额。"
MEANWHILE = "明白了，单位看错了。"
BACK_AGAIN = "改好了，已经提交。"
NOTE = "单位应为万元。"
EXPORTED = {
    "taxpayer_name": "北京示例医药有限责任公司",
    "person_role": "tax_handler",
    "matter_id": "cit-prepay",
    "first_step_id": "s2",
    "first_error_id": "cit-asset-unit",
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
    "ended_by": "taxpayer",
    "rating_score": 2,
    "rating_reasons": ["connection", "not_understood"],
    "achieved": True,
    "state": "closed",
}


async def test_cit_prepay(stage: Stage) -> None:
    officer = await stage.seat_officer("of2")
    await officer.console.go_on_duty()
    taxpayer = await stage.seat_taxpayer(ZH, viewport=PHONE, is_mobile=True, has_touch=True, **AT_HOME)
    await get_stuck(taxpayer)
    await read_the_explanation(taxpayer)
    await pair(taxpayer, officer)
    await exchange(taxpayer, officer, FIRST, SECOND)
    await lose_the_officers_line(taxpayer, officer)
    await reload_on_both_sides(taxpayer, officer)
    await correct_the_form(taxpayer, officer)
    taxpayer = await close_the_tab_and_come_back(stage, taxpayer)
    await both_read(taxpayer, officer, FIRST, SECOND, UNHEARD, MEANWHILE, BACK_AGAIN)
    await close_the_question(taxpayer, officer)
    await end_and_rate(taxpayer, officer)
    assert taxpayer.window.complaints == officer.window.complaints == []
    await read_what_is_left(stage)


async def get_stuck(taxpayer: Taxpayer) -> None:
    bureau, window = taxpayer.bureau, taxpayer.window
    await bureau.open_sign_in()
    await window.look("1-sign-in")
    await bureau.sign_in("陈某")
    await window.look("2-home")
    await bureau.open_matter(MATTER)
    await bureau.next(2)
    await bureau.press(ZH.next)
    await expect(bureau.error("cit-asset-unit")).to_be_visible()
    await window.look("3-error")
    await look_narrower(taxpayer, "3-error-360")
    assert await window.kept() == {"bureau_sid", "bureau_lang"}


async def look_narrower(taxpayer: Taxpayer, screen: str) -> None:
    """The narrowest phone: everything is there, nothing has to be pushed sideways."""
    page = taxpayer.window.page
    await page.set_viewport_size(NARROW)
    await taxpayer.window.look(screen)
    await page.set_viewport_size(PHONE)


async def read_the_explanation(taxpayer: Taxpayer) -> None:
    widget = taxpayer.widget
    await taxpayer.bureau.ask_about_the_error()
    await expect(widget.says(ZH.cause)).to_be_visible()
    await expect(widget.root).to_contain_text("万元")
    await expect(taxpayer.bureau.error("cit-asset-unit")).to_be_in_viewport()
    await taxpayer.window.look("4-explanation")
    await look_narrower(taxpayer, "4-explanation-360")


async def pair(taxpayer: Taxpayer, officer: Officer) -> None:
    console = officer.console
    await taxpayer.widget.ask_an_officer()
    await take_up(taxpayer, officer, "北京示例医药有限责任公司", MATTER, "第 2 步", "资产总额与财务报表差异过大")
    await expect(console.step).to_contain_text("填写附报信息")
    await expect(console.rows.first).to_have_class(FAILING)
    await expect(console.rows.first).to_contain_text("13,152,000.00")


async def lose_the_officers_line(taxpayer: Taxpayer, officer: Officer) -> None:
    """What the officer says arrives, but no word comes back; then the line is gone. It must not be said twice."""
    widget, console, line = taxpayer.widget, officer.console, officer.window.line
    line.freeze(Way.DOWN)
    await console.send(UNHEARD)
    await expect(widget.messages).to_have_text([FIRST, SECOND, UNHEARD])
    await expect(console.mark_of(UNHEARD)).to_contain_text("待发送")
    line.cut()
    await expect(console.line_bar).to_contain_text("已断开")
    await expect(widget.says("导办02 的网络断了")).to_be_visible()
    await widget.send(MEANWHILE)
    await expect(widget.mark_of(MEANWHILE)).to_contain_text(ZH.delivered)
    await officer.window.look("4-offline")
    await taxpayer.window.look("7-officer-offline")
    line.mend()
    await expect(console.line_bar).to_contain_text("已恢复，断开期间的 1 条消息已补上")
    await both_read(taxpayer, officer, FIRST, SECOND, UNHEARD, MEANWHILE)
    await expect(console.mark_of(UNHEARD)).to_contain_text("已读")


async def reload_on_both_sides(taxpayer: Taxpayer, officer: Officer) -> None:
    await taxpayer.window.page.reload()
    await officer.window.page.reload()
    await both_read(taxpayer, officer, FIRST, SECOND, UNHEARD, MEANWHILE)
    await expect(officer.console.rows.first).to_contain_text("13,152,000.00")


async def correct_the_form(taxpayer: Taxpayer, officer: Officer) -> None:
    bureau, console = taxpayer.bureau, officer.console
    await bureau.fill_part("asset_q1", "end", "1315.20")
    await expect(console.field("资产总额")).to_have_text(re.compile(r"13,152,000\.00.*1,315\.20", re.DOTALL))
    await officer.window.look("5-change")
    for number in range(3, 6):
        await bureau.next(number)
    await bureau.declare()
    await bureau.press(ZH.submit)
    await expect(bureau.filed).to_be_visible()
    await expect(console.mirror).to_contain_text("已申报成功")
    await officer.window.look("6-passed")


async def close_the_tab_and_come_back(stage: Stage, taxpayer: Taxpayer) -> Taxpayer:
    await taxpayer.window.page.close()
    returned = await stage.open_tab(taxpayer)
    await returned.bureau.open_home()
    await returned.widget.open()
    await returned.widget.send(BACK_AGAIN)
    return returned


async def end_and_rate(taxpayer: Taxpayer, officer: Officer) -> None:
    widget = taxpayer.widget
    await widget.end()
    await expect(widget.says(ZH.ended)).to_be_visible()
    await expect(widget.log.get_by_text(ZH.ended)).to_be_in_viewport()
    await taxpayer.window.look("9-rating")
    await look_narrower(taxpayer, "9-rating-360")
    await widget.rate("不满意", "系统掉线或卡顿", "解释听不懂")
    await expect(widget.says(ZH.rated)).to_be_visible()
    await expect(officer.console.log).to_contain_text("对方评价：不满意，办成了")
    await file_away(officer, "已解决", NOTE)


async def read_what_is_left(stage: Stage) -> None:
    log = await read_log(stage.demo, "tp3", "pe5")
    assert log.texts == [FIRST, SECOND, UNHEARD, MEANWHILE, BACK_AGAIN]
    log.check_waits()
    assert {name: log.row[name] for name in EXPORTED} == EXPORTED
    assert log.session.note == NOTE
