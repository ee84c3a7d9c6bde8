"""On a phone: what is talked about stays in sight above the sheet, and what is asked can be read and answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from playwright.async_api import expect

from tests.support.browser import axe_violations, take_picture
from tests.widget.conftest import take
from tests.widget.guided import guided, point_at, propose
from tests.widget.pages import MATTER
from tests.widget.test_in_the_bureau import MOVED, at_the_bureau

if TYPE_CHECKING:
    from playwright.async_api import Locator, ViewportSize

    from tests.support.clients import Client
    from tests.widget.conftest import Panel, Site

pytestmark = pytest.mark.browser
PHONE: ViewportSize = {"width": 360, "height": 740}
LOW: ViewportSize = {"width": 360, "height": 600}
DESKTOP: ViewportSize = {"width": 1366, "height": 768}
BASIS: Final = "附列资料（一）填写说明，第 3 列、第 5 列"
FAR_BELOW: Final = MATTER.replace("<p><label>13%", "<p>本页说明</p>" * 40 + "<p><label>13%")
"""A form whose fields are several screens below its error."""
MAKES_ROOM: Final = """
const room = new CSSStyleSheet();
room.replaceSync('body { padding-block-end: var(--daoban-sheet, 0px); }');
document.adoptedStyleSheets.push(room);
"""
MARK_PX: Final = 5
"""Outline and its distance from the field."""
STANDS_STILL: Final = """() => {
  const { at, since } = window.stood ?? {};
  if (at !== scrollY) window.stood = { at: scrollY, since: performance.now() };
  return at === scrollY && performance.now() - since > 300;
}"""
"""A gentle scroll is over."""


@pytest.fixture
async def officer(site: Site) -> Client:
    """An officer on duty."""
    return await site.hub.officer()


async def talking(site: Site, officer: Client, size: ViewportSize) -> tuple[Panel, str]:
    """A talk about the second step of the VAT return, in a window of this size."""
    panel = await at_the_bureau(site)
    session_id = await take(officer)
    await panel.page.set_viewport_size(size)
    await expect(panel.root.get_by_role("heading", name="导办of1")).to_be_visible()
    await officer.send("message.post", session_id=session_id, client_msg_id="m1", text="这笔收入换一格填。")
    await expect(panel.messages).to_have_count(1)
    return panel, session_id


def field_of(panel: Panel, name: str) -> Locator:
    return panel.page.locator(f"[data-daoban-field={name}]")


async def height_of(panel: Panel) -> int:
    """How high the panel is."""
    return int(await panel.root.evaluate("element => element.offsetHeight"))


async def is_beside_the_panel(panel: Panel, name: str) -> None:
    """All of the field and of the mark around it is in the window, and not under the panel."""
    await panel.page.wait_for_function(STANDS_STILL)
    field = await field_of(panel, name).bounding_box()
    box = await panel.root.bounding_box()
    assert field
    assert box
    assert field["y"] - MARK_PX >= 0, (name, field)
    above = field["y"] + field["height"] + MARK_PX <= box["y"]
    assert above or field["x"] + field["width"] + MARK_PX <= box["x"], (name, field, box)


async def is_whole_in_the_thread(panel: Panel, part: Locator) -> None:
    """Nothing of it is cut by what stays above and below the thread."""
    scroll = await panel.root.locator(".scroll").bounding_box()
    box = await part.bounding_box()
    assert scroll
    assert box
    assert box["y"] >= scroll["y"] - 1, await part.inner_text()
    assert box["y"] + box["height"] <= scroll["y"] + scroll["height"] + 1, await part.inner_text()


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_two_proposed_fields_stand_beside_a_card_that_is_whole_also_after_a_reload(
    site: Site, officer: Client, size: ViewportSize
) -> None:
    panel, session_id = await talking(site, officer, size)
    low = await height_of(panel)
    await propose(officer, session_id, MOVED, basis=BASIS)
    card = panel.root.locator("daoban-guide-card")
    for when in ("proposed", "reloaded"):
        await expect(panel.button("接受并填入")).to_be_in_viewport(ratio=1)
        for name in MOVED:
            await is_beside_the_panel(panel, name)
        for part in await card.locator("header, dt, dd, .why, .do").all():
            await is_whole_in_the_thread(panel, part)
        await take_picture(panel.page, f"phone-two-{when}-{size['width']}", at_rest=True)
        assert await axe_violations(panel.page) == []
        if when == "proposed":
            await panel.page.reload()
    await panel.button("接受并填入").click()
    await expect(card).to_contain_text("已填入 2 个格")
    for name in MOVED:
        await is_beside_the_panel(panel, name)
    await take_picture(panel.page, f"phone-two-filled-in-{size['width']}", at_rest=True)
    assert await height_of(panel) == low, "the page has its room again"


async def test_a_card_that_is_higher_than_the_thread_begins_at_its_head_with_the_answers_in_reach(
    site: Site, officer: Client
) -> None:
    panel, session_id = await talking(site, officer, LOW)
    await propose(officer, session_id, MOVED, basis=BASIS)
    card = panel.root.locator("daoban-guide-card")
    await expect(panel.button("接受并填入")).to_be_in_viewport(ratio=1)
    for name in MOVED:
        await is_beside_the_panel(panel, name)
    for part in (card.locator("header"), card.locator("dd").first, card.locator(".do")):
        await is_whole_in_the_thread(panel, part)
    await take_picture(panel.page, "phone-two-low", at_rest=True)
    scroll = panel.root.locator(".scroll")
    read = await scroll.evaluate("area => { area.scrollTop += 60; return area.scrollTop; }")
    await officer.send("typing.set", session_id=session_id, typing=True)
    await expect(panel.root.locator(".typing")).not_to_be_empty()
    assert await scroll.evaluate("area => area.scrollTop") == read, "who has read on is not taken back"


async def test_after_a_reload_the_page_stands_where_it_stood_not_at_its_error(site: Site, officer: Client) -> None:
    panel, session_id = await guided(site, officer, body=FAR_BELOW, script=MAKES_ROOM)
    await panel.page.set_viewport_size(PHONE)
    await point_at(officer, session_id, "f1_6_wkp")
    await officer.expect("highlight.seen")
    await is_beside_the_panel(panel, "f1_6_wkp")
    await panel.page.evaluate("scrollBy(0, -40)")
    stood = await panel.page.evaluate("scrollY")
    assert stood > PHONE["height"]
    await panel.page.reload()
    await expect(panel.page.locator(".around")).to_have_count(1)
    await is_beside_the_panel(panel, "f1_6_wkp")
    assert await panel.page.evaluate("scrollY") == stood
    await take_picture(panel.page, "phone-reloaded", at_rest=True)
