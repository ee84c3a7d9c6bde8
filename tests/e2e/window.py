"""A browser window under watch: what a careful person would notice on every screen fails the test."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.support.browser import axe_violations, complaints_of, take_picture

if TYPE_CHECKING:
    from playwright.async_api import Page

    from tests.support.line import Line

LINE_TROUBLE = re.compile(r"net::ERR_|WebSocket connection to")
"""What a browser itself says of a line that was cut; the page can neither prevent nor hide it."""
SIZES = """() => {
  const {scrollWidth, clientWidth, scrollHeight, clientHeight} = document.documentElement;
  return {wide: scrollWidth - clientWidth, high: scrollHeight - clientHeight};
}"""
KEPT = "() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]"


class Window:
    """A page, the line it goes over, and the name that its pictures begin with."""

    def __init__(self, page: Page, line: Line, name: str, *, scrolls: bool = True) -> None:
        self.page = page
        self.line = line
        self.name = name
        self._scrolls = scrolls
        self._said = complaints_of(page)

    @property
    def complaints(self) -> list[str]:
        """What the page complained of since it was opened, but for the line that the test cut."""
        return [text for text in self._said if not (self.line.cuts and LINE_TROUBLE.search(text))]

    async def look(self, screen: str) -> None:
        """Take a picture and see that this screen is sound: accessible, silent, no wider than the window."""
        await take_picture(self.page, f"{self.name}-{screen}")
        assert await axe_violations(self.page) == [], screen
        assert self.complaints == [], screen
        beyond = await self.page.evaluate(SIZES)
        assert beyond["wide"] <= 0, screen
        assert self._scrolls or beyond["high"] <= 0, screen

    async def kept(self) -> set[str]:
        """What the browser keeps for this site: names in both storages and of cookies."""
        cookies = await self.page.context.cookies()
        return {*await self.page.evaluate(KEPT), *(cookie["name"] for cookie in cookies if "name" in cookie)}
