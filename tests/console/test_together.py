"""Two officers at one session, a hold and the way to the hall, at the console: by hand, by key, in both languages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.support.browser import axe_violations, take_picture

if TYPE_CHECKING:
    from playwright.async_api import Locator

    from tests.console.conftest import Desk
    from tests.support.clients import Client

pytestmark = pytest.mark.browser

ASIDE = "daoban-aside textarea"
WAYS = ("转办", "确认单", "备注", "会商…", "保持…", "需到厅…")


async def ask_in(desk: Desk) -> Client:
    """A colleague is on duty and is asked in."""
    second = await desk.bureau.officer("of2")
    await desk.page.get_by_role("button", name="会商…").click()
    panel = desk.page.get_by_role("form", name="请一位同事来看")
    await expect(panel.get_by_role("radio", name=re.compile("^导办of2"))).to_be_focused()
    await panel.get_by_role("textbox").fill("请看红字发票")
    await panel.get_by_role("button", name="发出邀请").click()
    await expect(desk.page.get_by_text("已请 导办of2 来看，等候应答")).to_be_visible()
    return second


async def joined(desk: Desk) -> tuple[Client, Client, str]:
    """A talk in which a colleague watches unseen."""
    taxpayer, session_id = await desk.talk()
    second = await ask_in(desk)
    consult_id = (await second.expect("consult.asked"))["consult"]["consult_id"]
    await second.send("consult.join", session_id=session_id, consult_id=consult_id)
    await expect(desk.page.locator(ASIDE)).to_be_visible()
    return taxpayer, second, session_id


def strip(desk: Desk) -> Locator:
    return desk.page.locator("daoban-together")


async def test_nobody_on_duty_is_said_and_esc_shuts_the_panel(desk: Desk) -> None:
    await desk.talk()
    await desk.page.get_by_role("button", name="会商…").click()
    panel = desk.page.get_by_role("form", name="请一位同事来看")
    await expect(panel.get_by_role("status")).to_have_text("现在没有别的同事在岗。")
    await desk.page.keyboard.press("Escape")
    await expect(panel).to_be_hidden()


@pytest.mark.parametrize("way", ["会商…", "保持…", "需到厅…"])
async def test_a_panel_that_is_shut_gives_the_focus_back_to_its_button(desk: Desk, way: str) -> None:
    await desk.talk()
    button = strip(desk).get_by_role("button", name=way)
    form = strip(desk).get_by_role("form")
    for shut in ("Escape", "取消"):
        await button.click()
        await expect(form.locator(":focus")).to_have_count(1)
        if shut == "Escape":
            await desk.page.keyboard.press(shut)
        else:
            await form.get_by_role("button", name=shut).press("Enter")
        await expect(form).to_be_hidden()
        await expect(button).to_be_focused()


async def test_what_is_sent_takes_its_button_away_but_not_the_focus(desk: Desk) -> None:
    await desk.talk()
    await strip(desk).get_by_role("button", name="保持…").press("Enter")
    await strip(desk).get_by_role("button", name="保持", exact=True).press("Enter")
    await expect(strip(desk).get_by_role("button", name="保持…")).to_be_hidden()
    await expect(strip(desk).get_by_role("button", name="需到厅…")).to_be_focused()
    await strip(desk).get_by_role("button", name="我回来了").press("Enter")
    await expect(strip(desk).get_by_role("button", name="我回来了")).to_be_hidden()
    await expect(strip(desk).locator(".ways :focus")).to_have_count(1)


async def test_the_ways_of_a_session_stand_in_one_row(desk: Desk) -> None:
    await desk.talk()
    buttons = [desk.page.get_by_role("button", name=name, exact=True) for name in WAYS]
    for width in (1366, 360):
        await desk.page.set_viewport_size({"width": width, "height": 768})
        boxes = [await button.bounding_box() for button in buttons]
        assert len({round(box["y"]) for box in boxes if box}) == 1, boxes
        assert all(box and box["height"] >= (24 if width > 767 else 44) for box in boxes), boxes
    await expect(buttons[0]).to_have_attribute("title", "Alt T")


async def test_a_colleague_who_points_is_named_in_the_ledger(desk: Desk) -> None:
    _, second, session_id = await joined(desk)
    await strip(desk).get_by_role("button", name="介绍给纳税人").click()
    await second.expect("consult.introduced")
    point = {"guide_id": "g1", "kind": "field", "target_id": "f1_13_zp"}
    await second.send("field.highlight", session_id=session_id, **point)
    await expect(desk.page.get_by_role("list", name="指引与变化")).to_contain_text("导办of2 标出")


async def test_nothing_written_stays_in_the_browser_once_the_session_has_left(desk: Desk) -> None:
    _, _, session_id = await joined(desk)
    await desk.page.locator(ASIDE).fill("内部的话")
    await desk.reply.fill("还没说")
    kept = "id => Object.keys(localStorage).filter((key) => key.startsWith('daoban.draft') && key.endsWith(id)).length"
    assert await desk.page.evaluate(kept, session_id) == 2
    window = await desk.bureau.officer("of1", available=False)  # another window of the same officer hands it over
    await window.send("session.transfer", session_id=session_id, kind="officer", target="of2", note=None)
    await expect(desk.page.get_by_text("现在没有会话")).to_be_visible()
    assert await desk.page.evaluate(kept, session_id) == 0


async def test_an_aside_and_a_reply_never_take_each_others_words(desk: Desk) -> None:
    taxpayer, second, session_id = await joined(desk)
    await desk.page.locator(ASIDE).fill("要先红冲吗？")
    await desk.reply.fill("请稍等")
    await desk.page.locator(ASIDE).press("Enter")
    assert (await second.expect("aside.posted"))["body"]["text"] == "要先红冲吗？"
    await expect(desk.reply).to_have_value("请稍等")
    await desk.reply.press("Enter")
    assert (await taxpayer.expect("message.posted"))["body"]["text"] == "请稍等"
    assert "红冲" not in str(taxpayer.told)
    await second.send("aside.post", session_id=session_id, client_msg_id="a9", text="要")
    await expect(desk.log.locator(".aside").last).to_contain_text("旁注 · 导办of2 · 纳税人看不到")
    assert await axe_violations(desk.page) == []
    assert desk.complaints == []


async def test_an_aside_survives_a_reload_unsent(desk: Desk) -> None:
    await joined(desk)
    await desk.page.locator(ASIDE).fill("还没写完")
    await desk.page.reload()
    await expect(desk.page.locator(ASIDE)).to_have_value("还没写完")


async def test_a_colleague_who_has_joined_takes_over_at_once(desk: Desk) -> None:
    taxpayer, second, session_id = await joined(desk)
    await strip(desk).get_by_role("button", name="交给 TA 接着办").click()
    await expect(desk.page.get_by_text("已转给其他导办员")).to_be_visible()
    await expect(desk.page.get_by_text("现在没有会话")).to_be_visible()
    await second.send("message.post", session_id=session_id, client_msg_id="m1", text="我接着办")
    assert (await taxpayer.expect("message.posted"))["body"]["text"] == "我接着办"


async def test_without_a_free_slot_the_reason_stands_in_place(desk: Desk) -> None:
    _, second, _ = await joined(desk)
    busy = []
    for number in range(3):
        asking = await desk.bureau.taxpayer(person_id=f"busy{number}")
        await desk.page.get_by_role("button", name=re.compile("^状态：")).click() if not number else None
        if not number:
            await desk.page.get_by_role("menuitem", name="只办手上的").click()
        opened = await asking.send("session.open", context={"matter_id": "vat-general", "step_id": "s6"})
        offer = (await second.expect("offer.made"))["offer"]
        await second.send("offer.accept", session_id=offer["session_id"], offer_id=offer["offer_id"])
        busy.append(opened["session"]["session_id"])
    await strip(desk).get_by_role("button", name="交给 TA 接着办").click()
    await expect(strip(desk).get_by_role("alert")).to_contain_text("这位同事手上已满")
    await expect(desk.reply).to_be_visible()


async def test_a_hold_runs_down_in_strip_and_list_and_a_message_ends_it(desk: Desk) -> None:
    taxpayer, _ = await desk.talk()
    await desk.page.get_by_role("button", name="保持…").click()
    panel = desk.page.get_by_role("form", name="请对方稍等")
    await panel.get_by_role("spinbutton").fill("0")
    await expect(panel.get_by_role("button", name="保持", exact=True)).to_have_attribute("aria-disabled", "true")
    await panel.get_by_role("button", name="10 分钟").click()
    await panel.get_by_role("button", name="保持", exact=True).click()
    assert (await taxpayer.expect("session.held"))["body"]["minutes"] == 10
    await expect(strip(desk)).to_contain_text(re.compile("还剩 9:5"))
    await expect(desk.page.locator("daoban-session-list .standing")).to_contain_text("保持，还剩")
    await desk.reply.fill("久等了")
    await desk.reply.press("Enter")
    await taxpayer.expect("session.continued")
    await expect(strip(desk).get_by_role("button", name="保持…")).to_be_visible()


async def test_the_way_to_the_hall_lists_the_matters_papers_and_suggests_the_outcome(desk: Desk) -> None:
    taxpayer, session_id = await desk.talk()
    await desk.page.get_by_role("button", name="需到厅…").click()
    panel = desk.page.get_by_role("form", name="请对方到办税服务厅")
    papers = panel.get_by_role("checkbox")
    await expect(papers.first).to_be_focused()
    await papers.first.check()
    await panel.get_by_role("textbox").fill("到 3 号窗口")
    await take_picture(desk.page, "together-hall-panel")
    assert await axe_violations(desk.page) == []
    await panel.get_by_role("button", name="告知对方").click()
    told = (await taxpayer.expect("hall.referred"))["body"]
    assert told["items"]
    assert told["text"] == "到 3 号窗口"
    await expect(desk.log).to_contain_text("已告知需到厅办理")
    await taxpayer.send("session.end", session_id=session_id)
    form = desk.page.locator("daoban-wrap-up")
    await expect(form.get_by_role("radio", name=re.compile("^需到大厅"))).to_be_checked()
    await form.get_by_role("button", name="完成，接下一个").click()
    await expect(form).to_be_hidden()


async def test_a_colleagues_question_rings_in_the_room_takes_no_focus_and_is_joined(desk: Desk) -> None:
    _, session_id = await desk.talk()
    await desk.reply.fill("正在写")
    other = await desk.bureau.officer("of2")
    asking = await desk.bureau.taxpayer(person_id="pe2")
    await desk.page.get_by_role("button", name=re.compile("^状态：")).click()
    await desk.page.get_by_role("menuitem", name="只办手上的").click()
    await desk.reply.click()
    theirs = (await asking.send("session.open", context={"matter_id": "vat-general", "step_id": "s6"}))["session"]
    offer = (await other.expect("offer.made"))["offer"]
    await other.send("offer.accept", session_id=offer["session_id"], offer_id=offer["offer_id"])
    ask = {"consult_id": "k1", "officer_id": "of1", "introduced": False, "text": "请看一眼"}
    await other.send("consult.start", session_id=theirs["session_id"], **ask)
    card = desk.page.locator("daoban-consult-card")
    await expect(card).to_contain_text("导办of2 请您会商")
    await expect(desk.reply).to_be_focused()
    assert await axe_violations(desk.page) == []
    await card.get_by_role("button", name="加入").click()
    await expect(desk.page.get_by_text("您在旁看，纳税人不知道。由 导办of2 负责")).to_be_visible()
    await expect(desk.reply).to_be_hidden()
    await expect(desk.row("5 行 5 列").get_by_role("button", name=re.compile("^标出"))).to_be_hidden()
    assert session_id != theirs["session_id"]
    for key, drawer in (("Alt+t", "daoban-transfer"), ("Alt+s", "daoban-slip")):  # neither has a button here
        await desk.page.keyboard.press(key)
        assert await desk.page.locator(drawer).count() == 0
    await desk.page.keyboard.press("Alt+n")
    await expect(desk.page.locator("daoban-notes")).to_be_visible()
    await desk.page.keyboard.press("Escape")
    await take_picture(desk.page, "together-watching")
    await other.send("consult.end", session_id=theirs["session_id"], consult_id="k1")
    await expect(desk.reply).to_have_value("正在写")


@pytest.mark.parametrize(("scheme", "width"), [("dark", 1366), ("light", 390), ("light", 1366)])
async def test_every_screen_is_sound_in_english_too(desk: Desk, scheme: str, width: int) -> None:
    await joined(desk)
    await desk.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    await desk.page.set_viewport_size({"width": width, "height": 844 if width < 768 else 768})
    await desk.page.goto(f"{desk.bureau.url}/console/?lang=en")
    if width < 768:
        await desk.page.get_by_role("button", name="Talk").click()
    await expect(desk.page.get_by_text("is watching; the taxpayer does not know").first).to_be_visible()
    await desk.page.get_by_role("button", name="Hold…").click()
    assert await axe_violations(desk.page) == []
    await take_picture(desk.page, f"together-en-{scheme}-{width}")
