"""The talk: what stands in the reply is sent by nobody but the officer, and outlives reloads."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from chatserver.services import messaging
from tests.console.conftest import context
from tests.support.browser import axe_violations, take_picture
from tests.support.builders import ASKER

if TYPE_CHECKING:
    from tests.console.conftest import Desk

pytestmark = pytest.mark.browser

HOSTILE = "<img src=x onerror=\"document.title='taken'\"> \u202e=cmd() 第 6 步"


async def test_the_explanation_goes_into_the_reply_is_undone_by_the_browser_and_sent_by_nobody(desk: Desk) -> None:
    taxpayer, session_id = await desk.talk()
    await desk.reply.fill("您好，")
    await desk.page.keyboard.press("Alt+e")
    await expect(desk.reply).to_have_value(re.compile("^您好，本期开具发票金额合计 1,015,000.00 元.*差额 35,000.00 元"))
    await desk.page.keyboard.press("Control+z")
    await expect(desk.reply).to_have_value("您好，")
    resumed = await taxpayer.send("session.resume", session_id=session_id)
    assert resumed["session"]["last_message_seq"] == 0


async def test_a_draft_survives_a_reload(desk: Desk) -> None:
    await desk.talk()
    await desk.reply.fill("还没写完的一句")
    await desk.page.reload()
    await expect(desk.reply).to_have_value("还没写完的一句")


async def test_the_enter_that_ends_a_composition_does_not_send(desk: Desk) -> None:
    taxpayer, _ = await desk.talk()
    await desk.reply.click()
    input_method = await desk.page.context.new_cdp_session(desk.page)
    await input_method.send("Input.imeSetComposition", {"text": "ni", "selectionStart": 2, "selectionEnd": 2})
    await desk.page.keyboard.press("Enter")
    await input_method.send("Input.insertText", {"text": "你好"})
    await expect(desk.reply).to_have_value(re.compile("你好"))
    await desk.page.keyboard.press("Enter")
    await expect(desk.reply).to_have_value("")
    said = await taxpayer.expect("message.posted")
    assert "你好" in said["body"]["text"]
    await expect(desk.log.locator(".m")).to_have_count(1)


async def test_text_from_the_other_side_stays_text(desk: Desk) -> None:
    taxpayer, session_id = await desk.talk()
    await taxpayer.send("message.post", session_id=session_id, client_msg_id="m" * 16, text=HOSTILE)
    await expect(desk.log.locator(".m p")).to_contain_text("<img src=x onerror=")
    await expect(desk.log.locator(".m img")).to_have_count(0)
    assert "taken" not in await desk.page.title()
    assert desk.complaints == []


async def test_a_phrase_is_found_by_slash_with_the_numbers_of_the_page(desk: Desk) -> None:
    await desk.talk()
    await desk.reply.press_sequentially("/差额")
    await desk.page.keyboard.press("Enter")
    await expect(desk.reply).to_have_value(re.compile("^我已看到您在“申报比对与提交”这一步，差额约为 35,000.00 元"))
    await expect(desk.log.locator(".m")).to_have_count(0)


async def test_the_mark_of_a_message_tells_that_it_was_read(desk: Desk) -> None:
    taxpayer, session_id = await desk.talk()
    await desk.reply.fill("您好")
    await desk.reply.press("Enter")
    await expect(desk.log.locator("small")).to_contain_text("已送达")
    await taxpayer.send(
        "message.read", session_id=session_id, up_to_seq=(await taxpayer.expect("message.posted"))["seq"]
    )
    await expect(desk.log.locator("small")).to_contain_text("已读")


async def test_what_changes_on_the_page_is_marked_and_kept_in_the_ledger(desk: Desk) -> None:
    taxpayer, session_id = await desk.talk()
    moved = context({"f1_6_wkp": "0.00", "f1_6_qt": "35000.00"}, step_id="s2", focused_field="f1_6_qt")
    await taxpayer.send("context.update", session_id=session_id, context=moved)
    await expect(desk.row("5 行 3 列")).to_contain_text("0.00 35,000.00")
    await expect(desk.row("5 行 3 列")).to_contain_text("光标在此")
    await expect(desk.row("5 行 5 列")).to_contain_text("张某")
    ledger = desk.page.locator("daoban-ledger li")
    await expect(ledger).to_have_count(3)
    await expect(ledger.last).to_contain_text("由第 6 步回到第 2 步")
    block = desk.page.locator("daoban-error-block")
    await expect(block).to_contain_text(
        re.compile(r"这是 \d\d:\d\d 报错时的数，之后改过 附一 5 行 3 列、附一 5 行 5 列")
    )
    await expect(block).not_to_contain_text("与差额相等的格")
    await take_picture(desk.page, "console-comparison-old")


@pytest.mark.parametrize("width", [1366, 390])
async def test_the_comparison_shows_what_it_comes_to_by_now(desk: Desk, width: int) -> None:
    taxpayer, session_id = await desk.talk()
    totals = {"f1_hj_zp": "860000.00", "f1_hj_qt": "120000.00", "f1_6_qt": "0.00", "f1_6_wkp": "35000.00"}
    away = {"step_id": "s2", "comparison": []}
    await taxpayer.send("context.update", session_id=session_id, context=context(totals, **away))
    moved = {**totals, "f1_6_qt": "30000.00", "f1_6_wkp": "5000.00", "f1_hj_qt": "150000.00"}
    await desk.page.set_viewport_size({"width": width, "height": 768})
    if width < 768:
        await desk.page.get_by_role("button", name="表单").first.click()
    block = desk.page.locator("daoban-error-block")
    await expect(block).to_contain_text("与差额相等的格：附一 5 行 5 列")
    await taxpayer.send("context.update", session_id=session_id, context=context(moved, **away))
    row = block.get_by_role("row").filter(has_text="本期开具发票金额合计")
    await expect(row.get_by_role("cell").nth(2)).to_have_text(re.compile(r"^980,000.00\s+1,010,000.00$"))
    await expect(row.get_by_role("cell").nth(3)).to_have_text(re.compile(r"^35,000.00\s+5,000.00$"))
    await expect(block).to_contain_text("箭头后是按现在填的数算的，页面还没有重新比对")
    await expect(block).to_contain_text("与差额相等的格：附一 5 行 5 列 5,000.00")
    await take_picture(desk.page, f"console-comparison-now-{width}")
    assert await axe_violations(desk.page) == []


async def test_new_messages_do_not_move_a_thread_that_is_being_read(desk: Desk) -> None:
    taxpayer, session_id = await desk.talk()
    await taxpayer.send(
        "message.post", session_id=session_id, client_msg_id="a-long-message-1", text="一行\n" * 60 + "完"
    )
    await expect(desk.log).to_contain_text("完")
    await desk.log.evaluate("(log) => { log.scrollTop = 0; }")
    before = await desk.log.evaluate("(log) => log.scrollTop")
    await taxpayer.send("message.post", session_id=session_id, client_msg_id="message-the-last", text="还在吗")
    bar = desk.page.get_by_role("button", name="1 条新消息")
    await expect(bar).to_be_visible()
    assert await desk.log.evaluate("(log) => log.scrollTop") == before
    await bar.click()
    await expect(bar).to_be_hidden()


async def test_earlier_lines_come_in_unannounced_and_what_is_new_is_announced(desk: Desk) -> None:
    taxpayer, session_id = await desk.talk()
    for number in range(125):  # past the limit of one line
        await messaging.post(desk.bureau.node.hub, ASKER, session_id, f"message-{number}", f"第 {number} 句")
    await desk.page.reload()
    await expect(desk.log).to_contain_text("第 124 句")
    watch = """(log) => new MutationObserver((changes) => {
        if (changes.some(({addedNodes}) => [...addedNodes].some((node) => node.className === "m theirs")))
            log.dataset.live = log.ariaLive ?? "polite";
    }).observe(log, {childList: true})"""
    await desk.log.evaluate(watch)
    await desk.page.get_by_role("button", name=re.compile("^更早的")).click()
    await expect(desk.log).to_contain_text("第 0 句")
    await expect(desk.log).to_have_attribute("data-live", "off")
    await taxpayer.send("message.post", session_id=session_id, client_msg_id="message-the-last", text="新的一句")
    await expect(desk.log).to_have_attribute("data-live", "polite")
