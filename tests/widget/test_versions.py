"""Pages older or newer than their hub: they work on, or are told clearly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from chatserver.protocol.registry import TAXPAYER_COMMANDS
from chatserver.sockets import server
from tests.support.browser import complaints_of
from tests.widget.guided import guided, point_at

if TYPE_CHECKING:
    from tests.widget.conftest import Site

pytestmark = pytest.mark.browser


async def test_an_old_page_is_told_that_its_protocol_is_given_up(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "PROTOCOL", 2)
    panel = await site.visit()
    await panel.page.evaluate("window.heard = []; daoban.on('error', ({ code }) => heard.push(code)); 0")
    await panel.open()
    await expect(panel.root.get_by_text("页面已更新，请刷新后再试。您填的内容不受影响。")).to_be_visible()
    assert await panel.page.evaluate("heard") == ["client_outdated"]


async def test_a_new_page_works_with_a_hub_that_knows_less(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(TAXPAYER_COMMANDS, "highlight.see")
    officer = await site.hub.officer()
    panel, session_id = await guided(site, officer)
    complaints = complaints_of(panel.page)
    await point_at(officer, session_id, "f1_6_wkp")
    await expect(panel.page.locator("daoban-help .around")).to_be_visible()
    await panel.send("看到了")
    await expect(panel.messages).to_have_text(["看到了"])
    resumed = await officer.send("session.resume", session_id=session_id)
    assert resumed["session"]["guidance"]["highlights"][0]["seen_at"] is None
    assert complaints == []
