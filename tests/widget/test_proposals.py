"""Whatever becomes of a proposal: nothing is filled in that was not accepted, and all of it or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from playwright.async_api import expect

from tests.widget.guided import RECALCULATES, SCHEDULE, applied, guided, point_at, propose
from tests.widget.pages import EMBED

if TYPE_CHECKING:
    from tests.support.clients import Client
    from tests.widget.conftest import Site

pytestmark = pytest.mark.browser
CONTROLLED: Final = """
// as React does: a setter on the instance that remembers, and an input event that is nothing when nothing is new
for (const input of document.querySelectorAll('input')) {
  const kept = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value');
  let known = input.value;
  Object.defineProperty(input, 'value', {
    configurable: true,
    get() { return kept.get.call(this); },
    set(value) { known = value; kept.set.call(this, value); },
  });
  input.addEventListener('input', () => {
    const value = kept.get.call(input);
    if (value !== known) { known = value; window.state = { ...window.state, [input.dataset.daobanField]: value }; }
    else kept.set.call(input, '0.00');
  });
}
"""
ADAPTED: Final = """
const model = { f1_6_wkp: '35000.00' };
window.model = model;
daoban('update', { matter_id: 'vat-general', step_id: 's2', fields: [{ id: 'f1_6_wkp', value: '35000.00' }] });
daoban('adapt', {
  read: (id) => model[id],
  set: async (id, value) => { if (value === '1.00') return '不能为 1 元'; model[id] = value; },
  find: () => document.querySelector('canvas'),
  goto: (step) => { window.gone = step; },
});
"""
BUSY_FOR_EVER: Final = "document.querySelector('main').dataset.daobanBusy = '';"
STUB: Final = "window.daoban = window.daoban || function () { (daoban.q = daoban.q || []).push(arguments); };"


@pytest.fixture
async def officer(site: Site) -> Client:
    """An officer on duty."""
    return await site.hub.officer()


async def test_a_page_that_refuses_keeps_everything_as_it_was(site: Site, officer: Client) -> None:
    panel, session_id = await guided(site, officer)
    await propose(officer, session_id, {"f1_6_qt": ("0.00", "34999.00"), "f1_6_wkp": ("35000.00", "1.00")})
    await panel.button("接受并填入").click()
    told = await applied(officer)
    assert told["applied"] is False
    assert [(item["outcome"], item["message"]) for item in told["outcomes"]] == [
        ("refused", "others_refused"),
        ("refused", "未开票收入不能为 1 元"),
    ]
    await expect(panel.page.locator("#wkp")).to_have_value("35,000.00")
    await expect(panel.page.locator('[data-daoban-field="f1_6_qt"]')).to_have_value("0.00")
    await expect(panel.root.get_by_text("附一 5 行 5 列 未开具发票：未开票收入不能为 1 元。")).to_be_visible()
    await expect(panel.root.get_by_text("表单没有变化。")).to_be_visible()


async def test_a_changed_field_makes_it_stale_and_nothing_is_filled_in(site: Site, officer: Client) -> None:
    panel, session_id = await guided(site, officer)
    await propose(officer, session_id, {"f1_6_wkp": ("35000.00", "0.00")})
    await panel.page.locator("#wkp").fill("118,000.00")
    await expect(panel.root.get_by_text("这条建议已过时")).to_be_visible()
    await expect(panel.root.get_by_text("现在是 118,000.00，建议是按 35,000.00 提的。")).to_be_visible()
    await expect(panel.page.locator("#wkp")).to_have_value("118,000.00")


async def test_declined_and_withdrawn_keep_their_number_and_place(site: Site, officer: Client) -> None:
    panel, session_id = await guided(site, officer)
    await propose(officer, session_id, {"f1_6_wkp": ("35000.00", "0.00")})
    second = await propose(officer, session_id, {"f1_6_qt": ("0.00", "5.00")})
    await expect(panel.root.get_by_text("2 条建议待您答复")).to_be_visible()
    await panel.button("去看").click()
    await expect(panel.button("接受并填入").first).to_be_focused()
    await panel.button("不接受").first.click()
    await officer.expect("proposal.declined")
    await expect(panel.root.get_by_text("2 条建议待您答复")).to_be_hidden()
    await officer.send("proposal.withdraw", session_id=session_id, guide_id=second)
    cards = panel.root.locator("daoban-guide-card .oc header")
    await expect(cards).to_contain_text(["1您没有接受", "2导办员撤回了这条建议"])
    await expect(panel.page.locator("#wkp")).to_have_value("35,000.00")


async def test_a_reload_in_the_middle_is_finished_by_the_next_page(site: Site, officer: Client) -> None:
    panel, session_id = await guided(site, officer, script=BUSY_FOR_EVER)
    site.script = RECALCULATES
    await propose(officer, session_id, {"f1_6_wkp": ("35000.00", "20000.00")})
    await panel.button("接受并填入").click()
    await officer.expect("proposal.accepted")
    await panel.page.reload()
    told = await applied(officer)
    assert [(item["outcome"], item["value"]) for item in told["outcomes"]] == [("set", "20000.00")]
    await expect(panel.page.locator("#wkp")).to_have_value("20000.00")
    await expect(panel.root.get_by_text("已填入 1 个格")).to_be_visible()


async def test_accepting_without_a_line_waits_and_says_so(site: Site, officer: Client) -> None:
    panel, session_id = await guided(site, officer)
    await propose(officer, session_id, {"f1_6_wkp": ("35000.00", "20000.00")})
    accept = panel.button("接受并填入")
    await expect(accept).to_be_visible()
    await site.context.set_offline(True)
    await panel.page.evaluate("dispatchEvent(new Event('offline'))")
    await expect(panel.root.get_by_text("网络断开，正在重连")).to_be_visible()
    await accept.click()
    await expect(panel.root.get_by_text("网络断开，恢复后就填入。")).to_be_visible()
    await expect(panel.page.locator("#wkp")).to_have_value("35,000.00")
    await site.context.set_offline(False)
    assert (await applied(officer))["applied"] is True
    await expect(panel.page.locator("#wkp")).to_have_value("20000.00")


async def test_a_controlled_input_notices(site: Site, officer: Client) -> None:
    panel, session_id = await guided(site, officer, script=CONTROLLED)
    await propose(officer, session_id, {"f1_6_wkp": ("35000.00", "20000.00")})
    await panel.button("接受并填入").click()
    assert (await applied(officer))["applied"] is True
    assert await panel.page.evaluate("window.state") == {"f1_6_wkp": "20000.00"}


async def test_a_page_without_fields_is_read_and_filled_in_by_its_own_calls(site: Site, officer: Client) -> None:
    panel, session_id = await guided(site, officer, body="<canvas></canvas>", script=STUB + ADAPTED)
    await point_at(officer, session_id, "f1_6_wkp")
    await officer.expect("highlight.seen")
    await propose(officer, session_id, {"f1_6_wkp": ("35000.00", "1.00")})
    await panel.button("接受并填入").click()
    assert (await applied(officer))["outcomes"][0]["message"] == "不能为 1 元"
    await propose(officer, session_id, {"f1_6_wkp": ("35000.00", "2.00")})
    await panel.button("接受并填入").click()
    assert (await applied(officer))["applied"] is True
    assert await panel.page.evaluate("model.f1_6_wkp") == "2.00"
    await point_at(officer, session_id, "s6", "step")
    await panel.button("前往第 6 步").click()
    assert await panel.page.evaluate("window.gone") == "s6"


async def test_a_page_whose_reading_fails_is_reported_all_the_same(site: Site, officer: Client) -> None:
    panel, session_id = await guided(site, officer, body="<canvas></canvas>", script=STUB + ADAPTED)
    await propose(officer, session_id, {"f1_6_wkp": ("35000.00", "2.00")})
    await expect(panel.button("接受并填入")).to_be_visible()
    await panel.page.evaluate("Object.defineProperty(model, 'f1_6_wkp', { get() { throw new Error('theirs') } }); 0")
    await panel.button("接受并填入").click()
    assert (await applied(officer))["applied"] is False


async def test_a_page_for_reading_only_offers_values_for_copying(site: Site, officer: Client) -> None:
    readonly = EMBED.replace(" async", " data-daoban-readonly async")
    panel, session_id = await guided(site, officer, embed=readonly)
    await propose(officer, session_id, {"f1_6_wkp": ("35000.00", "20000.00")})
    await expect(panel.root.get_by_text("这个页面不能代您填入，请复制后自己填。")).to_be_visible()
    await expect(panel.button("复制")).to_be_visible()
    await expect(panel.button("接受并填入")).to_be_hidden()


async def test_a_locked_field_is_told_and_nothing_can_be_proposed_for_it(site: Site, officer: Client) -> None:
    body = SCHEDULE.replace('id="wkp"', 'id="wkp" data-daoban-propose="never"')
    body = body.replace('data-daoban-field="f1_6_qt"', 'data-daoban-field="f1_6_qt" data-daoban-policy="hidden"')
    panel, session_id = await guided(site, officer, body=body)
    fields = {item["id"]: item for item in site.said("session.open")[0]["context"]["fields"]}
    assert fields["f1_6_wkp"]["locked"] is True
    assert "f1_6_qt" not in fields
    with pytest.raises(Exception, match="field_not_proposable"):
        await propose(officer, session_id, {"f1_6_wkp": ("35000.00", "0.00")})
    assert await panel.page.locator("#wkp").input_value() == "35,000.00"
