"""Whoever ends a session is told first what would be left undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.support.browser import axe_violations, take_picture
from tests.widget.guided import guided

if TYPE_CHECKING:
    from tests.support.clients import Client
    from tests.widget.conftest import Panel, Site

pytestmark = pytest.mark.browser
LEFT = "还有 1 张确认单没有办完，结束后不能再补材料。结束这次导办？记录会保留。"
MORE = "更多：看说明、换个问题、结束"


async def ask_to_end(panel: Panel) -> None:
    await panel.button(MORE).click()
    await panel.button("结束导办").click()


async def test_ending_with_an_open_slip_says_so_and_going_on_keeps_it(site: Site) -> None:
    officer: Client = await site.hub.officer(skills=("*",))
    panel, session_id = await guided(site, officer)
    await ask_to_end(panel)
    await expect(panel.root.locator(".prompt")).to_contain_text("结束这次导办？记录会保留。")
    await expect(panel.root.get_by_text("确认单没有办完")).to_have_count(0)
    await panel.button("继续").click()
    papers = [item.id for item in site.node.hub.catalogue.matter("vat-general").materials]
    await officer.send("slip.start", session_id=session_id, slip_id="k1", optional_ids=papers)
    await expect(panel.root.locator("daoban-slip")).to_be_visible()
    await ask_to_end(panel)
    await expect(panel.root.get_by_role("group", name=LEFT)).to_be_visible()
    await expect(panel.button("结束")).to_be_focused()
    assert await axe_violations(panel.page) == []
    for width in (1366, 360):
        await panel.page.set_viewport_size({"width": width, "height": 740})
        await take_picture(panel.page, f"ending-slip-{width}", at_rest=True)
    await panel.button("继续").click()
    await expect(panel.root.locator("daoban-slip")).to_be_visible()
