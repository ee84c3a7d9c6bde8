"""The figures of the pages are those of `metrics`, whatever happened, and whatever was summed up when."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from chatserver.catalogue.loader import FOLDER
from chatserver.catalogue.workdays import load_workdays
from chatserver.domain.events import LoggedEvent, SessionClosed
from chatserver.domain.metrics import OF_HOURS, OF_OFFICERS, OF_REPEATS
from chatserver.domain.metrics_errors import CalendarUnknown
from chatserver.domain.report_parts import Cell
from chatserver.services import facts
from chatserver.services.metrics import compute_metrics
from chatserver.services.months import make_months
from chatserver.services.overview import overview, scope_of
from storage.facts import mark_due
from storage.months import end_of
from storage.parts import By, Chosen
from storage.parts_codec import encode_cell
from storage.schema import events, sessions
from storage.schema_reports import day_sums, month_sums, parts_due
from tests.support.clock import START
from tests.support.histories import History, a_history
from tests.support.on_disk import put_on_disk

if TYPE_CHECKING:
    from chatserver.domain.metrics_figures import Figure
    from storage.engine import Database

WORKDAYS, _ = load_workdays(FOLDER)
DAY = START.date()
MONTH = DAY.replace(day=1)
NOT_OF_SESSIONS = {*OF_REPEATS, *OF_OFFICERS, *OF_HOURS}
SPLITS = [By.DAY, By.MATTER, By.TIER, By.PLACE]
LATER = START + dt.timedelta(days=60)


def choices(rng: Random) -> list[Chosen]:
    first = DAY + dt.timedelta(rng.choice([0, 0, -1, 1, 5]))
    last = first + dt.timedelta(rng.choice([0, 1, 12, 12]))
    return [
        Chosen(first=first, last=last),
        Chosen(first=DAY - dt.timedelta(30), last=last + dt.timedelta(30)),  # with a whole month
        Chosen(first=first, last=last, matter_id=rng.choice(["vat-general", "payment"])),
        Chosen(first=first, last=last, tier=rng.choice([1, 2]), in_hours=rng.random() < 0.5),
    ]


async def expected(database: Database, chosen: Chosen, as_of: dt.datetime) -> list[Figure]:
    result = await compute_metrics(database, scope_of(chosen, as_of), WORKDAYS)
    return [figure for figure in result.figures if figure.definition not in NOT_OF_SESSIONS]


@pytest.mark.parametrize("seed", range(40))
async def test_page_and_metrics_say_the_same_of_any_history(database: Database, seed: int) -> None:
    rng = Random(seed)
    history = a_history(rng, most=12)
    await put_on_disk(database, history.logs, history.officers)
    for _ in range(rng.choice([0, 1, 2, 9])):  # the rest is still due
        await facts.catch_up(database, WORKDAYS, most=2)
        if rng.random() < 0.5:
            await facts.sum_up(database)
        if rng.random() < 0.5:
            await make_months(database, LATER, most=1)
    # what is summed up is told as of now: an earlier moment is for `daoban metrics`
    as_of = max((log[-1].at for log in history.logs), default=START) + dt.timedelta(
        minutes=rng.choice([1, 59, 61, 10**5])
    )
    for chosen in choices(rng):
        as_of = max(as_of, scope_of(chosen, as_of).since)
        found = await overview(database, chosen, WORKDAYS, as_of, {rng.choice(SPLITS): ()})
        assert list(found.figures.values()) == await expected(database, chosen, as_of)


def is_closed(log: list[LoggedEvent]) -> bool:
    return any(isinstance(logged.event, SessionClosed) for logged in log)


def with_closed_sessions() -> History:
    histories = (a_history(Random(seed), most=12) for seed in itertools.count())
    return next(history for history in histories if sum(map(is_closed, history.logs)) > 2)


async def catch_up(database: Database) -> None:
    while await facts.catch_up(database, WORKDAYS):
        await facts.sum_up(database)
    while await make_months(database, LATER, most=1):
        pass


@pytest.mark.parametrize("seed", range(5))
async def test_facts_that_are_made_anew_are_counted_once(database: Database, seed: int) -> None:
    rng = Random(seed)
    history = a_history(rng, most=12)
    await put_on_disk(database, history.logs, history.officers)
    await catch_up(database)
    rows = await database.read(lambda sql: [dict(row) for row in sql.execute(sa.select(sessions)).mappings()])
    for turn in range(3):  # the note of it summed up, waiting, and waiting behind one that takes away
        await database.write(lambda sql: mark_due(sql, rows))
        while await facts.catch_up(database, WORKDAYS):
            pass
        if turn == 0:
            await facts.sum_up(database)
        while await make_months(database, LATER, most=1):
            pass
    for chosen in (Chosen(first=DAY, last=DAY + dt.timedelta(20)), Chosen(first=MONTH, last=DAY + dt.timedelta(20))):
        found = await overview(database, chosen, WORKDAYS, LATER)
        assert list(found.figures.values()) == await expected(database, chosen, LATER)


@pytest.mark.parametrize("by", SPLITS)
async def test_split_figures_are_those_of_each_part(sqlite_database: Database, by: By) -> None:
    history = with_closed_sessions()
    await put_on_disk(sqlite_database, history.logs, history.officers)
    await facts.catch_up(sqlite_database, WORKDAYS, most=3)
    await facts.sum_up(sqlite_database)
    assert await make_months(sqlite_database, LATER, most=9) == 1
    whole = Chosen(first=MONTH, last=DAY + dt.timedelta(20))
    wanted = {"sessions", "service_level", "transfers", "wrap_up_time", "response"}
    found = await overview(sqlite_database, whole, WORKDAYS, LATER, {by: wanted})
    for key, figures in found.split[by].items():
        keys = key if by is By.PLACE else (key,)
        narrowed = {"first": key, "last": key} if by is By.DAY else dict(zip(by.value.split(), keys, strict=True))
        told = await expected(sqlite_database, replace(whole, **narrowed), LATER)
        assert list(figures.values()) == [figure for figure in told if figure.definition in wanted]
    sessions_of_parts = sum(figures["sessions"].numerator for figures in found.split[by].values())
    assert sessions_of_parts == found.figures["sessions"].numerator == len(history.logs)


async def test_summing_up_leaves_no_note_and_one_sum_a_day_for_all(database: Database) -> None:
    history = with_closed_sessions()
    await put_on_disk(database, history.logs, history.officers)
    await catch_up(database)
    notes = await database.read(lambda sql: sql.scalar(sa.select(sa.func.count()).select_from(parts_due)))
    query = sa.select(day_sums.c.day).where(day_sums.c.matter_id == "")
    days = await database.read(lambda sql: list(sql.scalars(query)))
    assert notes == 0
    assert len(days) == len(set(days)) > 0


async def test_page_of_a_month_is_read_from_its_sums_alone(database: Database) -> None:
    history = with_closed_sessions()
    await put_on_disk(database, history.logs, history.officers)
    await catch_up(database)
    chosen = Chosen(first=MONTH, last=end_of(MONTH))
    before = await overview(database, chosen, WORKDAYS, LATER, {By.MATTER: {"sessions"}})
    nothing = sa.update(month_sums).values(sums=encode_cell(Cell()))
    await database.write(lambda sql: sql.execute(nothing))
    found = await overview(database, chosen, WORKDAYS, LATER, {By.MATTER: {"sessions"}})
    assert found.figures["sessions"].numerator == found.live < before.figures["sessions"].numerator
    await database.write(lambda sql: sql.execute(sa.update(day_sums).values(sums=day_sums.c.sums)))
    assert await overview(database, chosen, WORKDAYS, LATER, {By.MATTER: {"sessions"}}) == before


async def test_session_whose_log_lost_an_event_is_a_gap_and_in_no_figure(database: Database) -> None:
    history = with_closed_sessions()
    await put_on_disk(database, history.logs, history.officers)
    await catch_up(database)
    broken = next(log for log in history.logs if is_closed(log))
    session_id = broken[0].session_id
    hole = sa.delete(events).where(events.c.session_id == session_id, events.c.seq == 2)
    await database.write(lambda sql: sql.execute(hole))
    closed = {"session_id": session_id, "seq": len(broken), "state": "closed", "closed_at": START}
    await database.write(lambda sql: mark_due(sql, [closed]))
    chosen = Chosen(first=MONTH, last=DAY + dt.timedelta(20))
    for _ in range(2):  # before it was looked at, and after
        found = await overview(database, chosen, WORKDAYS, LATER)
        assert [(gap.subject, gap.seq) for gap in found.gaps] == [(session_id, 2)]
        assert list(found.figures.values()) == await expected(database, chosen, LATER)
        await catch_up(database)


async def test_business_hours_of_a_year_that_the_calendar_lacks_are_refused(sqlite_database: Database) -> None:
    chosen = Chosen(first=dt.date(2019, 1, 1), last=dt.date(2019, 1, 2), in_hours=True)
    with pytest.raises(CalendarUnknown):
        await overview(sqlite_database, chosen, WORKDAYS, LATER)
