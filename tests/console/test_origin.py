"""An offer that is no new request says whence it comes: to the eye in one line, to the ear at once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.console.conftest import context
from tests.support.browser import axe_violations, take_picture

if TYPE_CHECKING:
    from tests.console.conftest import Desk
    from tests.support.clients import Client

pytestmark = pytest.mark.browser
NOTE = "对方已红冲一张发票，还差第二张；请接着看附一 5 行 5 列，金额对不上的是十月三十日那一笔"


async def elsewhere(desk: Desk) -> tuple[Client, str]:
    """A colleague's session."""
    colleague = await desk.bureau.officer("of2")
    await desk.page.get_by_role("button", name="状态：接办中").click()
    await desk.page.get_by_role("menuitem", name=re.compile("^只办手上的")).click()
    taxpayer = await desk.bureau.taxpayer()
    opened = await taxpayer.send("session.open", context=context())
    session_id = opened["session"]["session_id"]
    offer = (await colleague.expect("offer.made"))["offer"]
    assert offer["origin"] is None
    await colleague.send("offer.accept", session_id=session_id, offer_id=offer["offer_id"])
    await desk.page.keyboard.press("Alt+1")
    await expect(desk.page.get_by_role("button", name="状态：接办中")).to_be_visible()
    return colleague, session_id


async def test_a_transfer_names_who_hands_over_and_why(desk: Desk) -> None:
    colleague, session_id = await elsewhere(desk)
    await colleague.send("session.transfer", session_id=session_id, kind="officer", target="of1", note=NOTE)
    await expect(desk.offer).to_be_visible()
    await expect(desk.offer.get_by_role("heading")).to_have_text("转来的会话")
    await expect(desk.offer.locator(".origin")).to_contain_text("由 导办of2 直接转来 · 指名给您 · 对方已红冲一张发票")
    said = desk.offer.get_by_role("status")
    await expect(said).to_contain_text("由 导办of2 直接转来、指名给您、对方已红冲一张发票")
    await expect(said).to_contain_text("秒内接办")
    await take_picture(desk.page, "offer-transferred")
    assert await axe_violations(desk.page) == []
    await desk.page.emulate_media(color_scheme="dark")
    await take_picture(desk.page, "offer-transferred-dark")
    for width, name in ((1000, "offer-transferred-1000"), (360, "offer-transferred-360")):
        await desk.page.set_viewport_size({"width": width, "height": 780})
        await expect(desk.offer.locator(".origin")).to_be_visible()
        await take_picture(desk.page, name)


async def test_an_offer_says_the_same_after_a_reload(desk: Desk) -> None:
    colleague, session_id = await elsewhere(desk)
    await colleague.send("session.transfer", session_id=session_id, kind="officer", target="of1", note="请看退税额")
    await expect(desk.offer).to_be_visible()
    await desk.page.reload()
    await expect(desk.offer.locator(".origin")).to_have_text("由 导办of2 直接转来 · 指名给您 · 请看退税额")


async def test_a_supervisor_who_reassigns_is_named_and_the_reason_stays_on_top_of_the_talk(desk: Desk) -> None:
    _, session_id = await elsewhere(desk)
    lead = await desk.bureau.supervisor()
    why = {"reason": "等了十分钟，请您接"}
    await lead.send("session.reassign", session_id=session_id, kind="officer", target="of1", **why)
    await expect(desk.offer.locator(".origin")).to_have_text("由 班组长01 改派 · 指名给您 · 等了十分钟，请您接")
    await expect(desk.offer.get_by_role("heading")).to_have_text("改派来的会话")
    await take_picture(desk.page, "offer-reassigned")
    await desk.page.keyboard.press("Alt+a")
    await expect(desk.page.locator("daoban-handed")).to_contain_text("班组长01 改派给您")
    await expect(desk.page.locator("daoban-handed")).to_contain_text("等了十分钟，请您接")
    await expect(desk.log).to_contain_text("班组长01 改派：等了十分钟，请您接")
    await take_picture(desk.page, "handed-reassigned")


async def test_whoever_comes_to_take_over_in_person_reads_that_the_other_stays(desk: Desk) -> None:
    colleague, session_id = await elsewhere(desk)
    asked = {"consult_id": "k1", "officer_id": "of1", "introduced": True, "for_transfer": True}
    await colleague.send("consult.start", session_id=session_id, text="还差红字发票", **asked)
    card = desk.page.locator("daoban-consult-card")
    await expect(card.get_by_role("heading")).to_have_text("导办of2 请您接手")
    await expect(card).to_contain_text("当面转办：加入时介绍给纳税人，导办of2 留到交给您为止")
    await take_picture(desk.page, "offer-in-person")
    assert await axe_violations(desk.page) == []
    await desk.page.keyboard.press("Alt+a")
    await expect(desk.page.locator("daoban-together")).to_contain_text("您已加入，导办of2 介绍完就交给您")
    await colleague.send("session.transfer", session_id=session_id, kind="officer", target="of1")
    await expect(desk.page.locator("daoban-handed")).to_contain_text("还差红字发票")


async def test_a_transfer_in_person_begins_in_the_drawer_and_ends_beside_the_talk(desk: Desk) -> None:
    colleague = await desk.bureau.officer("of2")
    taxpayer, _ = await desk.talk()
    await desk.page.keyboard.press("Alt+t")
    drawer = desk.page.locator("daoban-transfer")
    await drawer.get_by_text("导办员", exact=True).click()
    await drawer.get_by_role("radio", name=re.compile("^导办of2")).check()
    await drawer.get_by_role("checkbox", name=re.compile("^当面转办")).check()
    await drawer.get_by_role("textbox").fill("还差红字发票")
    await expect(drawer).to_contain_text("介绍完点“交给 TA 接着办”")
    await take_picture(desk.page, "transfer-in-person")
    assert await axe_violations(desk.page) == []
    await drawer.get_by_role("button", name="请 TA 加入").click()
    await expect(drawer).to_be_hidden()
    beside = desk.page.locator("daoban-together")
    await expect(beside).to_contain_text("已请 导办of2 来接手，等候加入")
    card = (await colleague.expect("consult.asked"))["consult"]
    assert (card["for_transfer"], card["introduced"], card["text"]) == (True, True, "还差红字发票")
    await colleague.send("consult.join", session_id=card["session_id"], consult_id=card["consult_id"])
    await taxpayer.expect("consult.introduced")
    await take_picture(desk.page, "transfer-in-person-joined")
    await beside.get_by_role("button", name="交给 TA 接着办").click()
    assert (await taxpayer.expect("session.assigned"))["body"]["officer"]["officer_id"] == "of2"
    assert desk.complaints == []
