"""Handing over and notes at the console: who can take it, what is kept, what is said where, and to whom not."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from playwright.async_api import expect

from chatserver.domain.decision import Decision
from chatserver.domain.events_papers import FileRefused, FileRemoved, FileShared, HistoryViewed
from storage.schema import officers
from storage.sessions import load_events
from tests.support.browser import axe_violations, take_picture
from tests.support.builders import ASKER

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.async_api import Locator

    from chatserver.domain.events import Event
    from chatserver.domain.session import Session
    from tests.console.conftest import Desk

pytestmark = pytest.mark.browser

PAPER = FileShared(
    file_id="f1", name="比对结果.pdf", media_type="application/pdf", size_bytes=1_234_567, width=None, height=None
)
PICTURE = FileShared(file_id="f2", name="屏幕.png", media_type="image/png", size_bytes=340_000, width=1366, height=768)


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
    await expect(drawer(desk).get_by_role("checkbox", name=re.compile("^当面转办"))).to_be_focused()
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


async def test_who_fits_stands_first_and_says_what_they_know(desk: Desk) -> None:
    await desk.bureau.officer("of2", skills=("payment", "overdue", "deregister", "info-change"))
    await desk.bureau.officer(
        "of3", skills=("vat-general", "lang:en"), tier=2, name="欧阳司徒慕容婉清（企业所得税与国际税收联络岗）"
    )
    await desk.bureau.officer("of4", skills=("*",), tier=3)
    await desk.talk()
    await desk.page.keyboard.press("Alt+t")
    await drawer(desk).get_by_text("导办员", exact=True).click()
    rows = drawer(desk).locator(".row")
    await expect(rows.nth(0)).to_contain_text("欧阳司徒慕容婉清")
    await expect(rows.nth(0)).to_contain_text("适合")
    await expect(rows.nth(0)).to_contain_text("增值税及附加税费申报（一般纳税人适用） · 英语")
    await expect(rows.nth(0)).to_contain_text("在办 0/3")
    await expect(rows.nth(1)).to_contain_text("全部事项")
    await expect(rows.nth(2)).to_contain_text("不办这个事项 · 清税申报、")
    await expect(rows.nth(2).locator(".fits")).to_be_hidden()
    await rows.nth(0).click()
    await take_picture(desk.page, "transfer-skills")
    assert await axe_violations(desk.page) == []
    await desk.page.emulate_media(color_scheme="dark")
    await take_picture(desk.page, "transfer-skills-dark")
    await desk.page.set_viewport_size({"width": 360, "height": 780})
    await take_picture(desk.page, "transfer-skills-360")


async def test_who_does_not_fit_may_be_asked_in_all_the_same(desk: Desk) -> None:
    other = await desk.bureau.officer("of2", skills=("payment",))
    await desk.bureau.officer("of3", tier=2)
    await desk.talk()
    await desk.page.get_by_role("button", name="会商…").click()
    panel = desk.page.locator("daoban-consult-panel")
    rows = panel.locator("label.pick:has([name=officer])")
    await expect(rows.nth(0)).to_contain_text("适合")
    await expect(panel.get_by_role("radio", name=re.compile("^导办of3"))).to_be_checked()
    await expect(rows.nth(1)).to_contain_text("不办这个事项 · 税费缴纳")
    await take_picture(desk.page, "consult-skills")
    assert await axe_violations(desk.page) == []
    await panel.get_by_role("radio", name=re.compile("^导办of2")).check()
    await panel.get_by_role("button", name="发出邀请").click()
    assert (await other.expect("consult.asked"))["consult"]["officer_id"] == "of2"


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


def fact(event: Event) -> Callable[[Session], Decision]:
    return lambda _: Decision(((ASKER, event),))


async def test_files_of_an_earlier_conversation_are_named(desk: Desk) -> None:
    taxpayer, before = await desk.talk()
    await taxpayer.send("message.post", session_id=before, client_msg_id="m1", text="比对结果发给您")
    for event in (
        PAPER,
        PICTURE,
        FileRefused(file_id="f3", name="汇总.xlsm", reason="macro"),
        FileRemoved(file_id="f2"),
    ):
        await desk.bureau.node.hub.journal.change(before, fact(event))
    await taxpayer.send("session.end", session_id=before)
    await desk.page.locator("daoban-wrap-up").get_by_role("radio", name="已解决", exact=True).check(force=True)
    await desk.page.get_by_role("button", name="完成，接下一个").click()
    await desk.talk()
    await desk.page.get_by_role("button", name="此前 1 次").click()
    history = desk.page.locator("daoban-history")
    await history.get_by_role("button", name=re.compile("^看记录")).click()
    lines = history.get_by_role("list", name="此前的会话记录").get_by_role("listitem")
    paper, picture = lines.filter(has_text="PDF"), lines.filter(has_text="图片")
    await expect(paper).to_contain_text(re.compile(r"张某 \d\d:\d\d *比对结果.pdf · PDF · 1.2 MB$"))
    await expect(picture).to_contain_text("屏幕.png · 图片 · 340 kB · 文件已按保存期限删除")
    await expect(lines.filter(has_text="没有送达")).to_contain_text("“汇总.xlsm” 没有送达")
    await take_picture(desk.page, "earlier-files")
    assert await axe_violations(desk.page) == []
    assert desk.complaints == []


async def started_at(desk: Desk, session_id: str) -> str:
    """When the session's slip was started, in the bureau's time."""
    session = await desk.bureau.node.hub.journal.load(session_id)
    return session.slips[0].at.astimezone(dt.timezone(dt.timedelta(hours=8))).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize("desk", ["America/New_York"], indirect=True)
async def test_an_earlier_slip_is_read_and_each_reading_is_logged(desk: Desk) -> None:
    taxpayer, before = await desk.talk()
    window = await desk.bureau.officer("of1", available=False)
    slip = {"session_id": before, "slip_id": "k1"}
    await taxpayer.send("context.update", session_id=before, context={"matter_id": "deregister", "step_id": "s1"})
    await window.send("slip.start", **slip)
    await window.send("slip.strike_item", **slip, item_id="resolution", reason="已在系统内")
    await window.send("slip.conclude", **slip, outcome="not_handled", result="法定代表人要本人到厅，请带身份证原件")
    await taxpayer.send("session.end", session_id=before)
    await desk.page.locator("daoban-wrap-up").get_by_role("radio", name="已解决", exact=True).check(force=True)
    await desk.page.get_by_role("button", name="完成，接下一个").click()
    _, session_id = await desk.talk()
    await desk.page.get_by_role("button", name="此前 1 次").click()
    history = desk.page.locator("daoban-history")
    await expect(history.get_by_role("listitem")).to_contain_text("未能办理")
    await take_picture(desk.page, "earlier-slip-list")
    await history.get_by_role("button", name=re.compile("^看确认单")).click()
    await expect(history.get_by_role("button", name="返回列表")).to_be_focused()
    page = history.get_by_role("region", name=re.compile("^确认单"))
    await expect(page).to_contain_text("结果：法定代表人要本人到厅，请带身份证原件")
    await expect(page).to_contain_text("已在系统内")
    await expect(page).to_contain_text(await started_at(desk, before))
    await take_picture(desk.page, "earlier-slip")
    assert await axe_violations(desk.page) == []
    log = await desk.bureau.node.hub.database.read(lambda sql: load_events(sql, session_id, 0))
    read = [one.logged.event for one in log if isinstance(one.logged.event, HistoryViewed)]
    assert read == [HistoryViewed(viewed_session_id=before, slip_id="k1")]
    await desk.page.set_viewport_size({"width": 360, "height": 780})
    await take_picture(desk.page, "earlier-slip-360")
    await desk.page.keyboard.press("Escape")
    await expect(history.get_by_role("button", name=re.compile("^看确认单"))).to_be_focused()
    assert desk.complaints == []
