"""What the bureau tells everybody stands above all else in the panel, for who comes later too, and goes by itself."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from playwright.async_api import expect

from storage.officers import NewOfficer, add_officer
from tests.support.browser import axe_violations, take_picture
from tests.widget.conftest import take

if TYPE_CHECKING:
    from tests.support.clients import Client
    from tests.widget.conftest import Site

pytestmark = pytest.mark.browser

TEXT = "缴款系统维护，15:00 前不能缴款，申报不受影响。"


@pytest.fixture
async def lead(site: Site) -> Client:
    """A supervisor."""
    hub = site.node.hub
    new = NewOfficer(officer_id="of7", name="班组长01", tier=0, capacity=0, skills=("monitor",), password_hash="-")
    await hub.database.write(lambda sql: add_officer(sql, new, hub.clock.now()))
    return await site.hub.officer("of7", available=False)


async def post(site: Site, lead: Client, seconds: float = 3_600, number: int = 1) -> Any:
    until = site.node.hub.clock.now() + dt.timedelta(seconds=seconds)
    said = {"announcement_id": f"an{number}", "text": TEXT, "until_at": until.isoformat()}
    return await lead.send("announcement.post", **said)


async def test_who_is_there_and_who_comes_later_see_it_above_everything(site: Site, lead: Client) -> None:
    officer = await site.hub.officer()
    panel = await site.visit()
    await panel.open()
    await panel.ask()
    await take(officer)
    bar = panel.root.locator(".announcement")
    await expect(bar).to_have_count(0)
    await post(site, lead)
    await expect(bar).to_contain_text(TEXT)
    await expect(panel.root.get_by_role("alert")).to_contain_text(TEXT)
    header = await panel.root.locator("h2").first.bounding_box()
    box = await bar.bounding_box()
    assert header
    assert box
    assert box["y"] + box["height"] <= header["y"] + 1
    await take_picture(panel.page, "widget-announcement")
    assert await axe_violations(panel.page) == []
    await panel.page.set_viewport_size({"width": 390, "height": 844})
    await take_picture(panel.page, "widget-announcement-390")
    later = await site.visit()
    await later.open()
    await expect(later.root.locator(".announcement")).to_contain_text(TEXT)
    await lead.send("announcement.withdraw", announcement_id="an1")
    await expect(bar).to_have_count(0)


async def test_it_goes_at_its_time_and_stays_while_the_panel_is_drawn_anew(site: Site, lead: Client) -> None:
    await post(site, lead, seconds=6)
    panel = await site.visit()
    await panel.open()
    bar = panel.root.locator(".announcement")
    await expect(bar).to_contain_text(TEXT)
    await panel.ask()
    await expect(bar).to_contain_text(TEXT)
    await expect(bar).to_have_count(0, timeout=10_000)
