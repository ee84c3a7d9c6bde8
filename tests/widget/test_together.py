"""A third party, a break and the way to the hall, as the taxpayer's panel shows and says them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.support.browser import PICTURES, axe_violations, take_picture
from tests.widget.guided import guided

if TYPE_CHECKING:
    from tests.support.clients import Client
    from tests.widget.conftest import Panel, Site

pytestmark = pytest.mark.browser


PRINTED = """window.print = () => {
  const rules = document.adoptedStyleSheets.flatMap((sheet) => [...sheet.cssRules].map((rule) => rule.cssText));
  window.top.printed = [document.title, `<style>${rules.join(' ')}</style>${document.body.innerHTML}`];
}"""
"""A sheet to be printed lives in a frame of its own, which goes once it has been printed: what was on it?"""


@pytest.fixture
async def officer(site: Site) -> Client:
    """An officer on duty."""
    return await site.hub.officer()


async def consulted(site: Site, officer: Client) -> tuple[Panel, Client, str]:
    """A talk in which a second officer has joined unseen."""
    panel, session_id = await guided(site, officer)
    second = await site.hub.officer("of2")
    ask = {"consult_id": "k1", "officer_id": "of2", "introduced": False}
    await officer.send("consult.start", session_id=session_id, **ask)
    await second.send("consult.join", session_id=session_id, consult_id="k1")
    return panel, second, session_id


async def test_an_unseen_colleague_leaves_no_trace(site: Site, officer: Client) -> None:
    panel, second, session_id = await consulted(site, officer)
    await second.send("aside.post", session_id=session_id, client_msg_id="a1", text="先红冲")
    await officer.send("message.post", session_id=session_id, client_msg_id="m1", text="请稍等")
    await expect(panel.messages).to_have_text(["请稍等"])
    shown = await panel.root.inner_text()
    assert "of2" not in shown
    assert "先红冲" not in shown


async def test_a_third_party_comes_speaks_under_their_own_name_and_goes(site: Site, officer: Client) -> None:
    panel, second, session_id = await consulted(site, officer)
    await officer.send("message.post", session_id=session_id, client_msg_id="m1", text="请同事来看")
    await officer.send("consult.introduce", session_id=session_id, consult_id="k1")
    await expect(panel.root.get_by_text(re.compile("导办of2 加入会商"))).to_be_visible()
    await expect(panel.page.locator("daoban-help").get_by_text("导办of2 加入会商。")).to_be_attached()
    await second.send("message.post", session_id=session_id, client_msg_id="k1", text="您好")
    await expect(panel.messages).to_have_text(["请同事来看", "您好"])
    await expect(panel.root.locator(".msg .meta").last).to_contain_text("导办of2")
    await expect(panel.root.locator(".msg .meta").first).not_to_contain_text("导办of1")
    await second.send("consult.end", session_id=session_id, consult_id="k1")
    await expect(panel.root.get_by_text(re.compile("导办of2 离开了会商"))).to_be_visible()
    assert await axe_violations(panel.page) == []


async def test_a_break_is_told_in_thread_and_head_and_survives_a_reload(site: Site, officer: Client) -> None:
    panel, session_id = await guided(site, officer)
    await officer.send("session.hold", session_id=session_id, minutes=5, reason="免税标准")
    await expect(panel.root.get_by_text(re.compile("导办员正在查资料（免税标准），预计"))).to_be_visible()
    await panel.page.reload()
    await expect(panel.root.locator(".who")).to_contain_text(re.compile("正在查资料，预计 .* 回来"))
    await officer.send("message.post", session_id=session_id, client_msg_id="m1", text="久等了")
    await expect(panel.root.get_by_text(re.compile("导办员回来了"))).to_be_visible()
    await expect(panel.root.locator(".who")).not_to_contain_text("正在查资料")


@pytest.mark.parametrize("width", [1440, 360])
async def test_the_way_to_the_hall_is_a_card_with_what_to_bring(site: Site, officer: Client, width: int) -> None:
    panel, session_id = await guided(site, officer)
    await panel.page.set_viewport_size({"width": width, "height": 800})
    papers = [item.id for item in site.node.hub.catalogue.matter("vat-general").materials]
    await officer.send(
        "hall.refer", session_id=session_id, guide_id="h1", items=papers, text="到 3 号窗口，<b>周二</b>前"
    )
    card = panel.root.get_by_role("region", name="这件事需要到办税服务厅办")
    await expect(card.get_by_role("listitem")).to_have_count(len(papers))
    await expect(card).to_contain_text("到 3 号窗口，<b>周二</b>前")
    assert await axe_violations(panel.page) == []
    await take_picture(panel.page, f"together-hall-{width}")


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_what_to_bring_is_printed_on_a4(site: Site, officer: Client, language: str) -> None:
    panel, session_id = await guided(site, officer)
    await panel.page.evaluate("language => daoban.setLocale(language)", language)
    papers = [item.id for item in site.node.hub.catalogue.matter("vat-general").materials]
    await officer.send(
        "hall.refer", session_id=session_id, guide_id="h1", items=papers, text="到 3 号窗口，<b>周二</b>前"
    )
    await panel.page.add_init_script(PRINTED)
    await panel.root.get_by_role("button", name=re.compile("PDF")).click()
    await panel.page.wait_for_function("() => window.printed")
    title, sheet = await panel.page.evaluate("window.printed")
    assert title.startswith({"zh-CN": "到厅办理材料清单 ", "en": "What to bring to the tax service hall "}[language])
    for text in (session_id, "导办of1", "北京示例科技有限公司", "&lt;b&gt;周二&lt;/b&gt;"):
        assert text in sheet
    assert sheet.count('class="tick"') == len(papers) + 1
    page = await panel.page.context.new_page()
    await page.set_content(sheet)
    PICTURES.mkdir(parents=True, exist_ok=True)
    await page.pdf(path=PICTURES / f"together-hall-paper-{language}.pdf", prefer_css_page_size=True)


async def test_all_of_it_speaks_english(site: Site, officer: Client) -> None:
    panel, session_id = await guided(site, officer)
    await panel.page.evaluate("daoban.setLocale('en')")
    await officer.send("session.hold", session_id=session_id, minutes=5)
    await expect(panel.root.get_by_text(re.compile("The officer is looking something up, back about"))).to_be_visible()
    await officer.send("session.continue", session_id=session_id)
    await expect(panel.root.get_by_text(re.compile("The officer is back"))).to_be_visible()
    await officer.send("hall.refer", session_id=session_id, guide_id="h1", items=[])
    await expect(panel.root.get_by_role("region", name="This must be done at the tax service hall")).to_be_visible()
    await take_picture(panel.page, "together-hall-en")
