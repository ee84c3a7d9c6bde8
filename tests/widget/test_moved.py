"""Handed over, as the taxpayer sees it: to whom, in which place, with everything still there; read out once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.support.browser import axe_violations, take_picture
from tests.widget.conftest import take
from tests.widget.pages import FORM

if TYPE_CHECKING:
    from tests.support.clients import Client
    from tests.widget.conftest import Panel, Site

pytestmark = pytest.mark.browser


async def talking(site: Site, ask: str) -> tuple[Panel, Client, str]:
    """A panel in a talk with one message of the officer's."""
    officer = await site.hub.officer()
    panel = await site.visit()
    await panel.open()
    await panel.button(ask).click()
    session_id = await take(officer)
    await officer.send("message.post", session_id=session_id, client_msg_id="m1", text="请看第 6 步")
    await expect(panel.messages).to_have_text(["请看第 6 步"])
    return panel, officer, session_id


async def test_a_taxpayer_is_told_to_whom_they_go_and_keeps_everything(site: Site) -> None:
    panel, officer, session_id = await talking(site, "请导办员一起看")
    other = await site.hub.officer("of2")
    await officer.send("session.transfer", session_id=session_id, kind="officer", target="of2", note="给同事的话")
    await expect(panel.root.locator(".polite")).to_have_text(re.compile("正在转给导办of2，您不用重新说明。|已为您排队"))
    await expect(panel.root.get_by_role("heading", name="正在转给导办of2")).to_be_visible()
    await expect(panel.root.locator(".event").last).to_have_text(re.compile("正在转给导办of2，您不用重新说明。$"))
    await expect(panel.root.locator(".place")).to_have_text("第1位，前面没有人")
    await expect(panel.root.get_by_text("掉线")).to_have_count(0)
    await panel.page.reload()
    await expect(panel.root.get_by_role("heading", name="正在转给导办of2")).to_be_visible()
    await expect(panel.root.locator(".polite")).not_to_have_text(re.compile("正在转给"))  # said before the reload
    assert await axe_violations(panel.page) == []
    await take(other)
    await expect(panel.root.get_by_role("heading", name="导办of2", exact=True)).to_be_visible()
    await expect(panel.messages).to_have_text(["请看第 6 步"])
    await expect(panel.root.get_by_text("给同事的话")).to_have_count(0)


async def test_the_same_in_english_on_a_phone(site: Site) -> None:
    site.html = FORM.replace('data-daoban-locale="zh-CN"', 'data-daoban-locale="en"')
    panel, officer, session_id = await talking(site, "Ask an officer")
    await panel.page.set_viewport_size({"width": 390, "height": 844})
    await officer.send("session.transfer", session_id=session_id, kind="tier", target="2", note=None)
    await expect(panel.root.get_by_role("heading", name="Passing you to a specialist")).to_be_visible()
    line = panel.root.get_by_text("Passing you to a specialist. No need to explain again.")
    await expect(line.filter(visible=True).last).to_be_visible()
    await take_picture(panel.page, "moved-en-390")
    assert await axe_violations(panel.page) == []


async def test_a_queue_is_called_by_its_matter(site: Site) -> None:
    panel, officer, session_id = await talking(site, "请导办员一起看")
    await officer.send("session.transfer", session_id=session_id, kind="queue", target="payment", note=None)
    await expect(panel.root.get_by_role("heading", name=re.compile("^正在转到“.*”$"))).to_be_visible()
    await take_picture(panel.page, "moved-queue")
