"""The two people of a story, each in a browser window of their own that reaches the hub over a line of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from playwright.async_api import expect

from tests.e2e.pages import SECONDS, BureauPage, OfficerConsole, WidgetPanel
from tests.e2e.window import Window
from tests.support.browser import forget_pictures, take_picture
from tests.support.line import line_to

if TYPE_CHECKING:
    from contextlib import AsyncExitStack

    from playwright.async_api import Browser, BrowserContext

    from tests.e2e.demo import Demo
    from tests.e2e.words import Words

AT_HOME: dict[str, Any] = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai"}
STILL: dict[str, Any] = {"reduced_motion": "reduce"}
"""What is half-way through a movement cannot be judged."""
OFFICER_SCREEN: dict[str, Any] = {"viewport": {"width": 1366, "height": 768}, **AT_HOME}

RESUMED_MILLISECONDS = 40_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Taxpayer:
    """Somebody at the bureau's page, with the panel beside it."""

    window: Window
    bureau: BureauPage
    widget: WidgetPanel


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """Somebody at the console."""

    window: Window
    console: OfficerConsole


class Stage:
    """Seats the people of one story; its pictures are named after it."""

    def __init__(self, browser: Browser, demo: Demo, story: str, stack: AsyncExitStack) -> None:
        self.demo = demo
        self._browser = browser
        self._story = story
        self._stack = stack
        forget_pictures(f"{story}-")
        self._windows: list[Window] = []

    async def take_last_pictures(self) -> None:
        """What every window showed when the story broke off."""
        for window in self._windows:
            if not window.page.is_closed():
                await take_picture(window.page, f"{window.name}-failed")

    async def seat_taxpayer(self, words: Words, **screen: Any) -> Taxpayer:
        """Open a browser for a taxpayer; nothing is on its screen yet."""
        line = await self._stack.enter_async_context(line_to(self.demo.port))
        context = await self._browser.new_context(**STILL, **screen)
        return self._at_bureau(await self._window(context, line, "taxpayer"), words)

    async def open_tab(self, beside: Taxpayer) -> Taxpayer:
        """Open another tab in a taxpayer's browser."""
        window = await self._window(beside.window.page.context, beside.window.line, "tab")
        return self._at_bureau(window, beside.bureau.words)

    async def seat_officer(self, officer_id: str, *, who: str = "officer", **screen: Any) -> Officer:
        """Open the console for an officer and sign in; they are not on duty yet. `who` names the pictures."""
        line = await self._stack.enter_async_context(line_to(self.demo.port))
        context = await self._browser.new_context(**{**STILL, **OFFICER_SCREEN, **screen})
        window = await self._window(context, line, who, scrolls=False)
        officer = Officer(window=window, console=OfficerConsole(window.page, line.url))
        await officer.console.open()
        await window.look("0-sign-in")
        await officer.console.sign_in(officer_id, self.demo.password)
        return officer

    async def _window(self, context: BrowserContext, line: Any, who: str, *, scrolls: bool = True) -> Window:
        context.set_default_timeout(SECONDS * 1000)
        window = Window(await context.new_page(), line, f"{self._story}-{who}", scrolls=scrolls)
        self._windows.append(window)
        return window

    def _at_bureau(self, window: Window, words: Words) -> Taxpayer:
        bureau = BureauPage(window.page, window.line.url, words)
        return Taxpayer(window=window, bureau=bureau, widget=WidgetPanel(window.page, words))


async def both_read(taxpayer: Taxpayer, officer: Officer, *texts: str) -> None:
    """Both threads come to hold exactly these messages, in this order.

    After a lost line that may take a client's longest pause between two tries (20 s) and the try itself (12 s).
    """
    await expect(taxpayer.widget.messages).to_have_text(texts, timeout=RESUMED_MILLISECONDS)
    await expect(officer.console.messages).to_have_text(texts, timeout=RESUMED_MILLISECONDS)
