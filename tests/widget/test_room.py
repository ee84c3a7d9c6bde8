"""Where there is little room: what the sheet lies over comes above it, what was written is seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from playwright.async_api import expect

from tests.widget.conftest import take
from tests.widget.pages import page

if TYPE_CHECKING:
    from playwright.async_api import Locator, ViewportSize

    from tests.widget.conftest import Panel, Site

pytestmark = pytest.mark.browser
HALF_A_LAPTOP: ViewportSize = {"width": 683, "height": 768}
PHONE: ViewportSize = {"width": 360, "height": 740}
DECLARATION: Final = """
<main data-daoban-form data-daoban-matter="vat-general" data-daoban-step="s6"><h1>申报</h1>
  <svg width="10" height="560"></svg>
  <p><label><input type="checkbox" aria-invalid="true" aria-describedby="wrong"> 本人声明</label></p>
  <p id="wrong">提交前请先勾选声明。</p><svg width="10" height="600"></svg><a href="#far">远处</a>
</main>"""
SETTLED: Final = "node => Promise.all(node.getAnimations().map((animation) => animation.finished)).then(() => 0)"
PADDING: Final = "getComputedStyle(document.documentElement).scrollPaddingBottom"


@pytest.mark.parametrize("size", [HALF_A_LAPTOP, PHONE], ids=str)
async def test_what_has_the_focus_and_its_message_come_above_the_sheet(site: Site, size: ViewportSize) -> None:
    site.html = page(body=DECLARATION)
    panel = await site.visit()
    await panel.page.set_viewport_size(size)
    box, message = panel.page.get_by_role("checkbox"), panel.page.locator("#wrong")
    await panel.open()
    await expect(panel.button("请导办员一起看")).to_be_visible()
    await panel.page.reload()
    await box.focus()  # as a page does that comes back with a mistake, long before the panel is there again
    await expect(panel.root).to_be_visible()
    top = await top_of(panel)
    await until_above(message, top)
    await until_above(box, top)
    await panel.page.get_by_role("link", name="远处").focus()
    await until_above(panel.page.get_by_role("link", name="远处"), top)
    await panel.button("收起").click()
    assert await panel.page.evaluate(PADDING) == "auto"


@pytest.mark.parametrize("size", [HALF_A_LAPTOP, PHONE], ids=str)
async def test_what_is_written_while_waiting_is_seen(site: Site, size: ViewportSize) -> None:
    panel = await site.visit()
    await panel.page.set_viewport_size(size)
    await panel.open()
    await panel.ask()
    await panel.send("6% 的收入填在哪里？")
    await expect(panel.root.locator(".meta")).to_contain_text("已送达")
    await until_above(panel.root.locator(".meta"), await top_of_composer(panel))
    above = await panel.root.locator("daoban-thread").bounding_box()
    said = await panel.messages.bounding_box()
    assert above is not None
    assert said is not None
    assert said["y"] >= above["y"]
    await expect(panel.button("不等了")).to_be_in_viewport()
    await expect(panel.root.get_by_role("heading", name="已为您排队")).to_be_in_viewport()


async def test_lines_of_the_system_keep_their_middle_in_a_wide_sheet(site: Site) -> None:
    officer = await site.hub.officer()
    panel = await site.visit()
    await panel.page.set_viewport_size(HALF_A_LAPTOP)
    await panel.open()
    await panel.ask()
    await take(officer)
    line = panel.root.locator(".event").first
    await expect(line).to_contain_text("您请求导办")
    box = await line.bounding_box()
    assert box is not None
    assert abs(box["x"] + box["width"] / 2 - HALF_A_LAPTOP["width"] / 2) <= 1


async def test_an_officers_number_is_spelled_as_it_is(site: Site) -> None:
    officer = await site.hub.officer()
    panel = await site.visit()
    await panel.open()
    await panel.ask()
    await take(officer)
    await expect(panel.root.locator(".who .long")).to_contain_text("工号 of1")


async def top_of(panel: Panel) -> float:
    """Where the sheet begins, once it has come up."""
    await panel.root.evaluate(SETTLED)
    box = await panel.root.bounding_box()
    assert box is not None
    return box["y"]


async def top_of_composer(panel: Panel) -> float:
    """Where the box to write in begins."""
    box = await panel.root.locator("daoban-composer").bounding_box()
    assert box is not None
    return box["y"]


async def until_above(element: Locator, line: float) -> None:
    """Wait, by the page's own frames, until an element ends above a line, in px from the top."""
    for _ in range(120):
        box = await element.bounding_box()
        if box is not None and box["y"] >= 0 and box["y"] + box["height"] <= line:
            return
        await element.evaluate("() => new Promise(requestAnimationFrame)")
    pytest.fail(f"{await element.bounding_box()} does not end above {line}")
