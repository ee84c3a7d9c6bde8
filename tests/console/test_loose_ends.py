"""What does not end as it should: marks taken away, pages that never report, forms that were left."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from chatserver.clock import SystemClock
from chatserver.domain import proposal
from tests.console.conftest import context
from tests.console.test_guidance import card, propose
from tests.console.test_outcome import picture

if TYPE_CHECKING:
    from tests.console.conftest import Desk

pytestmark = pytest.mark.browser
SHOWN = [{"field_id": "f1_6_wkp", "value": "35000.00"}]


async def test_a_mark_is_taken_away_and_its_card_stays(desk: Desk) -> None:
    taxpayer, _ = await desk.talk()
    row = desk.row("5 行 5 列")
    await row.get_by_role("button", name="标出 附一 5 行 5 列").click()
    await expect(row.get_by_role("img", name="标出 1")).to_be_visible()
    await card(desk, "标出 附一 5 行 5 列").get_by_role("button", name="取消标出").click()
    await taxpayer.expect("highlight.cleared")
    await expect(row.get_by_role("img", name="标出 1")).to_be_hidden()
    await expect(card(desk, "标出 附一 5 行 5 列")).to_contain_text(re.compile(r"\d\d:\d\d 已取消标出"))
    await expect(desk.page.locator("daoban-ledger li").first).to_contain_text("导办01 取消了标出")
    assert desk.complaints == []


async def test_a_page_that_never_reports_is_said_and_given_up(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    taxpayer, session_id = await desk.talk()
    await propose(desk, "5 行 5 列", "0")
    guide_id = (await taxpayer.expect("field.proposed"))["body"]["guide_id"]
    await taxpayer.send("proposal.accept", session_id=session_id, guide_id=guide_id, shown=SHOWN)
    waiting = card(desk, "建议修改 1 个格")
    await expect(waiting).to_contain_text("已接受，正在填入")
    await expect(waiting.get_by_text("页面没有回报")).to_be_hidden()
    later = SystemClock().now() + dt.timedelta(seconds=proposal.REPORT_SECONDS + 1)
    await desk.page.clock.set_system_time(later)
    await expect(waiting.get_by_text("页面没有回报")).to_be_visible()
    await picture(desk, "unreported")
    monkeypatch.setattr(proposal, "REPORT_SECONDS", 0)  # on the hub's clock it is still too soon
    await waiting.get_by_role("button", name="不再等").click()
    assert (await taxpayer.expect("proposal.withdrawn"))["body"]["reason"] == "unreported"
    await expect(waiting).to_contain_text("页面没有回报，不再等")
    await expect(desk.page.locator("daoban-ledger li").first).to_contain_text("页面没有回报，导办01 不再等")
    outcome = {"field_id": "f1_6_wkp", "outcome": "set", "value": "0.00"}
    await taxpayer.send("proposal.report", session_id=session_id, guide_id=guide_id, outcomes=[outcome])
    await expect(waiting).to_contain_text("已填入")


async def test_a_form_that_was_left_is_said_in_words(desk: Desk) -> None:
    taxpayer, session_id = await desk.talk()
    await propose(desk, "5 行 5 列", "0")
    await taxpayer.expect("field.proposed")
    elsewhere = context({}, matter_id="payment", step_id=None, error_id=None, comparison=[])
    await taxpayer.send("context.update", session_id=session_id, context=elsewhere)
    staled = (await taxpayer.expect("proposal.staled"))["body"]
    assert (staled["reason"], staled["found"]) == ("other_form", [])
    await expect(card(desk, "建议修改 1 个格")).to_contain_text("张某 已换到其他表单，未填入")
    await expect(desk.page.locator("daoban-ledger")).to_contain_text("张某 已换到其他表单，建议已过时")
