"""`daoban metrics` as an analyst meets it."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import sqlite3
from typing import TYPE_CHECKING, Any

import pytest

from chatserver.domain import metrics_of_session
from storage.engine import open_database
from tests.support.builders import OFFICER
from tests.support.clock import START
from tests.support.on_disk import put_on_disk
from tests.support.telling import Telling

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.commands.conftest import Outcome

RANGE = ["--since", "2026-11-16", "--until", "2026-11-17", "--as-of", "2026-11-17"]


async def write(url: str) -> None:
    """One session that was closed, one that left."""
    closed = Telling("s1").open().taken(after=10).say(OFFICER, after=4).end(after=60).close(after=6)
    left = Telling("s2", START + dt.timedelta(hours=1)).open("tp2").end(after=40)
    database = open_database(url)
    await put_on_disk(database, [closed.log, left.log])
    await database.close()


@pytest.fixture
def file(tmp_path: Path, daoban: Callable[..., Outcome]) -> Path:
    """A database with both."""
    assert daoban("migrate").code == 0
    path = tmp_path / "data" / "daoban.sqlite3"
    asyncio.run(write(f"sqlite:///{path}"))
    return path


def figures(said: Outcome) -> dict[str, Any]:
    return {one["id"]: one for one in json.loads(said.out)["figures"]}


@pytest.mark.usefixtures("file")
def test_the_table_says_period_zone_moment_and_hours(daoban: Callable[..., Outcome]) -> None:
    said = daoban("metrics", "show", *RANGE)
    assert (said.code, said.err) == (0, "")
    lines = said.out.splitlines()
    assert lines[0] == "Sessions opened from 2026-11-16T00:00:00+08:00 until before 2026-11-17T00:00:00+08:00"
    assert lines[1] == "Zone Asia/Shanghai; the log as of 2026-11-17T00:00:00+08:00; sessions: all"
    assert lines[2].startswith("Business hours 09:00–12:00, 13:30–17:30 Asia/Shanghai on working days")
    assert lines[3] == "Service level within 180 s; filed within 60 min; definitions 1"
    assert f"{'answered_rate':<24} {'50.00%':>14}  1 / 2" in lines
    assert f"{'wait_answered.mean':<24} {'10.000 s':>14}  10 / 1" in lines
    assert f"{'satisfaction_rate':<24} {'–':>14}  0 / 0" in lines


@pytest.mark.usefixtures("file")
def test_json_has_every_figure_with_its_definition(daoban: Callable[..., Outcome]) -> None:
    said = daoban("metrics", "show", *RANGE, "--format", "json", "--zone", "UTC", "--within", "5")
    told = json.loads(said.out)
    assert (told["zone"], told["since"], told["percentiles"]) == ("UTC", "2026-11-16T00:00:00+00:00", "nearest rank")
    assert told["business_hours"]["zone"] == "Asia/Shanghai"
    assert (told["gaps"], told["violations"], told["left_out"]) == ([], {}, {})
    assert figures(said)["handle_time"] == {
        "id": "handle_time",
        "definition": "handle_time",
        "unit": "seconds",
        "numerator": 70.0,
        "denominator": 1,
        "value": 70.0,
    }
    assert figures(said)["service_level"]["value"] == 0
    assert figures(said)["rating_response_rate"] == figures(said)["rating_response_rate"] | {"value": 0}
    assert figures(said)["negative_rate"]["value"] is None


@pytest.mark.usefixtures("file")
def test_filters_say_so_and_leave_out_what_they_cannot_answer(daoban: Callable[..., Outcome]) -> None:
    said = daoban("metrics", "show", *RANGE, "--matter", "vat-general", "--tier", "1", "--hours", "business")
    assert said.code == 0
    assert "sessions: matter vat-general, line 1, opened in business hours" in said.out
    assert f"{'sessions':<24} {2:>14}  2 / 1" in said.out  # 14:00 and 15:00 in Beijing, on a Monday
    assert "left out  an officer's time belongs to no matter" in said.out
    assert figures(daoban("metrics", "show", *RANGE, "--tier", "2", "--format", "json"))["sessions"]["value"] == 0
    other = daoban("metrics", "show", *RANGE, "--matter", "payment", "--format", "json")
    assert figures(other)["sessions"]["value"] == 0


@pytest.mark.usefixtures("file")
def test_without_options_everything_until_now_is_meant(daoban: Callable[..., Outcome]) -> None:
    said = daoban("metrics", "show", "--as-of", "2026-11-17")
    assert said.out.startswith("Sessions opened from 2026-11-16T14:00:00+08:00 until before 2026-11-17T00:00:00+08:00")
    before = daoban("metrics", "show", "--until", "2026-11-01", "--as-of", "2026-11-17")
    assert before.out.startswith("Sessions opened from 2026-10-31T00:00:00+08:00")
    assert before.code == 0


def test_a_gap_made_by_hand_is_marked_and_ends_with_9(file: Path, daoban: Callable[..., Outcome]) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("DELETE FROM events WHERE session_id = 's1' AND seq = 6")
    said = daoban("metrics", "show", *RANGE)
    assert said.code == 9
    assert "     1  gap: a log that is not whole is in no figure" in said.out
    assert "        s1 #6" in said.out
    assert f"{'sessions':<24} {1:>14}  1 / 1" in said.out
    told = json.loads(daoban("metrics", "show", *RANGE, "--format", "json").out)
    assert told["gaps"] == [{"subject": "s1", "seq": 6}]
    assert daoban("metrics", "verify", *RANGE).code == 9


def test_a_clock_that_ran_back_is_shown_as_a_violation(file: Path, daoban: Callable[..., Outcome]) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE events SET at = at - 60000000 WHERE session_id = 's2' AND type = 'session.ended'")
    said = daoban("metrics", "show", *RANGE)
    assert said.code == 9
    assert "     1  clock: times run back by more than a second" in said.out
    told = json.loads(daoban("metrics", "show", *RANGE, "--format", "json").out)
    assert told["violations"] == {"clock": 1}
    assert told["violations_kept"][0]["subject"] == "s2"


@pytest.mark.usefixtures("file")
def test_verify_says_that_both_ways_agree(daoban: Callable[..., Outcome]) -> None:
    said = daoban("metrics", "verify")
    assert (said.code, said.err) == (0, "")
    assert said.out == "67 figures of 2 sessions: both ways of counting agree\n"


@pytest.mark.usefixtures("file")
def test_verify_ends_with_10_and_names_figure_and_sessions(
    daoban: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(metrics_of_session.COUNTS, "offers", lambda _: 2)
    said = daoban("metrics", "verify", *RANGE)
    assert said.code == 10
    assert said.out.splitlines() == [
        "67 figures of 2 sessions: 1 difference",
        "",
        "offers: 4 / 1 = 4 by the fold, 1 / 1 = 1 by the recount: s1, s2",
    ]


def test_verify_names_a_session_that_one_way_alone_takes_for_whole(file: Path, daoban: Callable[..., Outcome]) -> None:
    with sqlite3.connect(file) as connection:
        changed = "UPDATE events SET body = replace(body, '\"locale\"', '\"x\"') WHERE session_id = 's2' AND seq = 1"
        connection.execute(changed)
    said = daoban("metrics", "verify", *RANGE)
    assert said.code == 10
    assert "gaps: whole by one way only: s2" in said.out


@pytest.mark.usefixtures("file")
@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--since", "2026-11-02", "--until", "2026-11-01"], 2, "--since is not before --until"),
        (["--since", "2026-11-01", "--until", "2026-11-01"], 2, "--since is not before --until"),
        (["--since", "0020-01-01"], 2, "or no log can know that time"),
        (["--until", "9999-12-31"], 2, "or no log can know that time"),
        (["--since", "2900-01-01", "--until", "2900-01-02"], 2, "or no log can know that time"),
        (["--as-of", "2900-01-01"], 2, "--as-of 2900-01-01 is yet to come"),
        (["--since", "yesterday"], 2, "'yesterday' is no day"),
        (["--zone", "Asia/Atlantis"], 2, "'Asia/Atlantis' is no time zone"),
        (["--tier", "4"], 2, "--tier"),
        (["--matter", "tea"], 1, "There is no matter tea; `daoban matters list` lists all."),
        (["--hours", "business", "--since", "2025-06-01"], 6, "The calendar of working days has no 2025"),
        (["--within", "-1"], 2, "--within"),
    ],
)
@pytest.mark.parametrize("command", ["show", "verify"])
def test_bad_arguments_are_told_in_a_sentence(
    daoban: Callable[..., Outcome], command: str, arguments: list[str], code: int, words: str
) -> None:
    said = daoban("metrics", command, *arguments)
    assert said.code == code
    assert words in said.err
    assert said.out == ""


def test_without_a_database_the_way_out_is_told(daoban: Callable[..., Outcome]) -> None:
    said = daoban("metrics", "show")
    assert said.code == 4
    assert "daoban migrate" in said.err


def test_the_help_teaches(daoban: Callable[..., Outcome]) -> None:
    assert "docs/metrics.md defines each" in daoban("metrics", "--help").out
    said = " ".join(daoban("metrics", "verify", "--help").out.split())
    assert "with 10 when a figure differs" in said
    assert "10 figures that differ" in " ".join(daoban("--help").out.split())


@pytest.mark.postgres
def test_both_commands_work_on_postgresql(daoban: Callable[..., Outcome], postgres_url: str) -> None:
    url = postgres_url.replace("+asyncpg", "")
    where = {"DAOBAN_DATABASE_URL": url}
    assert daoban("migrate", **where).code == 0
    asyncio.run(write(url))
    said = daoban("metrics", "show", *RANGE, "--format", "json", **where)
    assert said.code == 0
    assert figures(said)["answered_rate"]["value"] == 0.5
    assert daoban("metrics", "verify", *RANGE, **where).out.endswith("both ways of counting agree\n")
