"""One line on somebody else's page: what it may not do, and where it must work."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.support.browser import complaints_of
from tests.widget.conftest import take
from tests.widget.pages import EMBED, MATTER, page

if TYPE_CHECKING:
    from pathlib import Path

    from tests.widget.conftest import Panel, Site

pytestmark = pytest.mark.browser
STORED = "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])"
STUB = "window.daoban = window.daoban || function () { (daoban.q = daoban.q || []).push(arguments) };"
BLOCKED = """for (const kind of ['localStorage', 'sessionStorage']) {
  Object.defineProperty(window, kind, { get() { throw new Error('blocked') } });
}"""
OPENED_BY = "window.heard = []; daoban('on', 'open', (news) => heard.push(news.by));"


async def test_nothing_is_stored_or_asked_before_the_click(site: Site) -> None:
    panel = await site.visit()
    await expect(panel.tab).to_be_visible()
    assert site.asked == ["/form", "/widget/daoban.js"]
    assert await panel.page.evaluate(STORED) == '[{},{},""]'


async def test_a_strict_policy_has_nothing_to_complain_of(site: Site) -> None:
    officer = await site.hub.officer()
    panel = await site.visit()
    complaints = complaints_of(panel.page)
    await panel.open()
    await panel.ask()
    await take(officer)
    await panel.send("看到了吗？")
    await expect(panel.messages).to_have_text(["看到了吗？"])
    assert complaints == []


@pytest.mark.parametrize("tag", ["<script", "<script defer", "<script async"])
async def test_the_script_may_stand_in_the_head_before_there_is_a_body(site: Site, tag: str) -> None:
    site.html = page(EMBED.replace(" async", "").replace("<script", tag))
    panel = await site.visit()
    await panel.open()
    await expect(panel.root.get_by_role("heading", name="申报的开票销售额比已开发票少")).to_be_visible()


async def test_calls_made_before_it_came_are_kept(site: Site) -> None:
    site.policy = ""
    site.html = page(f"<script>{STUB} {OPENED_BY} daoban('open')</script>{EMBED}")
    panel = await site.visit()
    await expect(panel.root.locator("h2")).to_be_visible()
    assert await panel.page.evaluate("heard") == ["api"]
    assert await panel.page.evaluate("daoban('on', 'close', () => 0) instanceof Function") is True


async def test_the_page_hears_and_may_stop_listening(panel: Panel) -> None:
    await panel.page.evaluate("window.heard = []; window.stop = daoban.on('close', () => heard.push('close')); 0")
    for _ in range(2):
        await panel.open()
        await panel.button("收起").click()
    await panel.page.evaluate("stop()")
    await panel.open()
    await panel.button("收起").click()
    assert await panel.page.evaluate("heard") == ["close", "close"]


async def test_it_works_where_storage_is_blocked(site: Site) -> None:
    await site.context.add_init_script(BLOCKED)
    officer = await site.hub.officer()
    panel = await site.visit()
    await panel.open()
    await panel.ask()
    session_id = await take(officer)
    await panel.send("没有存储")
    await officer.expect("message.posted")
    await officer.send("message.post", session_id=session_id, client_msg_id="o1", text="也能说话")
    await expect(panel.messages).to_have_text(["没有存储", "也能说话"])


async def test_it_survives_a_page_that_draws_itself_anew(site: Site) -> None:
    site.policy = ""
    panel = await site.visit()
    await panel.open()
    await panel.page.evaluate("document.body.innerHTML = '<p>别的页</p>'")
    await expect(panel.root.get_by_text("先打开您要办的事项")).to_be_visible()
    await panel.page.evaluate("(html) => { document.body.innerHTML = html }", MATTER)
    await expect(panel.root.get_by_role("heading", name="申报的开票销售额比已开发票少")).to_be_visible()


async def test_it_goes_into_an_open_modal_dialog_and_back(site: Site) -> None:
    site.html = page(body=f"{MATTER}<dialog aria-label=比对></dialog>")
    panel = await site.visit()
    await panel.open()
    await panel.page.evaluate("document.querySelector('dialog').showModal()")
    await expect(panel.page.locator("dialog daoban-help")).to_be_attached()
    await panel.button("解决了").click()
    await expect(panel.root.get_by_text("好的。需要时可以再来。")).to_be_visible()
    await panel.page.evaluate("document.querySelector('dialog').close()")
    await expect(panel.page.locator("body > daoban-help")).to_be_attached()


async def test_a_thread_at_its_end_stays_there_when_a_dialog_takes_it_along(site: Site) -> None:
    site.html = page(body=f"{MATTER}<dialog aria-label=比对></dialog>")
    officer = await site.hub.officer()
    panel = await site.visit()
    await panel.open()
    await panel.ask()
    session_id = await take(officer)
    for number in range(8):
        text = "\n".join([f"第 {number} 条"] * 8)
        await officer.send("message.post", session_id=session_id, client_msg_id=f"o{number}", text=text)
    await expect(panel.messages.last).to_contain_text("第 7 条")
    await expect(panel.messages.last).to_be_in_viewport()
    await panel.page.evaluate("document.querySelector('dialog').showModal()")
    await expect(panel.page.locator("dialog daoban-help")).to_be_attached()
    await expect(panel.messages.last).to_be_in_viewport()
    await panel.page.evaluate("document.querySelector('dialog').close()")
    await expect(panel.page.locator("body > daoban-help")).to_be_attached()
    await expect(panel.messages.last).to_be_in_viewport()


async def test_folding_by_the_page_leaves_the_focus_where_it_is(panel: Panel) -> None:
    await panel.open()
    field = panel.page.locator("[data-daoban-field=f1_6_wkp]")
    await field.focus()
    await panel.page.evaluate("daoban.close()")
    await expect(panel.tab).to_be_visible()
    await expect(field).to_be_focused()


async def test_chosen_files_outlive_the_composer(site: Site, tmp_path: Path) -> None:
    officer = await site.hub.officer()
    panel = await site.visit()
    await panel.open()
    await panel.ask()
    await take(officer)
    async with panel.page.expect_file_chooser() as chooser:
        await panel.button("添加文件").click()
    paper = tmp_path / "合同.txt"
    paper.write_text("x", encoding="utf-8")
    await (await chooser.value).set_files(paper)
    await expect(panel.root.get_by_text("合同.txt")).to_be_visible()
    await panel.page.evaluate("daoban.setLocale('en')")
    await expect(panel.button("Send file")).to_be_visible()
    await expect(panel.root.get_by_text("合同.txt")).to_be_visible()


async def test_the_link_beside_an_error_opens_it(panel: Panel) -> None:
    await panel.page.get_by_role("button", name="看不懂？请导办员一起看").click()
    await expect(panel.root.locator("h2")).to_be_focused()


async def test_a_second_embed_does_nothing(site: Site) -> None:
    site.html = page(EMBED + EMBED)
    panel = await site.visit()
    await panel.open()
    await expect(panel.page.locator("daoban-help")).to_have_count(1)


async def test_the_page_makes_room_and_takes_it_back(panel: Panel) -> None:
    width = "Math.round(document.querySelector('main').getBoundingClientRect().right)"
    before = await panel.page.evaluate(width)
    await panel.open()
    assert await panel.page.evaluate(width) <= 1440 - 400
    await panel.button("收起").click()
    assert await panel.page.evaluate(width) == before


async def test_over_a_page_that_cannot_make_room_it_floats(site: Site) -> None:
    site.html = page(EMBED.replace("async", 'data-daoban-dock="overlay" async'))
    panel = await site.visit()
    before = await panel.page.evaluate("document.querySelector('main').clientWidth")
    await panel.open()
    assert await panel.page.evaluate("document.querySelector('main').clientWidth") == before


async def test_a_panel_that_cannot_be_fetched_says_so_and_comes_when_pressed_again(site: Site) -> None:
    panel = await site.visit()
    await panel.page.evaluate("window.failed = []; daoban.on('error', ({ code }) => failed.push(code)); 0")
    await panel.page.route(re.compile(r"/widget/(panel|core)-"), lambda route: route.abort())
    await panel.tab.click()
    await expect(panel.page.get_by_role("alert").filter(has_text="没有加载成功，请再点一次。")).to_be_visible()
    assert await panel.page.evaluate("failed") == ["panel_unreachable"]
    await panel.page.unroute(re.compile(r"/widget/(panel|core)-"))
    await panel.open()


async def test_the_language_follows_the_page(panel: Panel) -> None:
    await panel.open()
    await panel.page.evaluate("daoban.setLocale('en-GB')")
    await expect(panel.root.get_by_role("button", name="Ask an officer")).to_be_visible()
    await expect(panel.tab).to_have_attribute("aria-label", "Help: ask an officer")


async def test_the_page_may_bring_the_tickets_itself(site: Site) -> None:
    site.html = page(EMBED.replace('data-daoban-ticket="/ticket"', ""))
    panel = await site.visit()
    await panel.page.evaluate("daoban.identify(async () => 'tp1/pe1/by-hand'); 0")
    await panel.open()
    await panel.ask()
    assert "/ticket" not in site.asked
    await panel.page.evaluate("daoban.identify(null)")
    await expect(panel.root.get_by_text("您已退出登录。")).to_be_visible()
    assert await panel.page.evaluate("localStorage.length") == 0


async def test_a_panel_drawn_in_another_language_still_folds(panel: Panel) -> None:
    await panel.open()
    await panel.page.evaluate("daoban.setLocale('en')")
    await panel.button("Fold").click()
    await panel.page.set_viewport_size({"width": 1100, "height": 800})
    await panel.page.set_viewport_size({"width": 1300, "height": 800})
    assert not await panel.page.evaluate("document.documentElement.hasAttribute('data-daoban-docked')")
