"""In English: the total was entered where the increase is meant. First an explanation, then the place, then a value."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pytest
from playwright.async_api import expect

from tests.e2e.guiding import ask, get_stuck, hand_in, part, point, propose
from tests.e2e.log import read_log
from tests.e2e.telling import told
from tests.e2e.words import EN

if TYPE_CHECKING:
    from tests.e2e.stage import Officer, Stage, Taxpayer

pytestmark = pytest.mark.browser

MATTER = "Invoice quota"
OFFERED = ("北京示例医药有限责任公司", "发票额度", "第 3 步", "申请额度填写口径错误")
REASON = "You need 1,250,000; 750,000 you have. Please ask for the difference."
THANKS = "I see, the increase only. Thank you!"
STORY: Final = [
    "pe5 asks about invoice-quota",
    "of3 takes it as 导办03",
    "of3 explains inv-amount-total",
    "of3 points at field amount: 1",
    "pe5 sees 1",
    "of3 proposes 2: amount 1250000.00 → 500000.00",
    "pe5 accepts 2",
    "pe5 fills in 2: amount 500000.00; so after 2000000.00 → 1250000.00",
    f"pe5 says: {THANKS}",
    "pe5 files",
    "of3 ends it: finished",
    "pe5 rates 4, done: True",
]


async def test_guided_quota(own_stage: Stage) -> None:
    officer = await own_stage.seat_officer("of3", color_scheme="dark")
    await officer.console.go_on_duty()
    taxpayer = await own_stage.seat_taxpayer(EN, viewport={"width": 1280, "height": 800}, locale="en-GB")
    await get_stuck(taxpayer, "Chen", MATTER, 3, "inv-amount-total")
    await ask(taxpayer, officer, *OFFERED)
    await explain(taxpayer, officer)
    await see_the_field(taxpayer, officer)
    await accept(taxpayer, officer)
    await hand_in(taxpayer, officer, 4, 5)
    await officer.window.look("4-filed")
    await part(taxpayer, officer, "应填增加的额度。", rating="Satisfied")
    log = await read_log(own_stage.demo, "tp3", "pe5")
    assert told(log) == STORY
    assert (log.row["achieved"], log.row["taxpayer_messages"]) == (True, 1)


async def explain(taxpayer: Taxpayer, officer: Officer) -> None:
    """The catalogue's explanation, in the taxpayer's language."""
    await officer.console.page.get_by_role("button", name="发送说明").click()
    await expect(taxpayer.widget.cards).to_contain_text(["An explanation from the officer"])
    await expect(taxpayer.widget.cards.last).to_contain_text("whether it asks for the increase or for the total")
    await expect(officer.console.log).to_contain_text("发送说明")


async def see_the_field(taxpayer: Taxpayer, officer: Officer) -> None:
    await point(officer, "申请调整额度")
    await expect(taxpayer.widget.cards.last).to_contain_text("Please look here")
    await expect(officer.console.log).to_contain_text("已看到")
    await taxpayer.window.look("1-explained")


async def accept(taxpayer: Taxpayer, officer: Officer) -> None:
    widget = taxpayer.widget
    await propose(officer, {"申请调整额度": "500000"}, REASON)
    await expect(widget.cards.last).to_contain_text("1 change proposed")
    await taxpayer.window.look("2-proposed")
    await widget.root.get_by_role("button", name="Accept and fill in").click()
    await expect(widget.cards.last).to_contain_text("1 field filled in")
    await expect(widget.cards.last).to_contain_text(re.compile("from 2,000,000.00 to 1,250,000.00"))
    await expect(taxpayer.bureau.field("amount")).to_have_value("500,000.00")
    await widget.send(THANKS)
    await expect(officer.console.messages).to_have_text([THANKS])
    await taxpayer.window.look("3-filled-in")
    await officer.window.look("3-filled-in")
