"""The language of the analyst's pages: the browser's until another is chosen, which then goes along."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from chatserver.web.reports.reading import PAGES

if TYPE_CHECKING:
    from tests.support.site import Site

CHINESE = {"Accept": "text/html", "Accept-Language": "zh-CN"}
SWITCH = re.compile(r'<a href="([^"]*)" lang="([^"]*)" hreflang="\2">([^<]*)</a>')
FILTERED = "/reports/sessions?from=2026-11-01&to=2026-11-30&q=%E5%8F%91%E7%A5%A8%26&matter=vat-general"
DRAWN = [name for name in PAGES if name != "wall"]  # which says in its foot how to go on


async def read(site: Site, path: str) -> str:
    answer = await site.client.get(site.url + path, headers=CHINESE)
    assert answer.status == 200
    return await answer.text()


@pytest.mark.parametrize("name", DRAWN)
async def test_every_page_leads_to_itself_in_the_other_language_and_back(analyst: Site, name: str) -> None:
    page = await read(analyst, f"/reports/{name}")
    assert SWITCH.findall(page) == [(f"/reports/{name}?lang=en", "en", "English")]
    english = await read(analyst, f"/reports/{name}?lang=en")
    assert '<html lang="en">' in english
    assert SWITCH.findall(english) == [(f"/reports/{name}?lang=zh-CN", "zh-CN", "中文")]


async def test_switch_keeps_what_the_address_asks_for(analyst: Site) -> None:
    [(address, _, _)] = SWITCH.findall(await read(analyst, FILTERED + "&lang=zh-CN"))
    asked = parse_qs(urlsplit(html.unescape(address)).query)
    assert asked == {**parse_qs(urlsplit(FILTERED).query), "lang": ["en"]}


@pytest.mark.parametrize("name", DRAWN)
async def test_chosen_language_goes_along_with_every_link_and_form(analyst: Site, name: str) -> None:
    page = await read(analyst, f"/reports/{name}?lang=en")
    links = [html.unescape(one) for one in re.findall(r'<a (?:class="[^"]*" )?href="([^"]*)"(?! download)', page)]
    assert [one for one in links if not one.startswith("#") and "lang=" not in one and ".csv" not in one] == []
    forms = re.findall(r"<form.*?</form>", page, re.DOTALL)
    assert [one for one in forms if "lang=en" not in one and 'name="lang" value="en"' not in one] == []
    assert "lang=" not in SWITCH.sub("", await read(analyst, f"/reports/{name}")).replace('<html lang="zh-CN">', "")
