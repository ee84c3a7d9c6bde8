"""Trends over HTTP: who may read them, that page, table and file say the same, and what is wrong with an address."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from chatserver.services import facts
from chatserver.web.reports.trends_page import FIGURES
from tests.support.hub import on_duty
from tests.support.readers import NOVEMBER, lines_of, read
from tests.support.whole_story import ask, tell_the_whole_story

if TYPE_CHECKING:
    from chatserver.services.hub import Hub
    from tests.support.clock import FakeClock
    from tests.support.site import Site

PAGE = f"/reports/trends?{NOVEMBER}"
CSV = f"/reports/trends.csv?{NOVEMBER}"
DAY = "2026-11-16"


async def test_page_and_file_say_the_same(analyst: Site, hub: Hub, clock: FakeClock) -> None:
    await on_duty(hub, "of2", skills=("*",))
    await tell_the_whole_story(hub, clock, "of2")
    await facts.catch_up(hub.database, hub.workdays)
    await ask(hub, 2)  # and one that goes on
    clock.advance(10)
    lines = await lines_of(analyst, CSV)
    now = [line for line in lines if line["period"] == "now"]
    assert (len(now), len(lines)) == (30, 60)
    assert {line["first"]: line["value"] for line in now if line["value"]} == {DAY: "2"}
    assert [line["whole"] for line in now if line["first"] == DAY] == ["false"]  # the day is not over
    page = await read(analyst, PAGE)
    row = re.search(rf'<th scope="row">{DAY}</th>\s*<td class="num value">2</td>', page)
    assert row is not None
    assert page.count('class="gap"') == 29 + 1  # and one in the legend
    assert "会话数：2" in page


async def test_points_of_few_stand_on_the_axis_and_are_compared_with_nothing(
    analyst: Site, hub: Hub, clock: FakeClock
) -> None:
    await on_duty(hub, "of2", skills=("*",))
    await tell_the_whole_story(hub, clock, "of2")
    clock.advance(10)
    page = await read(analyst, f"{PAGE}&figure=answered_rate&against_from={DAY}&against_to={DAY}&by=month")
    assert re.search(r'<circle class="mark few" cx="[\d.]+" cy="250.0"', page)
    assert '<path class="now" d=""/>' in page
    assert "持平" not in page
    (now, before) = await lines_of(analyst, f"{CSV}&figure=answered_rate&against_from={DAY}&against_to={DAY}&by=month")
    assert (now["value"], now["few"], before["value"]) == ("1.0", "true", "1.0")


@pytest.mark.parametrize("figure", [name for names in FIGURES.values() for name in names])
async def test_every_figure_of_the_overview_has_a_trend(analyst: Site, hub: Hub, clock: FakeClock, figure: str) -> None:
    await ask(hub, 1)
    clock.advance(10)
    assert f'<option value="{figure}" selected>' in await read(analyst, f"{PAGE}&figure={figure}&by=week")


async def test_periods_of_unlike_length_begin_together(analyst: Site, hub: Hub, clock: FakeClock) -> None:
    await ask(hub, 1)
    clock.advance(10)
    query = "from=2026-11-15&to=2026-11-17&against_from=2026-11-12&against_to=2026-11-16&tier=1"
    lines = await lines_of(analyst, f"/reports/trends.csv?{query}")
    assert [(line["period"], line["place"]) for line in lines] == [
        *(("now", str(place)) for place in (1, 2, 3)),
        *(("against", str(place)) for place in (1, 2, 3, 4, 5)),
    ]
    assert "数据表（5 行）" in await read(analyst, f"/reports/trends?{query}")


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("from=2026-11-30&to=2026-11-01", "时段无效"),
        ("against_from=2026-11-30&against_to=2026-11-01", "时段无效"),
        ("from=2020-01-01&to=2026-01-01", "时段无效"),
        ("figure=luck", "没有这个指标"),
        ("by=hour", "没有这种分段"),
        ("matter=nothing", "没有这个事项"),
        ("tier=0", "没有这个层级"),
        ("from=2019-01-01&to=2019-01-31&hours=business", "工作日历里没有这个时段的年份"),
    ],
)
async def test_what_is_wrong_with_an_address_is_said(analyst: Site, query: str, words: str) -> None:
    assert words in await read(analyst, f"/reports/trends?{query}", 400)
    assert (await analyst.client.get(f"{analyst.url}/reports/trends.csv?{query}")).status == 400
