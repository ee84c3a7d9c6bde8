"""The bureau as a person meets it: real Chromium, wide and narrow, by keyboard, with its own script at work."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, expect

from tests.support.browser import axe_violations, complaints_of, take_picture

pytestmark = pytest.mark.browser

VAT = "/bureau/matters/vat-general"
PAGES = [
    "/",
    "/try",
    "/bureau/sign-in",
    "/bureau/",
    "/bureau/matters",
    "/bureau/matters?q=zzz",
    "/bureau/queries",
    "/bureau/messages",
    "/bureau/nothing",
]
FORMS = [
    ("pe1", "vat-general", "output"),
    ("pe7", "vat-general", "grey-cell"),
    ("pe5", "info-change", "finance-lead"),
    ("pe1", "cit-prepay", "asset-unit"),
    ("pe3", "iit-settlement", "rent-or-mortgage"),
    ("pe5", "defer-payment", "statements"),
]
LOOKS = [("zh-CN", (1440, 900)), ("en", (360, 740)), ("zh-CN", (768, 1024))]
"""Each width once; English, the longer words, where there is least room."""


@pytest.fixture
async def page(browser: Browser, bureau: str) -> AsyncIterator[Page]:
    """A page at the bureau, without a hub: the widget's address answers 404 and the page must bear it."""
    context = await browser.new_context(base_url=bureau, locale="zh-CN", viewport={"width": 1440, "height": 900})
    yield await context.new_page()
    await context.close()


async def _sign_in(page: Page, person_id: str = "pe1") -> None:
    await page.goto("/bureau/sign-in")
    await page.click(f"button[value={person_id}]")


async def _to_comparison(page: Page) -> None:
    await _sign_in(page)
    await page.goto(VAT)
    for _ in range(5):
        await page.click("button[value=next]")
    await page.check("input[name=declared]")
    await page.click("button[value=submit]")


async def _sideways(page: Page) -> int:
    return int(await page.evaluate("document.documentElement.scrollWidth - innerWidth"))


@pytest.mark.parametrize(("language", "size"), LOOKS, ids=str)
async def test_every_page_is_accessible_and_fits(page: Page, language: str, size: tuple[int, int]) -> None:
    await page.set_viewport_size({"width": size[0], "height": size[1]})
    await page.goto(f"/?lang={language}")
    await _sign_in(page)
    for path in PAGES:
        await page.goto(path)
        assert await page.get_attribute("html", "lang") == language
        assert await axe_violations(page) == [], path
        assert await _sideways(page) <= 0, path


@pytest.mark.parametrize(("language", "size"), LOOKS, ids=str)
async def test_failed_forms_are_accessible_and_fit(page: Page, language: str, size: tuple[int, int]) -> None:
    await page.set_viewport_size({"width": size[0], "height": size[1]})
    await page.goto(f"/?lang={language}")
    for person, matter, case in FORMS:
        await _sign_in(page, person)
        await page.goto(f"/bureau/matters/{matter}")
        await page.click(".cases summary")
        assert await axe_violations(page) == [], (matter, "cases open")
        await page.click(f".cases button[value={case}]")
        while not await page.query_selector("[data-daoban-error]"):
            assert await axe_violations(page) == [], (matter, page.url)
            assert await _sideways(page) <= 0, (matter, page.url)
            if await page.query_selector("input[name=declared]"):
                await page.check("input[name=declared]")
            await page.click(".acts .pri")
        assert await axe_violations(page) == [], (matter, case)
        assert await _sideways(page) <= 0, (matter, case)


async def test_totals_follow_while_typing_and_drafts_survive_a_reload(page: Page) -> None:
    complaints = complaints_of(page)
    await _sign_in(page)
    await page.goto(VAT)
    await page.click("button[value=next]")
    cell = page.locator('[data-daoban-field="f1_13_qt"]')
    await cell.fill("120500.5")
    await expect(page.locator('data[data-daoban-field="f1_13_hj"]')).to_have_text("980,500.50")
    await expect(page.locator('data[data-daoban-field="f1_hj_xxs"]')).to_have_js_property("value", "129565.07")
    await cell.press("Tab")
    await expect(cell).to_have_value("120,500.5")
    await expect(page.locator(".facts [data-saved]")).to_contain_text("已暂存")
    await page.reload()
    await expect(cell).to_have_value("120,500.50")
    assert [text for text in complaints if "404" not in text] == []


async def test_value_that_cannot_be_read_is_told_at_once_and_taken_back(page: Page) -> None:
    await _sign_in(page)
    await page.goto(VAT)
    await page.click("button[value=next]")
    cell = page.locator('[data-daoban-field="f1_13_qt"]')
    await cell.fill("十二万")
    message = page.locator('[data-daoban-error-for="f1_13_qt"]')
    await expect(message).to_have_text("请填数字，例如 35,000.00")
    await expect(cell).to_have_attribute("aria-invalid", "true")
    await expect(cell).to_have_attribute("aria-describedby", "e-f1_13_qt")
    await cell.fill("120000")
    await expect(message).to_be_hidden()
    await expect(cell).not_to_have_attribute("aria-invalid", "true")


async def test_group_of_boxes_is_one_value_both_ways(page: Page) -> None:
    await _sign_in(page)
    await page.goto("/bureau/matters/cit-prepay")
    await page.click("button[value=next]")
    carrier = page.locator('[data-daoban-field="asset_q1"]')
    boxes = page.locator("#r-asset_q1 [data-part]")
    await expect(carrier).to_have_value("1280.50/13152000.00")
    await boxes.nth(1).fill("1,315.20")
    await expect(carrier).to_have_value("1280.50/1315.20")
    await carrier.evaluate(
        "field => { field.value = '1000.00/2000.00'; field.dispatchEvent(new Event('change', {bubbles: true})); }"
    )
    await expect(boxes.nth(0)).to_have_value("1,000.00")
    await expect(boxes.nth(1)).to_have_value("2,000.00")
    choice = page.locator('[data-daoban-field="restricted"]')
    async with page.expect_response("**/recalculate"):
        await choice.evaluate(
            "field => { field.value = '是'; field.dispatchEvent(new Event('change', {bubbles: true})); }"
        )
    await expect(page.locator('#r-restricted input[value="是"]')).to_be_checked()
    await page.reload()
    await expect(carrier).to_have_value("1000.00/2000.00")
    await expect(choice).to_have_value("是")


async def test_what_was_typed_last_is_kept_when_the_page_goes(page: Page) -> None:
    await _sign_in(page)
    await page.goto(VAT)
    await page.click("button[value=next]")
    await page.fill('[data-daoban-field="f1_13_qt"]', "1.00")
    await page.click("nav a >> nth=0")
    await page.wait_for_url("**/bureau/")
    # sent while the page goes, so it may arrive a moment after the next page was asked for
    for _ in range(20):
        await page.goto(f"{VAT}/steps/s2")
        if await page.input_value('[data-daoban-field="f1_13_qt"]') == "1.00":
            return
    pytest.fail("what was typed is lost")


async def test_comparison_is_a_dialog_that_is_not_modal(page: Page) -> None:
    await _to_comparison(page)
    dialog = page.get_by_role("dialog", name="票表比对未通过")
    await expect(dialog).to_be_focused()
    rows = page.locator("[data-daoban-row]")
    assert await rows.count() == 3
    await expect(rows.nth(0)).to_contain_text("不符")
    await expect(rows.nth(0).locator('[data-daoban-cell="declared_amount"]')).to_have_attribute(
        "data-daoban-value", "980000.00"
    )
    # what the veil covers is out of reach; a panel beside the page column is not
    await page.evaluate("document.body.insertAdjacentHTML('beforeend', '<button id=beside>x</button>')")
    assert await page.evaluate("document.querySelector('main').inert")
    await page.focus("#beside")
    await expect(page.locator("#beside")).to_be_focused()
    await page.focus("#comparison a")
    await page.keyboard.press("Escape")
    await expect(dialog).to_be_hidden()
    assert not await page.evaluate("document.querySelector('main').inert")
    await expect(page.locator("[data-show-comparison]")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(dialog).to_be_focused()


async def test_story_by_keyboard_ends_with_a_receipt(page: Page) -> None:
    await _to_comparison(page)
    await page.focus("#comparison footer a")
    await page.keyboard.press("Enter")
    await expect(page.locator('[data-daoban-step="s2"]')).to_be_visible()
    await expect(page.locator('.panel[data-daoban-error="vatg-cmp-output"]')).to_be_visible()
    await page.fill('[data-daoban-field="f1_6_wkp"]', "0")
    await page.fill('[data-daoban-field="f1_6_qt"]', "35000")
    await page.focus("button[value=compare]")
    await page.keyboard.press("Enter")
    await expect(page.locator('[data-daoban-step="s6"]')).to_be_visible()
    assert await page.locator("[data-daoban-error]").count() == 0
    await page.focus("input[name=declared]")
    await page.keyboard.press("Space")
    await page.focus("button[value=submit]")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="申报成功")).to_be_focused()
    assert await axe_violations(page) == []


async def test_enter_in_a_field_saves_and_stays(page: Page) -> None:
    await _sign_in(page)
    await page.goto(VAT)
    await page.click("button[value=next]")
    await page.press('[data-daoban-field="f1_13_qt"]', "Enter")
    await page.wait_for_url("**/steps/s2?notice=saved")
    assert await page.locator("[data-daoban-error]").count() == 0


async def test_first_wrong_value_is_listed_and_reached(page: Page) -> None:
    await _sign_in(page)
    await page.goto(VAT)
    await page.click("button[value=next]")
    await page.fill('[data-daoban-field="f1_13_zp"]', "")
    await page.click("button[value=next]")
    alert = page.get_by_role("alert")
    await expect(alert).to_be_focused()
    await expect(alert).to_contain_text("有 1 格需要修改")
    await alert.get_by_role("link").click()
    await expect(page.locator('[data-daoban-field="f1_13_zp"]')).to_be_focused()


async def test_without_the_widget_there_are_no_dead_buttons(page: Page) -> None:
    await _to_comparison(page)
    await expect(page.locator("html[data-daoban-missing]")).to_have_count(1)
    assert await page.locator("[data-daoban-open]:visible").count() == 0


async def test_page_makes_room_for_a_docked_panel(page: Page) -> None:
    await _to_comparison(page)
    await page.evaluate(
        "const root = document.documentElement; root.setAttribute('data-daoban-docked', '');"
        "root.style.setProperty('--daoban-dock', '400px')"
    )
    for selector in (".veil", ".dlg", "header.top"):
        box = await page.locator(selector).bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= 1040, selector


async def test_the_bureau_side_comes_back_to_its_page_after_a_reload(page: Page) -> None:
    await _sign_in(page)
    await page.goto("/try")
    bureau = page.frame_locator("[data-bureau]")
    await page.frame(name="bureau").goto(f"{VAT}?lang=zh-CN")  # type: ignore[union-attr]
    await bureau.locator("button[value=next]").click()
    await expect(bureau.locator("[data-daoban-step=s2]")).to_be_visible()
    await page.reload()
    await expect(bureau.locator("[data-daoban-step=s2]")).to_be_visible()
    await page.goto("/try?lang=en")
    await expect(bureau.locator("[data-daoban-step=s2]")).to_be_visible()
    await expect(bureau.locator("html")).to_have_attribute("lang", "en")


async def test_splitter_and_tabs_of_the_side_by_side_page(page: Page) -> None:
    await page.goto("/try")
    splitter = page.get_by_role("separator")
    await splitter.focus()
    await page.keyboard.press("ArrowLeft")
    await expect(splitter).to_have_attribute("aria-valuenow", "45")
    box = await page.locator("#side-bureau").bounding_box()
    assert box is not None
    assert abs(box["width"] - 1440 * 0.45) < 2
    await page.set_viewport_size({"width": 390, "height": 844})
    await expect(page.locator("#side-console iframe")).to_be_hidden()
    await page.get_by_role("tab").nth(1).click()
    await expect(page.locator("#side-console iframe")).to_be_visible()
    await expect(page.locator("#side-bureau iframe")).to_be_hidden()


HEAD = """() => {
  const { right } = document.querySelector('.menu summary').getBoundingClientRect();
  const name = document.querySelector('.brand span:last-child');
  return { cut: name.scrollWidth - name.clientWidth, gap: innerWidth - right };
}"""
WIDEN = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('.top * { letter-spacing: .12em; word-spacing: .16em }');
  document.adoptedStyleSheets = [sheet];
}"""
"""What WCAG 1.4.12 lets a reader ask for; other systems' fonts are wider than the one here by as much."""


@pytest.mark.parametrize("width", [320, 360])
async def test_a_narrow_header_keeps_the_bureaus_whole_name_and_the_menu_inside(page: Page, width: int) -> None:
    await page.set_viewport_size({"width": width, "height": 740})
    await page.goto("/?lang=en")
    await _sign_in(page)
    for text in ("plain", "wide"):
        if text == "wide":
            await page.evaluate(WIDEN)
        head = await page.evaluate(HEAD)
        assert head["cut"] <= 0, (text, head)
        assert head["gap"] >= 16, (text, head)
        await take_picture(page, f"bureau-head-{width}-{text}")


async def test_on_a_phone_the_tabs_of_both_sides_are_no_part_of_the_bureaus_header(page: Page) -> None:
    await page.set_viewport_size({"width": 360, "height": 740})
    await page.goto("/try")
    header = page.frame_locator("[data-bureau]").locator("header.top")
    colour = "e => getComputedStyle(e).backgroundColor"
    assert await header.evaluate(colour) != await page.locator(".side-top").evaluate(colour)
    await page.get_by_role("tab").first.focus()
    assert await axe_violations(page) == []
    await take_picture(page, "bureau-try-360")
