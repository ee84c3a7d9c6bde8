"""A file whose term is over: its name stays in the thread, and what it held can be asked for no more."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from chatserver.domain.events_papers import FileShared
from chatserver.domain.files import remove_files, share
from tests.support.browser import axe_violations, take_picture
from tests.support.builders import OFFICER
from tests.widget.guided import guided

if TYPE_CHECKING:
    from tests.widget.conftest import Site

pytestmark = pytest.mark.browser
PAPER = FileShared(
    file_id="f1", name="填表说明.pdf", media_type="application/pdf", size_bytes=183_204, width=None, height=None
)
PICTURE = FileShared(
    file_id="f2", name="示例截图.png", media_type="image/png", size_bytes=83_204, width=1200, height=800
)


@pytest.mark.parametrize("width", [1366, 360])
async def test_a_removed_file_keeps_its_name_and_loses_its_buttons(site: Site, width: int) -> None:
    officer = await site.hub.officer()
    panel, session_id = await guided(site, officer)
    await panel.page.set_viewport_size({"width": width, "height": 740})
    journal = site.node.hub.journal
    for event in (PAPER, PICTURE):
        await journal.change(session_id, lambda session, event=event: share(session, OFFICER, event))  # type: ignore[misc]
    cards = panel.root.locator("daoban-file-card")
    await expect(cards.first.get_by_role("button", name="保存")).to_be_visible()
    await officer.send("session.end", session_id=session_id)
    view = (await officer.send("session.resume", session_id=session_id, after_seq=0))["session"]
    outcomes = {question["question_id"]: "resolved" for question in view["questions"]}
    await officer.send("session.wrap_up", session_id=session_id, dispositions=outcomes, note="")
    later = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)
    await journal.change(session_id, lambda session: remove_files(session, later))
    for _ in ("as it happens", "after a reload"):
        await expect(cards).to_contain_text(["183 kB · 文件已按保存期限删除", "83 kB · 文件已按保存期限删除"])
        await expect(cards.get_by_role("button")).to_have_count(0)
        await panel.page.reload()
    await expect(cards).to_have_count(2)
    await take_picture(panel.page, f"removed-{width}")
    assert await axe_violations(panel.page) == []
