"""The officers' page over HTTP: who may read it, that page and file say the same, and what is wrong with an address."""

from __future__ import annotations

import re
from array import array
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from chatserver.domain.metrics_figures import MICROSECONDS
from chatserver.domain.officer_day import COUNTS, TIMES
from chatserver.domain.officer_figures import FIGURES
from chatserver.services import facts
from storage.officers import NewOfficer, add_officer
from storage.parts_codec import encode_lengths
from storage.schema_reports import assignment_facts, officer_days, officer_days_made
from tests.support.clock import START
from tests.support.hub import on_duty
from tests.support.readers import NOVEMBER, lines_of, read
from tests.support.whole_story import tell_the_whole_story

if TYPE_CHECKING:
    from chatserver.services.hub import Hub
    from tests.support.clock import FakeClock
    from tests.support.site import Site

PAGE = f"/reports/officers?{NOVEMBER}"
DAY = START.date()


async def officers_with(hub: Hub, *said: tuple[int, int]) -> None:
    """Officers o1, o2 … on one day that is kept: how many taxpayers said that it got done, of how many."""
    rows = [
        {
            **dict.fromkeys((*TIMES, *COUNTS), 0),
            "day": DAY,
            "officer_id": f"o{number}",
            "available": 3_600 * MICROSECONDS,
            "handled": of,
            "taken": of,
            "achieved": yes,
            "not_achieved": of - yes,
            "answers": encode_lengths(array("q", [MICROSECONDS] * of)),
        }
        for number, (yes, of) in enumerate(said, 1)
    ]
    new = [
        NewOfficer(officer_id=f"o{n}", name=f"导办{n:02}", tier=1 + n % 2, capacity=3, skills=("*",), password_hash="-")
        for n in range(1, len(said) + 1)
    ]
    begun = dict.fromkeys((column.name for column in assignment_facts.c), 0) | {
        "session_id": "s1", "officer_id": "o1", "day": DAY, "last_day": DAY, "start_at": START, "end_at": START,
        "handled": True,
    }  # fmt: skip

    def work(sql: sa.Connection) -> None:
        sql.execute(sa.insert(officer_days), rows)
        sql.execute(sa.insert(officer_days_made), {"day": DAY, "mark": 1, "is_made": True})
        sql.execute(sa.insert(assignment_facts), begun)
        for one in new:
            add_officer(sql, one, START)

    await hub.database.write(work)


async def lines(site: Site, query: str = "") -> list[dict[str, str]]:
    return await lines_of(site, f"/reports/officers.csv?{NOVEMBER}{query}")


async def test_page_and_file_say_the_same_of_a_session(analyst: Site, hub: Hub, clock: FakeClock) -> None:
    await on_duty(hub, "of2", skills=("*",))
    await tell_the_whole_story(hub, clock, "of2")
    await facts.catch_up(hub.database, hub.workdays)
    clock.advance(10)
    told = {row["figure"]: row for row in await lines(analyst)}
    assert tuple(told) == FIGURES
    assert (told["taken"]["officer_id"], told["taken"]["value"]) == ("of2", "1")
    assert (told["achieved_rate"]["value"], told["achieved_rate"]["few"]) == ("0.0", "true")
    page = await read(analyst, f"{PAGE}&figure=achieved_rate")
    assert "1 位导办员在岗或有会话" in page
    assert "数量少，不比较" in page
    assert "不足 5 人，不画区间" in page
    assert 'href="/reports/sessions?from=2026-11-01&amp;to=2026-11-30&amp;officer=of2"' in page


async def test_small_numbers_are_marked_and_stand_in_no_band(analyst: Site, hub: Hub) -> None:
    await officers_with(hub, (40, 100), (50, 100), (60, 100), (70, 100), (90, 100), (29, 29))
    page = await read(analyst, f"{PAGE}&figure=achieved_rate")
    assert "中位 60.0%；中间一半的导办员在 50.0% 与 70.0% 之间（可比较的 5 人）" in page
    strips = page[page.index('class="list strips"') : page.index("</table>")]
    assert re.findall(r"(区间内|高于区间|低于区间|数量少，不比较)</td>", strips) == [
        "低于区间", "区间内", "区间内", "区间内", "高于区间", "数量少，不比较",
    ]  # fmt: skip
    assert strips.count('class="hole"') == 1
    rows = [row for row in await lines(analyst) if row["figure"] == "achieved_rate"]
    assert {(row["band_low"], row["band_median"], row["band_high"], row["band_officers"]) for row in rows} == {
        ("0.5", "0.6", "0.7", "5")
    }
    assert [row["few"] for row in rows] == ["false"] * 5 + ["true"]


async def test_line_and_officer_narrow_the_page_and_the_file(analyst: Site, hub: Hub) -> None:
    await officers_with(hub, *[(40, 100)] * 6)
    assert {row["officer_id"] for row in await lines(analyst, "&tier=2")} == {"o1", "o3", "o5"}
    alone = await lines(analyst, "&officer=o4")
    assert {row["officer_id"] for row in alone} == {"o4"}
    assert {row["band_officers"] for row in alone if row["figure"] == "achieved_rate"} == {"6"}  # still of everybody
    assert "导办04" in await read(analyst, f"{PAGE}&officer=o4&figure=occupancy")


async def test_page_says_so_where_nobody_was_there(analyst: Site) -> None:
    assert "这段时间没有导办员在岗" in await read(analyst, PAGE)


@pytest.mark.parametrize(
    ("query", "words", "refused"),
    [
        ("from=2026-11-30&to=2026-11-01", "时段无效", True),
        ("from=2020-01-01&to=2026-01-01", "时段无效", True),
        ("officer=nobody", "没有这个导办员", True),
        ("tier=9", "没有这个层级", True),
        ("figure=luck", "没有这个指标", False),  # a file has all of them
        ("officer=<b>", "没有这个导办员", True),
    ],
)
async def test_what_is_wrong_with_an_address_is_said(analyst: Site, query: str, words: str, refused: bool) -> None:
    page = await read(analyst, f"/reports/officers?{query}", 400)
    assert words in page
    assert "<b>" not in page
    answer = await analyst.client.get(f"{analyst.url}/reports/officers.csv?{query}")
    assert answer.status == (400 if refused else 200)
