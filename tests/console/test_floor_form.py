"""The form of a session that is read along: live, as the officer has it, only to be read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.console.conftest import a_talk, context
from tests.support.browser import axe_violations, take_picture

if TYPE_CHECKING:
    from tests.console.conftest import Desk

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [1366, 1920, 390])
async def test_the_form_is_read_along_live_and_nothing_can_be_done_with_it(floor: Desk, width: int) -> None:
    page = floor.page
    await page.set_viewport_size({"width": width, "height": 1080 if width == 1920 else 768})
    taxpayer, officer, session_id = await a_talk(floor)
    pointed = {"guide_id": "g1", "kind": "field", "target_id": "f1_6_qt"}
    await officer.send("field.highlight", session_id=session_id, **pointed)
    await page.get_by_role("button", name="旁看…").click()
    await page.get_by_label("旁看的原因").fill("新人第一天")
    await page.keyboard.press("Enter")
    mirror = page.get_by_role("region", name="对方的表单")
    await expect(mirror).to_contain_text("实时共享中")
    await expect(mirror.locator("daoban-error-block")).to_contain_text("35,000.00")
    moved = context({"f1_6_wkp": "0.00", "f1_6_qt": "35000.00"}, step_id="s2", focused_field="f1_6_qt")
    await taxpayer.send("context.update", session_id=session_id, context=moved)
    await expect(floor.row("5 行 3 列")).to_contain_text("0.00 35,000.00")
    await expect(floor.row("5 行 3 列")).to_contain_text("光标在此")
    await expect(mirror.locator("daoban-ledger li").first).to_be_visible()
    await mirror.scroll_into_view_if_needed()
    await take_picture(page, f"floor-form-{width}")
    assert await mirror.get_by_role("button").count() == 0
    assert await axe_violations(page) == []
    await taxpayer.close()
    await expect(mirror).to_contain_text(re.compile(r"对方 \d\d:\d\d 离线，内容可能已变"), timeout=15_000)
    assert floor.complaints == []


async def test_what_is_hidden_from_the_officer_is_hidden_from_who_reads_along(floor: Desk) -> None:
    page = floor.page
    taxpayer, _, session_id = await a_talk(floor)
    await page.get_by_role("button", name="旁看…").click()
    await page.get_by_label("旁看的原因").fill("抽查")
    await page.keyboard.press("Enter")
    mirror = page.get_by_role("region", name="对方的表单")
    await expect(mirror).to_be_visible()
    account = {"id": "acct", "value": "6222020000001234567"}
    form = {"matter_id": "payment", "step_id": "s3", "fields": [account]}
    await taxpayer.send("context.update", session_id=session_id, context=form)
    await expect(mirror.locator("tr[data-field=acct]")).to_contain_text("已隐藏")
    await expect(page.locator("body")).not_to_contain_text(account["value"])
    await taxpayer.send("context.update", session_id=session_id, context={**form, "shared": False})
    await expect(mirror).to_contain_text("对方已停止共享")
    await page.get_by_role("button", name="停止旁看").click()
    await expect(mirror).to_be_hidden()
