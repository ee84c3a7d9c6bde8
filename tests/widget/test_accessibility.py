"""WCAG 2.2 AA: what axe finds, and what it cannot: order, focus, targets, zoom, colours that a system forces."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.async_api import expect

from tests.support.browser import axe_violations
from tests.widget.conftest import take
from tests.widget.pages import EMBED, page

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import ViewportSize

    from tests.widget.conftest import Panel, Site

pytestmark = pytest.mark.browser
PHONE: ViewportSize = {"width": 390, "height": 844}
SMALL: ViewportSize = {"width": 360, "height": 640}
PANEL = "document.querySelector('daoban-help').shadowRoot.querySelector('daoban-panel')"
TARGETS = """(least) => {
  const inside = (root) => [...root.querySelectorAll('*')]
    .flatMap((element) => [element, ...(element.shadowRoot ? inside(element.shadowRoot) : [])]);
  return inside(document.querySelector('daoban-help').shadowRoot)
    .filter((element) => element.matches('button,summary,textarea,label') && element.checkVisibility())
    .map((element) => [element.ariaLabel ?? element.textContent.trim(), element.getBoundingClientRect()])
    .filter(([, box]) => Math.min(box.width, box.height) < least)
    .map(([name, box]) => `${name}: ${Math.round(box.width)} x ${Math.round(box.height)}`);
}"""
ACTIVE = """() => {
  let active = document.activeElement;
  while (active.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active.ariaLabel || active.textContent.trim() || active.localName;
}"""


async def screens(panel: Panel, site: Site) -> AsyncIterator[str]:
    """Every screen of the widget in turn, by name."""
    yield "tab"
    await panel.open()
    await expect(panel.root.locator(".wait > span").first).to_be_visible()
    yield "explanation"
    await panel.root.locator("summary").first.click()
    yield "related question"
    await panel.root.locator(".offer .btn").click()
    await expect(panel.root.locator(".place")).to_be_visible()
    yield "queue"
    officer = await site.hub.officer()
    session_id = await take(officer)
    await officer.send("message.post", session_id=session_id, client_msg_id="o", text="您好，请看第 6 步。")
    await panel.send("我的手机是 13900000000")
    await expect(panel.messages).to_have_count(2)
    yield "talk"
    resumed = await officer.send("session.resume", session_id=session_id)
    question_id = resumed["session"]["questions"][0]["question_id"]
    await officer.send("question.resolve", session_id=session_id, question_id=question_id, disposition="resolved")
    await panel.root.locator(".more").click()
    yield "menu"
    await panel.root.locator(".menu button").last.click()
    yield "sure to end"
    await panel.root.locator(".prompt .btn").first.click()
    await panel.root.locator(".levels label").last.click()
    await expect(panel.root.locator(".reasons")).to_be_visible()
    yield "rating"


@pytest.mark.parametrize("size", [None, PHONE])
@pytest.mark.parametrize("embed", ["", 'data-daoban-locale="en"', 'data-daoban-theme="dark"'])
async def test_axe_finds_nothing_on_any_screen(site: Site, size: Any, embed: str) -> None:
    replaced = 'data-daoban-locale="zh-CN"' if "locale" in embed else "async"
    site.html = page(EMBED.replace(replaced, f"{embed} async"))
    panel = await site.visit()
    # half way in, a panel that fades in has half its contrast
    await panel.page.emulate_media(reduced_motion="reduce")
    if size:
        await panel.page.set_viewport_size(size)
    async for screen in screens(panel, site):
        found = [fault for fault in await axe_violations(panel.page) if "daoban" in fault]
        assert found == [], screen


async def test_touch_targets_are_44_px_on_phones(site: Site) -> None:
    panel = await site.visit()
    await panel.page.set_viewport_size(PHONE)
    async for screen in screens(panel, site):
        assert await panel.page.evaluate(TARGETS, 44) == [], screen


async def test_targets_are_24_px_and_more_everywhere(site: Site) -> None:
    panel = await site.visit()
    async for screen in screens(panel, site):
        assert await panel.page.evaluate(TARGETS, 24) == [], screen


@pytest.mark.parametrize("size", [SMALL, {"width": 640, "height": 450}, {"width": 320, "height": 568}])
async def test_nothing_is_cut_off_sideways(site: Site, size: Any) -> None:
    """1280 px at 200 % is 640 px; 320 px is 400 %."""
    panel = await site.visit()
    await panel.page.set_viewport_size(size)
    cut = f"document.scrollingElement.scrollWidth > innerWidth || {PANEL}?.scrollWidth > innerWidth"
    async for screen in screens(panel, site):
        assert not await panel.page.evaluate(cut), screen


async def test_focus_goes_to_the_heading_and_back_to_the_tab(panel: Panel) -> None:
    await panel.tab.focus()
    await panel.page.keyboard.press("Enter")
    await expect(panel.root.get_by_role("heading", name="在线导办")).to_be_focused()
    await panel.page.keyboard.press("Tab")
    assert await panel.page.evaluate(ACTIVE) == "收起"
    await panel.page.keyboard.press("Enter")
    await expect(panel.tab).to_be_focused()


async def test_f6_and_escape_go_between_page_and_panel(panel: Panel) -> None:
    await panel.open()
    field = panel.page.locator("[data-daoban-field=f1_6_wkp]")
    await field.focus()
    await panel.page.keyboard.press("F6")
    await expect(panel.root.get_by_role("heading", name="在线导办")).to_be_focused()
    await panel.page.keyboard.press("Escape")
    await expect(field).to_be_focused()
    await expect(panel.root).to_be_visible()


async def test_escape_leads_to_the_error_where_the_place_one_came_from_is_hidden(panel: Panel) -> None:
    field = panel.page.locator("[data-daoban-field=f1_6_wkp]")
    await field.focus()
    await panel.open()
    await field.evaluate("element => { element.hidden = true }")
    await panel.page.keyboard.press("Escape")
    await expect(panel.page.locator("[data-daoban-error]").first).to_be_focused()


async def test_who_asks_by_key_goes_on_at_the_heading(panel: Panel) -> None:
    await panel.open()
    await panel.button("请导办员一起看").press("Enter")
    await expect(panel.root.get_by_role("heading", name="已为您排队")).to_be_visible()
    await expect(panel.root.locator("h2")).to_be_focused()


async def test_the_tab_is_the_last_stop_of_the_page(panel: Panel) -> None:
    await panel.page.locator("input").last.focus()
    await panel.page.keyboard.press("Tab")
    await expect(panel.tab).to_be_focused()


async def test_what_changes_is_read_out_once_and_in_full(site: Site) -> None:
    panel = await site.visit()
    await panel.open()
    polite, urgent = panel.root.locator(".polite"), panel.root.locator(".urgent")
    await panel.ask()
    await expect(polite).to_have_text("已为您排队。现在没有导办员在岗，有人上岗就会接。")
    officer = await site.hub.officer()
    session_id = await take(officer)
    await expect(polite).to_have_text("导办of1 已接入，已看到第 6 步的内容。")
    await panel.button("停止共享").click()
    await expect(polite).to_have_text("已停止共享。导办员看不到您之后的填写。")
    await expect(urgent).to_have_text("")
    await officer.send("session.end", session_id=session_id)
    await expect(urgent).to_have_text("这次导办已结束。今天办成了吗？")


async def test_the_sheet_has_three_heights_by_button_and_by_hand(site: Site) -> None:
    panel = await site.visit()
    await panel.page.set_viewport_size(PHONE)
    await panel.open()
    height = f"{PANEL}.getBoundingClientRect().height"
    half = await panel.page.evaluate(height)
    assert 844 * 0.45 < half < 844 * 0.65
    await panel.button("拉高").click()
    assert await panel.page.evaluate(height) == 844 - 48
    await expect(panel.button("拉高")).to_be_hidden()
    await panel.button("降低").click()
    await panel.button("降低").click()
    assert await panel.page.evaluate(height) == 64
    handle = await panel.root.locator(".grab").bounding_box()
    assert handle
    await panel.page.mouse.move(handle["x"] + 20, handle["y"] + 8)
    await panel.page.mouse.down()
    await panel.page.mouse.move(handle["x"] + 20, 844 - half - 30, steps=4)
    await panel.page.mouse.up()
    assert round(await panel.page.evaluate(height)) == round(half)
    assert (
        await panel.page.evaluate("document.documentElement.style.getPropertyValue('--daoban-sheet')")
        == f"{half:.0f}px"
    )


async def test_the_field_in_trouble_stays_above_the_sheet(site: Site) -> None:
    site.html = page(body=site.html.split("<body>")[1].replace("<h1>", "<div id=tall></div><h1>"))
    panel = await site.visit()
    await panel.page.set_viewport_size(PHONE)
    await panel.page.evaluate("document.getElementById('tall').style.height = '700px'")
    await panel.open()
    trouble = "document.querySelector('[data-daoban-error]').getBoundingClientRect().top"
    sheet = f"{PANEL}.getBoundingClientRect().top"
    await panel.page.wait_for_function(f"() => {trouble} >= 0 && {trouble} < {sheet} - 40")


async def test_no_movement_where_none_is_wanted(site: Site) -> None:
    panel = await site.visit()
    await panel.page.emulate_media(reduced_motion="reduce")
    await panel.open()
    assert await panel.page.evaluate(f"{PANEL}.getAnimations({{ subtree: true }}).length") == 0
