"""`daoban facts` and `daoban simulate` as whoever runs a hub meets them."""

from __future__ import annotations

import asyncio
import sqlite3
from typing import TYPE_CHECKING

import pytest

from storage.engine import open_database
from tests.support.builders import OFFICER
from tests.support.on_disk import put_on_disk
from tests.support.telling import Telling

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.commands.conftest import Outcome


async def write(url: str) -> None:
    closed = Telling("s1").open().taken(after=10).say(OFFICER, after=4).end(after=60).close(after=6)
    database = open_database(url)
    await put_on_disk(database, [closed.log])
    await database.close()


@pytest.fixture
def file(tmp_path: Path, daoban: Callable[..., Outcome]) -> Path:
    """A database with one closed session of which reports know nothing yet."""
    assert daoban("migrate").code == 0
    path = tmp_path / "data" / "daoban.sqlite3"
    asyncio.run(write(f"sqlite:///{path}"))
    return path


def said(daoban: Callable[..., Outcome], *arguments: str) -> tuple[int, str]:
    outcome = daoban("facts", *arguments)
    return outcome.code, outcome.out.splitlines()[0]


def test_what_is_due_is_made_checked_and_made_anew(file: Path, daoban: Callable[..., Outcome]) -> None:
    assert said(daoban, "show")[1].startswith("1 session due, the longest closed at ")
    assert said(daoban, "catch-up") == (0, "1 session caught up")
    assert said(daoban, "show") == (0, "0 sessions due")
    assert said(daoban, "verify") == (0, "1 session and 1 day: facts and sums are what the log says")
    with sqlite3.connect(file) as connection:
        assert connection.execute("SELECT sessions FROM hour_sums WHERE matter_id = ''").fetchall() == [(1,)]
        connection.execute("UPDATE session_facts SET offers_made = 7")
    told = daoban("facts", "verify")
    assert (told.code, told.out.splitlines()) == (
        10,
        [
            "1 session and 1 day: 1 sessions, 0 days, 0 months, 0 days of hours, 0 days of officers and 0 spans differ",
            "  s1",
        ],
    )
    assert said(daoban, "rebuild") == (0, "1 session due")
    assert said(daoban, "catch-up") == (0, "1 session caught up")
    assert said(daoban, "verify")[0] == 0


def test_log_that_is_not_whole_is_named(file: Path, daoban: Callable[..., Outcome]) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("DELETE FROM events WHERE seq = 3")
    assert said(daoban, "catch-up")[0] == 0
    told = daoban("facts", "show")
    assert told.code == 9
    assert "gap: s1 #3: its log is not whole, so it is in no figure" in told.out


@pytest.mark.usefixtures("file")
def test_nothing_is_invented_among_real_sessions(daoban: Callable[..., Outcome]) -> None:
    told = daoban("simulate", "--sessions", "5", "--processes", "1")
    assert told.code == 1
    assert "There are sessions in this database; a simulation needs an empty one." in told.err


def test_invented_history_agrees_with_every_check(daoban: Callable[..., Outcome]) -> None:
    told = daoban("simulate", "--sessions", "30", "--from", "2026-11-09", "--to", "2026-11-10", "--processes", "1")
    assert (told.code, told.out) == (0, "30 simulated sessions from 2026-11-09 to 2026-11-10, seed 1.\n")
    assert daoban("log", "check").code == 0
    assert daoban("metrics", "verify").code == 0
    assert said(daoban, "verify") == (0, "30 sessions and 2 days: facts and sums are what the log says")


def test_catching_up_keeps_months_that_are_over(tmp_path: Path, daoban: Callable[..., Outcome]) -> None:
    daoban("simulate", "--sessions", "5", "--from", "2026-10-12", "--to", "2026-10-12", "--processes", "1")
    assert said(daoban, "catch-up") == (0, "0 sessions caught up")
    with sqlite3.connect(tmp_path / "data" / "daoban.sqlite3") as connection:
        assert connection.execute("SELECT month, is_made FROM months_made").fetchall() == [("2026-10-01", 1)]
    assert said(daoban, "verify") == (0, "5 sessions and 1 day: facts and sums are what the log says")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--from", "2026-11-10", "--to", "2026-11-09"), "is after --to"),
        (("--to", "2099-01-01"), "is not over yet"),
        (("--sessions", "0"), "Invalid value"),
    ],
)
def test_impossible_simulation_is_refused(daoban: Callable[..., Outcome], options: tuple[str, ...], words: str) -> None:
    told = daoban("simulate", *options)
    assert told.code == 2
    assert words in told.err
