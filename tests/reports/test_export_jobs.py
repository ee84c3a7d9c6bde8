"""Exports in the background in Chromium: asked for, watched to the end without a reload, fetched, cancelled."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from playwright.async_api import expect

from tests.reports.conftest import NOVEMBER, a_reader
from tests.support.browser import axe_violations, complaints_of, take_picture

if TYPE_CHECKING:
    from playwright.async_api import Browser

pytestmark = pytest.mark.browser
CHINESE = "会话", "开始导出", "已做好", "下载文件", "（遮住）"
ENGLISH = "Sessions", "Begin", "Ready", "Download file", "(masked)"
PHONE = {"viewport": {"width": 360, "height": 740}}


@pytest.mark.parametrize(
    ("name", "looks"),
    [("light", {}), ("dark", {"color_scheme": "dark"}), ("phone", PHONE), ("english", {"locale": "en-GB"})],
)
async def test_analyst_asks_for_some_columns_sees_it_become_ready_and_fetches_it(
    browser: Browser, hub_url: str, name: str, looks: dict[str, Any], tmp_path: Path
) -> None:
    section, ask, ready, fetch, masked = ENGLISH if name == "english" else CHINESE
    page = await a_reader(browser, hub_url, **looks)
    complaints = complaints_of(page)
    await page.goto(f"{hub_url}/reports/export?{NOVEMBER}")
    sessions = page.get_by_role("region", name=section, exact=True)
    await sessions.locator("summary").click()
    await sessions.locator("select").select_option("xlsx")
    for column in ("taxpayer_id", "taxpayer_name"):
        await sessions.get_by_role("checkbox", name=f"{column} {masked}", exact=True).uncheck()
    assert await axe_violations(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await take_picture(page, f"reports-export-asking-{name}")
    await sessions.get_by_role("button", name=ask).click()
    jobs = page.locator("#exports")
    await expect(jobs).to_contain_text(ready, timeout=60_000)
    assert await axe_violations(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await take_picture(page, f"reports-export-ready-{name}")
    async with page.expect_download() as fetched:
        await jobs.get_by_role("link", name=fetch).click()
    download = await fetched.value
    assert download.suggested_filename == "sessions-2026-11-01_2026-11-30.xlsx"
    await download.save_as(tmp_path / "got.xlsx")
    header, *rows = openpyxl.load_workbook(tmp_path / "got.xlsx")["sessions"].values
    assert (header[0], "taxpayer_name" in header, len(rows)) == ("session_id", False, 300)
    assert complaints == []


async def test_what_was_typed_wrongly_is_said_where_one_looks(browser: Browser, hub_url: str) -> None:
    page = await a_reader(browser, hub_url)
    await page.goto(f"{hub_url}/reports/export?{NOVEMBER}")
    sessions = page.get_by_role("region", name="会话", exact=True)
    await sessions.locator("summary").click()
    await sessions.get_by_label("筛选").fill("matter=vat-general")
    await sessions.get_by_role("button", name="开始导出").click()
    await expect(page.get_by_role("alert")).to_contain_text("没有这一列： matter")
    assert await axe_violations(page) == []
    await take_picture(page, "reports-export-refused")
