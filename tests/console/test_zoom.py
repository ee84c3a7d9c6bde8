"""The console on a laptop at 200 %, and on the windows that must not get worse by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.support.browser import axe_violations, take_picture

if TYPE_CHECKING:
    from tests.console.conftest import Desk

pytestmark = pytest.mark.browser

LEAST_HEIGHT = 120


@pytest.mark.parametrize(("width", "height"), [(683, 384), (1366, 768), (360, 640)])
async def test_the_thread_keeps_its_height_and_the_reply_is_reached_by_key(desk: Desk, width: int, height: int) -> None:
    await desk.talk()
    await desk.page.set_viewport_size({"width": width, "height": height})
    thread = await desk.log.bounding_box()
    assert thread is not None
    await take_picture(desk.page, f"console-{width}x{height}")
    assert thread["height"] >= LEAST_HEIGHT
    await desk.page.get_by_role("button", name="转办").first.focus()
    await desk.reply.focus()
    await expect(desk.reply).to_be_in_viewport(ratio=1)
    await desk.page.keyboard.type("您好")
    await desk.page.keyboard.press("Enter")
    await expect(desk.log.get_by_text("您好")).to_be_in_viewport()
    assert await axe_violations(desk.page) == []
