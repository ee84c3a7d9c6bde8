"""How long a place stays marked: until the officer clears it, the person puts it away, or its problem is answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.widget.guided import applied, guided, point_at, propose

if TYPE_CHECKING:
    from playwright.async_api import Locator

    from tests.support.clients import Client
    from tests.widget.conftest import Panel, Site

pytestmark = pytest.mark.browser
CHANGE = {"f1_6_wkp": ("35000.00", "20000.00")}


@pytest.fixture
async def officer(site: Site) -> Client:
    """An officer on duty."""
    return await site.hub.officer()


def mark(panel: Panel) -> Locator:
    return panel.page.locator("daoban-help .around")


async def test_the_officer_takes_a_mark_away(site: Site, officer: Client) -> None:
    panel, session_id = await guided(site, officer)
    guide_id = await point_at(officer, session_id, "f1_6_wkp")
    await expect(mark(panel)).to_be_visible()
    await officer.send("highlight.clear", session_id=session_id, guide_id=guide_id)
    await expect(mark(panel)).to_be_hidden()
    await expect(panel.root.locator("daoban-guide-card")).to_contain_text("导办员已取消标出")
    await expect(panel.page.locator("#wkp")).to_have_accessible_description("按实际填写")


async def test_the_person_puts_a_mark_away_and_has_it_again(site: Site, officer: Client) -> None:
    panel, session_id = await guided(site, officer)
    await point_at(officer, session_id, "f1_6_wkp")
    await officer.expect("highlight.seen")
    await panel.button("不再标出").click()
    await expect(mark(panel)).to_be_hidden()
    await panel.page.reload()
    await expect(panel.button("再标出")).to_be_visible()
    await expect(mark(panel)).to_be_hidden()
    await panel.button("再标出").click()
    await expect(mark(panel)).to_be_visible()


async def test_a_mark_goes_when_what_was_proposed_for_its_field_is_filled_in(site: Site, officer: Client) -> None:
    panel, session_id = await guided(site, officer)
    await point_at(officer, session_id, "f1_6_wkp")
    await propose(officer, session_id, CHANGE)
    await expect(mark(panel)).to_be_visible()
    await panel.button("接受并填入").click()
    await applied(officer)
    await expect(mark(panel)).to_be_hidden()


async def test_a_mark_goes_with_the_session(site: Site, officer: Client) -> None:
    panel, session_id = await guided(site, officer)
    await point_at(officer, session_id, "f1_6_wkp")
    await expect(mark(panel)).to_be_visible()
    await officer.send("session.end", session_id=session_id)
    await expect(mark(panel)).to_be_hidden()


async def test_a_proposal_for_a_form_that_was_left_says_so(site: Site, officer: Client) -> None:
    panel, session_id = await guided(site, officer)
    await propose(officer, session_id, CHANGE)
    await expect(panel.button("接受并填入")).to_be_visible()
    await panel.page.evaluate("document.querySelector('main').dataset.daobanMatter = 'payment'")
    await expect(panel.root.get_by_text("您已换到其他表单，这里没有填入什么。")).to_be_visible()
