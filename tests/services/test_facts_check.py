"""Facts and sums are what the log says, and whatever is not is named."""

from __future__ import annotations

import datetime as dt
import itertools
from random import Random
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from chatserver.catalogue.loader import FOLDER
from chatserver.catalogue.workdays import load_workdays
from chatserver.domain.events import SessionClosed
from chatserver.domain.report_parts import Cell
from chatserver.services import facts
from chatserver.services.facts_check import verify_facts
from chatserver.services.hours import keep_hours
from chatserver.services.months import make_months
from chatserver.services.officer_days import make_days
from storage.facts_check import forget_all
from storage.hour_sums import ALL
from storage.parts_codec import encode_cell
from storage.schema_reports import day_sums, hour_sums, month_sums, officer_days, question_facts, session_facts
from tests.support.clock import START
from tests.support.histories import History, a_history
from tests.support.on_disk import put_on_disk

if TYPE_CHECKING:
    from storage.engine import Database

WORKDAYS, _ = load_workdays(FOLDER)
LATER = START + dt.timedelta(days=60)


def with_closed_sessions(seed: int) -> tuple[History, int]:
    """A history, and how many of its sessions are closed: more than two."""
    for more in itertools.count(seed * 1_000):
        history = a_history(Random(more), most=12)
        closed = sum(any(isinstance(one.event, SessionClosed) for one in log) for log in history.logs)
        if closed > 2:
            return history, closed
    raise AssertionError


async def made(database: Database, seed: int = 1) -> int:
    """Facts of a history, some of them summed up; returns how many."""
    history, closed = with_closed_sessions(seed)
    await put_on_disk(database, history.logs, history.officers)
    await facts.catch_up(database, WORKDAYS, most=2)
    await facts.sum_up(database)
    while await facts.catch_up(database, WORKDAYS):
        pass
    return closed


@pytest.mark.parametrize("seed", range(8))
async def test_facts_of_any_history_are_what_its_log_says(database: Database, seed: int) -> None:
    closed = await made(database, seed)
    checked = await verify_facts(database, WORKDAYS)
    assert (checked.sessions, checked.named) == (closed, [])
    assert checked.days > 0


@pytest.mark.parametrize(
    "wrong",
    [
        sa.update(session_facts).values(questions=99),
        sa.delete(question_facts),
        sa.delete(session_facts),
    ],
)
async def test_session_whose_facts_were_changed_is_named(database: Database, wrong: sa.Executable) -> None:
    closed = await made(database)
    await database.write(lambda sql: sql.execute(wrong))
    checked = await verify_facts(database, WORKDAYS)
    assert checked.wrong_sessions == closed
    assert len(checked.named) >= closed


async def test_day_whose_sum_was_changed_is_named(database: Database) -> None:
    await made(database)
    nothing = sa.update(day_sums).values(sums=encode_cell(Cell()))
    await database.write(lambda sql: sql.execute(nothing))
    checked = await verify_facts(database, WORKDAYS)
    assert (checked.wrong_sessions, checked.wrong_days) == (0, len(checked.named))
    assert checked.wrong_days > 0


async def test_month_whose_sum_was_changed_is_named(database: Database) -> None:
    await made(database)
    while await facts.sum_up(database):
        pass
    assert await make_months(database, LATER, most=9) == 1
    assert (await verify_facts(database, WORKDAYS)).named == []
    nothing = sa.update(month_sums).values(sums=encode_cell(Cell()))
    await database.write(lambda sql: sql.execute(nothing))
    checked = await verify_facts(database, WORKDAYS)
    assert (checked.wrong_sessions, checked.wrong_days, checked.wrong_months) == (0, 0, 1)
    assert checked.named == [f"{START.date().isoformat()[:7]} month"]


@pytest.mark.parametrize(
    "wrong",
    [
        sa.update(hour_sums).where(hour_sums.c.matter_id == ALL).values(handle_micros=hour_sums.c.handle_micros + 1),
        sa.update(hour_sums).where(hour_sums.c.matter_id != ALL).values(sessions=99),
        sa.delete(hour_sums).where(hour_sums.c.matter_id != ALL),
    ],
    ids=["all", "a matter", "gone"],
)
async def test_day_whose_hours_were_changed_is_named(database: Database, wrong: sa.Executable) -> None:
    await made(database)
    days = await keep_hours(database, LATER, most=50)
    assert (await verify_facts(database, WORKDAYS)).named == []
    await database.write(lambda sql: sql.execute(wrong))
    checked = await verify_facts(database, WORKDAYS)
    assert (checked.wrong_sessions, checked.wrong_days, checked.wrong_hours) == (0, 0, days)
    assert checked.named[0].endswith(" hours")


async def test_what_is_forgotten_is_made_anew_the_same(database: Database) -> None:
    closed = await made(database)
    assert await database.write(forget_all) == closed
    assert (await facts.backlog(database)).sessions == closed
    while await facts.catch_up(database, WORKDAYS):
        pass
    assert (await verify_facts(database, WORKDAYS)).sessions == closed
    assert (await verify_facts(database, WORKDAYS)).named == []


async def test_officers_day_that_was_changed_is_named(database: Database) -> None:
    await made(database)
    while await make_days(database, LATER, most=50):
        pass
    assert (await verify_facts(database, WORKDAYS)).named == []
    await database.write(lambda sql: sql.execute(sa.update(officer_days).values(taken=99)))
    checked = await verify_facts(database, WORKDAYS)
    assert (checked.wrong_sessions, checked.wrong_days) == (0, 0)
    assert checked.wrong_officer_days >= len(checked.named) > 0
