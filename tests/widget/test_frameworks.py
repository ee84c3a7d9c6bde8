"""Pages in React and Vue: an accepted value reaches the framework's own state; what the page says comes back."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING, Final

import pytest
from playwright.async_api import expect

from tests.widget.guided import applied, guided, point_at, propose
from tests.widget.pages import EMBED
from tools import node
from tools.places import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.support.clients import Client
    from tests.widget.conftest import Site

pytestmark = pytest.mark.browser
EXAMPLES: Final = ["react", "vue", "react-adapt", "vue-adapt"]
STUB: Final = "window.daoban = window.daoban || function () { (daoban.q = daoban.q || []).push(arguments); };\n"
MESSAGE: Final = "未开票收入不能为 1 元"


@pytest.fixture
async def officer(site: Site) -> Client:
    """An officer on duty."""
    return await site.hub.officer()


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """Name of an example → its page as one script."""
    folder: Path = tmp_path_factory.mktemp("examples")

    def build(name: str) -> str:
        made = folder / f"{name}.js"
        if not made.exists():
            command = [str(node.ensure().program), "widget/examples/build.mjs", name, str(made)]
            subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        return made.read_text("utf-8")

    return build


@pytest.mark.parametrize("name", EXAMPLES)
async def test_an_accepted_value_is_in_the_state_of_the_framework(
    site: Site, officer: Client, built: Callable[[str], str], name: str
) -> None:
    panel, session_id = await guided(site, officer, body="<div id=app></div>", script=STUB + built(name), embed=EMBED)
    page, field = panel.page, panel.page.locator("#f1_6_wkp")
    await point_at(officer, session_id, "f1_6_wkp")
    await expect(page.locator("daoban-help .around")).to_be_visible()
    await officer.expect("highlight.seen")
    await propose(officer, session_id, {"f1_6_wkp": ("35000.00", "20000.00")})
    await panel.button("接受并填入").click()
    told = await applied(officer)
    assert [(item["outcome"], item["value"]) for item in told["outcomes"]] == [("set", "20000.00")]
    assert told["recalculated"] == [{"field_id": "f1_6_hj", "before": "35000.00", "after": "20000.00"}]
    assert await page.evaluate("state.f1_6_wkp") == "20000.00"
    await page.locator("#f1_6_qt").fill("7.00")  # the framework draws all of it anew
    await expect(field).to_have_value("20000.00")
    assert await page.evaluate("state") == {"f1_6_qt": "7.00", "f1_6_wkp": "20000.00"}


@pytest.mark.parametrize("name", EXAMPLES)
async def test_a_value_that_the_page_refuses_is_not_in_its_state(
    site: Site, officer: Client, built: Callable[[str], str], name: str
) -> None:
    panel, session_id = await guided(site, officer, body="<div id=app></div>", script=STUB + built(name), embed=EMBED)
    await propose(officer, session_id, {"f1_6_wkp": ("35000.00", "1.00")})
    await panel.button("接受并填入").click()
    told = await applied(officer)
    assert [(item["outcome"], item["message"]) for item in told["outcomes"]] == [("refused", MESSAGE)]
    await expect(panel.page.locator("#f1_6_wkp")).to_have_value("35000.00")
    assert await panel.page.evaluate("state.f1_6_wkp") == "35000.00"
