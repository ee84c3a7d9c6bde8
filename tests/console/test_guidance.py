"""The officer's half of guidance: pointing, proposing, and what becomes of it, in form, transcript and ledger."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

import pytest
from playwright.async_api import expect

from tests.console.conftest import context
from tests.support.browser import axe_violations, take_picture

if TYPE_CHECKING:
    from playwright.async_api import Locator

    from tests.console.conftest import Desk

pytestmark = pytest.mark.browser


def editor(desk: Desk) -> Locator:
    return desk.page.get_by_role("region", name=re.compile("^写建议"))


def card(desk: Desk, text: str) -> Locator:
    return desk.log.locator(".g").filter(has_text=text)


async def propose(desk: Desk, address: str, after: str, reason: str = "已开普通发票") -> None:
    """Press 建议 on a row, write and send."""
    await desk.row(address).get_by_role("button", name=re.compile("^建议修改")).click()
    await desk.page.keyboard.type(after)
    await editor(desk).get_by_role("textbox", name="原因").fill(reason)
    await editor(desk).get_by_role("button", name="发出建议").click()
    await expect(editor(desk)).to_be_hidden()


async def test_a_highlight_is_numbered_in_the_row_and_on_its_card_and_seen(desk: Desk) -> None:
    taxpayer, session_id = await desk.talk()
    row = desk.row("5 行 5 列")
    await row.get_by_role("button", name="标出 附一 5 行 5 列").click()
    pointed = await taxpayer.expect("field.highlighted")
    assert pointed["body"]["target"] == {"kind": "field", "id": "f1_6_wkp", "step_id": "s2"}
    await expect(row.get_by_role("img", name="标出 1")).to_be_visible()
    await expect(card(desk, "标出 附一 5 行 5 列")).to_contain_text("未看到")
    await taxpayer.send("highlight.see", session_id=session_id, guide_id=pointed["body"]["guide_id"])
    await expect(card(desk, "标出 附一 5 行 5 列")).to_contain_text(re.compile(r"\d\d:\d\d 已看到"))


async def test_a_proposal_is_sent_waits_and_is_filled_in(desk: Desk) -> None:
    taxpayer, session_id = await desk.talk()
    await propose(desk, "5 行 5 列", "0")
    body = (await taxpayer.expect("field.proposed"))["body"]
    assert body["changes"] == [{"field_id": "f1_6_wkp", "before": "35000.00", "after": "0.00"}]
    waiting = card(desk, "建议修改 1 个格")
    await expect(waiting).to_contain_text(re.compile(r"待答复 0:\d\d"))
    await expect(waiting.locator(".change")).to_have_text(re.compile(r"附一 5 行 5 列\s+35,000.00\s+0.00"))
    shown = [{"field_id": "f1_6_wkp", "value": "35000.00"}]
    await taxpayer.send("proposal.accept", session_id=session_id, guide_id=body["guide_id"], shown=shown)
    await expect(waiting).to_contain_text("已接受，正在填入")
    outcome = {"field_id": "f1_6_wkp", "outcome": "set", "value": "0.00", "message": None}
    again = {"field_id": "m_11", "before": "129500.00", "after": "127400.00"}
    report = {"outcomes": [outcome], "recalculated": [again]}
    await taxpayer.send("proposal.report", session_id=session_id, guide_id=body["guide_id"], **report)
    await expect(waiting).to_contain_text("已填入")
    await expect(waiting).to_contain_text(re.compile(r"页面重算\s+主表 11 栏\s+129,500.00\s+127,400.00"))
    ledger = desk.page.locator("daoban-ledger li")
    await expect(ledger.nth(0)).to_contain_text("页面填入 附一 5 行 5 列 0.00，重算 主表 11 栏 129,500.00 → 127,400.00")
    await expect(ledger.nth(1)).to_contain_text("张某 接受了建议")
    await expect(ledger.nth(2)).to_contain_text(
        re.compile("导办01 建议 附一 5 行 5 列 35,000.00 → 0.00.*已填入", re.DOTALL)
    )
    await expect(ledger.nth(2).get_by_role("img", name="建议 1")).to_be_visible()
    await expect(desk.page.locator("daoban-session-list .item")).to_contain_text("建议 1 已填入")


async def test_an_open_proposal_is_the_last_step_in_the_list_until_it_is_taken_back(desk: Desk) -> None:
    taxpayer, _ = await desk.talk()
    await propose(desk, "5 行 5 列", "0")
    item = desk.page.locator("daoban-session-list .item")
    await expect(item).to_contain_text(re.compile(r"建议 1 待对方答复\s*0:\d\d"))
    await desk.log.get_by_role("button", name="撤回").click()
    await taxpayer.expect("proposal.withdrawn")
    await expect(card(desk, "建议修改 1 个格")).to_contain_text("已撤回")
    await expect(desk.row("5 行 5 列").get_by_role("img", name="建议 1")).to_be_hidden()
    await expect(desk.log.get_by_role("button", name="撤回")).to_be_hidden()


async def test_a_declined_and_an_overtaken_proposal_say_why_and_wait_for_the_officer(desk: Desk) -> None:
    taxpayer, session_id = await desk.talk()
    await propose(desk, "5 行 5 列", "0")
    first = (await taxpayer.expect("field.proposed"))["body"]["guide_id"]
    await taxpayer.send("proposal.decline", session_id=session_id, guide_id=first, reason="我再核对一下")
    await expect(card(desk, "建议修改 1 个格")).to_contain_text(
        re.compile("未接受.*对方的理由：我再核对一下", re.DOTALL)
    )
    standing = desk.page.locator("daoban-session-list .standing")
    await expect(standing).to_contain_text("建议 1 未接受")
    await expect(standing).to_have_class(re.compile("late"))
    await propose(desk, "5 行 3 列", "35000", "移到其他发票")
    await taxpayer.send("context.update", session_id=session_id, context=context({"f1_6_qt": "118000.00"}))
    await expect(card(desk, "移到其他发票")).to_contain_text("张某 把 附一 5 行 3 列 改成了 118,000.00，未填入")
    await expect(desk.page.locator("daoban-ledger")).to_contain_text(
        "张某 先改了 附一 5 行 3 列 118,000.00，建议已过时"
    )


async def test_a_value_the_page_did_not_take_is_told_in_its_own_words(desk: Desk) -> None:
    taxpayer, session_id = await desk.talk()
    await propose(desk, "5 行 5 列", "0")
    guide_id = (await taxpayer.expect("field.proposed"))["body"]["guide_id"]
    shown = [{"field_id": "f1_6_wkp", "value": "35000.00"}]
    await taxpayer.send("proposal.accept", session_id=session_id, guide_id=guide_id, shown=shown)
    refused = {"field_id": "f1_6_wkp", "outcome": "refused", "value": "35000.00", "message": "本栏由开票数据带出"}
    await taxpayer.send("proposal.report", session_id=session_id, guide_id=guide_id, outcomes=[refused])
    await expect(card(desk, "建议修改 1 个格")).to_contain_text(
        re.compile("页面没有接受.*附一 5 行 5 列：本栏由开票数据带出.*表单没有变化", re.DOTALL)
    )


async def test_a_draft_of_several_fields_outlives_a_reload_and_is_checked_as_typed(desk: Desk) -> None:
    taxpayer, _ = await desk.talk()
    await desk.row("5 行 5 列").get_by_role("button", name="建议修改 附一 5 行 5 列").click()
    await desk.page.keyboard.type("0.001")
    await expect(editor(desk)).to_contain_text("最多 2 位小数")
    await desk.row("5 行 3 列").get_by_role("button", name="标出 附一 5 行 3 列").focus()
    await desk.page.keyboard.press("Alt+p")
    await expect(desk.page.get_by_role("textbox", name="附一 5 行 3 列 建议改为")).to_be_focused()
    await desk.page.keyboard.type("35,000")
    await desk.page.reload()
    await expect(desk.page.get_by_role("textbox", name="附一 5 行 3 列 建议改为")).to_have_value("35,000")
    await expect(desk.page.get_by_role("textbox", name="附一 5 行 3 列 建议改为")).not_to_be_focused()
    await desk.page.get_by_role("textbox", name="附一 5 行 5 列 建议改为").fill("0")
    await editor(desk).get_by_role("button", name="发出建议").click(force=True)
    await expect(editor(desk)).to_contain_text("请写原因，对方凭它决定。")
    await editor(desk).get_by_role("button", name="在附一对应税率行补填差额").click()
    await editor(desk).get_by_role("button", name="发出建议").click()
    body = (await taxpayer.expect("field.proposed"))["body"]
    assert [change["after"] for change in body["changes"]] == ["0.00", "35000.00"]
    await expect(editor(desk)).to_be_hidden()


async def test_a_value_that_changed_meanwhile_is_shown_and_taken_over(desk: Desk) -> None:
    taxpayer, session_id = await desk.talk()
    await desk.row("5 行 5 列").get_by_role("button", name="建议修改 附一 5 行 5 列").click()
    await desk.page.keyboard.type("0")
    await taxpayer.send("context.update", session_id=session_id, context=context({"f1_6_wkp": "118000.00"}))
    await expect(editor(desk)).to_contain_text("对方刚改成了 118,000.00")
    await expect(desk.page.get_by_role("textbox", name="附一 5 行 5 列 建议改为")).to_be_focused()
    await expect(editor(desk).get_by_role("button", name="发出建议")).to_be_disabled()
    await editor(desk).get_by_role("button", name="按新值建议").click()
    await editor(desk).get_by_role("textbox", name="原因").fill("已开普通发票")
    await editor(desk).get_by_role("button", name="发出建议").click()
    body = (await taxpayer.expect("field.proposed"))["body"]
    assert body["changes"] == [{"field_id": "f1_6_wkp", "before": "118000.00", "after": "0.00"}]


async def test_fields_of_two_steps_are_sent_one_step_first(desk: Desk) -> None:
    taxpayer, session_id = await desk.talk()
    two = context({"f1_6_wkp": "35000.00", "m_23": "100.00"})
    await taxpayer.send("context.update", session_id=session_id, context=two)
    for address in ("5 行 5 列", "23 栏"):
        await desk.row(address).get_by_role("button", name=re.compile("^建议修改")).click()
        await desk.page.keyboard.type("0")
    await editor(desk).get_by_role("textbox", name="原因").fill("已开普通发票")
    await editor(desk).get_by_role("button", name="先发第 2 步的 1 个格，其余留着").click()
    body = (await taxpayer.expect("field.proposed"))["body"]
    assert [change["field_id"] for change in body["changes"]] == ["f1_6_wkp"]
    await expect(desk.page.get_by_role("region", name="写建议 · 1 个格")).to_be_visible()


async def test_what_cannot_be_proposed_says_why_and_nothing_is_lost_when_sharing_stops(desk: Desk) -> None:
    taxpayer, session_id = await desk.talk()
    locked = {"id": "f1_6_qt", "value": "0.00", "locked": True}
    await taxpayer.send("context.update", session_id=session_id, context={**context({}), "fields": [locked]})
    await expect(desk.row("5 行 3 列").get_by_role("img", name="对方的页面锁定了这一格，不能建议")).to_be_visible()
    await desk.row("5 行 5 列").get_by_role("button", name="建议修改 附一 5 行 5 列").click()
    await taxpayer.send("context.update", session_id=session_id, context=context({}, shared=False))
    await expect(editor(desk)).to_contain_text("对方已停止共享，恢复后才能发出。草稿留着。")
    await expect(desk.row("5 行 5 列").get_by_role("img", name="对方已停止共享，不能建议")).to_be_visible()


async def test_rows_hold_still_under_the_hand_and_nothing_takes_the_focus(desk: Desk) -> None:
    taxpayer, session_id = await desk.talk()
    other = context({"f1_13_wkp": "0.00"}, focused_field="f1_13_wkp", step_id="s2")
    await taxpayer.send("context.update", session_id=session_id, context=other)
    row = desk.row("1 行 5 列")
    await row.hover()
    before = await row.bounding_box()
    await desk.reply.click()
    await row.hover()
    await desk.page.keyboard.press("Alt+h")
    await expect(row.get_by_role("img", name="标出 1")).to_be_visible()
    await expect(desk.reply).to_be_focused()
    after = await row.bounding_box()
    assert before
    assert after
    assert before["y"] == after["y"]
    await desk.reply.hover()
    await expect(desk.page.locator("daoban-fields tbody.guided")).to_contain_text("1 行 5 列")


async def test_steps_explanations_and_entries_are_sent_as_cards(desk: Desk) -> None:
    taxpayer, _ = await desk.talk()
    await desk.page.locator("daoban-steps button").nth(1).click()
    await desk.page.get_by_role("menuitem", name="建议前往").click()
    assert (await taxpayer.expect("step.suggested"))["body"]["step_id"] == "s2"
    await expect(card(desk, "建议前往第 2 步")).to_be_visible()
    await desk.page.get_by_role("button", name="发送说明").click()
    assert (await taxpayer.expect("error.explained"))["body"]["error_id"] == "vatg-cmp-output"
    await expect(card(desk, "发送说明")).to_contain_text("差额 35,000.00 元")
    await desk.page.get_by_role("button", name="推送办理入口").click()
    await expect(desk.page.get_by_role("combobox", name="输入事项或问题")).to_be_focused()
    await desk.page.keyboard.type("税费缴纳")
    await desk.page.keyboard.press("Enter")
    assert (await taxpayer.expect("link.pushed"))["body"]["ref"] == "payment"
    await expect(card(desk, "推送办理入口")).to_contain_text("税费缴纳")
    await expect(desk.reply).to_be_focused()


async def test_the_comparison_row_and_the_equal_cell_can_be_pointed_at(desk: Desk) -> None:
    taxpayer, _ = await desk.talk()
    block = desk.page.locator("daoban-error-block")
    await block.get_by_role("button", name="标出 比对第 1 行 本期开具发票金额合计").click()
    assert (await taxpayer.expect("field.highlighted"))["body"]["target"]["kind"] == "row"
    await block.get_by_role("button", name="标出 附一 5 行 5 列").click()
    assert (await taxpayer.expect("field.highlighted"))["body"]["target"]["id"] == "f1_6_wkp"
    await expect(block.get_by_role("img")).to_have_count(2)


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_guidance_has_no_accessibility_faults(desk: Desk, scheme: Literal["light", "dark"]) -> None:
    await desk.page.emulate_media(color_scheme=scheme)
    await desk.talk()
    await desk.row("5 行 5 列").get_by_role("button", name="标出 附一 5 行 5 列").click()
    await propose(desk, "5 行 5 列", "0")
    await desk.row("5 行 3 列").get_by_role("button", name="建议修改 附一 5 行 3 列").click()
    await desk.page.keyboard.type("x")
    await take_picture(desk.page, f"console-guidance-{scheme}")
    assert await axe_violations(desk.page) == []
    assert desk.complaints == []
