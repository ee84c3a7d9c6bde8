"""A balance sheet that does not balance: the first proposal is declined, the second overtaken, the third is right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from playwright.async_api import expect

from tests.e2e.guiding import ask, get_stuck, hand_in, part, point, propose, send_proposal, write_proposal
from tests.e2e.log import read_log
from tests.e2e.stage import AT_HOME
from tests.e2e.telling import told
from tests.e2e.words import ZH

if TYPE_CHECKING:
    from tests.e2e.stage import Officer, Stage, Taxpayer

pytestmark = pytest.mark.browser

MATTER = "财务报表报送"
ASSETS, EQUITY = "资产总计", "负债和所有者权益总计"
OBJECTION = "资产总计我对过账，13,152,000.00 没有错。"
STORY: Final = [
    "pe2 asks about fin-statement",
    "of2 takes it as 导办02",
    "of2 proposes 1: assets 13152000.00 → 13125000.00",
    "pe2 declines 1",
    f"pe2 says: {OBJECTION}",
    "of2 points at field le: 2",
    "pe2 sees 2",
    "of2 proposes 3: le 13125000.00 → 13152000.00",
    "pe2 overtakes 3: le 13512000.00",
    "of2 proposes 4: le 13512000.00 → 13152000.00",
    "pe2 accepts 4",
    "pe2 fills in 4: le 13152000.00; so gap -360000.00 → 0.00",
    "pe2 files",
    "of2 ends it: finished",
]


async def test_guided_balance(own_stage: Stage) -> None:
    officer = await own_stage.seat_officer("of2")
    await officer.console.go_on_duty()
    taxpayer = await own_stage.seat_taxpayer(ZH, viewport={"width": 1440, "height": 900}, **AT_HOME)
    await get_stuck(taxpayer, "李某", MATTER, 4, "fs-balance")
    await ask(taxpayer, officer, "北京示例餐饮管理有限公司", MATTER, "第 4 步", "今天截止")
    await decline_what_is_wrong(taxpayer, officer)
    await go_where_the_officer_points(taxpayer, officer)
    await change_it_by_hand_while_a_proposal_waits(taxpayer, officer)
    await accept_the_next(taxpayer, officer)
    await hand_in(taxpayer, officer, 4, 5)
    await officer.window.look("7-filed")
    await part(taxpayer, officer, "负债和所有者权益总计录入错位。")
    assert told(await read_log(own_stage.demo, "tp2", "pe2")) == STORY


async def decline_what_is_wrong(taxpayer: Taxpayer, officer: Officer) -> None:
    widget = taxpayer.widget
    await propose(officer, {ASSETS: "13125000"}, "两边应当相等，请核对资产总计。")
    await expect(widget.cards).to_contain_text(["建议修改 1 个格"])
    await taxpayer.window.look("1-proposed")
    await widget.root.get_by_role("button", name="不接受").click()
    await expect(widget.cards).to_contain_text(["您没有接受"])
    await widget.send(OBJECTION)
    await expect(officer.console.log).to_contain_text("未接受")
    await expect(officer.console.messages).to_have_text([OBJECTION])


async def go_where_the_officer_points(taxpayer: Taxpayer, officer: Officer) -> None:
    await point(officer, EQUITY)
    await expect(officer.console.log).to_contain_text("已看到")
    await taxpayer.window.look("2-marked")
    await taxpayer.bureau.go_to_step(3)
    await expect(officer.console.step).to_contain_text("填写或导入报表")


async def change_it_by_hand_while_a_proposal_waits(taxpayer: Taxpayer, officer: Officer) -> None:
    """Nothing is filled in for a value that is not there any more; both sides see what stands there instead."""
    await propose(officer, {EQUITY: "13152000"}, "千位和百位写反了。")
    await expect(taxpayer.widget.cards.last).to_contain_text("建议修改 1 个格")
    await taxpayer.bureau.fill("le", "13512000")
    await expect(taxpayer.widget.cards.last).to_contain_text("这条建议已过时")
    await expect(taxpayer.widget.cards.last).to_contain_text("现在是 13,512,000.00，建议是按 13,125,000.00 提的。")
    await expect(taxpayer.bureau.field("le")).to_have_value("13,512,000")
    await taxpayer.window.look("3-stale")
    await expect(officer.console.log).to_contain_text(f"李某 把 {EQUITY} 改成了 13,512,000.00，未填入")
    await officer.window.look("3-stale")


async def accept_the_next(taxpayer: Taxpayer, officer: Officer) -> None:
    widget, console = taxpayer.widget, officer.console
    await write_proposal(officer, {EQUITY: "13152000"}, "第二位和第三位写反了，应与资产总计相等。")
    await officer.window.look("4-editor")
    await send_proposal(officer)
    await taxpayer.window.look("5-proposed")
    await widget.root.get_by_role("button", name="接受并填入").click()
    await expect(widget.cards).to_contain_text(["您没有接受", "请看这一格", "这条建议已过时", "已填入 1 个格"])
    await expect(widget.cards.last).to_contain_text("资产总计减负债和所有者权益总计 由 −360,000.00 变为 0.00")
    await expect(taxpayer.bureau.field("le")).to_have_value("13,152,000.00")
    await taxpayer.window.look("6-filled-in")
    await expect(console.ledger).to_contain_text(["页面填入", "接受了建议", "建议已过时", "已看到", "没有接受建议"])
    await officer.window.look("6-filled-in")
