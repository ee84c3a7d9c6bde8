"""Handed over in the middle: one officer points and proposes, the next one finds it all open, the taxpayer goes on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

import pytest
from playwright.async_api import expect

from chatserver.domain.actors import Role
from chatserver.domain.events import (
    ContextUpdated,
    FieldProposed,
    NoteAdded,
    ProposalAccepted,
    ProposalApplied,
    SessionAssigned,
    SessionQueued,
    SessionTransferred,
)
from chatserver.domain.guide import ProposalState
from tests.e2e.log import read_log
from tests.e2e.scenes import take_up
from tests.e2e.stage import AT_HOME, both_read
from tests.e2e.words import ZH

if TYPE_CHECKING:
    from chatserver.domain.events import Event
    from tests.e2e.log import Log
    from tests.e2e.stage import Officer, Stage, Taxpayer

Kind = TypeVar("Kind", bound="Event")

pytestmark = pytest.mark.browser

MATTER = "增值税期末留抵退税"
COMPANY = "北京示例科技有限公司"
AMOUNT = "本期申请退还的留抵税额"
FIRST = "填的是期末留抵的全数，为什么过不去？"
REASON = "按系统算出的可退税额填。"
ASIDE = "对方已核对进项构成比例。"
HANDED = "已建议按 2,089.25 填，请看有没有欠税要先抵减。"
SECOND = "您好，没有欠税要抵减，按建议填就可以。"
PASSING = "正在转给业务骨干01，您不用重新说明。"
OUTCOME = "按可退税额申请，无欠税。"


async def test_transfer(stage: Stage) -> None:
    taxpayer = await stage.seat_taxpayer(ZH, viewport={"width": 1440, "height": 900}, **AT_HOME)
    officer = await stage.seat_officer("of1")
    await officer.console.go_on_duty()
    await get_stuck(taxpayer)
    await taxpayer.bureau.ask_about_the_error()
    await taxpayer.widget.ask_an_officer()
    await take_up(taxpayer, officer, COMPANY, MATTER, "第 4 步")
    await point_and_propose(taxpayer, officer)
    await take_a_note(taxpayer, officer)
    specialist = await stage.seat_officer("of4")
    await specialist.console.go_on_duty()
    await hand_over(taxpayer, officer)
    await take_over(taxpayer, specialist)
    await accept_and_submit(taxpayer, specialist)
    await close(taxpayer, specialist)
    await officer.console.go_off_duty()
    for window in (taxpayer.window, officer.window, specialist.window):
        assert window.complaints == []
    read_what_is_left(await read_log(stage.demo, "tp1", "pe1", matter_id="vat-refund"))


async def get_stuck(taxpayer: Taxpayer) -> None:
    bureau = taxpayer.bureau
    await bureau.open_sign_in()
    await bureau.sign_in("张某")
    await bureau.open_matter(MATTER)
    for number in range(2, 5):
        await bureau.next(number)
    await bureau.press(ZH.next)
    await expect(bureau.error("ref-exceed")).to_be_visible()


async def point_and_propose(taxpayer: Taxpayer, officer: Officer) -> None:
    console, widget = officer.console, taxpayer.widget
    await widget.send(FIRST)
    await both_read(taxpayer, officer, FIRST)
    await console.field(AMOUNT).get_by_role("button", name=re.compile("^标出")).click()
    await expect(widget.says("请看这一格")).to_be_visible()
    await console.field(AMOUNT).get_by_role("button", name=re.compile("^建议修改")).click()
    await officer.window.page.keyboard.type("2089.25")
    editor = officer.window.page.get_by_role("region", name=re.compile("^写建议"))
    await editor.get_by_role("textbox", name="原因").fill(REASON)
    await editor.get_by_role("button", name="发出建议").click()
    await expect(widget.says("建议修改 1 个格")).to_be_visible()


async def take_a_note(taxpayer: Taxpayer, officer: Officer) -> None:
    """What officers write for officers: by key, kept when put away, and nothing of it at the taxpayer's."""
    console, page = officer.console, officer.window.page
    await page.keyboard.press("Alt+n")
    await expect(console.notes).to_be_visible()
    await page.keyboard.type(ASIDE)
    await page.keyboard.press("Escape")
    await expect(console.notes).to_be_hidden()
    await page.keyboard.press("Alt+n")
    await expect(console.notes.get_by_role("textbox")).to_have_value(ASIDE)
    await console.notes.get_by_role("button", name="记下备注").click()
    await expect(console.notes.get_by_role("listitem")).to_contain_text(ASIDE)
    await officer.window.look("3-note")
    await page.keyboard.press("Escape")
    await expect(console.log.locator(".note")).to_contain_text(ASIDE)
    await expect(taxpayer.widget.messages).to_have_text([FIRST])


async def hand_over(taxpayer: Taxpayer, officer: Officer) -> None:
    console, page = officer.console, officer.window.page
    await page.keyboard.press("Alt+t")
    await expect(console.transfer.get_by_text("2 人在岗").or_(console.transfer.get_by_text("1 人在岗"))).to_be_visible()
    await officer.window.look("4-tiers")
    await page.keyboard.press("ArrowRight")  # by keys alone, as far as it goes
    choice = console.transfer.get_by_role("radio", name=re.compile("^业务骨干01"))
    await expect(choice).to_be_enabled()
    await expect(console.transfer.get_by_role("radio", name=re.compile("^业务骨干02"))).to_be_disabled()
    await choice.check()
    await console.transfer.get_by_role("textbox").fill(HANDED)
    await expect(console.transfer).to_contain_text(PASSING)
    await officer.window.look("5-transfer")
    await console.transfer.get_by_role("button", name="转办", exact=True).click()
    await expect(officer.window.page.get_by_text(f"{COMPANY} 已转给业务骨干01")).to_be_visible()
    await expect(taxpayer.widget.says(re.compile(PASSING))).to_be_visible()
    await expect(taxpayer.widget.way_out_of_the_queue).to_be_visible()
    await expect(taxpayer.widget.root.get_by_role("heading", name="正在转给业务骨干01")).to_be_visible()


async def take_over(taxpayer: Taxpayer, specialist: Officer) -> None:
    """The next officer sees whence it comes, the note, the thread, the form, and the proposal still open."""
    console, widget = specialist.console, taxpayer.widget
    await expect(console.offer).to_contain_text(COMPANY)
    await taxpayer.window.look("5-passing")
    await console.accept()
    await expect(console.handed).to_contain_text("转自 导办01")
    await expect(console.handed).to_contain_text(HANDED)
    await expect(console.messages).to_have_text([FIRST])
    await expect(console.log).to_contain_text("待答复")
    await expect(console.log.locator(".note")).to_have_text([re.compile(ASIDE), re.compile(HANDED)])
    await expect(console.field(AMOUNT)).to_contain_text("2,168.40")
    await expect(widget.says(re.compile("业务骨干01 接入，已看到第 4 步"))).to_be_visible()
    await specialist.window.look("6-taken")
    await console.send(SECOND)
    await both_read(taxpayer, specialist, FIRST, SECOND)
    await taxpayer.window.look("6-taken")


async def accept_and_submit(taxpayer: Taxpayer, specialist: Officer) -> None:
    bureau, page = taxpayer.bureau, taxpayer.window.page
    await taxpayer.widget.root.get_by_role("button", name="接受并填入").click()
    await expect(taxpayer.widget.says("已填入")).to_be_visible()
    await expect(page.locator('[data-daoban-field="amount"]')).to_have_value(re.compile(r"^2,?089\.25$"))
    await expect(specialist.console.log).to_contain_text("已填入")
    for number in (5, 6):
        await bureau.next(number)
    await bureau.declare()
    await bureau.press("提交")
    await expect(page.locator('[data-daoban-outcome="filed"]')).to_be_attached()
    await expect(specialist.console.mirror).to_contain_text("已提交成功")
    await specialist.window.look("7-filed")


async def close(taxpayer: Taxpayer, specialist: Officer) -> None:
    await specialist.console.ask_to_end()
    await specialist.console.end()
    await expect(taxpayer.widget.says(ZH.ended)).to_be_visible()
    await specialist.console.wrap_up("已解决", OUTCOME)
    await specialist.console.go_off_duty()


def read_what_is_left(log: Log) -> None:
    """One chain of events: proposed by one, handed over, taken by another, accepted, filled in; the rank is kept."""
    told = [type(logged.event) for logged in log.events]
    chain = (FieldProposed, NoteAdded, SessionTransferred, ProposalAccepted, ProposalApplied)
    order = [told.index(kind) for kind in chain]
    assert order == sorted(order)
    first, again = events_of(log, SessionQueued)
    assert (again.rank, again.boost_seconds, again.boost_reason) == (
        first.rank,
        first.boost_seconds,
        first.boost_reason,
    )
    assert (first.reason, again.reason) == ("opened", "transferred")
    assert [event.officer.name for event in events_of(log, SessionAssigned)] == ["导办01", "业务骨干01"]
    (over,) = events_of(log, SessionTransferred)
    assert (over.kind, over.target, over.target_name) == ("officer", "of4", "业务骨干01")
    assert [event.text for event in events_of(log, NoteAdded)] == [ASIDE, HANDED]
    notes = [logged.actor for logged in log.events if isinstance(logged.event, NoteAdded)]
    assert {(actor.role, actor.id) for actor in notes} == {(Role.OFFICER, "of1")}
    (proposal,) = log.session.guidance.proposals
    assert (proposal.state, proposal.reason) == (ProposalState.APPLIED, REASON)
    assert log.texts == [FIRST, SECOND]
    assert "filed" in events_of(log, ContextUpdated)[-1].context.tried
    exported = {name: log.row[name] for name in ("officer_name", "times_queued", "offers_made", "dispositions")}
    assert exported == {
        "officer_name": "业务骨干01",
        "times_queued": 2,
        "offers_made": 2,
        "dispositions": ["resolved"],
    }


def events_of(log: Log, kind: type[Kind]) -> list[Kind]:
    """Return the events of a kind, in their order."""
    return [logged.event for logged in log.events if isinstance(logged.event, kind)]
