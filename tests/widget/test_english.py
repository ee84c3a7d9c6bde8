"""In English the widget is English throughout: only what people themselves wrote may hold Chinese."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.async_api import expect

from tests.support.browser import axe_violations, take_picture
from tests.widget.conftest import Panel, take
from tests.widget.guided import guided, propose

if TYPE_CHECKING:
    from playwright.async_api import Route

    from tests.support.clients import Client
    from tests.widget.conftest import Site

pytestmark = pytest.mark.browser

CHINESE = """() => {
  const found = [];
  const note = (text) => /[\\u3000-\\u303f\\u3400-\\u9fff\\uff00-\\uffef]/.test(text ?? '') && found.push(text.trim());
  const walk = (node) => {
    if (node.nodeType === Node.TEXT_NODE) note(node.data);
    if (node.localName === 'style') return;
    for (const name of ['aria-label', 'title', 'placeholder']) note(node.getAttribute?.(name));
    if (node.shadowRoot) walk(node.shadowRoot);
    for (const child of node.childNodes) walk(child);
  };
  walk(document.querySelector('daoban-help'));
  return found;
}"""
"""Every text of the widget, read out or shown, in which a Chinese letter or mark stands."""
MOVED = {"f1_6_wkp": ("35000.00", "0.00"), "f1_6_qt": ("0.00", "35000.00")}


async def at_the_bureau(site: Site) -> Panel:
    """An English page of the demo bureau, on which the comparison has failed, with the panel open."""

    async def ticket(route: Route) -> None:
        site.tickets += 1
        await route.fulfill(json={"ticket": f"tp1/pe1/{site.tickets}"})

    await site.context.route("**/bureau/help-ticket", ticket)
    panel = await site.visit("/bureau/sign-in?lang=en")
    await panel.page.click("button[value=pe1]")
    await panel.page.goto(f"{site.hub.url}/bureau/matters/vat-general")
    for number in range(2, 7):
        await panel.page.click("button[value=next]")
        await expect(panel.page.locator(f'[data-daoban-step="s{number}"]')).to_be_attached()
    await panel.page.check("input[type=checkbox]")
    await panel.page.click(".acts .pri")
    await panel.open()
    return panel


async def look(panel: Panel, name: str, shows: str) -> None:
    """Wait until `shows` is on the screen: nothing is Chinese there, but for the reason that the officer wrote."""
    await expect(panel.root.get_by_text(re.compile(shows)).filter(visible=True).first).to_be_visible()
    await take_picture(panel.page, f"english-{name}")
    assert [text for text in await panel.page.evaluate(CHINESE) if text != "已开普通发票"] == [], name
    assert await axe_violations(panel.page) == [], name


async def cards(site: Site, officer: Client, here: dict[str, Any]) -> None:
    """Everything that an officer can put before somebody."""
    places = (("field", "f1_6_wkp"), ("row", "1"), ("step", "s2"), ("error", "vatg-cmp-output"))
    for kind, target in places:
        await officer.send("field.highlight", **here, guide_id=f"h-{kind}", kind=kind, target_id=target, text=None)
    await officer.send("step.suggest", **here, guide_id="s1", step_id="s2", text=None)
    await officer.send("link.push", **here, guide_id="l1", kind="matter", ref="payment")
    topic = site.node.hub.catalogue.matter("vat-general").help_topics[0].id
    await officer.send("link.push", **here, guide_id="l2", kind="topic", ref=topic)
    await officer.send("error.explain", **here, guide_id="e1", error_id="vatg-cmp-output")
    await propose(officer, here["session_id"], MOVED, basis="Instructions")


async def test_from_the_explanation_to_the_rating_nothing_is_chinese(site: Site) -> None:
    officer = await site.hub.officer(skills=("*",), name_en="Guide 01", available=False)
    second = await site.hub.officer("of2", skills=("*",), name_en="Guide 02", available=False)
    papers = [item.id for item in site.node.hub.catalogue.matter("vat-general").materials]
    panel = await at_the_bureau(site)
    await look(panel, "1-explained", "Under-declared")
    await panel.button("Ask an officer").click()
    await look(panel, "2-queued", "You are in the queue")
    await officer.send("status.set", status="available")
    here = {"session_id": await take(officer)}
    await look(panel, "3-session", "Guide 01 joined")
    await cards(site, officer, here)
    await look(panel, "4-cards", "2 changes proposed")
    await officer.send("slip.start", **here, slip_id="k1", optional_ids=papers)
    await look(panel, "5-slip", "3 items missing")
    await officer.send("session.hold", **here, minutes=5)
    await look(panel, "6-held", "is looking something up")
    await second.send("status.set", status="available")
    await officer.send("consult.start", **here, consult_id="c1", officer_id="of2", introduced=True)
    await second.send("consult.join", **here, consult_id="c1")
    await look(panel, "7-consult", "Guide 02 joined the talk")
    await second.send("consult.end", **here, consult_id="c1")
    await officer.send("hall.refer", **here, guide_id="hall", items=papers, text="Counter 3")
    await look(panel, "8-hall", "Counter 3")
    await officer.send("session.transfer", **here, kind="officer", target="of2")
    await look(panel, "9-passing", "Passing you to Guide 02")
    await take(second)
    await look(panel, "10-passed", "Guide 02 joined and sees")
    await second.send("session.end", **here)
    await look(panel, "11-ended", "Did you get it done")
    await panel.root.get_by_role("button", name="My slips").click()
    await look(panel, "12-slips", "has no result yet")


async def test_cards_of_another_language_are_explained_once(site: Site) -> None:
    panel, session_id = await guided(site, await site.hub.officer())
    (officer,) = site.hub.clients
    note = panel.root.get_by_text("This session was opened in Chinese.")
    await officer.send("link.push", session_id=session_id, guide_id="l1", kind="matter", ref="payment")
    await officer.send("error.explain", session_id=session_id, guide_id="e1", error_id="vatg-cmp-output")
    await expect(panel.root.locator("daoban-guide-card section")).to_have_count(2)
    await expect(note).to_have_count(0)
    await panel.page.evaluate("daoban.setLocale('en')")
    await expect(note).to_have_count(1)
    await panel.page.evaluate("daoban.setLocale('zh-CN')")
    await expect(panel.root.locator("daoban-guide-card section")).to_have_count(2)
    await expect(note).to_have_count(0)
