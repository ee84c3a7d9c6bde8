"""The queues' page over HTTP: who may read it, that page and file say the same, and what is wrong with an address."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from chatserver.services import facts
from tests.support.hub import on_duty
from tests.support.readers import NOVEMBER, lines_of, read
from tests.support.whole_story import ask, tell_the_whole_story

if TYPE_CHECKING:
    from chatserver.services.hub import Hub
    from tests.support.clock import FakeClock
    from tests.support.site import Site

PAGE = f"/reports/queues?{NOVEMBER}"


async def told(site: Site, query: str = "") -> dict[tuple[str, str, str], str]:
    lines = await lines_of(site, f"/reports/queues.csv?{NOVEMBER}{query}")
    return {(line["by"], line["key"], line["figure"]): line["value"] for line in lines}


async def test_page_and_file_say_the_same(analyst: Site, hub: Hub, clock: FakeClock) -> None:
    await on_duty(hub, "of2", skills=("*",))
    await tell_the_whole_story(hub, clock, "of2")
    await facts.catch_up(hub.database, hub.workdays)
    await ask(hub, 2, matter_id="payment", step_id=None, error_id=None)
    clock.advance(10)
    figures = await told(analyst)
    assert figures["queue", "vat-general", "answered_rate"] == "1.0"
    assert figures["queue", "payment", "sessions_waiting"] == "1"
    assert figures["tier", "1", "sessions"] == "2"
    page = await read(analyst, PAGE)
    assert "2 个会话，接通率 100.0%" in page
    assert re.search(r'matter=payment">[^<]+</a>\s*</th>\s*<td class="num">1</td>', page)
    assert 'aria-label="仍在等候 1 "' in page
    assert page.count('class="few"') >= 2  # of one session nothing follows


async def test_address_narrows_page_and_file(analyst: Site, hub: Hub, clock: FakeClock) -> None:
    await ask(hub, 1)
    await ask(hub, 2, matter_id="payment", step_id=None, error_id=None)
    clock.advance(10)
    assert {key for by, key, _ in await told(analyst, "&matter=payment") if by == "queue"} == {"payment"}
    assert not await told(analyst, "&tier=3")
    assert len({key for by, key, _ in await told(analyst, "&hours=business") if by == "queue"}) == 2
    page = await read(analyst, f"{PAGE}&matter=payment&tier=1")
    assert '<option value="payment" selected>' in page
    assert '<option value="1" selected>' in page


async def test_page_says_so_where_nobody_came(analyst: Site) -> None:
    assert "这段时间没有会话" in await read(analyst, PAGE)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("from=2026-11-30&to=2026-11-01", "时段无效"),
        ("from=2020-01-01&to=2026-01-01", "时段无效"),
        ("matter=nothing", "没有这个事项"),
        ("tier=4", "没有这个层级"),
        ("from=2019-01-01&to=2019-01-31&hours=business", "工作日历里没有这个时段的年份"),
    ],
)
async def test_what_is_wrong_with_an_address_is_said(analyst: Site, query: str, words: str) -> None:
    assert words in await read(analyst, f"/reports/queues?{query}", 400)
    assert (await analyst.client.get(f"{analyst.url}/reports/queues.csv?{query}")).status == 400
