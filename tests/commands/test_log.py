"""`daoban log check` as an operator meets it."""

from __future__ import annotations

import asyncio
import sqlite3
from typing import TYPE_CHECKING

import pytest

from chatserver.domain.events import LoggedEvent
from chatserver.domain.opening import open_session
from chatserver.domain.session import Session, fold_all
from storage.codec import encode
from storage.engine import open_database
from storage.sessions import StoredEvent, session_row
from storage.writing import apply_claims, insert_events, save_sessions
from tests.support.builders import a_request
from tests.support.clock import START

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlalchemy.engine import Connection

    from tests.commands.conftest import Outcome

SESSION = "019aa2c3b0f47c1e8d5a6b7c8d9e0f10"


async def ask(path: Path) -> None:
    """Write one session that waits, as the journal would."""
    decision = open_session(Session(session_id=SESSION), a_request(), START)
    logged = [
        LoggedEvent(session_id=SESSION, seq=seq, at=START, actor=actor, event=event)
        for seq, (actor, event) in enumerate(decision.facts, 1)
    ]
    session = fold_all(Session(session_id=SESSION), logged)

    def work(sql: Connection) -> None:
        insert_events(sql, [StoredEvent(item, encode(item.event)) for item in logged])
        save_sessions(sql, [session_row(session)])
        apply_claims(sql, SESSION, decision.claims)

    database = open_database(f"sqlite:///{path}")
    await database.write(work)
    await database.close()


@pytest.fixture
def file(tmp_path: Path, daoban: Callable[..., Outcome]) -> Path:
    """A database with one waiting session."""
    assert daoban("migrate").code == 0
    path = tmp_path / "data" / "daoban.sqlite3"
    asyncio.run(ask(path))
    return path


@pytest.mark.usefixtures("file")
def test_a_good_log_is_said_to_be_one(daoban: Callable[..., Outcome]) -> None:
    said = daoban("log", "check")
    assert (said.code, said.err) == (0, "")
    assert said.out == "1 session, 4 events, 0 officers: no violations\n"
    assert daoban("log", "check", "--session", SESSION).code == 0
    assert daoban("log", "check", "--from", "2026-11-17").out.startswith("0 sessions")


def test_a_broken_log_ends_with_9_and_names_session_and_number(file: Path, daoban: Callable[..., Outcome]) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("DELETE FROM events WHERE seq = 3")
        connection.execute("DELETE FROM person_holds")
    said = daoban("log", "check")
    assert (said.code, said.err) == (9, "")
    assert said.out.splitlines()[0] == "1 session, 3 events, 0 officers: 1 violation"
    assert "1  numbers: the numbers of a session are not 1, 2, 3" in said.out
    assert f"{SESSION} #4  number 4" in said.out


@pytest.mark.usefixtures("file")
@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--session", "nobody"], 1, "There is no session nobody; `daoban export sessions` lists all."),
        (["--session", SESSION, "--from", "2026-11-01"], 2, "--session names one session"),
        (["--from", "2026-11-02", "--to", "2026-11-01"], 2, "--from is not before --to"),
        (["--from", "yesterday"], 2, "'yesterday' is no day"),
        (["--skew", "-1"], 2, "--skew"),
        (["--tz", "Mars"], 2, "'Mars' is no time zone"),
    ],
)
def test_bad_arguments_are_told_in_a_sentence(
    daoban: Callable[..., Outcome], arguments: list[str], code: int, words: str
) -> None:
    said = daoban("log", "check", *arguments)
    assert said.code == code
    assert words in said.err


def test_without_a_database_the_way_out_is_told(daoban: Callable[..., Outcome]) -> None:
    said = daoban("log", "check")
    assert said.code == 4
    assert "daoban migrate" in said.err


def test_the_help_teaches(daoban: Callable[..., Outcome]) -> None:
    said = daoban("log", "check", "--help")
    assert "Ends with 0 when all is well, with 9 when something is not" in " ".join(said.out.split())
    assert "daoban log check --from 2026-11-01" in said.out
