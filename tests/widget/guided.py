"""A bureau's form that works out its sums by itself, and an officer who points at its fields."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, Final

from playwright.async_api import expect

from tests.widget.conftest import take
from tests.widget.pages import EMBED, page

if TYPE_CHECKING:
    from tests.support.clients import Client
    from tests.widget.conftest import Panel, Site

SCHEDULE: Final = """
<main data-daoban-form data-daoban-matter="vat-general" data-daoban-step="s2"
  data-daoban-step-url="/form?step={step_id}">
  <h1>附列资料（一）</h1><a href="/form?step=s6" data-daoban-step-link="s6">申报比对与提交</a>
  <p><label>6% 其他发票 <input data-daoban-field="f1_6_qt" value="0.00"></label></p>
  <p><label>6% 未开票 <input id="wkp" data-daoban-field="f1_6_wkp" value="35,000.00" aria-describedby="hint"></label>
    <span id="hint">按实际填写</span><span id="wrong" data-daoban-error-for="f1_6_wkp"></span></p>
  <p>合计 <data data-daoban-field="f1_6_hj" value="35000.00">35,000.00</data></p>
</main>"""

RECALCULATES: Final = """
const of = (id) => document.querySelector(`[data-daoban-field="${id}"]`);
const plain = (id) => Number(of(id).value.replaceAll(',', ''));
const main = document.querySelector('main');
document.addEventListener('change', async () => {
  main.dataset.daobanBusy = '';
  await fetch('/ticket', { method: 'HEAD' }).catch(() => null);
  of('f1_6_hj').value = (plain('f1_6_qt') + plain('f1_6_wkp')).toFixed(2);
  const wrong = of('f1_6_wkp').value === '1.00' ? '未开票收入不能为 1 元' : '';
  document.getElementById('wrong').textContent = wrong;
  of('f1_6_wkp').toggleAttribute('aria-invalid', wrong !== '');
  if (wrong) of('f1_6_wkp').setAttribute('aria-invalid', 'true');
  delete main.dataset.daobanBusy;
});
"""
SCRIPT: Final = '<script src="/page.js" defer></script>'


async def guided(
    site: Site, officer: Client, body: str = SCHEDULE, script: str = RECALCULATES, embed: str = EMBED
) -> tuple[Panel, str]:
    """A panel in a talk on the schedule, and the session's id."""
    site.html = page(head=embed + SCRIPT, body=body)
    site.script = script
    panel = await site.visit()
    await panel.open()
    await panel.ask()
    session_id = await take(officer)
    await expect(panel.root.get_by_role("heading", name="导办of1")).to_be_visible()
    return panel, session_id


async def point_at(officer: Client, session_id: str, target: str, kind: str = "field", text: str | None = None) -> str:
    """Highlight something; return the guide's id."""
    guide_id = str(uuid.uuid4())
    await officer.send(
        "field.highlight", session_id=session_id, guide_id=guide_id, kind=kind, target_id=target, text=text
    )
    return guide_id


async def propose(
    officer: Client, session_id: str, changes: dict[str, tuple[str, str]], basis: str | None = None
) -> str:
    """Propose field → (before, after); return the guide's id."""
    guide_id = str(uuid.uuid4())
    listed = [{"field_id": name, "before": old, "after": new} for name, (old, new) in changes.items()]
    await officer.send(
        "field.propose", session_id=session_id, guide_id=guide_id, changes=listed, reason="已开普通发票", basis=basis
    )
    return guide_id


async def applied(officer: Client) -> dict[str, Any]:
    """What the page made of the proposal."""
    return dict((await officer.expect("proposal.applied"))["body"])
