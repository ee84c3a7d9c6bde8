"""What leaves the browser: by the catalogue's sensitivity, only what changed, and nothing once it is stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.async_api import expect

from tests.widget.conftest import take
from tests.widget.pages import page

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.widget.conftest import Panel, Site

pytestmark = pytest.mark.browser
PERSONAL = """
<form data-daoban-form data-daoban-matter="{matter}" data-daoban-step="s1">
  <input data-daoban-field="{personal}" value="999999199001010016" aria-label=a>
  <input data-daoban-field="{sensitive}" value="6222020200011112222" aria-label=b>
</form>"""

REPEATED = """
<form data-daoban-form data-daoban-matter="vat-general" data-daoban-step="s2">
  <span data-daoban-field="f1_6_wkp">8844.00</span>
  <input data-daoban-field="f1_6_wkp" data-daoban-policy="hidden" value="8844.00" aria-label=a>
  <span data-daoban-field="f1_6_wkp">8844.00</span>
  <input data-daoban-field="f1_13_zp" data-daoban-propose="never" value="7733.00" aria-label=b>
  <span data-daoban-field="f1_13_zp">7733.00</span>
</form>"""
RECEIPT = """document.querySelector('section').remove();
  Object.assign(document.querySelector('main').dataset, { daobanOutcome: 'filed', daobanReceipt: '2026110012' });"""


async def opened(site: Site) -> tuple[Panel, dict[str, Any]]:
    """A panel in the queue, and the context that the opening carried."""
    panel = await site.visit()
    await panel.open()
    await panel.ask()
    return panel, site.said("session.open")[0]["context"]


async def test_the_opening_says_where_the_taxpayer_is_stuck(site: Site) -> None:
    _, context = await opened(site)
    assert {key: context[key] for key in ("matter_id", "form_code", "step_id", "period", "deadline", "error_id")} == {
        "matter_id": "vat-general",
        "form_code": "BDA0610606",
        "step_id": "s6",
        "period": "2026-10",
        "deadline": "2026-11-16",
        "error_id": "vatg-cmp-output",
    }
    assert context["error_occurrences"] == 1
    assert context["tried"] == ["explanation_read"]
    assert context["fields"] == [
        {"id": "f1_13_zp", "value": "860000.00", "error": None, "locked": False},
        {"id": "f1_6_wkp", "value": "35000.00", "error": "与发票不符", "locked": False},
    ]
    assert context["comparison"][0] == {
        "no": 1,
        "source_item": "本期开具发票金额合计",
        "source_amount": "1015000.00",
        "declared_item": "附一开票销售额合计",
        "declared_amount": "980000.00",
    }
    assert not any("秘密" in frame for frame in site.sent), "a field that the catalogue does not know left the browser"


async def test_personal_fields_leave_masked_and_sensitive_ones_not_at_all(site: Site) -> None:
    personal, sensitive, matter = fields_of(site)
    site.html = page(body=PERSONAL.format(matter=matter, personal=personal, sensitive=sensitive))
    _, context = await opened(site)
    assert context["fields"] == [{"id": personal, "value": "999999********0016", "error": None, "locked": False}]
    assert not any("6222020200011112222" in frame or "19900101" in frame for frame in site.sent)


async def test_a_value_repeated_on_the_page_is_held_back_as_its_field_says(site: Site) -> None:
    site.html = page(body=REPEATED)
    panel, context = await opened(site)
    assert context["fields"] == [{"id": "f1_13_zp", "value": "7733.00", "error": None, "locked": True}]
    await panel.page.evaluate(
        "daoban.update({ fields: [{ id: 'f1_6_wkp', value: '8844.00' }, { id: 'f1_13_zp', value: '9.00' }] })"
    )
    await until(panel, lambda: bool(updates(site)))
    assert updates(site)[-1]["fields"] == [{"id": "f1_13_zp", "value": "9.00", "error": None, "locked": True}]
    assert not any("8844" in frame for frame in site.sent)


async def test_changes_are_sent_as_changes_and_seldom(site: Site) -> None:
    panel, _ = await opened(site)
    field = panel.page.locator("[data-daoban-field=f1_6_wkp]")
    await field.fill("")
    await field.press_sequentially("118000.00", delay=40)
    await expect(panel.page.locator("body")).to_be_visible()
    await until(panel, lambda: bool(updates(site)) and updates(site)[-1]["fields"][-1:] == [sent("118000.00")])
    assert all([item["id"] for item in update["fields"]] in ([], ["f1_6_wkp"]) for update in updates(site))
    assert len(updates(site)) <= 5, "nine keys in 0.4 s are at most a few updates of 250 ms"
    assert updates(site)[-1]["focused_field"] == "f1_6_wkp"


async def test_stopped_means_that_nothing_is_sent_and_resumed_that_all_is(site: Site) -> None:
    officer = await site.hub.officer()
    panel, _ = await opened(site)
    await take(officer)
    await expect(panel.root.get_by_text("导办of1 正在看本表内容")).to_be_visible()
    await panel.button("停止共享").click()
    await expect(panel.root.get_by_text("已停止共享，导办员看不到新的填写")).to_be_visible()
    before = len(updates(site))
    field = panel.page.locator("[data-daoban-field=f1_6_wkp]")
    await field.fill("1.00")
    await panel.send("我停了共享")
    await expect(panel.messages).to_have_count(1)
    assert len(updates(site)) == before
    await panel.page.reload()
    await expect(panel.button("恢复共享")).to_be_visible()
    await field.fill("2.00")
    await panel.send("刷新后还是停的")
    await expect(panel.messages).to_have_count(2)
    assert len(updates(site)) == before
    await panel.button("恢复共享").click()
    await until(panel, lambda: len(updates(site)) > before and sent("2.00") in updates(site)[-1]["fields"])


async def test_the_session_ends_the_sharing(site: Site) -> None:
    officer = await site.hub.officer()
    panel, _ = await opened(site)
    session_id = await take(officer)
    await officer.send("session.end", session_id=session_id)
    await expect(panel.root.get_by_text("今天办成了吗？").first).to_be_visible()
    before = len(updates(site))
    await panel.page.locator("[data-daoban-field=f1_6_wkp]").fill("3.00")
    await panel.button("不评价").click()
    await expect(panel.button("再次求助")).to_be_visible()
    assert len(updates(site)) == before


async def test_a_receipt_tells_the_officer_that_the_form_was_accepted(site: Site) -> None:
    officer = await site.hub.officer()
    panel, opening = await opened(site)
    await take(officer)
    await expect(panel.root.get_by_text("导办of1 正在看本表内容")).to_be_visible()
    await panel.page.evaluate(RECEIPT)
    await expect(panel.root.get_by_text("导办of1 能看到申报已成功")).to_be_visible()
    await until(panel, lambda: "filed" in (updates(site) or [opening])[-1]["tried"])
    context = updates(site)[-1]
    assert context["tried"][:2] == ["filed", "receipt:2026110012"]
    assert (context["step_id"], context["deadline"], context["error_id"]) == ("s6", None, None)
    await panel.page.evaluate("delete document.querySelector('main').dataset.daobanOutcome")
    await until(panel, lambda: "filed" not in updates(site)[-1]["tried"])


async def test_it_is_never_said_that_the_officer_sees_what_they_do_not(site: Site) -> None:
    officer = await site.hub.officer()
    panel, _ = await opened(site)
    await take(officer)
    sees, hint = panel.root.get_by_text("正在看本表内容"), panel.root.get_by_text("可以说说哪里不明白。")
    await expect(sees).to_be_visible()
    await expect(hint).to_have_text("导办员已能看到您的表。可以说说哪里不明白。")
    await panel.button("停止共享").click()
    await expect(hint).to_have_text("可以说说哪里不明白。")
    await panel.button("恢复共享").click()
    await expect(sees).to_be_visible()
    await panel.page.evaluate("document.querySelector('main').remove()")
    await expect(panel.root.get_by_text("这一页没有表单，没有共享内容")).to_be_visible()
    await expect(sees).to_be_hidden()
    await expect(hint).to_have_text("可以说说哪里不明白。")
    await expect(panel.button("停止共享")).to_be_hidden()
    await expect(panel.button("恢复共享")).to_be_hidden()


async def test_another_error_is_noticed_and_becomes_another_question(site: Site) -> None:
    officer = await site.hub.officer()
    panel, _ = await opened(site)
    await take(officer)
    await panel.page.evaluate("document.querySelector('[data-daoban-error]').dataset.daobanError = 'vatg-cmp-input'")
    await panel.root.get_by_role("group", name="您现在停在：").get_by_role("button", name="换个问题").click()
    opened_question = await officer.expect("question.opened")
    assert (opened_question["body"]["number"], opened_question["body"]["error_id"]) == (2, "vatg-cmp-input")
    await expect(panel.root.get_by_text("问题 2：")).to_be_visible()
    await expect(panel.root.get_by_role("group", name="您现在停在：")).to_be_hidden()


async def test_what_the_page_says_goes_before_its_attributes(site: Site) -> None:
    panel = await site.visit()
    await panel.page.evaluate("daoban.update({ step_id: 's2', error_id: 'vatg-cmp-input', error_occurrences: 3 })")
    await panel.open()
    await panel.ask()
    context = site.said("session.open")[0]["context"]
    assert (context["step_id"], context["error_id"], context["error_occurrences"]) == ("s2", "vatg-cmp-input", 3)
    assert context["tried"] == ["explanation_read", "resubmitted"]
    assert context["fields"], "what it did not say is read from the page"


def updates(site: Site) -> list[Any]:
    """The contexts of all context.update commands so far."""
    return [command["context"] for command in site.said("context.update")]


def sent(value: str) -> dict[str, Any]:
    """The field of these tests with a value, as the hub is told."""
    return {"id": "f1_6_wkp", "value": value, "error": "与发票不符", "locked": False}


def fields_of(site: Site) -> tuple[str, str, str]:
    """A personal field, a sensitive field and the matter that has both."""
    for matter in site.node.hub.catalogue.matters:
        by_kind = {item.sensitivity.value: item.id for item in matter.fields}
        if "personal" in by_kind and "sensitive" in by_kind:
            return by_kind["personal"], by_kind["sensitive"], matter.id
    pytest.fail("no matter of the catalogue has both kinds")


async def until(panel: Panel, reached: Callable[[], bool]) -> None:
    """Wait, by the page's own frames, until something holds."""
    for _ in range(600):
        if reached():
            return
        await panel.page.evaluate("new Promise(requestAnimationFrame)")
    pytest.fail("it never came to that")
