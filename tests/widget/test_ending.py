"""Whoever ends a session is told first what would be left undone; what has ended stays to be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.support.browser import axe_violations, take_picture
from tests.widget.guided import guided, point_at

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


async def rated(site: Site) -> Panel:
    """A panel with a talk, a highlight and a slip, ended by the officer and rated."""
    officer: Client = await site.hub.officer(skills=("*",))
    panel, session_id = await guided(site, officer)
    await officer.send("message.post", session_id=session_id, client_msg_id="m1", text="请补这几份材料")
    await point_at(officer, session_id, "f1_6_wkp")
    papers = [item.id for item in site.node.hub.catalogue.matter("vat-general").materials]
    await officer.send("slip.start", session_id=session_id, slip_id="k1", optional_ids=papers)
    await expect(panel.root.locator("daoban-slip")).to_be_visible()
    await officer.send("session.end", session_id=session_id)
    await panel.root.get_by_label("办成了").check()
    await panel.root.get_by_label("非常满意", exact=True).check()
    await panel.button("提交").click()
    await expect(panel.root.get_by_text("已收到您的评价：非常满意。")).to_be_visible()
    return panel


@pytest.mark.parametrize("width", [1366, 360])
async def test_a_rated_session_stays_to_be_read_after_a_reload_until_help_is_asked_for_again(
    site: Site, width: int
) -> None:
    panel = await rated(site)
    await panel.page.set_viewport_size({"width": width, "height": 740})
    for _ in ("the next page", "and the one after it"):
        await panel.page.reload()
        await expect(panel.root.get_by_text("已收到您的评价：非常满意。")).to_be_visible()
        await expect(panel.messages).to_have_text(["请补这几份材料"])
        await expect(panel.root.locator("daoban-slip")).to_contain_text("会话已结束，这张单还没有结果。")
        await expect(panel.root.get_by_text("请看这一格")).to_be_attached()
        await expect(panel.button("提交")).to_have_count(0)
    await expect(panel.button("再次求助")).to_be_in_viewport(ratio=1)
    await expect(panel.page.locator("#wkp")).to_be_in_viewport(ratio=1)
    box = await panel.root.bounding_box()
    field = await panel.page.locator("#wkp").bounding_box()
    assert box
    assert field
    assert field["y"] + field["height"] < box["y"] or field["x"] + field["width"] < box["x"], "over the page"
    assert await axe_violations(panel.page) == []
    await take_picture(panel.page, f"ending-rated-{width}", at_rest=True)
    await panel.button("再次求助").click()
    await panel.ask()
    assert await panel.page.evaluate("localStorage['daoban.session'] !== null")


async def test_a_rated_session_that_was_put_away_does_not_come_back(site: Site) -> None:
    panel = await rated(site)
    await panel.page.reload()
    await panel.button("再次求助").click()
    await expect(panel.button("请导办员一起看")).to_be_visible()
    await panel.page.reload()
    await expect(panel.button("请导办员一起看")).to_be_visible()
    await expect(panel.messages).to_have_count(0)
