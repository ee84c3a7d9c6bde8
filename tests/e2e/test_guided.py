"""Asked and handled in one session: the officer points and proposes, the taxpayer accepts, the form passes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from chatserver.domain.events import ContextUpdated, FieldHighlighted, FieldProposed, HighlightSeen, ProposalApplied
from chatserver.domain.guide import ProposalState
from tests.e2e.log import read_log
from tests.e2e.scenes import file_away, take_up
from tests.e2e.stage import AT_HOME
from tests.e2e.words import ZH

if TYPE_CHECKING:
    from tests.e2e.stage import Officer, Stage, Taxpayer

pytestmark = pytest.mark.browser

MATTER = "增值税及附加税费申报"
UNINVOICED, OTHER_INVOICES = "5 行 5 列", "5 行 3 列"
REASON = "已开普通发票的收入应填其他发票列，合计与税额不变。"
DONE = "比对通过，申报已提交。这件事办成了。"
NOTE = "6% 收入已开普通发票，改填 5 行 3 列。"


async def test_guided(stage: Stage) -> None:
    taxpayer = await stage.seat_taxpayer(ZH, viewport={"width": 1440, "height": 900}, **AT_HOME)
    officer = await stage.seat_officer("of1")
    await officer.console.go_on_duty()
    await get_stuck(taxpayer)
    await taxpayer.bureau.ask_about_the_error()
    await taxpayer.widget.ask_an_officer()
    await take_up(taxpayer, officer, "北京示例科技有限公司", MATTER, "第 6 步")
    await point(taxpayer, officer)
    await propose(officer)
    await accept(taxpayer, officer)
    await submit(taxpayer, officer)
    await officer.console.ask_to_end()
    await officer.console.end()
    await expect(taxpayer.widget.says(ZH.ended)).to_be_visible()
    await file_away(officer, "已解决", NOTE)
    assert taxpayer.window.complaints == officer.window.complaints == []
    await read_what_is_left(stage)


async def get_stuck(taxpayer: Taxpayer) -> None:
    bureau = taxpayer.bureau
    await bureau.open_sign_in()
    await bureau.sign_in("赵某")
    await bureau.open_matter(MATTER)
    for number in range(2, 7):
        await bureau.next(number)
    await bureau.declare()
    await bureau.press("比对并提交")
    await expect(bureau.error("vatg-cmp-output")).to_be_visible()


async def point(taxpayer: Taxpayer, officer: Officer) -> None:
    """The officer points at a field of another step; the taxpayer goes there and sees it marked."""
    console, widget = officer.console, taxpayer.widget
    await console.field(UNINVOICED).get_by_role("button", name=re.compile("^标出")).click()
    await expect(widget.says("请看这一格")).to_be_visible()
    await taxpayer.window.look("1-elsewhere")
    await (
        widget.root.get_by_role("button", name="前往第 2 步")
        .or_(widget.root.get_by_role("link", name="前往第 2 步"))
        .first.click()
    )
    await expect(taxpayer.bureau.step(2)).to_be_attached()
    await expect(taxpayer.window.page.locator("daoban-help .around")).to_be_visible()
    await expect(console.log).to_contain_text("已看到")
    await taxpayer.window.look("2-marked")


async def propose(officer: Officer) -> None:
    """Two fields, one proposal."""
    page, console = officer.window.page, officer.console
    await console.field(UNINVOICED).get_by_role("button", name=re.compile("^建议修改")).click()
    await page.keyboard.type("0")
    await console.field(OTHER_INVOICES).get_by_role("button", name=re.compile("^建议修改")).click()
    await page.keyboard.type("35000")
    editor = page.get_by_role("region", name=re.compile("^写建议"))
    await editor.get_by_role("textbox", name="原因").fill(REASON)
    await officer.window.look("3-editor")
    await editor.get_by_role("button", name="发出建议").click()
    await expect(console.log).to_contain_text("建议修改 2 个格")


async def accept(taxpayer: Taxpayer, officer: Officer) -> None:
    widget, page = taxpayer.widget, taxpayer.window.page
    await expect(widget.says("建议修改 2 个格")).to_be_visible()
    await taxpayer.window.look("4-proposal")
    await widget.root.get_by_role("button", name="接受并填入").click()
    await expect(widget.says("已填入 2 个格")).to_be_visible()
    await expect(page.locator('[data-daoban-field="f1_6_wkp"]')).to_have_value(re.compile(r"^0\.00$"))
    await expect(page.locator('[data-daoban-field="f1_6_qt"]')).to_have_value(re.compile(r"^35,?000\.00$"))
    await taxpayer.window.look("5-applied")
    await expect(officer.console.log).to_contain_text("已填入")
    await officer.window.look("5-applied")


async def submit(taxpayer: Taxpayer, officer: Officer) -> None:
    bureau = taxpayer.bureau
    for number in range(3, 7):
        await bureau.next(number)
    await bureau.declare()
    await bureau.press("比对并提交")
    await expect(bureau.filed).to_be_visible()
    await expect(officer.console.mirror).to_contain_text("已申报成功")
    await expect(officer.console.log).to_contain_text(DONE)
    await expect(taxpayer.widget.says(DONE)).to_be_visible()
    await taxpayer.window.look("6-done")
    await officer.window.look("6-passed")


async def read_what_is_left(stage: Stage) -> None:
    """The log tells the whole story: pointed, seen, proposed, accepted, filled in, filed."""
    log = await read_log(stage.demo, "tp1", "pe4")
    told = [type(logged.event) for logged in log.events]
    order = [told.index(kind) for kind in (FieldHighlighted, HighlightSeen, FieldProposed, ProposalApplied)]
    assert order == sorted(order)
    (proposal,) = log.session.guidance.proposals
    assert proposal.state is ProposalState.APPLIED
    assert proposal.reason == REASON
    assert {item.field_id: (item.outcome, item.value) for item in proposal.outcomes} == {
        "f1_6_wkp": ("set", "0.00"),
        "f1_6_qt": ("set", "35000.00"),
    }
    assert "m_11" not in {item.field_id for item in proposal.recalculated}  # the output tax stays as it was
    last = [logged.event for logged in log.events if isinstance(logged.event, ContextUpdated)][-1]
    assert "filed" in last.context.tried
    (outcome,) = log.session.outcomes
    assert (outcome.outcome, outcome.question_ids) == ("filed", (log.session.questions[0].question_id,))
    assert outcome.receipt
