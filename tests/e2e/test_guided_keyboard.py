"""Without a mouse on either side: total assets in yuan, not in 10,000 yuan. Each step says where the focus is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pytest
from playwright.async_api import expect

from tests.e2e.keys import Keys
from tests.e2e.log import read_log
from tests.e2e.stage import AT_HOME
from tests.e2e.telling import told
from tests.e2e.words import ZH

if TYPE_CHECKING:
    from tests.e2e.stage import Officer, Stage, Taxpayer

pytestmark = pytest.mark.browser

MATTER = "居民企业（查账征收）企业所得税"
REASON = "单位是万元：13,152,000.00 元是 1,315.20 万元。"
NOTE = "单位应为万元。"
STORY: Final = [
    "pe5 asks about cit-prepay",
    "of2 takes it as 导办02",
    "of2 points at field asset_q1: 1",
    "pe5 sees 1",
    "of2 proposes 2: asset_q1 1280.50/13152000.00 → 1280.50/1315.20",
    "pe5 accepts 2",
    "pe5 fills in 2: asset_q1 1280.50/1315.20; so smallprofit 否 → 是",
    "pe5 files",
    "of2 ends it: finished",
]


async def test_guided_keyboard(own_stage: Stage) -> None:
    officer = await own_stage.seat_officer("of2")
    await go_on_duty(officer)
    taxpayer = await own_stage.seat_taxpayer(ZH, viewport={"width": 1280, "height": 800}, **AT_HOME)
    await get_stuck(taxpayer)
    await ask(taxpayer, officer)
    await point_and_propose(taxpayer, officer)
    await accept(taxpayer, officer)
    await hand_in(taxpayer, officer)
    await part(taxpayer, officer)
    assert taxpayer.window.complaints == officer.window.complaints == []
    assert told(await read_log(own_stage.demo, "tp3", "pe5")) == STORY


async def go_on_duty(officer: Officer) -> None:
    await Keys(officer.console.page).press("Alt+1")
    await expect(officer.console.page.get_by_role("button", name="状态：接办中")).to_be_visible()


async def get_stuck(taxpayer: Taxpayer) -> None:
    bureau, keys = taxpayer.bureau, Keys(taxpayer.bureau.page)
    page = bureau.page
    await bureau.open_sign_in()
    await keys.use(page.get_by_role("button", name=re.compile("^陈某")))
    await expect(page).to_have_url(re.compile(r"/bureau/$"))
    await keys.use(page.get_by_role("main").get_by_role("link", name=re.compile(f"^{MATTER}")).first)
    onwards = page.get_by_role("button", name=ZH.next, exact=True)
    await keys.use(onwards)
    await expect(bureau.step(2)).to_be_attached()
    await keys.use(onwards)
    await expect(bureau.error("cit-asset-unit")).to_be_focused()


async def ask(taxpayer: Taxpayer, officer: Officer) -> None:
    """The panel takes the focus when it is opened; the officer's reply does when the offer is taken."""
    widget, console, keys = taxpayer.widget, officer.console, Keys(taxpayer.bureau.page)
    await keys.use(taxpayer.bureau.error("cit-asset-unit").get_by_role("button", name=ZH.unclear), within=3)
    await expect(widget.root.get_by_role("heading", name=ZH.panel)).to_be_focused()
    await keys.use(widget.root.get_by_role("button", name=ZH.ask, exact=True), within=12)
    await expect(widget.root.get_by_role("heading", level=2)).to_be_focused()
    await expect(console.offer).to_contain_text(MATTER)
    await Keys(console.page).press("Alt+a")
    await expect(console.composer).to_be_focused()
    await expect(widget.composer).to_be_visible()


async def point_and_propose(taxpayer: Taxpayer, officer: Officer) -> None:
    """Point and propose by keys from the row that has the focus, which gets it back afterwards."""
    console, keys = officer.console, Keys(officer.console.page)
    row = console.field("资产总额").get_by_role("button", name=re.compile("^标出"))
    await keys.reach(row, within=20)
    await keys.press("Alt+h")
    await expect(console.log).to_contain_text("已看到")
    await expect(row).to_be_focused()
    await keys.press("Alt+p")
    await expect(console.editor.get_by_role("textbox", name=re.compile("季初"))).to_be_focused()
    await keys.press("Tab")
    await expect(console.editor.get_by_role("textbox", name=re.compile("季末"))).to_be_focused()
    await keys.type("1315.20")
    await keys.reach(console.editor.get_by_role("textbox", name="原因"), within=2)
    await keys.type(REASON)
    await officer.window.look("1-editor")
    await keys.use(console.editor.get_by_role("button", name="发出建议"), within=8)
    await expect(console.editor).to_be_hidden()
    await expect(row).to_be_focused()
    await expect(taxpayer.widget.cards.last).to_contain_text("建议修改 1 个格")


async def accept(taxpayer: Taxpayer, officer: Officer) -> None:
    """Cards take no focus by themselves, F6 goes to them; what came of the proposal keeps the focus of its button."""
    widget, keys = taxpayer.widget, Keys(taxpayer.bureau.page)
    await keys.press("F6")
    await expect(taxpayer.bureau.error("cit-asset-unit")).to_be_focused()
    await keys.press("F6")
    await expect(widget.root.get_by_role("heading", name="导办02")).to_be_focused()
    await keys.reach(widget.root.get_by_role("button", name="接受并填入"), within=8)
    await taxpayer.window.look("2-proposed")
    await keys.press("Enter")
    await expect(widget.cards.last).to_contain_text("已填入 1 个格")
    await expect(widget.cards.last).to_contain_text("小型微利企业 由 否 变为 是")
    await expect(widget.cards.last).to_be_focused()
    await taxpayer.window.look("3-filled-in")
    await expect(officer.console.log).to_contain_text("已填入")


async def hand_in(taxpayer: Taxpayer, officer: Officer) -> None:
    bureau, keys = taxpayer.bureau, Keys(taxpayer.bureau.page)
    page = bureau.page
    await keys.press("Escape")
    await expect(bureau.error("cit-asset-unit")).to_be_focused()
    for number in range(3, 6):
        await keys.use(page.get_by_role("button", name=re.compile(f"^({ZH.next}|{ZH.checked})$")))
        await expect(bureau.step(number)).to_be_attached()
    await keys.reach(page.get_by_role("checkbox", name=ZH.declaration))
    await keys.press("Space")
    await keys.use(page.get_by_role("button", name=ZH.submit, exact=True))
    await expect(bureau.filed).to_be_focused()
    await expect(officer.console.mirror).to_contain_text("已申报成功")
    await officer.window.look("4-filed")


async def part(taxpayer: Taxpayer, officer: Officer) -> None:
    """The question whether to end has the focus on its safe answer, and the wrap-up's heading follows."""
    console, keys = officer.console, Keys(officer.console.page)
    page = console.page
    await keys.use(page.get_by_role("button", name="结束会话", exact=True), key="Shift+Tab", within=30)
    await expect(page.get_by_role("dialog", name="结束这次导办？")).to_be_visible()
    await expect(page.locator("daoban-confirm").get_by_role("button", name="继续导办")).to_be_focused()
    await keys.use(page.locator("daoban-confirm").get_by_role("button", name="结束", exact=True), within=2)
    await expect(console.wrap_up_form.get_by_role("heading")).to_be_focused()
    await keys.press("Tab", "Space")
    await expect(console.wrap_up_form.get_by_role("radio", name="已解决", exact=True)).to_be_checked()
    await keys.reach(console.wrap_up_form.get_by_role("textbox", name="备注（纳税人看不到）"), within=4)
    await keys.type(NOTE)
    await keys.use(console.wrap_up_form.get_by_role("button", name="完成，接下一个"), within=2)
    await expect(page.get_by_text("现在没有会话")).to_be_visible()
    await expect(taxpayer.widget.says(ZH.ended)).to_be_visible()
