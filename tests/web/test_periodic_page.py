"""Periodic reports over HTTP and as files: who may read them, what they say, and that nothing is written twice."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from chatserver.adapters.report_process import ReportWriter
from chatserver.domain.report_period import Every, span_of
from chatserver.services import facts
from chatserver.web.reports.periodic_files import MANIFEST, MOST_BEHIND, Desk, due, place_of, write_report
from tests.support.clock import START
from tests.support.hub import on_duty
from tests.support.readers import read
from tests.support.site import refusal
from tests.support.whole_story import ask, tell_the_whole_story

if TYPE_CHECKING:
    from chatserver.services.hub import Hub
    from tests.support.clock import FakeClock
    from tests.support.site import Site

PAGE = "/reports/periodic"
THIS_WEEK = f"{PAGE}?every=weekly&day=2026-11-16"


async def a_week(hub: Hub, clock: FakeClock) -> None:
    """One whole story, one who waits; then nothing for a week."""
    await on_duty(hub, "of2", skills=("*",))
    await tell_the_whole_story(hub, clock, "of2")
    await facts.catch_up(hub.database, hub.workdays)
    await ask(hub, 2, matter_id="payment", step_id=None, error_id=None)


def desk(hub: Hub) -> Desk:
    now = hub.clock.now()
    return Desk(database=hub.database, catalogue=hub.catalogue, workdays=hub.workdays, as_of=now, language="zh-CN")


async def test_the_week_that_goes_on_says_so_and_counts_what_waits(analyst: Site, hub: Hub, clock: FakeClock) -> None:
    await a_week(hub, clock)
    clock.advance(10)
    page = await read(analyst, THIS_WEEK)
    assert "导办周报 2026-W47" in page
    assert "这一期还没有结束" in page
    assert "其中 1 个会话还没有结束" in page
    assert 'rel="next"' not in page
    assert "与 2026-11-09 – 2026-11-15 相比" in page


async def test_a_form_owners_report_is_about_their_matter_alone(analyst: Site, hub: Hub, clock: FakeClock) -> None:
    await a_week(hub, clock)
    clock.advance(10)
    page = await read(analyst, f"{THIS_WEEK}&matter=vat-general")
    assert "<code>vatg-cmp-output</code>" in page
    assert "按事项" not in page
    other = await read(analyst, f"{THIS_WEEK}&matter=payment")
    assert "vatg-cmp-output" not in other
    assert "其中 1 个会话" in other


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("every=hourly", "没有这种报告"),
        ("day=2026-02-30", "日期无效"),
        ("day=2026-11-17", "日期无效"),
        ("day=1999-01-01", "日期无效"),
        ("matter=nothing", "没有这个事项"),
    ],
)
async def test_a_wrong_address_is_said_and_the_last_whole_week_shown(
    analyst: Site, hub: Hub, query: str, said: str
) -> None:
    page = await read(analyst, f"{PAGE}?{query}", 400)
    assert said in page
    assert "2026-W46" in page
    assert await refusal(await analyst.client.get(f"{analyst.url}{PAGE}.html?{query}")) == (400, "report_invalid")


async def test_the_file_stands_alone_and_says_the_same(analyst: Site, hub: Hub, clock: FakeClock) -> None:
    await a_week(hub, clock)
    clock.advance(10)
    answer = await analyst.client.get(f"{analyst.url}{PAGE}.html?every=daily&day=2026-11-16")
    text = await answer.text()
    assert answer.headers["Content-Disposition"].endswith("daily-all-2026-11-16.html")
    for loaded in ("<script", "<link", 'src="', "url(", "http:", "https:"):
        assert loaded not in text
    assert "导办日报 2026-11-16" in text


async def test_reports_are_written_whole_with_a_manifest_and_once(hub: Hub, clock: FakeClock, tmp_path: Path) -> None:
    await a_week(hub, clock)
    clock.advance(8 * 86_400)
    span = span_of(Every.WEEKLY, START.date())
    assert await write_report(desk(hub), tmp_path, Every.WEEKLY, span)
    place = tmp_path / "weekly" / "2026-W47"
    told = json.loads((place / MANIFEST).read_text("utf-8"))
    assert (told["first"], told["last"]) == ("2026-11-16", "2026-11-22")
    there = {str(path.relative_to(place)) for path in place.rglob("*") if path.is_file()}
    assert there == {*told["files"], MANIFEST}
    assert {"report.html", "matters/vat-general.html"} < there
    for name, file in told["files"].items():
        content = (place / name).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (file["size_bytes"], file["sha256"])
    figures = csv.DictReader(io.StringIO((place / "figures.csv").read_text("utf-8-sig")))
    assert {row["figure"]: row["numerator"] for row in figures}["sessions"] == "2"
    clock.advance(60)
    assert not await write_report(desk(hub), tmp_path, Every.WEEKLY, span)
    assert json.loads((place / MANIFEST).read_text("utf-8")) == told
    assert [path.name for path in place.parent.iterdir()] == ["2026-W47"]


async def test_what_is_due_is_written_by_the_hub_when_the_day_is_settled(
    hub: Hub, clock: FakeClock, tmp_path: Path
) -> None:
    folder = tmp_path / "reports"
    writer = ReportWriter(folder, clock, {"DAOBAN_DATABASE_URL": hub.database.url})
    await writer.turn()
    kinds = sorted(path.name for path in folder.iterdir())
    assert kinds == ["daily", "monthly", "weekly"]
    assert all((one / MANIFEST).exists() for kind in kinds for one in (folder / kind).iterdir())


async def test_a_day_that_is_not_settled_is_left_to_the_next_turn(hub: Hub, clock: FakeClock, tmp_path: Path) -> None:
    clock.advance(6 * 86_400 + 10.5 * 3600)  # half an hour of Monday 2026-11-23 in Beijing
    await ReportWriter(tmp_path, clock, {"DAOBAN_DATABASE_URL": hub.database.url}).turn()
    assert written(tmp_path) == ["daily/2026-11-21", "monthly/2026-10", "weekly/2026-W46"]
    clock.advance(2 * 3600)
    await ReportWriter(tmp_path, clock, {"DAOBAN_DATABASE_URL": hub.database.url}).turn()
    later = {"daily/2026-11-22", "weekly/2026-W47"}
    assert set(written(tmp_path)) == {"daily/2026-11-21", "monthly/2026-10", "weekly/2026-W46"} | later


def written(folder: Path) -> list[str]:
    return sorted(str(manifest.parent.relative_to(folder)) for manifest in folder.rglob(MANIFEST))


def put(folder: Path, every: Every, day: dt.date) -> Path:
    place = place_of(folder, every, span_of(every, day))
    place.mkdir(parents=True)
    (place / MANIFEST).write_text("{}")
    return place


def names(folder: Path, today: dt.date) -> list[str]:
    return [str(place_of(folder, every, span).relative_to(folder)) for every, span in due(folder, today)]


def test_a_period_is_due_when_it_is_over_until_its_report_is_there(tmp_path: Path) -> None:
    sunday, monday = dt.date(2026, 11, 22), dt.date(2026, 11, 23)
    assert names(tmp_path, sunday) == ["monthly/2026-10", "weekly/2026-W46", "daily/2026-11-21"]
    for every, span in due(tmp_path, sunday):
        put(tmp_path, every, span.first)
    assert names(tmp_path, sunday) == []
    assert names(tmp_path, monday) == ["daily/2026-11-22", "weekly/2026-W47"]


def test_what_an_outage_left_out_is_due_afterwards_oldest_first(tmp_path: Path) -> None:
    put(tmp_path, Every.DAILY, dt.date(2026, 11, 19))
    put(tmp_path, Every.WEEKLY, dt.date(2026, 11, 2))
    put(tmp_path, Every.MONTHLY, dt.date(2026, 10, 1))
    missing = ["weekly/2026-W46", "daily/2026-11-20", "daily/2026-11-21", "daily/2026-11-22", "weekly/2026-W47"]
    assert names(tmp_path, dt.date(2026, 11, 23)) == missing
    after_years = due(tmp_path, dt.date(2036, 11, 23))
    assert len(after_years) == 3 * MOST_BEHIND
    assert [span.last for every, span in after_years if every is Every.DAILY][-1] == dt.date(2036, 11, 22)


async def test_a_folder_without_a_manifest_is_set_aside_and_its_report_written(hub: Hub, tmp_path: Path) -> None:
    span = span_of(Every.DAILY, START.date())
    place = put(tmp_path, Every.DAILY, START.date())
    (place / MANIFEST).rename(place / "somebody's")
    assert await write_report(desk(hub), tmp_path, Every.DAILY, span)
    assert (place / MANIFEST).exists()
    (aside,) = [path for path in place.parent.iterdir() if path != place]
    assert aside.name.startswith(f"{place.name}.incomplete-")
    assert [path.name for path in aside.iterdir()] == ["somebody's"]


async def test_drafts_of_writers_that_were_killed_are_removed(hub: Hub, tmp_path: Path) -> None:
    span = span_of(Every.DAILY, START.date())
    old, new = (tmp_path / "daily" / f".2026-11-16.{name}.part" for name in ("old", "new"))
    for draft, age in ((old, 2 * 86_400), (new, 60)):
        draft.mkdir(parents=True)
        (draft / "report.html").write_text("half")
        os.utime(draft, (START.timestamp() - age,) * 2)
    assert await write_report(desk(hub), tmp_path, Every.DAILY, span)
    assert (old.exists(), new.exists()) == (False, True)


async def test_who_cannot_write_says_so_and_goes_on(
    hub: Hub, clock: FakeClock, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("in the way", "utf-8")
    writer = ReportWriter(tmp_path / "file", clock, {"DAOBAN_DATABASE_URL": hub.database.url})
    await writer.turn()
    assert "reports were not written" in caplog.text
    assert "is a file" in caplog.text
