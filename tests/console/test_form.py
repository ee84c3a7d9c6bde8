"""The form as the officer sees it: the happy end, amounts in one piece, rows to the edge, English words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.console.conftest import context

if TYPE_CHECKING:
    from tests.console.conftest import Desk

pytestmark = pytest.mark.browser

LARGE = "1234567890.12"
BROKEN = """(fields) => {
  const root = fields.shadowRoot;
  const edge = root.querySelector('table').getBoundingClientRect().right;
  return [...root.querySelectorAll('.box, .v b, .v s')].filter((piece) => {
    const {height, right} = piece.getBoundingClientRect();
    return height > 30 || right > edge;
  }).map((piece) => piece.textContent.trim());
}"""
"""What is drawn over more than one line, or beyond the table."""
ENDS = """(fields) => {
  const root = fields.shadowRoot;
  const edge = root.querySelector('table').getBoundingClientRect().right;
  const ends = [...root.querySelectorAll('tr')].map((row) => row.lastElementChild.getBoundingClientRect().right);
  return ends.map((end) => Math.round(edge - end));
}"""

ROOM = """(row) => {
  const edge = row.getRootNode().host.getBoundingClientRect().right;
  return Math.min(...[...row.querySelectorAll('.box')].map((box) => edge - box.getBoundingClientRect().right));
}"""


def assets(value: str) -> dict[str, object]:
    return {"matter_id": "cit-prepay", "step_id": "s2", "fields": [{"id": "asset_q1", "value": value}]}


async def test_a_filed_form_is_the_calm_end_of_the_story(desk: Desk) -> None:
    taxpayer, session_id = await desk.talk()
    due = context(deadline="2026-11-01")
    await taxpayer.send("context.update", session_id=session_id, context=due)
    head = desk.page.locator("daoban-mirror header")
    await expect(head).to_contain_text("已逾期")
    end = {**due, "error_id": None, "comparison": [], "tried": ["explanation_read", "filed", "receipt:20261124-0042"]}
    await taxpayer.send("context.update", session_id=session_id, context=end)
    await expect(head).to_contain_text(re.compile(r"已申报成功\d\d:\d\d · 受理编号 20261124-0042"))
    await expect(head).not_to_contain_text("已逾期")
    await expect(head).not_to_contain_text("本步")
    await expect(head.locator("[aria-current]")).to_have_count(0)
    await expect(desk.page.locator("daoban-error-block")).to_have_count(0)
    await expect(desk.page.locator("daoban-session-list .item")).to_contain_text("已申报成功")
    await expect(desk.page.locator("daoban-ledger li").first).to_contain_text(
        "比对通过，申报已提交。这件事办成了。 受理编号 20261124-0042"
    )
    await taxpayer.send("context.update", session_id=session_id, context=due)
    await expect(head).to_contain_text("已逾期")
    await expect(desk.page.locator("daoban-error-block")).not_to_contain_text("receipt:")


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("width", [1366, 360])
async def test_an_amount_and_its_unit_stay_in_one_piece(desk: Desk, width: int, language: str) -> None:
    taxpayer, session_id = await desk.talk()
    await desk.page.evaluate("(language) => localStorage.setItem('daoban.console.locale', language)", language)
    await desk.page.reload()
    await desk.page.set_viewport_size({"width": width, "height": 768})
    if width < 768:
        await desk.page.get_by_role("button", name=re.compile("^(表单|Form)$")).first.click()
    fields = desk.page.locator("daoban-fields")
    values = fields.locator("tr").filter(has_text=re.compile("资产总额|Total assets"))
    await taxpayer.send("context.update", session_id=session_id, context=assets("1280.50/13152000.00"))
    await expect(values).to_contain_text("13,152,000.00")
    assert await fields.evaluate(BROKEN) == []
    await taxpayer.send("context.update", session_id=session_id, context=assets("1280.50/1315.20"))
    await expect(values.locator("b")).to_have_text(
        {"zh-CN": "1,315.20\u00a0万元", "en": "1,315.20\u00a010,000 yuan"}[language]
    )
    await expect(values).not_to_contain_text("1,280.50")
    assert await fields.evaluate(BROKEN) == []


async def test_the_longest_amount_is_shown_whole(desk: Desk) -> None:
    taxpayer, session_id = await desk.talk()
    fields = desk.page.locator("daoban-fields")
    for bill in (f"18/{LARGE}/67600.00", f"19/{LARGE}/{LARGE}"):
        changed = context({"f2_1": bill, "f1_6_wkp": LARGE}, step_id="s3")
        await taxpayer.send("context.update", session_id=session_id, context=changed)
        await expect(fields).to_contain_text(bill.split("/")[0] + "\u00a0份")
        assert await fields.evaluate(BROKEN) == []


@pytest.mark.parametrize("width", [1366, 360])
async def test_english_units_leave_room_for_the_longest_amount(desk: Desk, width: int) -> None:
    taxpayer, session_id = await desk.talk()
    await desk.page.goto(f"{desk.bureau.url}/console/?lang=en")
    await desk.page.set_viewport_size({"width": width, "height": 768})
    if width < 768:
        await desk.page.get_by_role("button", name="Form", exact=True).click()
    await taxpayer.send("context.update", session_id=session_id, context=assets(f"{LARGE}/{LARGE}"))
    fields = desk.page.locator("daoban-fields")
    row = fields.get_by_role("row").filter(has_text="Total assets")
    await expect(row).to_contain_text("1,234,567,890.12\u00a010,000 yuan")
    assert await fields.evaluate(BROKEN) == []
    assert await row.evaluate(ROOM) >= 8, "amounts end before the edge"
    name = await row.locator(".name").bounding_box()
    assert name
    assert name["height"] < 60, "a name is not squeezed into syllables"


async def test_rows_without_address_or_unit_reach_the_edge(desk: Desk) -> None:
    taxpayer, session_id = await desk.talk()
    overdue = {"matter_id": "overdue", "step_id": "s1", "fields": []}
    await taxpayer.send("context.update", session_id=session_id, context=overdue)
    fields = desk.page.locator("daoban-fields")
    await expect(fields).to_contain_text("申报表种类与属期")
    assert set(await fields.evaluate(ENDS)) == {0}


async def test_the_english_console_names_cells_and_units_in_english(desk: Desk) -> None:
    await desk.talk()
    await desk.page.evaluate("localStorage.setItem('daoban.console.locale', 'en')")
    await desk.page.reload()
    await expect(desk.row("row 5 col. 5")).to_contain_text("yuan")
    await expect(desk.page.locator("daoban-error-block")).to_contain_text("Schedule 1 row 5 col. 5")
    shown = await desk.page.locator("daoban-fields").evaluate("(fields) => fields.shadowRoot.textContent")
    assert re.findall(r"[\u4e00-\u9fff]+", shown) == []
