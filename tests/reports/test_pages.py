"""The analyst's pages in Chromium, on wide and narrow screens, light and dark, in both languages, and on paper."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.async_api import expect

from tests.reports.conftest import NOVEMBER, a_reader
from tests.support.browser import axe_violations, complaints_of, take_picture
from tests.support.site import PASSWORD

if TYPE_CHECKING:
    from playwright.async_api import Browser

pytestmark = pytest.mark.browser
PHONE = {"viewport": {"width": 360, "height": 740}}


@pytest.mark.parametrize(
    "page_name", ["periodic", "overview", "trends", "queues", "officers", "stuck", "hours", "sessions", "export"]
)
@pytest.mark.parametrize(
    ("name", "looks"),
    [
        ("light", {}),
        ("dark", {"color_scheme": "dark"}),
        ("phone", PHONE),
        ("english", {"locale": "en-GB"}),
    ],
)
async def test_page_is_accessible_and_fits_its_window(
    browser: Browser, hub_url: str, page_name: str, name: str, looks: dict[str, Any]
) -> None:
    page = await a_reader(browser, hub_url, **looks)
    complaints = complaints_of(page)
    await page.goto(f"{hub_url}/reports/{page_name}?{NOVEMBER}")
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert await axe_violations(page) == []
    assert complaints == []
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await take_picture(page, f"reports-{page_name}-{name}")


async def test_analyst_signs_in_looks_closely_at_a_step_and_can_send_its_address(
    browser: Browser, hub_url: str
) -> None:
    page = await (await browser.new_context(locale="zh-CN")).new_page()
    await page.goto(f"{hub_url}/reports/stuck?{NOVEMBER}")
    await page.get_by_label("工号").fill("an1")
    await page.get_by_label("密码").fill(PASSWORD)
    await page.get_by_role("button", name="登录", exact=True).click()
    await expect(page.get_by_role("heading", name="纳税人卡在哪一步")).to_be_visible()
    cell = page.locator(".heat td:not(.here) a").first
    people = (await cell.inner_text()).split()[0]
    await cell.click()
    closely = page.get_by_role("region", name="第").last
    await expect(page.locator("#closely .figures dd").first).to_have_text(f"{people} 人")
    await expect(closely).to_be_visible()
    assert "matter=" in page.url
    again = await page.context.new_page()
    await again.goto(page.url)
    await expect(again.locator("#closely .figures dd").first).to_have_text(f"{people} 人")


async def test_other_period_is_asked_for_by_keyboard(browser: Browser, hub_url: str) -> None:
    page = await a_reader(browser, hub_url)
    await page.goto(f"{hub_url}/reports/stuck?{NOVEMBER}")
    await page.get_by_label("时段从", exact=True).fill("2026-11-20")
    await page.get_by_label("时段至", exact=True).fill("2026-11-21")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("这段时间没有人求助")).to_be_visible()


async def test_page_says_that_its_data_is_simulated(browser: Browser, hub_url: str) -> None:
    page = await a_reader(browser, hub_url)
    await page.goto(f"{hub_url}/reports/stuck?{NOVEMBER}")
    await expect(page.get_by_role("note")).to_contain_text("模拟数据")


@pytest.mark.parametrize("address", ["officers", "queues", "trends?figure=answered_rate"])
async def test_tables_are_printed_whole_in_the_width_of_a_sheet(browser: Browser, hub_url: str, address: str) -> None:
    page = await a_reader(browser, hub_url, viewport={"width": 1046, "height": 740})  # A4 across, without its margins
    await page.goto(f"{hub_url}/reports/{address}{'&' if '?' in address else '?'}{NOVEMBER}")
    await page.emulate_media(media="print")
    await page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    clipped = "() => [...document.querySelectorAll('.wide')].some((one) => one.scrollWidth > one.clientWidth + 1)"
    assert not await page.evaluate(clipped)
    pdf = await page.pdf(prefer_css_page_size=True, print_background=False)
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", pdf)) <= 3


async def test_officer_leads_to_their_sessions_and_column_to_its_chart(browser: Browser, hub_url: str) -> None:
    page = await a_reader(browser, hub_url)
    await page.goto(f"{hub_url}/reports/officers?{NOVEMBER}")
    await page.get_by_role("link", name="占用率").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="占用率", level=2)).to_be_visible()
    assert "figure=occupancy" in page.url
    officer = page.locator(".strips th a").first
    name = await officer.inner_text()
    await officer.click()
    await expect(page.get_by_role("heading", name="会话检索")).to_be_visible()
    await expect(page.locator(".found tbody tr").first).to_contain_text(name)


async def test_another_figure_is_chosen_by_keyboard_and_its_address_can_be_sent(browser: Browser, hub_url: str) -> None:
    page = await a_reader(browser, hub_url)
    await page.goto(f"{hub_url}/reports/trends?{NOVEMBER}")
    await page.get_by_label("指标").select_option(label="接通率")
    await page.get_by_label("分段").select_option("week")
    await page.get_by_label("分段").press("Tab")
    await page.get_by_role("button", name="查看").press("Enter")
    await expect(page.get_by_role("heading", name="接通率 · 按周")).to_be_visible()
    first = await page.locator(".points tbody tr").first.inner_text()
    again = await page.context.new_page()
    await again.goto(page.url)
    await expect(again.get_by_role("heading", name="接通率 · 按周")).to_be_visible()
    assert await again.locator(".points tbody tr").first.inner_text() == first


async def test_map_is_printed_on_one_sheet_with_its_shades(browser: Browser, hub_url: str) -> None:
    page = await a_reader(browser, hub_url)
    await page.goto(f"{hub_url}/reports/stuck?{NOVEMBER}")
    await page.emulate_media(media="print")
    await expect(page.get_by_role("button", name="打印")).to_be_hidden()
    pdf = await page.pdf(prefer_css_page_size=True, print_background=False)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1


async def test_chosen_language_goes_along_from_page_to_page(browser: Browser, hub_url: str) -> None:
    page = await a_reader(browser, hub_url)
    english = page.locator("html[lang=en]")
    await page.goto(f"{hub_url}/reports/overview?{NOVEMBER}")
    await page.get_by_role("link", name="English").click()
    for place in (".matters .num a", ".found th a", ".acts a", ".filter .btn"):
        await page.locator(place).first.click()
        await expect(english).to_be_attached()
    assert "matter=" in page.url
    for menu, place in (("Queues", ".queues th a"), ("Stuck map", ".heat td a"), ("Officers", ".all thead a")):
        await page.get_by_role("link", name=menu, exact=True).click()
        await page.locator(place).first.click()
        await expect(english).to_be_attached()
    figure = parse_qs(urlsplit(page.url).query)["figure"]
    await page.get_by_role("link", name="中文").click()
    await expect(page.locator("html[lang=zh-CN]")).to_be_attached()
    assert parse_qs(urlsplit(page.url).query)["figure"] == figure
