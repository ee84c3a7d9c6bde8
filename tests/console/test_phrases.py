"""Phrases and what the catalogue knows, from one box above the reply: found by two characters, inserted, never sent."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.support.browser import axe_violations, take_picture

if TYPE_CHECKING:
    from playwright.async_api import Locator

    from tests.console.conftest import Desk

pytestmark = pytest.mark.browser


def finder(desk: Desk) -> Locator:
    return desk.page.locator("daoban-finder")


def chosen(desk: Desk) -> Locator:
    return finder(desk).locator("[aria-selected=true]")


async def open_pane(desk: Desk) -> Locator:
    await desk.reply.press_sequentially("/")
    await desk.page.get_by_role("button", name="管理常用语…").click()
    pane = desk.page.locator("daoban-phrase-pane")
    await expect(pane.get_by_role("button", name="写一条新的")).to_be_visible()
    return pane


async def write(desk: Desk, title: str, text: str) -> None:
    pane = await open_pane(desk)
    await pane.get_by_role("button", name="写一条新的").click()
    await pane.get_by_label("标题").fill(title)
    await pane.get_by_label("内容").fill(text)
    await pane.get_by_role("button", name="保存").click()
    await expect(pane.get_by_role("button", name=re.compile(f"^{title}"))).to_be_visible()
    await desk.page.keyboard.press("Escape")
    await expect(pane).to_have_count(0)
    await desk.reply.fill("")


async def test_what_finds_nothing_is_not_sent(desk: Desk) -> None:
    await desk.talk()
    await desk.reply.press_sequentially("/qqqq")
    await expect(finder(desk)).to_contain_text("没有找到")
    await desk.page.keyboard.press("Enter")
    await expect(desk.reply).to_have_value("/qqqq")
    await desk.page.keyboard.press("Escape")
    await desk.page.keyboard.press("Enter")
    await expect(desk.reply).to_have_value("")


async def test_a_phrase_is_written_and_found_by_initials_with_the_sessions_own_words(desk: Desk) -> None:
    await desk.talk()
    await write(desk, "差额说明", "{person_name}您好，{step}差 {difference} 元，{deadline}前改好。")
    await desk.reply.press_sequentially("您好 /ce")
    await expect(chosen(desk)).to_contain_text("差额说明")
    await expect(finder(desk).locator("mark")).to_have_text("【申报期限】")
    await take_picture(desk.page, "console-finder")
    await desk.page.keyboard.press("Enter")
    said = "您好 张某您好，申报比对与提交差 35,000.00 元，【申报期限】前改好。"
    await expect(desk.reply).to_have_value(said)
    await expect(desk.reply).to_be_focused()
    await desk.page.keyboard.type("11 月 16 日")
    await expect(desk.reply).to_have_value(said.replace("【申报期限】", "11 月 16 日"))
    await expect(desk.log.locator(".m")).to_have_count(0)


async def test_undo_takes_the_phrase_back_and_nothing_else(desk: Desk) -> None:
    await desk.talk()
    await write(desk, "稍等", "请稍等，我看一下。")
    await desk.reply.fill("前面的话 ")
    await desk.reply.press_sequentially("/sd")
    await desk.page.keyboard.press("Enter")
    await expect(desk.reply).to_have_value("前面的话 请稍等，我看一下。")
    await desk.page.keyboard.press("Control+z")
    await expect(desk.reply).to_have_value(re.compile(r"^前面的话 /?s?d?$"))


async def test_what_the_catalogue_knows_is_found_previewed_and_sent_as_a_card(desk: Desk) -> None:
    taxpayer, _ = await desk.talk()
    await desk.reply.press_sequentially("/未开票")
    await expect(chosen(desk)).to_contain_text("知识")
    await expect(finder(desk).locator(".preview")).to_contain_text("附列资料")
    await take_picture(desk.page, "console-finder-knowledge")
    await desk.page.keyboard.press("Shift+Enter")
    pushed = await taxpayer.expect("link.pushed")
    assert pushed["body"]["kind"] == "topic"
    await expect(finder(desk)).to_be_hidden()
    await expect(desk.reply).to_have_value("")
    await desk.reply.press_sequentially("/sbdkp")
    await expect(chosen(desk)).to_contain_text("报错说明")
    await desk.page.keyboard.press("Shift+Enter")
    assert (await taxpayer.expect("error.explained"))["body"]["error_id"] == "vatg-cmp-output"


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1920, 1080), (390, 844)])
async def test_the_newest_message_stays_readable_beside_what_is_found(desk: Desk, width: int, height: int) -> None:
    taxpayer, session_id = await desk.talk()
    for number in range(12):
        said = f"第 {number + 1} 句：开票软件里的金额和附一对不上，请帮我看看。"
        await taxpayer.send("message.post", session_id=session_id, client_msg_id=f"{number:016}", text=said)
    await desk.page.set_viewport_size({"width": width, "height": height})
    newest = desk.log.get_by_text("第 12 句")
    await expect(newest).to_be_in_viewport(ratio=1)
    await desk.reply.press_sequentially("/")
    await expect(chosen(desk)).to_be_visible()
    await take_picture(desk.page, f"console-finder-{width}")
    box, over = await newest.bounding_box(), await finder(desk).bounding_box()
    thread = await desk.log.bounding_box()
    assert box is not None
    assert over is not None
    assert thread is not None
    assert thread["y"] <= box["y"]
    assert box["y"] + box["height"] <= over["y"]
    await expect(desk.reply).to_be_in_viewport(ratio=1)
    await taxpayer.send("message.post", session_id=session_id, client_msg_id="n" * 16, text="还有一句")
    await expect(desk.log.get_by_text("还有一句")).to_be_in_viewport(ratio=1)
    await desk.page.keyboard.press("Escape")
    await expect(finder(desk)).to_be_hidden()
    await expect(desk.log.get_by_text("还有一句")).to_be_in_viewport(ratio=1)


# opens the finder after the thread has gone to its new end and before the browser tells of that
SLASH_WITH_THE_NEXT_MESSAGE = """(log, area) => {
    new MutationObserver((_, observer) => {
        observer.disconnect();
        area.value = '/';
        area.dispatchEvent(new InputEvent('input', { bubbles: true }));
    }).observe(log, { childList: true, subtree: true });
}"""


async def test_a_slash_in_the_very_moment_of_a_message_keeps_it_readable(desk: Desk) -> None:
    taxpayer, session_id = await desk.talk()
    for number in range(20):
        said = f"第 {number + 1} 句：开票软件里的金额和附一对不上，请帮我看看。"
        await taxpayer.send("message.post", session_id=session_id, client_msg_id=f"{number:016}", text=said)
    await expect(desk.log.get_by_text("第 20 句")).to_be_in_viewport(ratio=1)
    area = await desk.reply.element_handle()
    await desk.log.evaluate(SLASH_WITH_THE_NEXT_MESSAGE, area)
    await taxpayer.send("message.post", session_id=session_id, client_msg_id="n" * 16, text="还有一句")
    await expect(chosen(desk)).to_be_visible()
    await expect(desk.log.get_by_text("还有一句")).to_be_in_viewport(ratio=1)


async def test_materials_and_other_matters_are_found_and_only_inserted(desk: Desk) -> None:
    await desk.talk()
    await desk.reply.press_sequentially("/yyzz")
    await expect(chosen(desk)).to_contain_text("营业执照")
    await expect(chosen(desk)).to_contain_text("材料")
    await expect(finder(desk).get_by_role("button", name=re.compile("发成卡片"))).to_be_hidden()
    await desk.page.keyboard.press("Enter")
    await expect(desk.reply).to_have_value(re.compile("^需要准备：营业执照原件"))


async def test_nothing_found_says_so_and_enter_does_not_send(desk: Desk) -> None:
    await desk.talk()
    await desk.reply.press_sequentially("/qqqq")
    await expect(finder(desk).locator(".none")).to_have_text("没有找到“qqqq”，可以打汉字，或拼音首字母")
    await desk.page.keyboard.press("Escape")
    await expect(finder(desk)).to_be_hidden()
    await expect(desk.reply).to_have_value("/qqqq")


async def test_an_unknown_variable_is_refused_by_its_name_and_the_draft_stays(desk: Desk) -> None:
    await desk.talk()
    pane = await open_pane(desk)
    await pane.get_by_role("button", name="写一条新的").click()
    await expect(pane.get_by_label("标题")).to_be_focused()
    await pane.get_by_role("button", name="保存").click()
    await expect(pane.get_by_role("alert")).to_have_text("标题和内容都要写。")
    await pane.get_by_label("标题").fill("工资")
    await pane.get_by_label("内容").fill("您的工资是{salary}，")
    await pane.get_by_role("button", name="差额").click()
    await expect(pane.get_by_label("内容")).to_have_value("您的工资是{salary}，{difference}")
    await pane.get_by_role("button", name="保存").click()
    await expect(pane.get_by_role("alert")).to_contain_text("没有 {salary} 这个变量")
    await take_picture(desk.page, "console-phrases")
    assert await axe_violations(desk.page) == []
    await desk.page.reload()
    pane = await open_pane(desk)
    await expect(pane.get_by_label("内容")).to_have_value("您的工资是{salary}，{difference}")


async def test_a_phrase_is_deleted_after_a_second_press(desk: Desk) -> None:
    await desk.talk()
    await write(desk, "多余的", "不要了")
    pane = await open_pane(desk)
    await pane.get_by_role("button", name=re.compile("^多余的")).click()
    await pane.get_by_role("button", name="删除").click()
    await pane.get_by_role("button", name="留着").click()
    await pane.get_by_role("button", name="删除").click()
    await pane.get_by_role("button", name="删除").click()
    await expect(pane.get_by_text("还没有常用语。")).to_be_visible()
    await expect(pane.get_by_text("我的 0 条，最多 500 条")).to_be_visible()


async def test_a_gap_of_a_phrase_is_not_sent_by_the_way(desk: Desk) -> None:
    taxpayer, _ = await desk.talk()
    await write(desk, "期限", "请在{deadline}前改好。")
    await desk.reply.press_sequentially("/qx")
    await desk.page.keyboard.press("Enter")
    await desk.page.keyboard.press("Enter")
    await desk.page.keyboard.press("Enter")
    await expect(desk.page.get_by_text("还有未填的空：【申报期限】")).to_be_visible()
    await expect(desk.reply).to_have_value("请在【申报期限】前改好。")
    await expect(desk.log.locator(".m")).to_have_count(0)
    await take_picture(desk.page, "console-unfilled")
    await desk.page.reload()
    await desk.page.get_by_role("button", name=re.compile("^发送 Enter")).click()
    await desk.page.keyboard.type("11 月 16 日")
    await expect(desk.page.get_by_text("还有未填的空")).to_be_hidden()
    await desk.page.keyboard.press("Enter")
    assert (await taxpayer.expect("message.posted"))["body"]["text"] == "请在11 月 16 日前改好。"


async def test_a_gap_is_sent_when_it_is_meant_and_typed_brackets_always(desk: Desk) -> None:
    taxpayer, _ = await desk.talk()
    await desk.reply.fill("见【附表一】")
    await desk.page.keyboard.press("Enter")
    assert (await taxpayer.expect("message.posted"))["body"]["text"] == "见【附表一】"
    await write(desk, "期限", "{deadline}前")
    await desk.reply.press_sequentially("/qx")
    await desk.page.keyboard.press("Enter")
    await desk.page.keyboard.press("Enter")
    await desk.page.get_by_role("button", name="仍然发送").click()
    assert (await taxpayer.expect("message.posted"))["body"]["text"] == "【申报期限】前"
