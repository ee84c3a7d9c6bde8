"""On a phone: a shopkeeper's reduction was worked out on the price with tax; the field stays above the sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from playwright.async_api import expect

from tests.e2e.guiding import ask, get_stuck, hand_in, part, point, propose
from tests.e2e.log import read_log
from tests.e2e.stage import AT_HOME
from tests.e2e.telling import told
from tests.e2e.words import ZH

if TYPE_CHECKING:
    from playwright.async_api import ViewportSize

    from tests.e2e.stage import Officer, Stage, Taxpayer

pytestmark = pytest.mark.browser

PHONE: ViewportSize = {"width": 390, "height": 844}
MATTER, CASE = "增值税及附加税费申报", "减征额按含税价算了"
REDUCTION = "本期应纳税额减征额"
REASON = "减征额按不含税销售额算：320,000.00 × 2% = 6,400.00。"
STORY: Final = [
    "pe6 asks about vat-small",
    "of1 takes it as 导办01",
    "of1 points at field r16: 1",
    "pe6 sees 1",
    "of1 proposes 2: r16 6592.00 → 6400.00",
    "pe6 accepts 2",
    "pe6 fills in 2: r16 6400.00; so r22 3008.00 → 3200.00",
    "pe6 says: 我的电话是 138****0000，打得通。",
    "pe6 files",
    "of1 ends it: finished",
    "pe6 rates 5, done: True",
]


async def test_guided_phone(own_stage: Stage) -> None:
    officer = await own_stage.seat_officer("of1")
    await officer.console.go_on_duty()
    taxpayer = await own_stage.seat_taxpayer(ZH, viewport=PHONE, is_mobile=True, has_touch=True, **AT_HOME)
    await get_stuck(taxpayer, "孙某", MATTER, 3, "vats-reduce", CASE)
    await ask(taxpayer, officer, "示例区小美便利店", MATTER, "第 3 步", "减征额与销售额测算不一致")
    await see_the_field_above_the_sheet(taxpayer, officer)
    await tap_accept(taxpayer, officer)
    await give_a_number_that_nobody_needs(taxpayer, officer)
    await hand_in(taxpayer, officer, 4, 5)
    await taxpayer.window.look("4-filed")
    await part(taxpayer, officer, "减征额已改为 6,400.00。", rating="非常满意")
    log = await read_log(own_stage.demo, "tp4", "pe6")
    assert told(log) == STORY
    assert (log.row["achieved"], log.row["dispositions"]) == (True, ["resolved"])


async def see_the_field_above_the_sheet(taxpayer: Taxpayer, officer: Officer) -> None:
    await point(officer, REDUCTION)
    await expect(taxpayer.widget.cards.last).to_contain_text("请看这一格")
    await expect(officer.console.log).to_contain_text("已看到")
    await is_above_the_sheet(taxpayer, "r16")
    await taxpayer.window.look("1-marked")


async def is_above_the_sheet(taxpayer: Taxpayer, field: str) -> None:
    """All of the field, with the mark around it, between the top of the window and the sheet."""
    shown = await taxpayer.bureau.field(field).bounding_box()
    sheet = await taxpayer.widget.box.bounding_box()
    assert shown
    assert sheet
    assert shown["y"] > 5, shown
    assert shown["y"] + shown["height"] + 5 <= sheet["y"], (shown, sheet)
    assert sheet["y"] + sheet["height"] == PHONE["height"]


async def tap_accept(taxpayer: Taxpayer, officer: Officer) -> None:
    widget = taxpayer.widget
    await propose(officer, {REDUCTION: "6400"}, REASON)
    accept = widget.root.get_by_role("button", name="接受并填入")
    await expect(accept).to_be_in_viewport(ratio=1)
    await is_above_the_sheet(taxpayer, "r16")
    await taxpayer.window.look("2-proposed")
    await accept.tap()
    await expect(widget.cards).to_contain_text(["请看这一格", "已填入 1 个格"])
    await expect(widget.cards.last).to_contain_text("本期应补（退）税额 由 3,008.00 变为 3,200.00")
    await expect(taxpayer.bureau.field("r16")).to_have_value("6,400.00")
    await is_above_the_sheet(taxpayer, "r16")
    await taxpayer.window.look("3-filled-in")
    await expect(officer.console.log).to_contain_text("已填入")
    await officer.window.look("3-filled-in")


async def give_a_number_that_nobody_needs(taxpayer: Taxpayer, officer: Officer) -> None:
    """It is masked before it leaves the phone."""
    await taxpayer.widget.send("我的电话是 13800000000，打得通。")
    await expect(officer.console.messages).to_have_text(["我的电话是 138****0000，打得通。"])
