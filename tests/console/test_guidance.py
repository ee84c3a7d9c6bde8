"""The officer's half of guidance: pointing, proposing, and what becomes of it, in form, transcript and ledger."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

if TYPE_CHECKING:
    from playwright.async_api import Locator

    from tests.console.conftest import Desk

pytestmark = pytest.mark.browser


def editor(desk: Desk) -> Locator:
    return desk.page.get_by_role("region", name=re.compile("^写建议"))


def card(desk: Desk, text: str) -> Locator:
    return desk.log.locator(".g").filter(has_text=text)


async def propose(desk: Desk, address: str, after: str, reason: str = "已开普通发票") -> None:
    """Press 建议 on a row, write and send."""
    await desk.row(address).get_by_role("button", name=re.compile("^建议修改")).click()
    await desk.page.keyboard.type(after)
    await editor(desk).get_by_role("textbox", name="原因").fill(reason)
    await editor(desk).get_by_role("button", name="发出建议").click()
    await expect(editor(desk)).to_be_hidden()


async def test_a_highlight_is_numbered_in_the_row_and_on_its_card_and_seen(desk: Desk) -> None:
    taxpayer, session_id = await desk.talk()
    row = desk.row("5 行 5 列")
    await row.get_by_role("button", name="标出 附一 5 行 5 列").click()
    pointed = await taxpayer.expect("field.highlighted")
    assert pointed["body"]["target"] == {"kind": "field", "id": "f1_6_wkp", "step_id": "s2"}
    await expect(row.get_by_role("img", name="标出 1")).to_be_visible()
    await expect(card(desk, "标出 附一 5 行 5 列")).to_contain_text("未看到")
    await taxpayer.send("highlight.see", session_id=session_id, guide_id=pointed["body"]["guide_id"])
    await expect(card(desk, "标出 附一 5 行 5 列")).to_contain_text(re.compile(r"\d\d:\d\d 已看到"))


async def test_a_proposal_is_sent_waits_and_is_filled_in(desk: Desk) -> None:
    taxpayer, session_id = await desk.talk()
    await propose(desk, "5 行 5 列", "0")
    body = (await taxpayer.expect("field.proposed"))["body"]
    assert body["changes"] == [{"field_id": "f1_6_wkp", "before": "35000.00", "after": "0.00"}]
    waiting = card(desk, "建议修改 1 个格")
    await expect(waiting).to_contain_text(re.compile(r"待答复 0:\d\d"))
    await expect(waiting.locator(".change")).to_have_text(re.compile(r"附一 5 行 5 列\s+35,000.00\s+0.00"))
    shown = [{"field_id": "f1_6_wkp", "value": "35000.00"}]
    await taxpayer.send("proposal.accept", session_id=session_id, guide_id=body["guide_id"], shown=shown)
    await expect(waiting).to_contain_text("已接受，正在填入")
    outcome = {"field_id": "f1_6_wkp", "outcome": "set", "value": "0.00", "message": None}
    again = {"field_id": "m_11", "before": "129500.00", "after": "127400.00"}
    report = {"outcomes": [outcome], "recalculated": [again]}
    await taxpayer.send("proposal.report", session_id=session_id, guide_id=body["guide_id"], **report)
    await expect(waiting).to_contain_text("已填入")
