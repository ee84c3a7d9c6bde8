"""A new highlight brings its place into sight, but not under the hands of somebody who is typing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from playwright.async_api import expect

from tests.widget.guided import SCHEDULE, guided, point_at

if TYPE_CHECKING:
    from tests.support.clients import Client
    from tests.widget.conftest import Site

pytestmark = pytest.mark.browser
FAR: Final = SCHEDULE.replace("<p><label>6% 未开票", '<p id="far"><label>6% 未开票')
AWAY: Final = "document.querySelector('#far').style.marginTop = '2400px';"
MARKED: Final = "() => document.querySelector('#wkp').getAttribute('aria-describedby').includes('daoban-mark')"
COUNTED: Final = """
window.waits = 0;
const real = window.setTimeout;
window.setTimeout = (then, after, ...more) => {
  if (after > 1_200 && after <= 2_001) window.waits += 1;
  return real(then, after, ...more);
};
"""
TYPED: Final = """async () => {
  const field = document.querySelector('[data-daoban-field="f1_6_qt"]');
  for (let key = 0; key < 20; key++) {
    field.value = String(key);
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    document.querySelector('#hint').textContent = `按实际填写 ${key}`;
    await new Promise(requestAnimationFrame);
  }
}"""


@pytest.fixture
async def officer(site: Site) -> Client:
    """An officer on duty."""
    return await site.hub.officer()


async def test_several_highlights_wait_together(site: Site, officer: Client) -> None:
    await site.context.add_init_script(COUNTED)
    panel, session_id = await guided(site, officer, body=FAR, script=AWAY)
    await point_at(officer, session_id, "f1_6_qt")
    await expect(panel.root.locator("daoban-guide-card")).to_have_count(1)
    await panel.page.evaluate(TYPED)
    for target in ("f1_6_wkp", "f1_6_hj"):
        await point_at(officer, session_id, target)
    await expect(panel.root.locator("daoban-guide-card")).to_have_count(3)
    await panel.page.evaluate("window.waits = 0")
    await panel.page.evaluate(TYPED)
    assert await panel.page.evaluate("window.waits") <= 1
