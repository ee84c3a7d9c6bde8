"""The wallboard over HTTP: who may look, and that page and JSON say the same."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from storage.officers import NewOfficer, add_officer
from tests.support.busy_hall import fill
from tests.support.site import CHEAP, PASSWORD, Site, refusal

if TYPE_CHECKING:
    from chatserver.services.hub import Hub
    from tests.support.clock import FakeClock

PAGE = {"Accept": "text/html", "Accept-Language": "zh-CN"}


async def let_in(site: Site, hub: Hub, skill: str) -> None:
    """Somebody with this skill signs in."""
    password = CHEAP.hash(PASSWORD)
    new = NewOfficer(officer_id="an1", name="分析员01", tier=0, capacity=0, skills=(skill,), password_hash=password)
    await hub.database.write(lambda sql: add_officer(sql, new, hub.clock.now()))
    await site.sign_in("an1")


async def test_who_is_not_signed_in_is_sent_to_sign_in_and_a_script_is_told(site: Site) -> None:
    page = await site.client.get(f"{site.url}/reports/wall", headers=PAGE, allow_redirects=False)
    assert (page.status, page.headers["Location"]) == (303, "/console/?then=/reports/wall")
    assert await refusal(await site.client.get(f"{site.url}/reports/wall.json")) == (401, "login_required")


@pytest.mark.parametrize("path", ["/reports/wall", "/reports/wall.json"])
async def test_officer_without_the_right_sees_no_wallboard(site: Site, path: str) -> None:
    await site.sign_in()
    assert await refusal(await site.client.get(site.url + path)) == (403, "not_permitted")


@pytest.mark.parametrize("skill", ["report", "monitor"])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_page_shows_what_the_json_says(site: Site, hub: Hub, clock: FakeClock, skill: str, language: str) -> None:
    await let_in(site, hub, skill)
    await fill(hub, clock)
    answer = await site.client.get(f"{site.url}/reports/wall.json?lang={language}")
    shown = (await answer.json())["shown"]
    page = await (await site.client.get(f"{site.url}/reports/wall?lang={language}", headers=PAGE)).text()
    on_page = dict(re.findall(r'data-text="([^"]+)">([^<]*)<', page))
    assert {name: words for name, words in on_page.items() if words} == {
        name: words for name, words in shown["text"].items() if words
    }
    assert dict(re.findall(r'data-mark="([^"]+)" data-is="([^"]+)"', page)) == shown["mark"]
    attributes = {name: page.partition(f' {name}"')[2] for name in shown["draw"]}
    assert all(f'="{value}"' in attributes[name][: len(value) + 30] for name, value in shown["draw"].items())


async def test_page_has_no_script_and_no_style_of_its_own(site: Site, hub: Hub) -> None:
    await let_in(site, hub, "report")
    answer = await site.client.get(f"{site.url}/reports/wall", headers=PAGE)
    page = await answer.text()
    assert "style=" not in page
    assert "<style" not in page
    assert re.findall(r"<script[^>]*>", page) == ['<script src="/reports/wall.js" defer>']
    assert "'unsafe-inline'" not in answer.headers["Content-Security-Policy"]
