"""Who is signed in at the bureau: the same person goes on as they were, of another one nothing is left."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Final

import pytest
from playwright.async_api import expect

from tests.widget.conftest import take
from tests.widget.pages import EMBED, page

if TYPE_CHECKING:
    from tests.support.clients import Client
    from tests.widget.conftest import Panel, Site

pytestmark = pytest.mark.browser
BY_HAND: Final = EMBED.replace('data-daoban-ticket="/ticket"', "")
HELD: Final = "daoban.identify(() => new Promise((give) => { window.give = give; })); 0"


@pytest.fixture
async def officer(site: Site) -> Client:
    """An officer on duty."""
    return await site.hub.officer()


def identify(person: str, serial: int) -> str:
    """The page's own call: a ticket that the widget can read, as real ones are."""
    claims = json.dumps({"sub": person, "taxpayer": {"taxpayer_id": "tp1"}}).encode()
    ticket = f"tp1/{person}/{serial}.{base64.urlsafe_b64encode(claims).decode().rstrip('=')}.s"
    return f"window.asked = 0; daoban.identify(async () => {{ window.asked++; return '{ticket}'; }}); 0"


async def talking(site: Site, officer: Client) -> Panel:
    """A talk of a person whose page brings the tickets itself."""
    site.html = page(BY_HAND)
    panel = await site.visit()
    await panel.page.evaluate(identify("pe1", 1))
    await panel.open()
    await panel.ask()
    await take(officer)
    await expect(panel.root.get_by_role("heading", name="导办of1")).to_be_visible()
    return panel


async def test_a_page_that_says_late_who_is_there_costs_no_draft(site: Site, officer: Client) -> None:
    panel = await talking(site, officer)
    await panel.button("停止共享").click()
    await panel.composer.fill("没写完")
    await panel.page.reload()
    await expect(panel.root.get_by_text("您已退出登录。")).to_be_visible()
    await panel.page.evaluate(identify("pe1", 2))
    await expect(panel.composer).to_have_value("没写完")
    await expect(panel.button("恢复共享")).to_be_visible()


async def test_the_same_person_identified_again_goes_on(site: Site, officer: Client) -> None:
    panel = await talking(site, officer)
    await panel.button("停止共享").click()
    await panel.composer.fill("没写完")
    await panel.page.evaluate(identify("pe1", 2))
    await panel.page.wait_for_function("() => window.asked === 1")
    await panel.page.reload()
    await panel.page.evaluate(identify("pe1", 3))
    await expect(panel.composer).to_have_value("没写完")
    await expect(panel.button("恢复共享")).to_be_visible()


async def test_another_person_sees_nothing_of_the_one_before(site: Site, officer: Client) -> None:
    panel = await talking(site, officer)
    await panel.composer.fill("没写完")
    await panel.page.evaluate(identify("pe2", 2))
    await expect(panel.button("请导办员一起看")).to_be_visible()
    await panel.button("我的确认单").click()
    none = panel.root.get_by_text("您还没有确认单。")
    await expect(none).to_be_visible()
    kept = await panel.page.evaluate("JSON.stringify(localStorage)")
    assert "没写完" not in kept
    await panel.page.evaluate(identify("pe1", 3))
    await expect(none).to_be_hidden()
    await expect(panel.composer).to_have_value("")


async def test_slips_asked_for_without_a_line_come_when_it_is_back(site: Site, officer: Client) -> None:
    panel = await talking(site, officer)
    await panel.page.evaluate(identify("pe2", 2))
    await expect(panel.button("请导办员一起看")).to_be_visible()
    await panel.button("我的确认单").click()
    await expect(panel.root.get_by_text("您还没有确认单。")).to_be_visible()
    await panel.button("返回").click()
    await site.context.set_offline(True)
    await panel.page.evaluate("dispatchEvent(new Event('offline'))")
    await panel.button("我的确认单").click()
    await expect(panel.root.get_by_text("网络断开，恢复后再试。")).to_be_visible()
    await site.context.set_offline(False)
    await expect(panel.root.get_by_text("您还没有确认单。")).to_be_visible()


async def test_a_ticket_that_comes_after_signing_out_is_not_used(site: Site) -> None:
    site.html = page(BY_HAND)
    panel = await site.visit()
    sockets: list[str] = []
    panel.page.on("websocket", lambda socket: sockets.append(socket.url))
    await panel.page.evaluate(HELD)
    await panel.open()
    await panel.page.wait_for_function("() => !!window.give")
    await panel.page.evaluate("daoban.identify(null)")
    await expect(panel.root.get_by_text("您已退出登录。")).to_be_visible()
    await panel.page.evaluate("give('tp1/pe1/1')")
    for _ in range(30):
        await panel.page.evaluate("new Promise(requestAnimationFrame)")
    await expect(panel.root.get_by_text("您已退出登录。")).to_be_visible()
    assert sockets == []
