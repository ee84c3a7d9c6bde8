"""Asked and handled in one session: the officer points and proposes, the taxpayer accepts, the form passes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pytest
from playwright.async_api import expect

from tests.e2e.guiding import ask, part, point, send_proposal, write_proposal
from tests.e2e.log import read_log
from tests.e2e.stage import AT_HOME
from tests.e2e.telling import told
from tests.e2e.words import ZH

if TYPE_CHECKING:
    from tests.e2e.stage import Officer, Stage, Taxpayer

pytestmark = pytest.mark.browser

MATTER = "增值税及附加税费申报"
UNINVOICED, OTHER_INVOICES = "5 行 5 列", "5 行 3 列"
REASON = "已开普通发票的收入应填其他发票列，合计与税额不变。"
DONE = "比对通过，申报已提交。这件事办成了。"
NOTE = "6% 收入已开普通发票，改填 5 行 3 列。"


STORY: Final = [
    "pe4 asks about vat-general",
    "of1 takes it as 导办01",
    "of1 points at field f1_6_wkp: 1",
    "pe4 sees 1",
    "of1 proposes 2: f1_6_wkp 35000.00 → 0.00, f1_6_qt 0.00 → 35000.00",
    "pe4 accepts 2",
    "pe4 fills in 2: f1_6_wkp 0.00, f1_6_qt 35000.00; so f1_hj_qt 120000.00 → 155000.00, f1_hj_wkp 35000.00 → 0.00",
    "pe4 files",
    "of1 ends it: finished",
]


async def test_guided(stage: Stage) -> None:
    taxpayer = await stage.seat_taxpayer(ZH, viewport={"width": 1440, "height": 900}, **AT_HOME)
    officer = await stage.seat_officer("of1")
    await officer.console.go_on_duty()
    await get_stuck(taxpayer)
    await ask(taxpayer, officer, "北京示例科技有限公司", MATTER, "第 6 步")
    await go_where_the_officer_points(taxpayer, officer)
    await propose_two_at_once(officer)
    await accept(taxpayer, officer)
    await submit(taxpayer, officer)
    await part(taxpayer, officer, NOTE)
    log = await read_log(stage.demo, "tp1", "pe4")
    assert told(log) == STORY
    (proposal,) = log.session.guidance.proposals
    assert proposal.reason == REASON
    (outcome,) = log.session.outcomes
    assert (outcome.outcome, outcome.question_ids) == ("filed", (log.session.questions[0].question_id,))
    assert outcome.receipt


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


async def go_where_the_officer_points(taxpayer: Taxpayer, officer: Officer) -> None:
    """A field of another step: the card leads there, and it is marked."""
    widget = taxpayer.widget
    await point(officer, UNINVOICED)
    await expect(widget.says("请看这一格")).to_be_visible()
    await taxpayer.window.look("1-elsewhere")
    await widget.root.get_by_role("button", name="前往第 2 步").click()
    await expect(taxpayer.bureau.step(2)).to_be_attached()
    await expect(taxpayer.window.page.locator("daoban-help .around")).to_be_visible()
    await expect(officer.console.log).to_contain_text("已看到")
    await taxpayer.window.look("2-marked")


async def propose_two_at_once(officer: Officer) -> None:
    await write_proposal(officer, {UNINVOICED: "0", OTHER_INVOICES: "35000"}, REASON)
    await officer.window.look("3-editor")
    await send_proposal(officer)
    await expect(officer.console.log).to_contain_text("建议修改 2 个格")


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
    await expect(officer.console.ledger.first).to_contain_text("附一 合计 10 列 129,500.00 不变")
    await officer.window.look("5-applied")


async def submit(taxpayer: Taxpayer, officer: Officer) -> None:
    bureau = taxpayer.bureau
    for number in range(3, 7):
        await bureau.next(number)
    await bureau.declare()
    await bureau.submit()
    await expect(bureau.filed).to_be_visible()
    await expect(officer.console.mirror).to_contain_text("已申报成功")
    await expect(officer.console.log).to_contain_text(DONE)
    await expect(taxpayer.widget.says(DONE)).to_be_visible()
    await taxpayer.window.look("6-done")
    await officer.window.look("6-passed")
