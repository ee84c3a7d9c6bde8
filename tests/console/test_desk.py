"""The desk around the talk: offers, sessions, status, wrap-up, a login that ends, every width."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from chatserver.sockets.proofs import check_proofs
from tests.support.browser import axe_violations, complaints_of, take_picture

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page

    from tests.console.conftest import Desk
    from tests.support.clients import Bureau

pytestmark = pytest.mark.browser

OVERFLOW = """() => {
  const {scrollWidth, clientWidth, scrollHeight, clientHeight} = document.documentElement;
  return [scrollWidth - clientWidth, scrollHeight - clientHeight];
}"""
WIDTHS = ((1366, 768), (1920, 1080), (1024, 768), (768, 1024), (390, 844), (320, 640))


async def test_an_offer_takes_no_focus_and_moves_nothing(desk: Desk) -> None:
    await desk.talk()
    await desk.reply.fill("写到一半")
    before = await desk.log.bounding_box()
    await desk.ask("pe2")
    assert await desk.log.bounding_box() == before
    await expect(desk.reply).to_be_focused()
    assert re.match(r"\(1\) 北京示例科技有限公司", await desk.page.title())


async def test_a_declined_offer_leaves_with_its_reason(desk: Desk) -> None:
    await desk.ask()
    await desk.page.get_by_role("button", name="谢绝…").click()
    await desk.page.get_by_role("menuitem", name="需要回避").click()
    await expect(desk.offer).to_be_hidden()
    await expect(desk.page.get_by_role("status").filter(has_text="已谢绝，求助已回到队列")).to_be_visible()


async def test_an_offer_taken_back_says_so(desk: Desk) -> None:
    taxpayer, session_id = await desk.ask()
    await taxpayer.send("session.cancel", session_id=session_id)
    await expect(desk.page.get_by_text("对方已取消求助")).to_be_visible()
    await expect(desk.page.get_by_text("现在没有会话")).to_be_visible()


async def test_away_asks_for_a_reason_and_the_caret_comes_back(desk: Desk) -> None:
    await desk.talk()
    await desk.reply.click()
    await desk.page.keyboard.press("Alt+3")
    await expect(desk.page.get_by_role("menuitem", name="离席：用餐")).to_be_focused()
    await desk.page.keyboard.press("ArrowDown")
    await desk.page.keyboard.press("ArrowDown")
    await desk.page.keyboard.press("Enter")
    await expect(desk.page.get_by_role("button", name="状态：离席：会议")).to_be_visible()
    await expect(desk.reply).to_be_focused()


async def test_the_key_of_away_stands_by_what_it_leads_to(desk: Desk) -> None:
    await desk.page.get_by_role("button", name="状态：接办中").click()
    await expect(desk.page.get_by_role("menuitem", name="离席：用餐")).to_have_text("离席：用餐")
    await expect(desk.page.get_by_role("heading", name="离席的原因 Alt 3")).to_be_visible()


async def test_the_status_menu_leaves_the_head_of_the_form_in_sight(desk: Desk) -> None:
    await desk.talk()
    await desk.page.keyboard.press("Alt+3")
    reason = desk.page.get_by_role("menuitem", name="离席：用餐")
    await expect(reason).to_be_focused()
    item = await reason.bounding_box()
    name = await desk.page.locator("daoban-mirror h2 .cut").bounding_box()
    step = await desk.page.locator("daoban-steps li[aria-current]").bounding_box()
    assert item
    assert name
    assert step
    assert name["x"] + name["width"] < item["x"]
    assert step["x"] < item["x"]
    assert item["x"] + item["width"] <= 1366


@pytest.mark.parametrize("column", ["对话", "表单"])
async def test_a_narrow_window_shows_an_offer_wherever_the_officer_is(desk: Desk, column: str) -> None:
    await desk.page.set_viewport_size({"width": 683, "height": 768})
    await desk.talk()
    await desk.page.get_by_role("navigation", name="分栏").get_by_role("button", name=column).click()
    await desk.ask("pe2")
    strip = await desk.offer.bounding_box()
    assert strip
    assert strip["height"] < 200
    await expect(desk.offer.get_by_role("timer")).to_be_visible()
    await desk.offer.get_by_role("button", name=re.compile("^接办")).click()
    await expect(desk.offer).to_be_hidden()
    await expect(desk.page.get_by_role("img", name="在办 2，上限 3")).to_be_attached()


@pytest.mark.parametrize("column", ["对话", "表单"])
async def test_a_narrow_window_has_the_button_beside_the_hint(desk: Desk, column: str) -> None:
    await desk.page.keyboard.press("Alt+2")
    await desk.page.set_viewport_size({"width": 360, "height": 780})
    await desk.page.get_by_role("navigation", name="分栏").get_by_role("button", name=column).click()
    await expect(desk.page.get_by_text("点“接办”开始接收求助。")).to_be_visible()
    await desk.page.get_by_role("button", name=re.compile("^接办 Alt 1")).click()
    await expect(desk.page.get_by_role("button", name="状态：接办中")).to_be_visible()
    await expect(desk.page.get_by_text("接办中，等候新的求助")).to_be_hidden()


async def test_keys_go_between_sessions_and_each_keeps_its_draft(desk: Desk) -> None:
    await desk.talk()
    await desk.reply.fill("给第一位")
    await desk.talk("pe2")
    await desk.reply.fill("给第二位")
    await desk.page.keyboard.press("Control+ArrowUp")
    await expect(desk.reply).to_have_value("给第一位")
    await expect(desk.reply).to_be_focused()
    await desk.page.keyboard.type("的话")
    await desk.page.keyboard.press("Control+ArrowDown")
    await expect(desk.reply).to_have_value("给第二位")
    await desk.page.keyboard.press("Control+ArrowUp")
    await expect(desk.reply).to_have_value("给第一位的话")


async def test_the_day_so_far_follows_what_is_accepted_and_asked(desk: Desk) -> None:
    day = desk.page.locator("daoban-session-list .day")
    await expect(day).to_have_text("今日 0 次 0 问")
    taxpayer, session_id = await desk.talk()
    await expect(day).to_have_text("今日 1 次 1 问")
    asked = {"question_id": "q-another", "matter_id": "vat-general", "error_id": "vatg-cmp-input"}
    await taxpayer.send("question.open", session_id=session_id, **asked)
    await expect(day).to_have_text("今日 1 次 2 问")
    await desk.talk("pe2")
    await expect(day).to_have_text("今日 2 次 3 问")
    await desk.page.reload()
    await expect(day).to_have_text("今日 2 次 3 问")


async def test_wrap_up_wants_an_outcome_and_then_makes_room(desk: Desk) -> None:
    taxpayer, session_id = await desk.talk()
    await expect(desk.reply).to_be_focused()
    await taxpayer.send("session.end", session_id=session_id)
    form = desk.page.locator("daoban-wrap-up")
    await expect(form.get_by_role("heading", name=re.compile("^整理"))).to_be_focused()
    await form.get_by_role("button", name="完成，接下一个").click()
    await expect(form.get_by_text("请先给问题 1 选一个结果。")).to_be_visible()
    await form.get_by_text("转工单", exact=True).click()
    await form.get_by_role("textbox", name="备注（纳税人看不到）").fill("要补认定")
    await form.get_by_role("button", name="完成，接下一个").click()
    await expect(desk.page.get_by_text("现在没有会话")).to_be_visible()
    await expect(desk.page.get_by_role("img", name="在办 0，上限 3")).to_be_visible()
    resumed = await taxpayer.send("session.resume", session_id=session_id)
    question = resumed["session"]["questions"][0]
    assert question["disposition"] == "escalated_to_work_order"
    assert resumed["session"]["note"] is None


async def test_a_login_that_ends_elsewhere_leads_to_sign_in_and_nothing_is_lost(desk: Desk) -> None:
    await desk.talk()
    await desk.reply.fill("没写完")
    other = await desk.page.context.new_page()
    await other.goto(f"{desk.bureau.url}/console/")
    await other.get_by_role("button", name=re.compile("^账户")).click()
    await other.get_by_role("menuitem", name=re.compile("^退出登录")).click()
    await expect(other.get_by_text("您已退出登录。")).to_be_visible()
    await check_proofs(desk.bureau.node.edge, desk.bureau.node.wire)
    await expect(desk.page.get_by_text(re.compile("^登录已失效"))).to_be_visible()
    await desk.sign_in()
    await expect(desk.reply).to_have_value("没写完")


async def test_nobody_signed_in_is_no_error_of_the_page(browser: Browser, bureau_with_console: Bureau) -> None:
    page = await browser.new_page()
    complaints = complaints_of(page)
    await page.goto(f"{bureau_with_console.url}/console/")
    await expect(page.get_by_label("工号")).to_be_visible()
    assert complaints == []
    await page.close()


async def test_whoever_is_away_is_still_away_after_the_officers_reload(desk: Desk) -> None:
    taxpayer, _ = await desk.talk()
    await taxpayer.close()
    away = desk.page.get_by_text(re.compile(r"^对方 \d\d:\d\d 离线，内容可能已变$"))
    await expect(away).to_be_visible(timeout=10_000)
    await desk.page.reload()
    await expect(away).to_be_visible()
    await desk.bureau.taxpayer(person_id="pe1")
    await expect(desk.page.get_by_text("实时共享中")).to_be_visible()


async def test_another_address_is_told_to_be_nothing(desk: Desk) -> None:
    await desk.page.goto(f"{desk.bureau.url}/console/nowhere")
    await expect(desk.page.get_by_role("heading", name="没有找到这个页面")).to_be_visible()
    await desk.page.get_by_role("link", name="回到导办台").click()
    await expect(desk.page.get_by_text("现在没有会话")).to_be_visible()


async def test_the_language_changes_everywhere_and_stays(desk: Desk) -> None:
    await desk.talk()
    await desk.page.get_by_role("button", name=re.compile("^账户")).click()
    await desk.page.get_by_role("menuitem", name="English").click()
    await expect(desk.page.get_by_role("button", name="End session")).to_be_visible()
    assert await desk.page.evaluate("document.documentElement.lang") == "en"
    await desk.page.reload()
    await expect(desk.page.get_by_role("heading", name="Tell the taxpayer")).to_be_visible()


async def test_whoever_leads_to_the_console_may_say_the_language(desk: Desk) -> None:
    await desk.page.goto(f"{desk.bureau.url}/console/?lang=en")
    await expect(desk.page.get_by_role("navigation", name="My sessions")).to_be_visible()
    assert desk.page.url.endswith("/console/")
    await desk.page.get_by_role("button", name=re.compile("^Account")).click()
    await desk.page.get_by_role("menuitem", name="中文").click()
    await desk.page.reload()
    await expect(desk.page.get_by_role("navigation", name="我的会话")).to_be_visible()
    await desk.page.goto(f"{desk.bureau.url}/console/?lang=zz")
    await expect(desk.page.get_by_role("navigation", name="我的会话")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_width_is_accessible_and_never_scrolls_the_page(desk: Desk, scheme: str) -> None:
    await desk.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    await desk.talk()
    await desk.ask("pe2")
    complaints = complaints_of(desk.page)
    for width, height in WIDTHS:
        await desk.page.set_viewport_size({"width": width, "height": height})
        for column in ("会话", "对话", "表单") if width < 768 else ("",):
            await look(desk.page, f"console-{scheme}-{width}-{column}", column)
    assert complaints == []


async def look(page: Page, name: str, column: str) -> None:
    if column:
        await page.get_by_role("navigation", name="分栏").get_by_role("button", name=column).click()
    assert await page.evaluate(OVERFLOW) == [0, 0], name
    assert await axe_violations(page) == [], name
    await take_picture(page, name)
