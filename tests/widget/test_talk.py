"""From the question to the rating, with everything that can come between."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.widget.conftest import take

if TYPE_CHECKING:
    from tests.support.clients import Client
    from tests.widget.conftest import Panel, Site

pytestmark = pytest.mark.browser


@pytest.fixture
async def officer(site: Site) -> Client:
    """An officer on duty."""
    return await site.hub.officer()


async def talking(site: Site, officer: Client) -> tuple[Panel, str]:
    """A panel in a talk, and the session's id."""
    panel = await site.visit()
    await panel.open()
    await panel.ask()
    session_id = await take(officer)
    await expect(panel.root.get_by_role("heading", name="导办of1")).to_be_visible()
    return panel, session_id


async def say(officer: Client, session_id: str, text: str) -> int:
    posted = await officer.send("message.post", session_id=session_id, client_msg_id=str(uuid.uuid4()), text=text)
    return int(posted["seq"])


async def test_the_wait_is_honest_before_and_after_asking(site: Site) -> None:
    panel = await site.visit()
    await panel.open()
    await expect(panel.root.get_by_text("现在没有导办员在岗。您可以先排队")).to_be_visible()
    await panel.ask()
    await expect(panel.root.get_by_text("现在没有导办员在岗，有人上岗就会接。").first).to_be_visible()
    await expect(panel.root.locator(".place")).to_have_text("第1位，前面没有人")
    await panel.button("不等了").click()
    await expect(panel.root.get_by_role("heading", name="已不再排队")).to_be_visible()
    await panel.button("再次求助").click()
    await expect(panel.button("请导办员一起看")).to_be_visible()


async def test_marks_go_from_delivered_to_read(site: Site, officer: Client) -> None:
    panel, session_id = await talking(site, officer)
    await panel.send("请看第 6 步")
    await expect(panel.root.locator(".meta")).to_contain_text("已送达")
    seq = (await officer.expect("message.posted"))["seq"]
    await officer.send("message.read", session_id=session_id, up_to_seq=seq)
    await expect(panel.root.locator(".meta")).to_contain_text("已读")


async def test_what_is_seen_is_told_once_a_look(site: Site, officer: Client) -> None:
    panel, session_id = await talking(site, officer)
    await say(officer, session_id, "一")
    last = await say(officer, session_id, "二")
    assert (await officer.expect("message.read"))["body"]["up_to_seq"] <= last
    await expect(panel.messages).to_have_count(2)
    assert len(site.said("message.read")) <= 2


async def test_a_folded_panel_counts_what_was_not_seen(site: Site, officer: Client) -> None:
    panel, session_id = await talking(site, officer)
    await panel.button("收起").click()
    await expect(panel.tab).to_be_focused()
    for text in ("一", "二"):
        await say(officer, session_id, text)
    await expect(panel.tab).to_have_attribute("aria-label", "导办，2 条新消息")
    assert site.said("message.read") == []
    await panel.open()
    await officer.expect("message.read")
    await expect(panel.tab).to_have_attribute("aria-label", "导办：在线求助")


async def test_a_folded_panel_tells_that_an_officer_has_come(site: Site, officer: Client) -> None:
    panel = await site.visit()
    await panel.open()
    await panel.ask()
    await panel.button("收起").click()
    await take(officer)
    await expect(panel.tab).to_have_attribute("aria-label", "导办，1 条新消息")
    await panel.open()
    await expect(panel.root.get_by_role("heading", name="导办of1")).to_be_visible()
    await expect(panel.tab).to_have_attribute("aria-label", "导办：在线求助")


async def test_enter_sends_but_never_while_a_word_is_being_composed(site: Site, officer: Client) -> None:
    panel, _ = await talking(site, officer)
    await panel.composer.focus()
    session = await panel.page.context.new_cdp_session(panel.page)
    await session.send("Input.imeSetComposition", {"text": "ni hao", "selectionStart": 6, "selectionEnd": 6})
    composing = {"type": "keyDown", "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229}
    await session.send("Input.dispatchKeyEvent", composing)
    await session.send("Input.insertText", {"text": "你好"})
    await expect(panel.composer).to_have_value("你好")
    assert site.said("message.post") == []
    await panel.composer.press("Shift+Enter")
    await panel.composer.press_sequentially("第二行")
    await panel.composer.press("Enter")
    await expect(panel.messages).to_have_text(["你好\n第二行"])
    await expect(panel.composer).to_have_value("")


async def test_a_text_too_long_says_by_how_much_and_stays(site: Site, officer: Client) -> None:
    panel, _ = await talking(site, officer)
    await panel.send("税" * 4_003)
    await expect(panel.root.get_by_text("超出 3 字，请分成几条发送")).to_be_visible()
    assert site.said("message.post") == []
    await panel.composer.fill("税" * 3_990)
    await expect(panel.root.get_by_text("还可以写 10 字")).to_be_visible()


async def test_numbers_that_must_not_leave_are_masked_before_sending(site: Site, officer: Client) -> None:
    panel, _ = await talking(site, officer)
    await panel.send("我的身份证是 999999199001010016")
    await expect(panel.messages).to_have_text(["我的身份证是 999999********0016"])
    await expect(panel.root.get_by_text("这段像是身份证号，已遮住后发送。").first).to_be_visible()
    assert not any("199001010016" in frame for frame in site.sent)


async def test_markup_is_text(site: Site, officer: Client) -> None:
    panel, session_id = await talking(site, officer)
    text = "<img src=x onerror=alert(1)> =cmd() ${1}"
    await say(officer, session_id, text)
    await expect(panel.messages).to_have_text([text])
    await expect(panel.root.locator("img")).to_have_count(0)


async def test_a_reload_keeps_the_session_and_the_words_not_yet_sent(site: Site, officer: Client) -> None:
    panel, session_id = await talking(site, officer)
    await panel.send("已发出")
    await panel.composer.fill("没写完")
    await panel.page.reload()
    await expect(panel.messages).to_have_text(["已发出"])
    await expect(panel.composer).to_have_value("没写完")
    await say(officer, session_id, "收到")
    await expect(panel.messages).to_have_text(["已发出", "收到"])
    assert len(site.said("session.open")) == 1


async def test_a_closed_tab_comes_back_to_the_same_session(site: Site, officer: Client) -> None:
    panel, session_id = await talking(site, officer)
    await panel.page.close()
    await say(officer, session_id, "还在吗？")
    again = await site.visit()
    await expect(again.tab).to_have_attribute("aria-label", "导办，1 条新消息")
    await again.open()
    await expect(again.messages).to_have_text(["还在吗？"])


async def test_a_second_tab_is_the_same_session(site: Site, officer: Client) -> None:
    panel, _ = await talking(site, officer)
    other = await site.visit()
    await other.open()
    await other.send("从第二页")
    await panel.send("从第一页")
    for window in (panel, other):
        await expect(window.messages).to_have_text(["从第二页", "从第一页"])


async def test_a_session_begun_elsewhere_appears(site: Site, officer: Client) -> None:
    panel, other = await site.visit(), await site.visit()
    await panel.open()
    await expect(panel.root.get_by_text("前面没有人")).to_be_visible()
    await other.open()
    await other.ask()
    await take(officer)
    await expect(panel.root.get_by_role("heading", name="导办of1")).to_be_visible()


async def test_what_is_written_offline_is_kept_and_said_once(site: Site, officer: Client) -> None:
    panel, session_id = await talking(site, officer)
    await site.context.set_offline(True)
    await panel.send("断线时写的")
    await expect(panel.root.get_by_text("网络断开，正在重连。您写的内容已保存").first).to_be_visible()
    await expect(panel.root.locator(".meta")).to_contain_text("待发送")
    await say(officer, session_id, "断线时说的")
    await site.context.set_offline(False)
    await expect(panel.root.get_by_text("已恢复，断开期间的 1 条消息已补上")).to_be_visible()
    await expect(panel.messages).to_have_text(["断线时说的", "断线时写的"])
    await expect(panel.root.locator(".meta").last).to_contain_text("已送达")


async def test_asking_without_a_line_is_remembered(site: Site) -> None:
    panel = await site.visit()
    await panel.open()
    await expect(panel.root.get_by_text("现在没有导办员在岗").first).to_be_visible()
    await site.context.set_offline(True)
    await panel.button("请导办员一起看").click()
    await expect(panel.button("正在排队…")).to_be_visible()
    await site.context.set_offline(False)
    await expect(panel.root.get_by_role("heading", name="已为您排队")).to_be_visible()


async def test_a_thread_being_read_stays_where_it_is(site: Site, officer: Client) -> None:
    panel, session_id = await talking(site, officer)
    for number in range(8):
        await say(officer, session_id, "\n".join([f"第 {number} 条"] * 8))
    await expect(panel.messages).to_have_count(8)
    scroller = panel.root.locator(".scroll")
    await scroller.evaluate("(element) => { element.scrollTop = 0 }")
    await say(officer, session_id, "最新一条")
    bar = panel.button("1 条新消息")
    await expect(bar).to_be_visible()
    assert await scroller.evaluate("(element) => element.scrollTop") == 0
    await bar.click()
    await expect(panel.messages.last).to_be_in_viewport()
    await expect(bar).to_be_hidden()


async def test_the_explanation_can_be_looked_up_in_the_talk(site: Site, officer: Client) -> None:
    panel, session_id = await talking(site, officer)
    await panel.root.get_by_role("button", name="更多").click()
    await panel.button("看说明").click()
    await expect(panel.root.get_by_role("heading", name="申报的开票销售额比已开发票少")).to_be_visible()
    await say(officer, session_id, "看到了吗？")
    await expect(panel.root.get_by_text("1 条新消息")).to_be_visible()
    await panel.button("回到会话").click()
    await expect(panel.messages).to_have_text(["看到了吗？"])
    await panel.root.get_by_role("button", name="更多").click()
    await panel.button("看说明").click()
    await panel.send("看了")
    await expect(panel.messages).to_have_text(["看到了吗？", "看了"])


async def test_a_solved_question_is_confirmed_in_place(site: Site, officer: Client) -> None:
    panel, session_id = await talking(site, officer)
    resumed = await officer.send("session.resume", session_id=session_id)
    question_id = resumed["session"]["questions"][0]["question_id"]
    await officer.send("question.resolve", session_id=session_id, question_id=question_id, disposition="resolved")
    await panel.root.get_by_role("group", name="问题 1：").get_by_role("button", name="解决了").click()
    assert (await officer.expect("question.confirmed"))["body"] == {"question_id": question_id, "solved": True}
    await expect(panel.root.get_by_text("问题 1：您说解决了")).to_be_visible()


async def test_the_end_is_asked_twice_and_rated_once(site: Site, officer: Client) -> None:
    panel, _ = await talking(site, officer)
    await panel.root.get_by_role("button", name="更多").click()
    await panel.button("结束导办").click()
    await expect(panel.button("结束")).to_be_focused()
    await panel.button("继续").click()
    await expect(panel.composer).to_be_focused()
    await panel.root.get_by_role("button", name="更多").click()
    await panel.button("结束导办").click()
    await panel.button("结束").click()
    await panel.button("提交").click()
    await expect(panel.root.get_by_text("请选一个满意程度，或选“不评价”。")).to_be_visible()
    await panel.root.get_by_label("还没有").check()
    await panel.root.get_by_label("不满意", exact=True).check()
    await panel.root.get_by_label("等待时间过长").check()
    await panel.root.get_by_label("还想说的（可不填）").fill("排队有点久")
    await panel.button("提交").click()
    await expect(panel.root.get_by_text("已收到您的评价：不满意。")).to_be_visible()
    rated = (await officer.expect("session.rated"))["body"]
    assert rated == {"score": 2, "reasons": ["long_wait"], "achieved": False, "comment": "排队有点久"}
    await panel.button("再次求助").click()
    await expect(panel.button("请导办员一起看")).to_be_visible()
    assert await panel.page.evaluate("localStorage.length") == 0


async def test_who_leaves_the_rating_aside_is_not_asked_again_after_a_reload(site: Site, officer: Client) -> None:
    panel, session_id = await talking(site, officer)
    await officer.send("session.end", session_id=session_id)
    await panel.button("不评价").click()
    await expect(panel.button("再次求助")).to_be_visible()
    await panel.page.reload()
    await expect(panel.button("再次求助")).to_be_visible()
    await expect(panel.button("不评价")).to_have_count(0)
    await panel.button("再次求助").click()
    await expect(panel.button("请导办员一起看")).to_be_visible()
    assert await panel.page.evaluate("localStorage.length") == 0


async def test_signing_out_clears_what_the_browser_kept(site: Site, officer: Client) -> None:
    panel, _ = await talking(site, officer)
    await panel.composer.fill("草稿")
    site.person = None
    await panel.page.evaluate("daoban.reset()")
    assert await panel.page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    await panel.open()
    await expect(panel.root.get_by_text("您已退出登录。登录后再点“导办”。")).to_be_visible()
    site.person = "pe2"
    await panel.page.reload()
    await expect(panel.button("请导办员一起看")).to_be_visible()
    await expect(panel.messages).to_have_count(0)


async def test_a_fresh_ticket_is_asked_for_each_line(site: Site, officer: Client) -> None:
    panel, _ = await talking(site, officer)
    before = site.tickets
    await site.context.set_offline(True)
    await expect(panel.root.get_by_text("网络断开").first).to_be_visible()
    await site.context.set_offline(False)
    await expect(panel.root.get_by_text("已恢复")).to_be_visible()
    assert site.tickets > before


async def test_behind_a_proxy_that_blocks_websockets_it_talks_all_the_same(site: Site, officer: Client) -> None:
    await site.context.route_web_socket("**/socket.io/**", lambda socket: socket.close())
    panel, session_id = await talking(site, officer)
    await panel.send("走轮询")
    await expect(panel.root.locator(".meta")).to_contain_text("已送达")
    await say(officer, session_id, "看到了")
    await expect(panel.messages).to_have_text(["走轮询", "看到了"])


async def test_a_bureau_that_gives_no_ticket_for_now_is_asked_again(site: Site) -> None:
    panel = await site.visit()
    await panel.page.route("**/ticket", lambda route: route.fulfill(status=503))
    await panel.open()
    await expect(panel.root.get_by_text("没有取到您的登录凭证，请重试。")).to_be_visible()
    await panel.button("请导办员一起看").click()
    await panel.page.unroute("**/ticket")
    await expect(panel.root.get_by_role("heading", name="已为您排队")).to_be_visible()
