"""The wallboard in Chromium: it fits its screens, keeps itself new, and says so when it cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.async_api import expect

from storage.history import note_simulation
from storage.officers import NewOfficer, add_officer
from tests.support.browser import axe_violations, complaints_of, take_picture
from tests.support.busy_hall import fill, wait
from tests.support.clock import START
from tests.support.site import CHEAP, PASSWORD

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page

    from chatserver.services.hub import Hub
    from tests.support.clock import FakeClock
    from tests.support.site import Site

pytestmark = pytest.mark.browser
WALL = {"width": 1920, "height": 1080}


@pytest.fixture
async def busy(site: Site, hub: Hub, clock: FakeClock) -> Site:
    """The site, with an analyst, and a hall in which much goes on, part of it invented."""
    password = CHEAP.hash(PASSWORD)
    new = NewOfficer(officer_id="an1", name="分析员01", tier=0, capacity=0, skills=("report",), password_hash=password)
    await hub.database.write(lambda sql: add_officer(sql, new, START))
    await hub.database.write(lambda sql: note_simulation(sql, START, 1, 1, (START.date(), START.date())))
    await fill(hub, clock)
    return site


async def look(browser: Browser, site: Site, **looks: Any) -> Page:
    """Return a signed-in analyst's window before it has gone anywhere."""
    context = await browser.new_context(**{"viewport": WALL, "locale": "zh-CN", **looks})
    data = {"officer_id": "an1", "password": PASSWORD}
    answer = await context.request.post(f"{site.url}/api/login", data=data, headers={"Origin": site.url})
    assert answer.ok
    return await context.new_page()


@pytest.mark.parametrize(
    ("name", "looks"),
    [
        ("1920", {}),
        ("1366", {"viewport": {"width": 1366, "height": 768}}),
        ("360", {"viewport": {"width": 360, "height": 740}}),
        ("tablet", {"viewport": {"width": 1000, "height": 800}}),
        ("english", {"locale": "en-GB"}),
        ("english-1366", {"locale": "en-GB", "viewport": {"width": 1366, "height": 768}}),
        ("english-360", {"locale": "en-GB", "viewport": {"width": 360, "height": 740}}),
    ],
)
async def test_wallboard_is_accessible_and_fits_its_screen(
    browser: Browser, busy: Site, name: str, looks: dict[str, Any]
) -> None:
    page = await look(browser, busy, **looks)
    complaints = complaints_of(page)
    await page.goto(f"{busy.url}/reports/wall")
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert await axe_violations(page) == []
    assert complaints == []
    await take_picture(page, f"wall-{name}")
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if page.viewport_size and page.viewport_size["width"] >= SCREEN:
        assert await page.evaluate(CUT) == []


SCREEN = 1200
CUT = """[...document.querySelectorAll('td, h2, .note, .figure, header p, footer div')].filter(
  (one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth,
).concat([...document.querySelectorAll('body *:not(script)')].filter((one) => {
  const box = one.getBoundingClientRect();
  return box.width > 1 && (box.bottom > innerHeight + 1 || box.right > innerWidth + 1);
})).map((one) => one.outerHTML.slice(0, 80))"""
"""What stands beyond the edge of its place, or of a screen that does not scroll."""


async def test_wallboard_follows_loses_the_line_says_so_and_comes_back(
    browser: Browser, busy: Site, hub: Hub, clock: FakeClock
) -> None:
    page = await look(browser, busy)
    await page.clock.install()
    await page.goto(f"{busy.url}/reports/wall")
    waiting = page.locator('[data-text="waiting"]')
    await expect(waiting).to_have_text("4")
    await wait(hub, 8)
    clock.advance(2)
    await page.clock.run_for(2_000)
    await expect(waiting).to_have_text("5")
    await page.context.set_offline(True)
    await page.clock.run_for(9_000)
    lost = page.get_by_role("status")
    await expect(lost).to_contain_text("已断开")
    await expect(lost).to_contain_text("9 秒")
    await expect(waiting).to_have_text("5")
    await expect(page.locator("body")).to_have_class("stale")
    assert await axe_violations(page) == []
    await take_picture(page, "wall-lost")
    await page.context.set_offline(False)
    clock.advance(2)
    await wait(hub, 9)
    await page.clock.run_for(2_000)
    await expect(waiting).to_have_text("6")
    await expect(lost).to_be_hidden()
    await expect(page.locator("body")).not_to_have_class("stale")


async def test_wallboard_whose_reader_was_signed_out_says_that_and_goes_on_after_signing_in(
    browser: Browser, busy: Site
) -> None:
    page = await look(browser, busy)
    await page.clock.install()
    await page.goto(f"{busy.url}/reports/wall")
    cookies = await page.context.cookies()
    await page.context.clear_cookies()
    async with page.expect_response("**/reports/wall.json*") as refused:
        await page.clock.run_for(2_000)
    assert (await refused.value).status == 401
    await page.clock.run_for(5_000)
    lost = page.get_by_role("status")
    await expect(lost).to_contain_text("登录已失效，请重新登录")
    await page.context.add_cookies([{"name": one["name"], "value": one["value"], "url": busy.url} for one in cookies])
    async with page.expect_response("**/reports/wall.json*"):
        await page.clock.run_for(2_000)
    await expect(lost).to_be_hidden()


async def test_wallboard_that_nobody_can_see_asks_nothing(browser: Browser, busy: Site) -> None:
    page = await look(browser, busy)
    await page.clock.install()
    await page.goto(f"{busy.url}/reports/wall")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.evaluate(HIDE, True)
    await page.clock.run_for(20_000)
    assert asked == []
    async with page.expect_request("**/reports/wall.json*"):
        await page.evaluate(HIDE, False)


HIDE = """(hidden) => {
  Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
  document.dispatchEvent(new Event('visibilitychange'));
}"""
