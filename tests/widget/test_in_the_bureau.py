"""Guidance on the demo bureau's own form: its sums follow what is filled in, and its policy holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.widget.conftest import Panel, take
from tests.widget.guided import applied, point_at, propose

if TYPE_CHECKING:
    from playwright.async_api import Route

    from tests.widget.conftest import Site

pytestmark = pytest.mark.browser
MOVED = {"f1_6_wkp": ("35000.00", "0.00"), "f1_6_qt": ("0.00", "35000.00")}


async def at_the_bureau(site: Site, matter_id: str = "vat-general", person: str = "pe1") -> Panel:
    """Somebody signed in at the demo bureau, on the second step of a matter, with the panel open."""

    async def ticket(route: Route) -> None:
        site.tickets += 1
        await route.fulfill(json={"ticket": f"tp1/{person}/{site.tickets}"})

    await site.context.route("**/bureau/help-ticket", ticket)
    panel = await site.visit("/bureau/sign-in")
    await panel.page.click(f"button[value={person}]")
    await panel.page.goto(f"{site.hub.url}/bureau/matters/{matter_id}")
    await panel.page.click("button[value=next]")
    await panel.open()
    await panel.ask()
    return panel


async def test_the_bureau_works_out_its_sums_anew_and_they_are_told(site: Site) -> None:
    officer = await site.hub.officer()
    panel = await at_the_bureau(site)
    session_id = await take(officer)
    await point_at(officer, session_id, "f1_6_wkp")
    await propose(officer, session_id, MOVED, basis="附列资料（一）填写说明，第 3 列、第 5 列")
    await panel.button("接受并填入").click()
    told = await applied(officer)
    assert [(item["field_id"], item["outcome"], item["value"]) for item in told["outcomes"]] == [
        ("f1_6_wkp", "set", "0.00"),
        ("f1_6_qt", "set", "35000.00"),
    ]
    anew = {item["field_id"]: (item["before"], item["after"]) for item in told["recalculated"]}
    assert anew["f1_hj_xxs"] == ("129500.00", "129500.00"), "the sum that people look at, though it stayed"
    await expect(panel.root.get_by_text("已填入 2 个格")).to_be_visible()
    await expect(panel.page.locator('[data-daoban-field="f1_6_qt"]')).to_have_value("35,000.00")


async def test_the_bureau_keeps_accounts_in_the_browser(site: Site) -> None:
    panel = await at_the_bureau(site, "defer-payment", "pe5")
    hidden = panel.page.locator("[data-daoban-policy=hidden]")
    while not await hidden.count():
        await panel.page.click(".acts .pri")
    assert await hidden.first.get_attribute("data-daoban-propose") == "never"
