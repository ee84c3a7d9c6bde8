"""What an officer points at and proposes: on the page, in the thread, and back to the officer."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Final

import pytest
from playwright.async_api import expect

from tests.support.browser import axe_violations
from tests.widget.guided import applied, guided, point_at, propose
from tests.widget.pages import EMBED, MATTER

if TYPE_CHECKING:
    from tests.support.clients import Client
    from tests.widget.conftest import Site

pytestmark = pytest.mark.browser
BESIDE: Final = """() => {
  const field = document.querySelector('#wkp').getBoundingClientRect();
  const layer = document.querySelector('daoban-help').shadowRoot.querySelector('section').shadowRoot;
  return layer.querySelector('.around').getBoundingClientRect().top === field.top - 5;
}"""
RENDERED_ANEW: Final = "document.querySelector('main').replaceWith(document.querySelector('main').cloneNode(true))"
ELSEWHERE: Final = """() => {
  const field = document.querySelector('#wkp');
  document.querySelector('main').dataset.daobanStep = 's6';
  const elsewhere = Object.assign(document.createElement('data'), { hidden: true, value: '35000.00' });
  elsewhere.dataset.daobanField = 'f1_6_wkp';
  field.replaceWith(elsewhere);
}"""


@pytest.fixture
async def officer(site: Site) -> Client:
    """An officer on duty."""
    return await site.hub.officer()


async def test_a_highlight_is_marked_described_and_seen(site: Site, officer: Client) -> None:
    panel, session_id = await guided(site, officer)
    await point_at(officer, session_id, "f1_6_wkp")
    await expect(panel.root.locator("daoban-guide-card")).to_contain_text("请看这一格")
    await expect(panel.root.locator("daoban-guide-card")).to_contain_text("附一 5 行 5 列 6% 税率 未开具发票")
    await officer.expect("highlight.seen")
    field = panel.page.locator("#wkp")
    await expect(field).to_have_accessible_description("按实际填写 导办员标出的第 1 处")
    mark = await panel.page.locator("daoban-help .around").bounding_box()
    box = await field.bounding_box()
    assert mark
    assert box
    assert (mark["x"], mark["y"], mark["width"]) == (box["x"] - 5, box["y"] - 5, box["width"] + 10)


async def test_an_accepted_proposal_is_filled_in_and_told_with_what_the_page_worked_out(
    site: Site, officer: Client
) -> None:
    panel, session_id = await guided(site, officer)
    await propose(officer, session_id, {"f1_6_wkp": ("35000.00", "20000.00")})
    card = panel.root.locator("daoban-guide-card")
    await expect(card).to_contain_text("建议修改 1 个格")
    await expect(card).to_contain_text("填入后您仍可修改，不会自动提交申报。")
    await card.get_by_role("button", name="接受并填入").click()
    told = await applied(officer)
    assert told["applied"] is True
    assert told["outcomes"] == [{"field_id": "f1_6_wkp", "outcome": "set", "value": "20000.00", "message": None}]
    assert told["recalculated"] == [{"field_id": "f1_6_hj", "before": "35000.00", "after": "20000.00"}]
    await expect(panel.page.locator("#wkp")).to_have_value("20000.00")
    await expect(card).to_contain_text("已填入 1 个格")


async def test_a_mark_goes_where_its_field_goes_and_away_with_the_session(site: Site, officer: Client) -> None:
    panel, session_id = await guided(site, officer)
    await point_at(officer, session_id, "f1_6_wkp")
    field, mark = panel.page.locator("#wkp"), panel.page.locator("daoban-help .around")
    await expect(mark).to_be_visible()
    await panel.page.evaluate("document.querySelector('h1').style.marginTop = '240px'")
    await panel.page.wait_for_function(BESIDE)
    await panel.page.evaluate(RENDERED_ANEW)
    await panel.page.wait_for_function(BESIDE)
    await expect(field).to_have_accessible_description("按实际填写 导办员标出的第 1 处")
    await officer.send("session.end", session_id=session_id)
    await expect(mark).to_have_count(0)
    await expect(field).to_have_accessible_description("按实际填写")


async def test_a_field_of_another_step_is_marked_when_that_step_comes(site: Site, officer: Client) -> None:
    panel, session_id = await guided(site, officer)
    await panel.page.evaluate(ELSEWHERE)
    await point_at(officer, session_id, "f1_6_wkp")
    await propose(officer, session_id, {"f1_6_wkp": ("35000.00", "0.00")})
    await expect(panel.button("前往第 2 步")).to_have_count(2)
    await expect(panel.button("接受并填入")).to_be_hidden()
    await expect(panel.page.locator("daoban-help .around")).to_have_count(0)
    assert site.said("highlight.see") == []
    await panel.button("前往第 2 步").first.click()
    await panel.page.wait_for_url("**/form?step=s2")
    await expect(panel.page.locator("daoban-help .around")).to_be_visible()
    await officer.expect("highlight.seen")
    await expect(panel.button("接受并填入")).to_be_visible()


async def test_pointing_takes_no_focus_is_said_once_and_shown_again_on_demand(site: Site, officer: Client) -> None:
    panel, session_id = await guided(site, officer)
    other = panel.page.locator('[data-daoban-field="f1_6_qt"]')
    await other.press_sequentially("12")
    await point_at(officer, session_id, "f1_6_wkp", text="这里")
    said = panel.page.locator("daoban-help .said")
    await expect(said).to_have_text("第 1 处，请看这一格：附一 5 行 5 列 6% 税率 未开具发票，已在页面标出。")
    await expect(other).to_be_focused()
    await panel.button("再看一次").click()
    await expect(panel.page.locator("#wkp")).to_be_focused()
    await panel.page.reload()
    await expect(panel.page.locator("daoban-help .around")).to_be_visible()
    await expect(said).to_have_text("")


async def test_cards_are_counted_like_messages_while_the_panel_is_folded(site: Site, officer: Client) -> None:
    panel, session_id = await guided(site, officer)
    await panel.button("收起").click()
    await point_at(officer, session_id, "f1_6_wkp")
    await propose(officer, session_id, {"f1_6_qt": ("0.00", "1.00")})
    await expect(panel.tab).to_have_attribute("aria-label", "导办，2 条新消息")
    await panel.open()
    await expect(panel.tab).to_have_attribute("aria-label", "导办：在线求助")
    await panel.page.reload()
    await expect(panel.root.locator("daoban-guide-card").first).to_be_visible()
    await expect(panel.tab).to_have_attribute("aria-label", "导办：在线求助")


async def test_rows_steps_and_errors_are_marked_too(site: Site, officer: Client) -> None:
    panel, session_id = await guided(site, officer, body=MATTER)
    await point_at(officer, session_id, "1", "row")
    await point_at(officer, session_id, "vatg-cmp-output", "error")
    await point_at(officer, session_id, "s6", "step")
    await expect(panel.page.locator("daoban-help .around")).to_have_count(3)
    cards = panel.root.locator("daoban-guide-card")
    await expect(cards).to_contain_text(["比对结果第 1 行", "申报的开票销售额比已开发票少", "第 6 步 申报比对与提交"])


async def test_entries_lead_to_addresses_of_this_page_only(site: Site, officer: Client) -> None:
    embed = EMBED.replace(" async", ' data-daoban-matter-url="/matters/{matter_id}" async')
    panel, session_id = await guided(site, officer, embed=embed)
    await push(officer, session_id, "link.push", kind="matter", ref="payment")
    await expect(panel.root.get_by_role("link", name="打开")).to_have_attribute(
        "href", f"{site.hub.url}/matters/payment"
    )
    await panel.page.evaluate(
        "document.querySelector('main').dataset.daobanMatterUrl = 'https://elsewhere.example/{matter_id}'"
    )
    await panel.page.evaluate("daoban.on('goto', (where) => { window.went = where; }), 0")
    await panel.button("打开").click()
    assert await panel.page.evaluate("window.went") == {"matter_id": "payment", "step_id": None}
    await push(officer, session_id, "error.explain", error_id="vatg-cmp-output")
    await push(officer, session_id, "step.suggest", step_id="s6", text="改完到这里")
    await expect(panel.root.get_by_text("导办员给您的说明")).to_be_visible()
    await expect(panel.root.get_by_text("改完到这里")).to_be_visible()
    said = panel.page.locator("daoban-help .said")
    await expect(said).to_have_text("导办员建议您看这一步：第 6 步 申报比对与提交。")
    assert await axe_violations(panel.page) == []


async def push(officer: Client, session_id: str, command: str, **body: str) -> None:
    """Put a card into the thread."""
    await officer.send(command, session_id=session_id, guide_id=str(uuid.uuid4()), **body)
