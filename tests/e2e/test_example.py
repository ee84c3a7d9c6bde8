"""The example for developers: its bare form is seen, pointed at and filled in like any bureau's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.e2e.guiding import point, propose
from tests.e2e.words import ZH
from tests.support.browser import axe_violations

if TYPE_CHECKING:
    from tests.e2e.stage import Stage

pytestmark = pytest.mark.browser


async def test_example(own_stage: Stage) -> None:
    officer = await own_stage.seat_officer("of1")
    await officer.console.go_on_duty()
    taxpayer = await own_stage.seat_taxpayer(ZH)
    page = taxpayer.bureau.page
    await taxpayer.bureau.open_sign_in()
    await taxpayer.bureau.sign_in("张")
    await page.goto(f"http://127.0.0.1:{own_stage.demo.port}/bureau/example")
    await expect(page.locator("pre")).to_have_count(3)
    assert await axe_violations(page) == []
    await page.locator("#example").get_by_role("button", name="导办").click()
    await taxpayer.widget.ask_an_officer()
    await officer.console.accept()
    await point(officer, "6% 税率 · 未开具发票")
    await expect(page.locator("daoban-help .around")).to_be_visible()
    await propose(officer, {"6% 税率 · 未开具发票": "20000"}, "多填了")
    await taxpayer.widget.root.get_by_role("button", name="接受并填入").click()
    await expect(page.locator("#unbilled")).to_have_value("20000.00")
    await expect(page.locator("#sum")).to_have_text("20000.00")
    await expect(page.locator("#heard")).to_contain_text('unread {"count":1}')
