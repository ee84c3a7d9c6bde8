"""Two windows of one person: the one that accepted fills in, another one when that has gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.widget.guided import RECALCULATES, applied, guided, propose
from tests.widget.test_proposals import BUSY_FOR_EVER

if TYPE_CHECKING:
    from tests.support.clients import Client
    from tests.widget.conftest import Panel, Site

pytestmark = pytest.mark.browser
CHANGE = {"f1_6_wkp": ("35000.00", "20000.00")}
ELSEWHERE = "您已接受，由您接受时的那个页面填入。"


@pytest.fixture
async def officer(site: Site) -> Client:
    """An officer on duty."""
    return await site.hub.officer()


async def a_second_tab(site: Site) -> Panel:
    panel = await site.visit()
    await panel.open()
    await expect(panel.button("接受并填入")).to_be_visible()
    return panel


async def test_only_the_tab_that_accepted_fills_in(site: Site, officer: Client) -> None:
    first, session_id = await guided(site, officer)
    await propose(officer, session_id, CHANGE)
    second = await a_second_tab(site)
    await second.button("接受并填入").click()
    told = await applied(officer)
    assert [(item["outcome"], item["value"]) for item in told["outcomes"]] == [("set", "20000.00")]
    for panel, value in ((first, "35,000.00"), (second, "20000.00")):
        await expect(panel.root.get_by_text("已填入 1 个格")).to_be_visible()
        await expect(panel.page.locator("#wkp")).to_have_value(value)
    kept = await second.page.evaluate("[localStorage['daoban.accepted'], sessionStorage['daoban.filling']]")
    assert kept == [None, None]


async def test_two_tabs_that_accept_at_once_fill_in_once(site: Site, officer: Client) -> None:
    first, session_id = await guided(site, officer)
    await propose(officer, session_id, CHANGE)
    second = await a_second_tab(site)
    await first.button("接受并填入").dispatch_event("click")
    await second.button("接受并填入").or_(second.root.get_by_text(ELSEWHERE)).first.dispatch_event("click")
    await applied(officer)
    for panel in (first, second):
        await expect(panel.root.get_by_text("已填入 1 个格")).to_be_visible()
    values = [await panel.page.locator("#wkp").input_value() for panel in (first, second)]
    assert sorted(values) == ["20000.00", "35,000.00"]


async def test_another_tab_fills_in_when_the_one_that_accepted_has_gone(site: Site, officer: Client) -> None:
    first, session_id = await guided(site, officer, script=BUSY_FOR_EVER)
    await propose(officer, session_id, CHANGE)
    site.script = RECALCULATES
    second = await a_second_tab(site)
    await first.button("接受并填入").click()
    await officer.expect("proposal.accepted")
    await expect(second.root.get_by_text(ELSEWHERE)).to_be_visible()
    await expect(second.page.locator("#wkp")).to_have_value("35,000.00")
    await first.page.close()
    told = await applied(officer)
    assert [item["outcome"] for item in told["outcomes"]] == ["set"]
    await expect(second.page.locator("#wkp")).to_have_value("20000.00")


async def test_another_browser_fills_nothing_in(site: Site, officer: Client) -> None:
    first, session_id = await guided(site, officer, script=BUSY_FOR_EVER)
    await propose(officer, session_id, CHANGE)
    site.script = RECALCULATES
    await first.button("接受并填入").click()
    await officer.expect("proposal.accepted")
    await first.page.close()
    second = await site.visit()  # as a browser that never heard of it
    await second.page.evaluate("localStorage.removeItem('daoban.accepted')")
    await second.page.reload()
    await second.open()
    await expect(second.root.get_by_text(ELSEWHERE)).to_be_visible()
    await expect(second.page.locator("#wkp")).to_have_value("35,000.00")
    resumed = await officer.send("session.resume", session_id=session_id)
    assert resumed["session"]["guidance"]["proposals"][0]["state"] == "accepted"


async def test_what_the_officer_sees_is_the_tab_that_is_used(site: Site, officer: Client) -> None:
    first, session_id = await guided(site, officer)
    second = await site.visit()
    await second.open()
    await expect(second.root.get_by_role("heading", name="导办of1")).to_be_visible()
    await second.page.locator("#wkp").fill("7.00")
    await told(officer, "7.00")
    await first.page.locator('[data-daoban-field="f1_6_qt"]').focus()
    await told(officer, "35000.00")
    resumed = await officer.send("session.resume", session_id=session_id)
    fields = {item["id"]: item["value"] for item in resumed["session"]["context"]["fields"]}
    assert fields["f1_6_wkp"] == "35000.00"


async def test_asking_again_finds_what_another_tab_has_begun(site: Site, officer: Client) -> None:
    first, session_id = await guided(site, officer)
    second = await site.visit()
    await second.open()
    await officer.send("session.end", session_id=session_id)
    await expect(second.button("不评价")).to_be_visible()
    await first.button("不评价").click()
    for panel in (first, second):
        await expect(panel.button("再次求助")).to_be_visible()
    await first.button("再次求助").click()
    await first.ask()
    await second.button("再次求助").click()
    await expect(second.root.get_by_role("heading", name="已为您排队")).to_be_visible()
    assert await second.page.evaluate("localStorage['daoban.session'] !== null")


async def told(officer: Client, value: str) -> None:
    """Wait until the officer is told this value."""
    known = None
    while known != value:
        fields = (await officer.expect("context.updated"))["body"]["context"]["fields"]
        known = {item["id"]: item["value"] for item in fields}.get("f1_6_wkp", known)
