"""The analyst's pages on a telephone: rows as cards, headings that can be read, a sign where a table goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from playwright.async_api import expect

from chatserver.domain.purge_mark import mark
from storage.schema_reports import session_facts
from tests.reports.conftest import NOVEMBER, a_reader
from tests.support.browser import axe_violations

if TYPE_CHECKING:
    from playwright.async_api import Browser

    from storage.engine import Database

pytestmark = pytest.mark.browser
PHONE = {"viewport": {"width": 360, "height": 740}}
WIDER = "() => [...document.querySelectorAll('.wide')].filter((one) => one.scrollWidth > one.clientWidth).length"


async def test_found_session_is_a_card_with_all_of_it_in_sight_and_still_a_table(
    browser: Browser, hub_url: str
) -> None:
    page = await a_reader(browser, hub_url, **PHONE)
    await page.goto(f"{hub_url}/reports/sessions?{NOVEMBER}&q=差额")
    assert await page.evaluate(WIDER) == 0
    row = page.get_by_role("row").nth(1)
    place = {
        name: await row.locator(css).first.bounding_box()
        for name, css in {"time": "th a", "end": ".outcome", "about": ".about", "mark": "mark", "who": "td"}.items()
    }
    top = {name: box["y"] for name, box in place.items() if box is not None}
    assert abs(top["time"] - top["end"]) < 6
    assert top["time"] < top["about"] < top["mark"] < top["who"]
    labels = "(row) => [...row.querySelectorAll('td')].map((one) => getComputedStyle(one, '::before').content)"
    shown = " ".join(await row.evaluate(labels))
    assert all(label in shown for label in ("纳税人", "导办员", "等候", "通话"))
    await expect(page.get_by_role("columnheader")).to_have_count(7)
    await expect(row.get_by_role("rowheader")).to_have_count(1)
    await expect(row.get_by_role("cell")).to_have_count(6)
    assert await axe_violations(page) == []


async def test_found_sessions_on_a_desk_are_rows_under_their_headings(browser: Browser, hub_url: str) -> None:
    page = await a_reader(browser, hub_url)
    await page.goto(f"{hub_url}/reports/sessions?{NOVEMBER}")
    row = page.get_by_role("row").nth(1)
    assert await row.evaluate("(row) => getComputedStyle(row).display") == "table-row"
    content = "(row) => getComputedStyle(row.querySelector('[data-label]'), '::before').content"
    assert await row.evaluate(content) == "none"


async def test_names_of_matters_are_words_on_an_english_telephone(browser: Browser, hub_url: str) -> None:
    page = await a_reader(browser, hub_url, locale="en-GB", **PHONE)
    await page.goto(f"{hub_url}/reports/overview?{NOVEMBER}")
    cells = "() => [...document.querySelectorAll('.matters :first-child:is(td)')].map((one) => one.clientWidth)"
    assert min(await page.evaluate(cells)) >= 80
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("page_name", ["overview", "periodic", "queues", "officers", "stuck", "hours", "export"])
async def test_nothing_stands_over_the_margin_of_an_english_telephone(
    browser: Browser, hub_url: str, page_name: str
) -> None:
    page = await a_reader(browser, hub_url, locale="en-GB", **PHONE)
    await page.goto(f"{hub_url}/reports/{page_name}?{NOVEMBER}")
    outside = """() => [...document.querySelectorAll('main .btn, main th, main td')]
        .filter((one) => !one.closest('.wide') && one.getBoundingClientRect().right > innerWidth - 15)
        .map((one) => one.textContent.trim())"""
    assert await page.evaluate(outside) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_table_that_goes_on_has_a_shade_at_its_edge_which_is_not_printed(
    browser: Browser, hub_url: str, scheme: str
) -> None:
    page = await a_reader(browser, hub_url, color_scheme=scheme, **PHONE)
    await page.goto(f"{hub_url}/reports/queues?{NOVEMBER}")
    assert await page.evaluate(WIDER) == 2
    looks = "(name) => getComputedStyle(document.querySelector('.wide'))[name]"
    assert await page.evaluate(looks, "backgroundAttachment") == "local, local, scroll, scroll"
    assert "linear-gradient" in await page.evaluate(looks, "backgroundImage")
    assert await axe_violations(page) == []
    await page.emulate_media(media="print")
    assert await page.evaluate(looks, "backgroundImage") == "none"


async def test_purged_session_fits_a_telephone(browser: Browser, hub_url: str, history: Database) -> None:
    purged = sa.update(session_facts).values(taxpayer_name=mark(180))
    await history.write(lambda sql: sql.execute(purged))
    page = await a_reader(browser, hub_url, locale="en-GB", **PHONE)
    await page.goto(f"{hub_url}/reports/sessions?{NOVEMBER}")
    await expect(page.locator(".found [data-label]").first).to_contain_text("Purged 180 days after")
    assert await page.evaluate(WIDER) == 0
    await page.locator(".found th a").first.click()
    await expect(page.locator(".about-session .purged")).to_contain_text("Purged 180 days after")
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert await axe_violations(page) == []
