"""Somebody who uses no mouse: goes from one thing to the next by Tab, and says at each where the focus is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from playwright.async_api import expect

if TYPE_CHECKING:
    from playwright.async_api import Locator, Page

FARTHEST: Final = 40
"""Whoever needs more presses than this to get from one thing to the next would reach for a mouse."""
HAS_FOCUS: Final = "element => element.getRootNode().activeElement === element && document.hasFocus()"


class Keys:
    """The keyboard of one person."""

    def __init__(self, page: Page) -> None:
        self._page = page

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self._page.keyboard.press(key)

    async def type(self, text: str) -> None:
        await self._page.keyboard.type(text)

    async def reach(self, target: Locator, *, key: str = "Tab", within: int = FARTHEST) -> None:
        """Press `key`, at most `within` times, until the focus is on `target`, which is in sight then."""
        await expect(target).to_be_visible()
        for _ in range(within):
            if await target.evaluate(HAS_FOCUS):
                break
            await self.press(key)
        await expect(target).to_be_focused()
        await expect(target).to_be_in_viewport()

    async def use(self, target: Locator, *, key: str = "Tab", within: int = FARTHEST) -> None:
        """Go to a button or a link, and press Enter on it."""
        await self.reach(target, key=key, within=within)
        await self.press("Enter")
