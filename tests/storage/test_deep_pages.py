"""A page far into a period costs what the first one does: SQLite is not made to begin at the period's beginning."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from storage import export, log, questions
from storage.schema import sessions
from storage.schema_reports import question_facts, session_facts
from storage.types import to_micros
from tests.support.filled import filled

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.engine import Connection

    from storage.engine import Database

SINCE = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
UNTIL = SINCE + dt.timedelta(30)
COUNT = 3_000
PAGE = 20


def opened(number: int) -> dt.datetime:
    return SINCE + dt.timedelta(minutes=10 * number)


def session_id(number: int) -> str:
    return f"{number:026d}"


def sessions_behind(connection: Connection, number: int) -> int:
    span = export.Span(SINCE, UNTIL, export.Place(opened(number), session_id(number)))
    return len(export.load_page(connection, span, ("session_id", "opened_at"), PAGE).known)


def questions_behind(connection: Connection, number: int) -> int:
    after = to_micros(opened(number)), session_id(number), 1
    return len(questions.load_page(connection, SINCE, UNTIL, after, PAGE))


def log_behind(connection: Connection, number: int) -> int:
    return len(log.load_page(connection, SINCE, UNTIL, (opened(number), session_id(number)), PAGE))


def rows_of(table: sa.Table) -> list[dict[str, Any]]:
    known = {"explained": False, "filed": False, "day": SINCE.date(), "number": 1}
    given = {name: told for name, told in known.items() if name in table.c}
    return [
        filled(table, {**given, "session_id": session_id(number), "opened_at": opened(number)})
        for number in range(COUNT)
    ]


def steps_of(connection: Connection, behind: Callable[[Connection, int], int], number: int) -> int:
    """How many steps SQLite's machine takes for a full page behind a session, counted by the hundred."""
    taken = 0

    def step() -> int:
        nonlocal taken
        taken += 1
        return 0

    driver: Any = connection.connection.driver_connection
    driver.set_progress_handler(step, 100)
    try:
        assert behind(connection, number) == PAGE
    finally:
        driver.set_progress_handler(None, 0)
    return taken


@pytest.mark.parametrize("upgraded_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("behind", [sessions_behind, questions_behind, log_behind])
async def test_deep_page_costs_no_more_than_an_early_one(
    database: Database, behind: Callable[[Connection, int], int]
) -> None:
    def costs(connection: Connection) -> tuple[int, int]:
        for table in (sessions, session_facts, question_facts):
            connection.execute(sa.insert(table), rows_of(table))
        early = steps_of(connection, behind, 1)
        return early, steps_of(connection, behind, COUNT - 2 * PAGE)

    early, deep = await database.write(costs)
    assert deep <= 2 * early
