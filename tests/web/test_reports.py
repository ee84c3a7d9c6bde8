"""The analyst's pages over HTTP: who may read them, what they say, and that page and file say the same."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from typing import TYPE_CHECKING

import openpyxl
import pytest
import sqlalchemy as sa

from chatserver.adapters.export_process import Exporter
from chatserver.domain.metrics_figures import Scope
from chatserver.domain.report_facts import SolvedBy
from chatserver.services import facts
from chatserver.services.exporting.datasets import DATASETS
from chatserver.services.metrics import SETTLED, compute_metrics
from storage.officers import NewOfficer, add_officer
from storage.schema_reports import facts_due, question_facts
from tests.support.clock import START, FakeClock
from tests.support.hub import on_duty
from tests.support.readers import NOVEMBER, PAGE, read
from tests.support.site import CHEAP, PASSWORD, Site, refusal
from tests.support.whole_story import ask, tell_the_whole_story

if TYPE_CHECKING:
    from chatserver.services.hub import Hub

OVERVIEW = f"/reports/overview?{NOVEMBER}"
TABLES = ("stuck", "overview", "hours", "queues", "officers", "trends")
"""Pages that give their table as a file, too."""
STUCK = "/reports/stuck?from=2026-11-01&to=2026-11-30"


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


@pytest.mark.parametrize(
    "path",
    [f"/reports/{name}" for name in ("export", "exports", "periodic", "periodic.html")]
    + [f"/reports/{name}{kind}" for name in TABLES for kind in ("", ".csv")],
)
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


async def test_reports_begin_with_the_overview(analyst: Site) -> None:
    answer = await analyst.client.get(analyst.url + "/reports/", headers=PAGE)
    assert answer.url.path == "/reports/overview"


async def figures_of(site: Site, query: str = "") -> dict[str, tuple[float, float]]:
    """Numerator and denominator of each figure of the file."""
    answer = await site.client.get(f"{site.url}/reports/overview.csv?{NOVEMBER}{query}")
    assert answer.status == 200
    rows = csv.DictReader(io.StringIO((await answer.read()).decode("utf-8-sig")))
    return {row["figure"]: (float(row["numerator"]), float(row["denominator"])) for row in rows}


async def test_page_file_and_metrics_say_the_same(analyst: Site, hub: Hub, clock: FakeClock) -> None:
    await on_duty(hub, "of2", skills=("*",))
    sessions = [await tell_the_whole_story(hub, clock, "of2")]
    await facts.catch_up(hub.database, hub.workdays)
    sessions.append(await ask(hub, 2))  # and one that goes on
    clock.advance(10)
    scope = Scope(
        since=dt.datetime(2026, 10, 31, 16, tzinfo=dt.UTC),
        until=dt.datetime(2026, 11, 30, 16, tzinfo=dt.UTC),
        as_of=clock.now() - SETTLED,
    )
    counted = await compute_metrics(hub.database, scope, hub.workdays)
    told = await figures_of(analyst)
    assert told == {one.id: (one.numerator, one.denominator) for one in counted.figures if one.id in told}
    assert told["sessions"][0] == len(sessions)
    page = await read(analyst, OVERVIEW)
    assert "2 个会话，3 个问题" in page
    assert "其中 1 个还在进行或刚结束" in page


async def test_figures_are_narrowed_to_a_matter_and_to_business_hours(
    analyst: Site, hub: Hub, clock: FakeClock
) -> None:
    await ask(hub, 1)
    await ask(hub, 2, matter_id="payment", step_id=None, error_id=None)
    clock.advance(10)
    sessions = [(await figures_of(analyst, query))["sessions"][0] for query in ("", "&matter=payment")]
    assert sessions == [2, 1]
    assert (await figures_of(analyst, "&hours=business"))["sessions"][0] == 2
    page = await read(analyst, f"{OVERVIEW}&matter=payment&hours=business")
    assert '<option value="payment" selected>' in page


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("from=2026-11-30&to=2026-11-01", "时段无效"),
        ("matter=nothing", "没有这个事项"),
        ("from=2019-01-01&to=2019-01-31&hours=business", "工作日历里没有这个时段的年份"),
    ],
)
async def test_what_cannot_be_told_is_said(analyst: Site, query: str, words: str) -> None:
    assert words in await read(analyst, f"/reports/overview?{query}", 400)
    assert (await analyst.client.get(f"{analyst.url}/reports/overview.csv?{query}")).status == 400


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


async def test_hours_are_told_in_beijing_time_with_what_they_take(analyst: Site, hub: Hub, clock: FakeClock) -> None:
    await on_duty(hub, "of2", skills=("*",))
    await tell_the_whole_story(hub, clock, "of2")
    await facts.catch_up(hub.database, hub.workdays)
    answer = await analyst.client.get(f"{analyst.url}/reports/hours.csv?from=2026-11-16&to=2026-11-16")
    (row,) = csv.DictReader(io.StringIO((await answer.read()).decode("utf-8-sig")))
    local = START.astimezone(dt.timezone(dt.timedelta(hours=8)))
    assert (int(row["weekday"]), int(row["hour"])) == (local.isoweekday(), local.hour)
    assert (row["sessions"], row["sessions_a_day"], row["officers_advised"]) == ("1", "1.0", "1")
    page = await read(analyst, f"/reports/hours?{NOVEMBER}")
    assert "1 个已结束的会话，每个平均占导办员 1:42" in page
    assert "没有这个事项" in await read(analyst, "/reports/hours?matter=nothing", 400)


async def exported(site: Site, path: str) -> list[dict[str, str]]:
    answer = await site.client.get(f"{site.url}/reports/export/{path}?{NOVEMBER}")
    assert answer.status == 200
    text = (await answer.read()).decode("utf-8-sig")
    return (
        [json.loads(line) for line in text.splitlines()] if "jsonl" in path else list(csv.DictReader(io.StringIO(text)))
    )


async def test_sessions_are_exported_masked_and_that_is_logged(
    analyst: Site, hub: Hub, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    await on_duty(hub, "of2", skills=("*",))
    await tell_the_whole_story(hub, clock, "of2")
    await facts.catch_up(hub.database, hub.workdays)
    await ask(hub, 2)
    rows = await exported(analyst, "sessions.csv")
    assert [row["state"] for row in rows] == ["closed", "queued"]
    assert {row["taxpayer_id"] + row["taxpayer_name"] for row in rows} == {"***北*********"}
    assert rows[0]["receipt"] == "****1128"
    assert "export of sessions 2026-11-01..2026-11-30 by an1, masked: whole" in caplog.text
    assert [row["session_id"] for row in await exported(analyst, "sessions.jsonl")] == [
        row["session_id"] for row in rows
    ]


async def test_questions_are_exported_over_many_pages_each_once(analyst: Site, hub: Hub) -> None:
    await ask_at(hub, 130)  # all at the same instant
    rows = await exported(analyst, "questions.csv")
    assert len({row["session_id"] for row in rows}) == len(rows) == 130
    assert rows[0]["lost_seconds"] == "60.0"


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("nothing.csv", 404, "dataset_unknown"),
        ("sessions.exe", 404, "export_format_unknown"),
        ("sessions.csv?from=yesterday", 400, "range_invalid"),
    ],
)
async def test_a_download_that_cannot_be_is_refused_with_a_code(
    analyst: Site, path: str, status: int, code: str
) -> None:
    assert await refusal(await analyst.client.get(f"{analyst.url}/reports/export/{path}")) == (status, code)


@pytest.mark.parametrize("name", [*DATASETS])
async def test_workbooks_of_every_dataset_are_offered_and_open(
    analyst: Site, hub: Hub, clock: FakeClock, name: str
) -> None:
    await on_duty(hub, "of2", skills=("*",))
    await tell_the_whole_story(hub, clock, "of2")
    await facts.catch_up(hub.database, hub.workdays)
    path = f"/reports/export/{name}.xlsx"
    assert f'href="{path}?' in await read(analyst, f"/reports/export?{NOVEMBER}")
    answer = await analyst.client.get(f"{analyst.url}{path}?{NOVEMBER}")
    sheet = openpyxl.load_workbook(io.BytesIO(await answer.read()))[name]
    assert [cell.value for cell in sheet[1]] == DATASETS[name].names


async def test_parquet_is_offered_where_it_can_be_written_and_refused_elsewhere(
    analyst: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = "/reports/export/sessions.parquet"
    assert path in await read(analyst, f"/reports/export?{NOVEMBER}")
    monkeypatch.setattr("chatserver.services.exporting.formats.find_spec", lambda _: None)
    assert path not in await read(analyst, f"/reports/export?{NOVEMBER}")
    answer = await analyst.client.get(f"{analyst.url}{path}?{NOVEMBER}")
    assert await refusal(answer) == (400, "export_parquet_missing")


async def test_an_export_that_fails_at_once_is_a_failure_and_no_empty_file(
    analyst: Site, caplog: pytest.LogCaptureFixture
) -> None:
    analyst.edge.exporter = Exporter("sqlite:////nowhere/at/all.sqlite3")
    answer = await analyst.client.get(f"{analyst.url}/reports/export/sessions.csv?{NOVEMBER}")
    assert await refusal(answer) == (500, "internal")
    assert "There is no database at /nowhere/at/all.sqlite3" in caplog.text


async def test_reader_who_goes_in_the_middle_disturbs_nobody(analyst: Site, hub: Hub) -> None:
    await ask_at(hub, 3_000)
    answer = await analyst.client.get(f"{analyst.url}/reports/export/questions.csv?{NOVEMBER}")
    await answer.content.readline()
    answer.close()
    assert len(await exported(analyst, "questions.csv")) == 3_000


async def test_english_reader_gets_english(analyst: Site, hub: Hub) -> None:
    await ask_at(hub, 5)
    page = await read(analyst, f"{STUCK}&lang=en")
    assert "Where taxpayers get stuck" in page
    assert not re.search(r"[\u4e00-\u9fff]", page.replace("分析员01", "").replace(">中文<", ""))
