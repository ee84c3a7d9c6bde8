"""Cards of files draw themselves a moment after the thread has: whoever reads at its end has them whole in sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from chatserver.domain.events_papers import FileRefused
from chatserver.domain.files import refuse
from tests.support.builders import ASKER
from tests.widget.guided import guided

if TYPE_CHECKING:
    from tests.widget.conftest import Site

pytestmark = pytest.mark.browser
NAMES = ("清单2026-09-全部明细（含红字）.xlsm", "清单2026-10-全部明细（含红字）.xlsm")
IN_SIGHT = """() => {
  const thread = document.querySelector('daoban-help').shadowRoot.querySelector('daoban-panel').shadowRoot
    .querySelector('daoban-thread').shadowRoot;
  const card = [...thread.querySelectorAll('daoban-guide-card')].at(-1);
  const shown = thread.querySelector('.scroll').getBoundingClientRect();
  return card?.offsetHeight > 0 && card.getBoundingClientRect().bottom <= shown.bottom;
}"""


async def test_the_card_of_a_file_that_comes_last_is_whole_in_sight(site: Site) -> None:
    officer = await site.hub.officer()
    panel, session_id = await guided(site, officer)
    await panel.page.set_viewport_size({"width": 360, "height": 740})
    seq = 0
    for number in range(12):
        said = {"client_msg_id": f"o{number}", "text": f"第 {number} 句"}
        seq = (await officer.send("message.post", session_id=session_id, **said))["seq"]
    while (await officer.expect("message.read"))["body"]["up_to_seq"] < seq:
        pass
    for name in NAMES:  # the second one finds all that draws it fetched already
        event = FileRefused(file_id=name[:9], name=name, reason="macro")
        await site.node.hub.journal.change(session_id, lambda session, event=event: refuse(session, ASKER, event))  # type: ignore[misc]
        await expect(panel.root.locator("daoban-file-card").last).to_contain_text(name)
        await panel.page.wait_for_function(IN_SIGHT)
