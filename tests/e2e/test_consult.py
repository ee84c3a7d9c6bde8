"""A second officer is asked in, unseen first and then introduced; together they solve it, and the log tells it all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from chatserver.domain.events import ContextUpdated, FieldHighlighted, FieldProposed, MessagePosted, ProposalApplied
from chatserver.domain.events_together import (
    AsidePosted,
    ConsultEnded,
    ConsultIntroduced,
    ConsultJoined,
    ConsultStarted,
    SessionContinued,
    SessionHeld,
)
from chatserver.domain.guide import ProposalState
from chatserver.domain.invariants import violations_of
from tests.e2e.log import read_log
from tests.e2e.scenes import file_away, take_up
from tests.e2e.stage import AT_HOME
from tests.e2e.words import ZH

if TYPE_CHECKING:
    from tests.e2e.stage import Officer, Stage, Taxpayer

pytestmark = pytest.mark.browser

MATTER = "增值税及附加税费申报（小规模"
QUESTION = "超标准了还能填免税栏吗？"
ADVICE = "不能，要挪到第 1、3 栏"
HELLO = "您好，我是业务骨干01，请看第 10 栏。"
BACK = "查到了，季度合计超过标准。"
REASON = "季度合计超过免税标准，全额填应征栏。"
NOTE = "免税栏改填应征栏。"


async def test_consult(stage: Stage) -> None:
    taxpayer = await stage.seat_taxpayer(ZH, viewport={"width": 1440, "height": 900}, **AT_HOME)
    first = await stage.seat_officer("of1")
    second = await stage.seat_officer("of4", who="second")
    await first.console.go_on_duty()
    await second.console.go_on_duty()
    await get_stuck(taxpayer)
    await taxpayer.bureau.ask_about_the_error()
    await taxpayer.widget.ask_an_officer()
    await take_up(taxpayer, first, "北京示例商贸有限公司")
    await ask_in(taxpayer, first, second)
    await talk_aside(taxpayer, first, second)
    await hold(taxpayer, first)
    await introduce(taxpayer, first, second)
    await point(taxpayer, second)
    await propose(taxpayer, first)
    await submit(taxpayer, first)
    await first.console.ask_to_end()
    await first.console.end()
    await expect(taxpayer.widget.says(ZH.ended)).to_be_visible()
    await expect(second.console.page.get_by_text("现在没有会话")).to_be_visible()
    await file_away(first, "已解决", NOTE)
    await second.console.go_off_duty()
    for person in (taxpayer, first, second):
        assert person.window.complaints == []
    await read_what_is_left(stage)


async def get_stuck(taxpayer: Taxpayer) -> None:
    bureau = taxpayer.bureau
    await bureau.open_sign_in()
    await bureau.sign_in("郑某")
    await bureau.open_matter(MATTER)
    await bureau.next(2)
    await bureau.press("下一步")
    await expect(bureau.error("vats-threshold")).to_be_visible()


async def ask_in(taxpayer: Taxpayer, first: Officer, second: Officer) -> None:
    """The officer asks a specialist on duty, who sees about whom, and joins unseen."""
    page, console = first.window.page, first.console
    await page.get_by_role("button", name="会商…").click()
    panel = page.get_by_role("form", name="请一位同事来看")
    await panel.get_by_role("radio", name=re.compile("^业务骨干01")).check()
    await panel.get_by_role("textbox", name=re.compile("^想请教什么")).fill(QUESTION)
    await first.window.look("1-asking")
    await panel.get_by_role("button", name="发出邀请").click()
    await expect(page.get_by_text("已请 业务骨干01 来看，等候应答")).to_be_visible()
    card = second.window.page.locator("daoban-consult-card")
    await expect(card).to_contain_text("北京示例商贸有限公司")
    await expect(card).to_contain_text(QUESTION)
    await second.window.look("1-asked")
    await card.get_by_role("button", name="加入").click()
    await expect(second.window.page.get_by_text("您在旁看，纳税人不知道。由 导办01 负责")).to_be_visible()
    await expect(page.get_by_text("业务骨干01 在旁看，纳税人不知道").first).to_be_visible()
    await expect(second.console.composer).to_be_hidden()
    await expect(second.console.sessions).to_contain_text("会商")
    await expect(console.composer).to_be_visible()
    assert "业务骨干" not in await taxpayer.widget.root.inner_text()


async def talk_aside(taxpayer: Taxpayer, first: Officer, second: Officer) -> None:
    """What the two say aside is before them both, and not before the taxpayer."""
    for officer, other, text in ((first, second, QUESTION), (second, first, ADVICE)):
        box = officer.window.page.locator("daoban-aside").get_by_role("textbox")
        await box.fill(text)
        await box.press("Enter")
        await expect(box).to_have_value("")
        await expect(other.console.log.locator(".aside").filter(has_text=text)).to_be_visible()
    await first.window.look("2-aside")
    await second.window.look("2-aside")
    assert ADVICE not in await taxpayer.widget.root.inner_text()


async def hold(taxpayer: Taxpayer, first: Officer) -> None:
    """The officer looks something up; the next word to the taxpayer says that they are back."""
    page, widget = first.window.page, taxpayer.widget
    await page.get_by_role("button", name="保持…").click()
    panel = page.get_by_role("form", name="请对方稍等")
    await panel.get_by_role("button", name="2 分钟").click()
    await panel.get_by_role("textbox", name=re.compile("^在查什么")).fill("免税标准")
    await panel.get_by_role("button", name="保持", exact=True).click()
    await expect(widget.says(re.compile("导办员正在查资料（免税标准）"))).to_be_visible()
    await expect(widget.root.locator(".who")).to_contain_text("正在查资料")
    await expect(page.get_by_text(re.compile("^保持到"))).to_be_visible()
    await taxpayer.window.look("3-held")
    await first.window.look("3-held")
    await first.console.send(BACK)
    await expect(widget.says(re.compile("导办员回来了"))).to_be_visible()


async def introduce(taxpayer: Taxpayer, first: Officer, second: Officer) -> None:
    """From here on the taxpayer knows of three, and each speaks under their own name."""
    await first.window.page.get_by_role("button", name="介绍给纳税人").click()
    await expect(taxpayer.widget.says(re.compile("业务骨干01 加入会商"))).to_be_visible()
    await second.console.send(HELLO)
    await expect(taxpayer.widget.messages.filter(has_text=HELLO)).to_be_visible()
    await expect(taxpayer.widget.log.locator(".meta").last).to_contain_text("业务骨干01")
    await expect(first.console.messages.filter(has_text=HELLO)).to_be_visible()
    await taxpayer.window.look("4-introduced")
    await first.window.look("4-introduced")
    await second.window.look("4-introduced")


async def point(taxpayer: Taxpayer, second: Officer) -> None:
    """The third one points; a value they cannot propose."""
    row = second.console.field("10 栏")
    await expect(row.get_by_role("button", name=re.compile("^建议修改"))).to_be_hidden()
    await row.get_by_role("button", name=re.compile("^标出")).click()
    await expect(taxpayer.widget.says("请看这一格")).to_be_visible()
    await expect(second.console.log).to_contain_text("已看到")


async def propose(taxpayer: Taxpayer, first: Officer) -> None:
    """The officer in charge proposes three values at once, and the taxpayer accepts."""
    page, console, widget = first.window.page, first.console, taxpayer.widget
    for row, value in (("10 栏", "0"), ("1 栏", "320000"), ("3 栏", "320000")):
        await console.field(row).get_by_role("button", name=re.compile("^建议修改")).click()
        await page.keyboard.type(value)
    editor = page.get_by_role("region", name=re.compile("^写建议"))
    await editor.get_by_role("textbox", name="原因").fill(REASON)
    await editor.get_by_role("button", name="发出建议").click()
    await expect(widget.says("建议修改 3 个格")).to_be_visible()
    await taxpayer.window.look("5-proposed")
    await widget.root.get_by_role("button", name="接受并填入").click()
    await expect(widget.says("已填入 3 个格")).to_be_visible()
    await first.window.look("5-applied")


async def submit(taxpayer: Taxpayer, first: Officer) -> None:
    bureau = taxpayer.bureau
    await bureau.next(3)
    await bureau.fill("r16", "6400")
    await bureau.next(4)
    await bureau.next(5)
    await bureau.declare()
    await bureau.press("比对并提交")
    await expect(bureau.filed).to_be_visible()
    await expect(first.console.mirror).to_contain_text("已申报成功")


async def read_what_is_left(stage: Stage) -> None:
    """The log tells who joined, what was said aside, who pointed and who proposed."""
    log = await read_log(stage.demo, "tp6", "pe9")
    assert violations_of(log.events) == []
    kinds = [type(logged.event) for logged in log.events]
    wanted = [
        ConsultStarted,
        ConsultJoined,
        AsidePosted,
        SessionHeld,
        SessionContinued,
        ConsultIntroduced,
        FieldHighlighted,
        FieldProposed,
        ProposalApplied,
        ConsultEnded,
    ]
    places = [kinds.index(kind) for kind in wanted]
    assert places == sorted(places)
    by = {kind: {logged.actor.id for logged in log.events if isinstance(logged.event, kind)} for kind in wanted}
    assert (by[FieldHighlighted], by[FieldProposed]) == ({"of4"}, {"of1"})
    assert by[AsidePosted] == {"of1", "of4"}
    said = [(logged.actor.id, logged.event.text) for logged in log.events if isinstance(logged.event, MessagePosted)]
    assert said == [("of1", BACK), ("of4", HELLO)]
    (proposal,) = log.session.guidance.proposals
    assert proposal.state is ProposalState.APPLIED
    consult = log.session.consult
    assert consult is not None
    assert consult.end_reason == "session_ended"
    assert log.session.officer is not None
    assert log.session.officer.officer_id == "of1"
    last = [logged.event for logged in log.events if isinstance(logged.event, ContextUpdated)][-1]
    assert "filed" in last.context.tried
