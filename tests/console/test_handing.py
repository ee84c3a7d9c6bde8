"""Handing over and notes at the console: who can take it, what is kept, what is said where, and to whom not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from playwright.async_api import expect

from storage.schema import officers
from tests.support.browser import axe_violations, take_picture

if TYPE_CHECKING:
    from playwright.async_api import Locator

    from tests.console.conftest import Desk

pytestmark = pytest.mark.browser


def drawer(desk: Desk) -> Locator:
    return desk.page.locator("daoban-transfer")


def notes(desk: Desk) -> Locator:
    return desk.page.locator("daoban-notes")


async def test_a_session_is_handed_to_a_colleague_by_keys_alone(desk: Desk) -> None:
    other = await desk.bureau.officer("of2")
    taxpayer, session_id = await desk.talk()
    press = desk.page.keyboard.press
    await press("Alt+t")
    await expect(drawer(desk).get_by_role("radio", name="上一级")).to_be_focused()
    await press("ArrowRight")
    await press("Tab")
    await press("Space")
    await expect(drawer(desk).get_by_role("radio", name=re.compile("^导办of2"))).to_be_checked()
    await press("Tab")
    await desk.page.keyboard.type("请接着看 5 行 5 列")
    await expect(drawer(desk)).to_contain_text("正在转给导办of2，您不用重新说明。")
    await press("Tab")
    await press("Enter")
    await expect(drawer(desk)).to_be_hidden()
    await expect(desk.page.get_by_text("已转给导办of2")).to_be_visible()
    moved = await taxpayer.expect("session.transferred")
    assert moved["body"]["target"] == "of2"
    offer = (await other.expect("offer.made"))["offer"]
    assert offer["session_id"] == session_id
    assert desk.complaints == []


async def test_the_note_for_the_next_is_kept_when_the_drawer_is_put_away(desk: Desk) -> None:
    await desk.talk()
    await desk.reply.focus()
    await desk.page.keyboard.press("Alt+t")
    await drawer(desk).get_by_role("textbox").fill("还差红字发票")
    await desk.page.keyboard.press("Escape")
    await expect(drawer(desk)).to_be_hidden()
    await expect(desk.reply).to_be_focused()
    await desk.page.reload()
    await expect(desk.reply).to_be_visible()
    await desk.page.get_by_role("button", name=re.compile("^转办")).click()
    await expect(drawer(desk).get_by_role("textbox")).to_have_value("还差红字发票")


async def test_who_cannot_take_it_says_why_and_cannot_be_chosen(desk: Desk) -> None:
    away = await desk.bureau.officer("of2")
    await desk.bureau.officer("of3", available=False)
    await desk.talk()
    await away.send("status.set", status="away", reason="meal")
    await desk.page.keyboard.press("Alt+t")
    await drawer(desk).get_by_text("导办员", exact=True).click()
    for name, why in (("导办of2", "离席"), ("导办of3", "下岗")):
        choice = drawer(desk).get_by_role("radio", name=re.compile(f"^{name}.*{why}"))
        await expect(choice).to_be_disabled()
    await drawer(desk).get_by_role("button", name="转办", exact=True).click()
    await expect(drawer(desk).get_by_role("alert")).to_contain_text("请先选转给谁")
    await away.send("status.set", status="available")  # seen with the next look, five seconds on, without a press
    await expect(drawer(desk).get_by_role("radio", name=re.compile("^导办of2"))).to_be_enabled(timeout=15_000)


async def test_a_session_that_ends_meanwhile_is_handed_over_no_more(desk: Desk) -> None:
    _, session_id = await desk.talk()
    await desk.page.keyboard.press("Alt+t")
    await drawer(desk).get_by_text("业务骨干").first.click()
    await drawer(desk).get_by_role("textbox").fill("备注")
    window = await desk.bureau.officer("of1", available=False)  # another window of the same officer
    await window.send("session.end", session_id=session_id)
    await expect(drawer(desk)).to_be_hidden()
    await expect(desk.page.locator("daoban-wrap-up")).to_be_visible()


async def test_a_refusal_is_said_at_the_place_and_nothing_is_lost(desk: Desk) -> None:
    await desk.bureau.officer("of2")
    taxpayer, session_id = await desk.talk()
    await desk.page.keyboard.press("Alt+t")
    await drawer(desk).get_by_text("导办员", exact=True).click()
    await drawer(desk).get_by_role("radio", name=re.compile("^导办of2")).check()
    await drawer(desk).get_by_role("textbox").fill("还差红字发票")
    gone = sa.delete(officers).where(officers.c.officer_id == "of2")
    await desk.bureau.node.hub.database.write(lambda sql: sql.execute(gone))
    await drawer(desk).get_by_role("button", name="转办", exact=True).click()
    await expect(drawer(desk).get_by_role("alert")).to_contain_text("现在转不到那里，请另选。 代码 transfer_invalid")
    await expect(drawer(desk).get_by_role("textbox")).to_have_value("还差红字发票")
    resumed = await taxpayer.send("session.resume", session_id=session_id, after_seq=0)
    assert resumed["session"]["state"] == "active"


async def test_a_note_is_written_for_officers_only(desk: Desk) -> None:
    taxpayer, session_id = await desk.talk()
    await desk.page.keyboard.press("Alt+n")
    area = notes(desk).get_by_role("textbox")
    await expect(area).to_be_focused()
    await notes(desk).get_by_role("button", name="记下备注").click()
    await expect(notes(desk).get_by_role("alert")).to_contain_text("备注是空的")
    await area.press_sequentially("对方在外地")
    await area.press("Enter")  # a new line, never a send
    await area.press_sequentially("下午再联系")
    await notes(desk).get_by_role("button", name="记下备注").click()
    await expect(area).to_have_value("")
    await expect(notes(desk).get_by_role("listitem")).to_contain_text("下午再联系")
    await expect(desk.page.get_by_role("button", name=re.compile("^备注 1"))).to_be_visible()
    assert await axe_violations(desk.page) == []
    seen = await taxpayer.send("session.resume", session_id=session_id, after_seq=0)
    assert "下午再联系" not in str(seen)
    assert seen["session"]["last_message_seq"] == 0
    await desk.page.keyboard.press("Escape")
    await expect(desk.log.locator(".note")).to_contain_text("纳税人看不到")


async def test_notes_are_read_where_one_is_until_another_comes(desk: Desk) -> None:
    taxpayer, session_id = await desk.talk()
    window = await desk.bureau.officer("of1", available=False)
    for number in range(12):
        await window.send("note.add", session_id=session_id, note_id=f"n{number}", text=f"第 {number} 条\n" * 4)
    await desk.page.keyboard.press("Alt+n")
    listed = notes(desk).get_by_role("list")
    await expect(listed.get_by_role("listitem")).to_have_count(12)
    top = "list => list.scrollTop"
    assert await listed.evaluate(top) > 0
    await listed.evaluate("list => list.scrollTo(0, 0)")
    await taxpayer.send("message.post", session_id=session_id, client_msg_id="m1", text="在吗")
    await expect(desk.log).to_contain_text("在吗")
    assert await listed.evaluate(top) == 0
    await window.send("note.add", session_id=session_id, note_id="n99", text="新的一条")
    await expect(listed.get_by_text("新的一条")).to_be_in_viewport()


async def test_the_key_of_slips_opens_nothing_where_there_is_none(desk: Desk) -> None:
    taxpayer, session_id = await desk.talk()
    await taxpayer.send("session.end", session_id=session_id)
    await expect(desk.page.get_by_role("heading", name="整理")).to_be_visible()
    await desk.page.keyboard.press("Alt+s")
    assert await desk.page.locator("daoban-slip").count() == 0
    await desk.page.keyboard.press("Alt+n")
    await expect(notes(desk)).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_drawers_are_sound_in_both_schemes_and_on_a_phone(desk: Desk, scheme: str) -> None:
    await desk.bureau.officer("of2")
    await desk.talk()
    await desk.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    for width, height in ((1366, 768), (390, 844)):
        await desk.page.set_viewport_size({"width": width, "height": height})
        for key, name in (("Alt+t", "transfer"), ("Alt+n", "notes")):
            await desk.page.keyboard.press(key)
            await expect(desk.page.locator(f"daoban-{name}")).to_be_visible()
            await take_picture(desk.page, f"handing-{name}-{scheme}-{width}")
            assert await axe_violations(desk.page) == []
            wide = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
            assert await desk.page.evaluate(wide) <= 0
            await desk.page.keyboard.press(key)
            await expect(desk.page.locator(f"daoban-{name}")).to_be_hidden()


async def test_what_the_taxpayer_asked_before_is_read_on_demand(desk: Desk) -> None:
    taxpayer, before = await desk.talk()
    await taxpayer.send("message.post", session_id=before, client_msg_id="m1", text="第 6 步过不去")
    await taxpayer.send("session.end", session_id=before)
    await taxpayer.send("session.rate", session_id=before, score=1, achieved=True)
    await desk.page.locator("daoban-wrap-up").get_by_role("radio", name="已解决", exact=True).check(force=True)
    await desk.page.get_by_role("button", name="完成，接下一个").click()
    _, session_id = await desk.talk()
    await desk.page.get_by_role("button", name="此前 1 次").click()
    drawer = desk.page.locator("daoban-history")
    await expect(drawer.get_by_role("listitem")).to_contain_text("已解决")
    await expect(drawer.get_by_role("listitem")).to_contain_text("办成")
    await expect(drawer).not_to_contain_text("不满意")
    await take_picture(desk.page, "history-list")
    assert await axe_violations(desk.page) == []
    await drawer.get_by_role("button", name=re.compile("^看记录")).click()
    await expect(drawer.get_by_role("list")).to_contain_text("第 6 步过不去")
    await expect(drawer.get_by_role("button", name="返回列表")).to_be_focused()
    await take_picture(desk.page, "history-read")
    assert await axe_violations(desk.page) == []
    await desk.page.keyboard.press("Escape")
    await expect(drawer.get_by_role("button", name=re.compile("^看记录"))).to_be_focused()
    await desk.page.keyboard.press("Escape")
    await expect(drawer).to_be_hidden()
    log = await desk.bureau.node.hub.journal.load(session_id)
    assert log.history_views == 1
    assert desk.complaints == []
