"""The analyst's pages over HTTP: who may read them, what they say, and that page and file say the same."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from chatserver.domain.report_facts import SolvedBy
from chatserver.services import facts
from storage.officers import NewOfficer, add_officer
from storage.schema_reports import facts_due, question_facts
from tests.support.clock import START, FakeClock
from tests.support.hub import on_duty
from tests.support.site import CHEAP, PASSWORD, Site, refusal
from tests.support.whole_story import tell_the_whole_story

if TYPE_CHECKING:
    from chatserver.services.hub import Hub

PAGE = {"Accept": "text/html", "Accept-Language": "zh-CN"}
STUCK = "/reports/stuck?from=2026-11-01&to=2026-11-30"


@pytest.fixture
async def analyst(site: Site, hub: Hub) -> Site:
    """The site, read by an analyst."""
    new = NewOfficer(
        officer_id="an1", name="分析员01", tier=0, capacity=0, skills=("report",), password_hash=CHEAP.hash(PASSWORD)
    )
    await hub.database.write(lambda sql: add_officer(sql, new, hub.clock.now()))
    assert (await site.sign_in("an1")).status == 200
    return site


async def read(site: Site, path: str, status: int = 200) -> str:
    answer = await site.client.get(site.url + path, headers=PAGE)
    assert answer.status == status
    return await answer.text()


async def ask_at(hub: Hub, people: int, *, step: str = "s6", error: str = "vatg-cmp-output", lost: int = 60) -> None:
    """So many people's questions as facts, one each."""
    rows = [
        {
            "session_id": f"{step}-{error}-{n}",
            "number": 1,
            "opened_at": START,
            "day": START.date(),
            "matter_id": "vat-general",
            "step_id": step,
            "error_id": error,
            "person_key": f"tp{n}:pe",
            "solved_by": SolvedBy.OFFICER.value if n % 2 else None,
            "lost": lost * 1_000_000,
            "disposition": None,
            "solved": None,
            "filed": bool(n % 2),
        }
        for n in range(people)
    ]
    await hub.database.write(lambda sql: sql.execute(sa.insert(question_facts), rows))


async def test_who_is_not_signed_in_is_sent_to_sign_in_and_back(site: Site) -> None:
    answer = await site.client.get(site.url + STUCK, headers=PAGE, allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (
        303,
        "/console/?then=/reports/stuck?from%3D2026-11-01%26to%3D2026-11-30",
    )


@pytest.mark.parametrize("path", ["/reports/stuck", "/reports/stuck.csv"])
async def test_officer_without_the_right_reads_no_figures(site: Site, path: str) -> None:
    await site.sign_in()
    assert await refusal(await site.client.get(site.url + path)) == (403, "not_permitted")
    assert "这个请求不能办理" in await read(site, path, 403)


async def test_supervisor_reads_figures(site: Site, hub: Hub) -> None:
    new = NewOfficer(
        officer_id="of7", name="班组长", tier=0, capacity=0, skills=("monitor",), password_hash=CHEAP.hash(PASSWORD)
    )
    await hub.database.write(lambda sql: add_officer(sql, new, hub.clock.now()))
    await site.sign_in("of7")
    assert "纳税人卡在哪一步" in await read(site, "/reports/stuck")


async def test_reports_begin_with_the_stuck_map(analyst: Site) -> None:
    answer = await analyst.client.get(analyst.url + "/reports/", headers=PAGE)
    assert answer.url.path == "/reports/stuck"


async def test_page_says_so_where_nobody_asked(analyst: Site) -> None:
    assert "这段时间没有人求助" in await read(analyst, STUCK)


async def test_session_is_on_the_map_once_it_is_closed_and_caught_up(analyst: Site, hub: Hub, clock: FakeClock) -> None:
    await on_duty(hub, "of2", skills=("*",))
    await tell_the_whole_story(hub, clock, "of2")
    assert "另有 1 个已结束的会话还在计入" in await read(analyst, STUCK)
    await facts.catch_up(hub.database, hub.workdays)
    page = await read(analyst, STUCK)
    assert "还在计入" not in page
    assert "1 人求助，各步合计 1 人次" in page


async def test_page_and_file_say_the_same(analyst: Site, hub: Hub) -> None:
    await ask_at(hub, 7)
    await ask_at(hub, 3, error="vatg-cmp-input", lost=30)
    await ask_at(hub, 4, step="s2", error="")
    answer = await analyst.client.get(analyst.url + STUCK.replace("stuck?", "stuck.csv?"))
    assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''stuck-2026-11-01-2026-11-30.csv"
    rows = list(csv.DictReader(io.StringIO((await answer.read()).decode("utf-8-sig"))))
    told = {(row["step_id"], row["error_id"]): (row["people"], row["median_lost_seconds"]) for row in rows}
    assert told == {
        ("s2", ""): ("4", ""),
        ("s2", "*"): ("4", ""),
        ("s6", "*"): ("7", "60.0"),
        ("s6", "vatg-cmp-input"): ("3", ""),
        ("s6", "vatg-cmp-output"): ("7", "60.0"),
    }
    page = await read(analyst, STUCK)
    assert re.findall(r'<td class="h\d[^"]*">\s*<a [^>]*>(\d+)(?:<small>([\d:]+)</small>)?', page) == [
        ("4", ""),
        ("7", "1:00"),
    ]
    assert "导办解决 3 人 · 42%" in page
    assert "未解决或未知 4 人 · 57%" in page


async def test_step_of_the_address_is_looked_at_closely(analyst: Site, hub: Hub) -> None:
    await ask_at(hub, 7)
    await ask_at(hub, 5, step="s2", error="")
    page = await read(analyst, f"{STUCK}&matter=vat-general&step=s2")
    assert re.search(r'<h2 id="closely-title">第 2 步 \S+</h2>', page)


@pytest.mark.parametrize(
    "query",
    [
        "from=2026-11-30&to=2026-11-01",
        "from=yesterday",
        "from=2026-02-30&to=2026-03-01",
        "from=1999-01-01&to=1999-02-01",
        "from=2020-01-01&to=2026-01-01",
        "against_from=2026-11-02&against_to=2026-11-01",
    ],
)
async def test_impossible_period_is_said_and_nothing_is_exported(analyst: Site, query: str) -> None:
    assert "时段无效" in await read(analyst, f"/reports/stuck?{query}", 400)
    assert (await analyst.client.get(f"{analyst.url}/reports/stuck.csv?{query}")).status == 400


async def test_log_with_a_gap_is_named_on_the_page(analyst: Site, hub: Hub) -> None:
    due = {"session_id": "without-events", "seq": 4, "since_at": START}
    await hub.database.write(lambda sql: sql.execute(sa.insert(facts_due), [due]))
    await facts.catch_up(hub.database, hub.workdays)
    assert "without-events #1" in await read(analyst, STUCK)


async def test_what_stands_in_the_address_or_the_log_is_text(analyst: Site, hub: Hub) -> None:
    await ask_at(hub, 5, error="<script>alert(1)</script>")
    page = await read(analyst, f"{STUCK}&matter=<b>&step='><b>")
    assert "<b>" not in page.replace("<b>—", "")
    page = await read(analyst, STUCK)
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


async def test_english_reader_gets_english(analyst: Site, hub: Hub) -> None:
    await ask_at(hub, 5)
    page = await read(analyst, f"{STUCK}&lang=en")
    assert "Where taxpayers get stuck" in page
    assert not re.search(r"[\u4e00-\u9fff]", page.replace("分析员01", ""))
