"""What became of the form: told in the thread and the ledger, and offered as the outcome in the wrap-up."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.console.conftest import context

if TYPE_CHECKING:
    from tests.console.conftest import Desk
    from tests.support.clients import Client

pytestmark = pytest.mark.browser

FILED = context(error_id=None, error_occurrences=0, comparison=[], tried=["filed", "receipt:2026112800000001"])
REFUSED = context(error_occurrences=2, tried=["refused", "reason:比对不通过"])
DONE = "比对通过，申报已提交。这件事办成了。"


async def picture(desk: Desk, name: str) -> None:
    """Kept where `DAOBAN_PICTURES` says."""
    if folder := os.environ.get("DAOBAN_PICTURES"):
        await desk.page.screenshot(path=Path(folder) / f"{name}.png")


async def end(desk: Desk, taxpayer: Client, session_id: str) -> None:
    await taxpayer.send("session.end", session_id=session_id)
    await expect(desk.page.get_by_role("heading", name="整理")).to_be_visible()


async def test_a_filed_form_is_told_and_proposes_the_outcome(desk: Desk) -> None:
    taxpayer, session_id = await desk.talk()
    await taxpayer.send("context.update", session_id=session_id, context=REFUSED)
    await expect(desk.log).to_contain_text("提交没有通过：比对不通过")
    await taxpayer.send("context.update", session_id=session_id, context=FILED)
    await expect(desk.log).to_contain_text(DONE)
    await expect(desk.log).to_contain_text("受理编号 2026112800000001 · 问题 1")
    ledger = desk.page.get_by_role("list", name="指引与变化")
    await expect(ledger).to_contain_text(f"{DONE} 受理编号 2026112800000001")
    await expect(ledger.get_by_text("受理编号")).to_have_count(1)
    await picture(desk, "outcome-filed")
    await end(desk, taxpayer, session_id)
    await expect(desk.page.locator(".told")).to_contain_text(f"页面报告：{DONE}")
    await expect(desk.page.get_by_role("radio", name="已解决")).to_be_checked()
    await picture(desk, "outcome-wrap-up")
    await desk.page.get_by_role("button", name="完成，接下一个").click()
    await expect(desk.page.get_by_role("heading", name="整理")).to_be_hidden()
    closed = await taxpayer.send("session.resume", session_id=session_id)
    assert [item["disposition"] for item in closed["session"]["questions"]] == ["resolved"]
    assert desk.complaints == []


async def test_a_refused_form_is_told_and_proposes_nothing(desk: Desk) -> None:
    taxpayer, session_id = await desk.talk()
    await taxpayer.send("context.update", session_id=session_id, context=REFUSED)
    await expect(desk.log).to_contain_text("提交没有通过：比对不通过")
    await end(desk, taxpayer, session_id)
    await expect(desk.page.locator(".told")).to_contain_text("提交没有通过：比对不通过")
    await expect(desk.page.get_by_role("radio", checked=True)).to_have_count(0)
    await desk.page.get_by_role("button", name="完成，接下一个").click()
    await expect(desk.page.get_by_role("alert").filter(has_text="请先给问题 1 选一个结果")).to_be_visible()
