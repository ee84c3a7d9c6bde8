"""The supervisor's page: figures that agree, a session read silently, reassigned, everybody told at once."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.async_api import expect

from tests.console.conftest import SCREEN, Desk, a_talk, context
from tests.support.browser import axe_violations, take_picture

pytestmark = pytest.mark.browser


async def test_a_session_is_read_along_after_the_reason_and_the_taxpayer_sees_nothing(floor: Desk) -> None:
    page = floor.page
    taxpayer, officer, session_id = await a_talk(floor)
    line = page.locator(".sessions li").first
    await expect(line).to_contain_text("北京示例科技有限公司")
    await line.get_by_role("button", name="旁看…").click()
    await page.get_by_label("旁看的原因").fill("新人第一天")
    await page.keyboard.press("Enter")
    log = page.get_by_role("log", name="会话记录")
    await expect(log).to_be_visible()
    await taxpayer.send("message.post", session_id=session_id, client_msg_id="m1", text="在吗，比对不过")
    await expect(log).to_contain_text("在吗，比对不过")
    whisper = page.locator("daoban-aside textarea")
    await whisper.fill("先看红字发票")
    await whisper.press("Enter")
    assert (await officer.expect("aside.posted"))["body"]["text"] == "先看红字发票"
    await expect(log).to_contain_text("先看红字发票")
    await take_picture(page, "floor-reading")
    assert await axe_violations(page) == []
    resumed = await taxpayer.send("session.resume", session_id=session_id)
    assert "monitor.started" not in [event["type"] for event in resumed["events"]]
    assert "先看红字发票" not in str(resumed)
    assert resumed["session"]["officer_read"] == 0
    await page.get_by_role("button", name="停止旁看").click()
    await expect(log).to_be_hidden()
    assert floor.complaints == []


async def test_a_session_is_reassigned_from_the_floor(floor: Desk) -> None:
    page = floor.page
    _, _, session_id = await a_talk(floor)
    other = await floor.bureau.officer("of4", skills=("vat-general", "payment", "overdue", "deregister"), tier=2)
    await floor.bureau.officer("of5", skills=("payment",))
    await expect(page.get_by_text("导办of5", exact=True)).to_be_visible()
    await page.get_by_role("button", name="改派 北京示例科技有限公司").click()
    form = page.get_by_role("form", name="改派：北京示例科技有限公司")
    await expect(form).to_contain_text("现在由 导办01 办理")
    choice = form.get_by_label("从 导办01 改派给")
    await expect(choice).to_be_focused()
    assert [text for text in await choice.locator("option").all_inner_texts() if "导办01" in text] == []
    await expect(choice.locator("optgroup").first).to_have_attribute("label", "适合的导办员")
    await expect(choice.locator("optgroup").nth(1).locator("option")).to_have_text(re.compile("^导办of5"))
    await form.get_by_role("button", name="改派", exact=True).click()
    await expect(form.get_by_role("alert")).to_have_text("请选改派给谁，并写原因。")
    await choice.select_option("officer of4")
    await form.get_by_label("原因").fill("等了十分钟")
    await take_picture(page, "floor-reassign")
    assert await axe_violations(page) == []
    await form.get_by_role("button", name="改派", exact=True).click()
    assert (await other.expect("offer.made"))["offer"]["origin"]["reason"] == "等了十分钟"
    await expect(page.locator("daoban-floor-officers [role=status]")).to_have_text(
        "北京示例科技有限公司 已改派给 导办of4"
    )
    waits = page.locator("daoban-floor-waiting li")
    await expect(waits).to_contain_text("正派给 导办of4")
    assert session_id == await waits.get_attribute("data-session")


async def test_a_choice_stays_while_officers_come_and_go_and_is_said_to_be_gone_with_its_own(floor: Desk) -> None:
    page = floor.page
    _, _, session_id = await a_talk(floor)
    chosen = await floor.bureau.officer("of4", skills=("vat-general",))
    await expect(page.get_by_text("导办of4", exact=True)).to_be_visible()
    await page.get_by_role("button", name="改派 北京示例科技有限公司").click()
    form = page.get_by_role("form", name="改派：北京示例科技有限公司")
    choice, reason = form.get_by_label("从 导办01 改派给"), form.get_by_label("原因")
    await choice.select_option("officer of4")
    await reason.fill("等了十分钟")
    other = await floor.bureau.officer("of3", skills=("vat-general",))
    await expect(choice.locator("option", has_text="导办of3")).to_have_count(1)
    await expect(choice).to_have_value("officer of4")
    await chosen.send("status.set", status="away", reason="meal")
    await expect(form.get_by_role("alert")).to_have_text("现在不能改派给 导办of4，请另选。")
    await expect(choice).to_have_value("")
    await form.get_by_role("button", name="改派", exact=True).click()
    await expect(form.get_by_role("alert")).to_have_count(1)
    await take_picture(page, "floor-reassign-gone")
    assert await axe_violations(page) == []
    await page.set_viewport_size({"width": 360, "height": 800})
    await form.scroll_into_view_if_needed()
    await take_picture(page, "floor-reassign-gone-360")
    await page.set_viewport_size(SCREEN["viewport"])
    await choice.select_option("officer of3")
    await expect(form.get_by_role("alert")).to_be_hidden()
    await form.get_by_role("button", name="改派", exact=True).click()
    assert (await other.expect("offer.made"))["offer"]["session_id"] == session_id


async def test_who_waits_is_put_elsewhere_with_a_reason_and_by_keys_alone(floor: Desk) -> None:
    page = floor.page
    opened: dict[str, Any] = {}
    for number in range(3):
        taxpayer = await floor.bureau.taxpayer(f"tp{number}", f"pe{number}")
        opened = await taxpayer.send("session.open", context=context())
    lines = page.locator("daoban-floor-waiting li")
    await expect(lines).to_have_count(3)
    await lines.last.get_by_role("button").focus()
    await page.keyboard.press("Enter")
    form = page.locator("daoban-floor-waiting form")
    await expect(form.get_by_label("改派给")).to_be_focused()
    await expect(form).to_contain_text("排队，还没有人接；改派后排队次序不变")
    await page.keyboard.press("Escape")
    await expect(form).to_be_hidden()
    await expect(lines.last.get_by_role("button")).to_be_focused()
    await page.keyboard.press("Enter")
    await form.get_by_label("改派给").select_option("queue payment")
    await form.get_by_label("原因").fill("其实是缴款")
    await take_picture(page, "floor-waiting")
    assert await axe_violations(page) == []
    await page.emulate_media(color_scheme="dark")
    await take_picture(page, "floor-waiting-dark")
    await page.set_viewport_size({"width": 360, "height": 800})
    await form.scroll_into_view_if_needed()
    await take_picture(page, "floor-waiting-360")
    await form.get_by_label("原因").press("Enter")
    await expect(page.locator("daoban-floor-waiting [role=status]")).to_contain_text("已改派给 税费缴纳")
    await expect(lines.last).to_contain_text("税费缴纳")
    moved = await floor.bureau.node.hub.journal.load(opened["session"]["session_id"])
    assert moved.waiting
    assert moved.first_queued_at
    assert moved.waiting.queue_id == "payment"
    assert abs(moved.waiting.rank - moved.first_queued_at.timestamp()) < 1
    assert floor.complaints == []


async def test_all_are_told_and_it_is_taken_back(floor: Desk) -> None:
    page = floor.page
    taxpayer = await floor.bureau.taxpayer()
    await page.get_by_label("公告内容").fill("缴款系统维护，15:00 前不能缴款")
    await page.get_by_role("button", name="告诉所有纳税人").click()
    said = await taxpayer.expect("announcement.changed")
    assert said["announcement"]["text"] == "缴款系统维护，15:00 前不能缴款"
    await expect(page.locator("daoban-announce .stands")).to_contain_text("缴款系统维护，15:00 前不能缴款")
    await take_picture(page, "floor-announcement")
    await page.get_by_role("button", name="撤回").click()
    assert (await taxpayer.expect("announcement.changed"))["announcement"] is None


async def test_the_figures_agree_and_who_waits_alone_alarms(floor: Desk) -> None:
    page = floor.page
    await expect(page.get_by_text("没有需要提醒的")).to_be_visible()
    for number in range(2):
        taxpayer = await floor.bureau.taxpayer(f"tp{number}", f"pe{number}")
        await taxpayer.send("session.open", context=context())
    row = page.locator("daoban-floor tbody tr").first
    await expect(row.locator("td").first).to_have_text("2")
    await expect(page.locator(".figures dd b").first).to_have_text("2")
    await expect(page.locator(".alarms li").first).to_contain_text("2 人等候，没有人在岗")
    await take_picture(page, "floor-alarm")
    await page.emulate_media(color_scheme="dark")
    await take_picture(page, "floor-alarm-dark")
    await page.set_viewport_size({"width": 390, "height": 844})
    await take_picture(page, "floor-390")
    assert await axe_violations(page) == []


async def test_who_is_taken_while_being_given_away_is_said_to_be_so(floor: Desk) -> None:
    page = floor.page
    officer = await floor.bureau.officer()
    taxpayer = await floor.bureau.taxpayer()
    await taxpayer.send("session.open", context=context())
    offer = (await officer.expect("offer.made"))["offer"]
    waits = page.locator("daoban-floor-waiting")
    await waits.get_by_role("button", name=re.compile("^改派")).click()
    await waits.get_by_label("原因").fill("等久了")
    await officer.send("offer.accept", session_id=offer["session_id"], offer_id=offer["offer_id"])
    told = waits.get_by_role("status")
    await expect(told).to_have_text("北京示例科技有限公司 刚被接办，或已离开队列，没有改派。")
    await expect(told).to_be_in_viewport()
    await expect(waits.get_by_role("form")).to_be_hidden()
    await take_picture(page, "floor-taken-meanwhile")


async def test_a_long_row_of_waiting_does_not_push_the_queues_away(floor: Desk) -> None:
    for number in range(7):
        taxpayer = await floor.bureau.taxpayer(f"tp{number}", f"pe{number}")
        await taxpayer.send("session.open", context=context())
    lines = floor.page.locator("daoban-floor-waiting li")
    await expect(floor.page.get_by_role("button", name="列出全部 7 个")).to_be_visible()
    await expect(lines).to_have_count(5)
    await take_picture(floor.page, "floor-waiting-many")
    await floor.page.get_by_role("button", name="列出全部 7 个").click()
    await expect(lines).to_have_count(7)


async def test_an_alarm_is_said_once_while_its_line_goes_on_counting(floor: Desk) -> None:
    lines, said = floor.page.locator(".alarms li"), floor.page.locator("daoban-floor .now > [role=status]")
    await expect(lines).to_contain_text(["没有需要提醒的"])
    await expect(said).to_have_text("")
    for number in (1, 2):
        taxpayer = await floor.bureau.taxpayer(f"tp{number}", f"pe{number}")
        await taxpayer.send("session.open", context=context())
        await expect(lines.first).to_contain_text(f"{number} 人等候，没有人在岗")
    await expect(said).to_contain_text("1 人等候，没有人在岗")
    await floor.bureau.officer()
    await expect(said).to_have_text("没有需要提醒的")


async def test_an_officer_without_the_right_has_no_floor(desk: Desk) -> None:
    await expect(desk.page.get_by_role("button", name="现场")).to_be_hidden()


async def test_a_supervisor_writes_for_the_team_and_an_officer_finds_it(floor: Desk) -> None:
    page = floor.page
    officer = await floor.bureau.officer()
    await page.get_by_role("button", name=re.compile("^账户")).click()
    await page.get_by_role("menuitem", name="管理常用语…").click()
    pane = page.locator("daoban-phrase-pane")
    await pane.get_by_role("button", name="写一条新的").click()
    await pane.get_by_label("标题").fill("征期延长")
    await pane.get_by_label("内容").fill("本月申报期延长到 {deadline}。")
    await pane.get_by_role("radio", name="班组").check()
    await take_picture(page, "console-phrases-team")
    await pane.get_by_role("button", name="保存").click()
    await expect(pane.get_by_role("button", name=re.compile("^征期延长"))).to_be_visible()
    (phrase,) = (await officer.send("phrases.look"))["phrases"]
    assert (phrase["owner"], phrase["title"]) == ("team", "征期延长")


async def test_the_floor_speaks_english(floor: Desk) -> None:
    await a_talk(floor)
    await floor.page.goto(f"{floor.bureau.url}/console/?lang=en")
    await expect(floor.page.get_by_role("heading", name="Floor")).to_be_visible()
    await expect(floor.page.get_by_role("button", name=re.compile("^Reassign "))).to_be_visible()
    await take_picture(floor.page, "floor-en")


async def test_a_supervisor_steps_in_and_is_heard_by_both(floor: Desk) -> None:
    page = floor.page
    taxpayer, officer, session_id = await a_talk(floor)
    line = page.locator(".sessions li").first
    await line.get_by_role("button", name="旁看…").click()
    await page.get_by_label("旁看的原因").fill("新人第一天")
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="加入会话").click()
    await expect(page.locator("daoban-together")).to_contain_text("您已加入会商，纳税人知道")
    told = await taxpayer.expect("consult.introduced")
    assert told["body"]["officer"]["name"] == "班组长01"
    reply = page.locator("daoban-composer textarea")
    await reply.fill("我是班组长，这一步我来说明")
    await reply.press("Enter")
    assert (await taxpayer.expect("message.posted"))["body"]["text"] == "我是班组长，这一步我来说明"
    await officer.expect("message.posted")
    await take_picture(page, "floor-joined")
    resumed = await officer.send("session.resume", session_id=session_id)
    kinds = [event["type"] for event in resumed["events"]]
    assert kinds[kinds.index("monitor.started") + 1 :][:4] == [
        "consult.started",
        "consult.joined",
        "consult.introduced",
        "monitor.stopped",
    ]
