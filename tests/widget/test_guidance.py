"""What an officer points at and proposes: on the page, in the thread, and back to the officer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.widget.guided import applied, guided, point_at, propose

if TYPE_CHECKING:
    from tests.support.clients import Client
    from tests.widget.conftest import Site

pytestmark = pytest.mark.browser


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
    mark = await panel.page.locator("daoban-help .mark").bounding_box()
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
