"""`daoban retention` as whoever answers for the data meets it."""

from __future__ import annotations

import asyncio
import sqlite3
from typing import TYPE_CHECKING

import pytest

from storage.engine import open_database
from tests.support.on_disk import put_on_disk
from tests.support.stories import a_story_with_words

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.commands.conftest import Outcome

TERMS = {"DAOBAN_TALK_DAYS": "30", "DAOBAN_PERSONAL_DAYS": "30", "DAOBAN_FILES_DAYS": "30"}
LONG_AGO = 40 * 365 * 86_400 * 1_000_000


async def write(url: str, *session_ids: str) -> None:
    database = open_database(url)
    logs = [[logged._replace(session_id=one) for logged in a_story_with_words().events] for one in session_ids]
    await put_on_disk(database, logs)
    await database.close()


@pytest.fixture
def file(tmp_path: Path, migrated: Callable[..., Outcome]) -> Path:
    """A database with two sessions that were closed long ago."""
    path = tmp_path / "data" / "daoban.sqlite3"
    asyncio.run(write(f"sqlite:///{path}", "s1", "s2"))
    database = sqlite3.connect(path)
    with database:
        database.execute("UPDATE sessions SET closed_at = closed_at - ?", (LONG_AGO,))
        database.execute("UPDATE events SET at = at - ?", (LONG_AGO,))
    database.close()
    assert migrated("migrate", "--check").code == 0
    return path


@pytest.mark.usefixtures("file")
def test_without_a_term_nothing_is_purged(daoban: Callable[..., Outcome]) -> None:
    said = daoban("retention", "run")
    assert said.code == 3
    assert "neither talk_days nor personal_days is set" in said.err


def test_a_dry_run_says_what_is_due_and_changes_nothing(file: Path, daoban: Callable[..., Outcome]) -> None:
    before = file.read_bytes()
    said = daoban("retention", "run", "--dry-run", **TERMS)
    assert (said.code, said.out.splitlines()) == (
        0,
        ["talk: 2 sessions closed for more than 30 days", "personal: 2 sessions closed for more than 30 days"],
    )
    assert file.read_bytes() == before


@pytest.mark.usefixtures("file")
def test_a_run_purges_all_that_is_due_and_a_second_finds_nothing(daoban: Callable[..., Outcome]) -> None:
    assert daoban("retention", "run", **TERMS).out == "4 purges done\n"
    again = daoban("retention", "run", **TERMS)
    assert (again.code, again.out) == (0, "0 purges done\n")
    assert daoban("retention", "run", "--dry-run", **TERMS).out.count(": 0 sessions") == 2
    told = daoban("export", "messages", "--format", "csv")
    assert told.code == 0
    assert told.out.count("purged after 30 days") > 2
    assert "好的" not in told.out


def test_what_cannot_be_purged_is_named_with_code_9(file: Path, daoban: Callable[..., Outcome]) -> None:
    database = sqlite3.connect(file)
    with database:
        database.execute("DELETE FROM events WHERE session_id = 's2' AND seq = 7")
    database.close()
    said = daoban("retention", "run", **TERMS)
    assert said.code == 9
    assert said.out.splitlines() == [
        "2 purges done",
        "not purged: s2: its log is not whole, or it got an event meanwhile",
    ]


@pytest.mark.usefixtures("file")
def test_exports_may_be_kept_for_as_long_as_the_talk(daoban: Callable[..., Outcome]) -> None:
    assert daoban("retention", "run", "--dry-run", **TERMS, DAOBAN_EXPORT_DAYS="30").code == 0


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"DAOBAN_PERSONAL_DAYS": "365"}, "give talk_days, not longer than this"),
        ({"DAOBAN_PERSONAL_DAYS": "365", "DAOBAN_TALK_DAYS": "366"}, "give talk_days, not longer than this"),
        ({"DAOBAN_PERSONAL_DAYS": "179", "DAOBAN_TALK_DAYS": "30"}, "expected at least files_days, 180"),
        ({"DAOBAN_EXPORT_DAYS": "31", "DAOBAN_TALK_DAYS": "30"}, "DAOBAN_EXPORT_DAYS: export_days: expected at most"),
        ({**TERMS, "DAOBAN_EXPORT_DAYS": "31"}, "expected at most talk_days, 30: exports hold what was said"),
        ({"DAOBAN_TALK_DAYS": "29"}, "expected an integer from 30 to 36500, got '29'"),
    ],
)
def test_terms_that_contradict_each_other_stop_the_start(
    daoban: Callable[..., Outcome], given: dict[str, str], words: str
) -> None:
    said = daoban("retention", "run", **given)
    assert said.code == 3
    assert words in said.err
