"""Exports of real sessions on both databases."""

from __future__ import annotations

import csv
import datetime as dt
import gc
import io
import json
import tracemalloc
import zoneinfo
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from chatserver.commands.export import reference
from chatserver.services import facts, messaging, opening, routing
from chatserver.services.export import COLUMNS, Row, row_of, stream_sessions
from chatserver.services.export_formats import csv_head, csv_row, json_row
from storage.export import ExportedSession, KnownSession, Place, load_page
from storage.schema import events, sessions
from storage.sessions import session_row
from tests.support.builders import ASKER, OFFICER, a_queued_session
from tests.support.clock import START, FakeClock
from tests.support.hub import a_hub, on_duty
from tests.support.recorder import RecordingPublisher
from tests.support.whole_story import ask, tell_the_whole_story

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from chatserver.catalogue.holder import CatalogueHolder
    from chatserver.services.hub import Hub
    from storage.engine import Database

CHINA = zoneinfo.ZoneInfo("Asia/Shanghai")
LATER = START + dt.timedelta(days=1)


@pytest.fixture
async def both(database: Database, catalogue: CatalogueHolder, clock: FakeClock) -> AsyncIterator[Hub]:
    """A hub on SQLite, and once more on PostgreSQL."""
    async with a_hub(database, catalogue, clock, RecordingPublisher()) as hub:
        yield hub


async def rows(hub: Hub, since: dt.datetime | None = None, until: dt.datetime = LATER) -> list[Row]:
    return [row async for row in stream_sessions(hub.database, since, until, CHINA)]


async def test_row_tells_the_whole_story(both: Hub, clock: FakeClock) -> None:
    await on_duty(both)
    session = await tell_the_whole_story(both, clock)
    (row,) = await rows(both)
    outcomes = [choice.id for choice in both.catalogue.common.dispositions]
    assert list(row) == [column.name for column in COLUMNS]
    assert row == {
        "session_id": session.session_id,
        "opened_at": START,
        "taxpayer_id": "tp1",
        "taxpayer_name": "北京示例科技有限公司",
        "person_role": "tax_handler",
        "matter_id": "vat-general",
        "first_step_id": "s6",
        "first_error_id": "vatg-cmp-output",
        "tier": session.tier,
        "boost_reason": "deadline_today",
        "explained": True,
        "wait_seconds": 9.25,
        "offers_made": 1,
        "officer_id": "of1",
        "officer_name": "导办of1",
        "first_answer_seconds": 12.5,
        "talk_seconds": 72.5,
        "wrap_up_seconds": 30.0,
        "questions": 2,
        "dispositions": outcomes[:2],
        "solved": 1,
        "not_solved": 1,
        "taxpayer_messages": 1,
        "officer_messages": 1,
        "end_reason": "finished",
        "ended_by": "taxpayer",
        "rating_score": 2,
        "rating_reasons": [both.catalogue.common.negative_rating_reasons[0].id],
        "achieved": False,
        "state": "closed",
        "ended_at": START + dt.timedelta(seconds=81.75),
        "closed_at": START + dt.timedelta(seconds=111.75),
        "times_queued": 1,
        "form_outcome": "filed",
        "form_outcome_at": START + dt.timedelta(seconds=21.75),
        "receipt": "20261128",
        "slips": [],
    }


async def test_messages_that_are_not_yet_in_the_row_are_counted(both: Hub, clock: FakeClock) -> None:
    await on_duty(both)
    session = await ask(both)
    await routing.match(both)
    offer = (await both.journal.load(session.session_id)).offer
    assert offer is not None
    await routing.accept(both, OFFICER, session.session_id, offer.offer_id)
    for number in range(5):
        await messaging.post(both, ASKER, session.session_id, f"m{number}", "在吗")
    row_seq = await both.database.read(lambda sql: sql.scalar(sa.select(sessions.c.seq)))
    log_seq = await both.database.read(lambda sql: sql.scalar(sa.select(sa.func.max(events.c.seq))))
    assert row_seq is not None
    assert log_seq is not None
    assert row_seq < log_seq, "the test needs a row that lags"
    (row,) = await rows(both)
    assert (row["taxpayer_messages"], row["state"], row["talk_seconds"]) == (5, "active", None)


async def test_who_gave_up_waiting_has_waited_until_then(both: Hub, clock: FakeClock) -> None:
    session = await ask(both)
    clock.advance(95)
    await opening.cancel(both, ASKER, session.session_id)
    (row,) = await rows(both)
    told = {name: row[name] for name in ("wait_seconds", "talk_seconds", "wrap_up_seconds", "officer_id", "end_reason")}
    assert told == {
        "wait_seconds": 95.0,
        "talk_seconds": None,
        "wrap_up_seconds": None,
        "officer_id": None,
        "end_reason": "cancelled",
    }


async def test_lost_officer_shows_as_a_second_time_in_the_queue(both: Hub, clock: FakeClock) -> None:
    await on_duty(both)
    session = await ask(both, deadline="2026-12-15")
    await routing.match(both)
    offer = (await both.journal.load(session.session_id)).offer
    assert offer is not None
    await routing.accept(both, OFFICER, session.session_id, offer.offer_id)
    clock.advance(60)
    await routing.lose_officer(both, "of1")
    (row,) = await rows(both)
    assert (row["times_queued"], row["boost_reason"], row["wait_seconds"]) == (2, None, 0.0)
    assert row["state"] in {"queued", "offered"}


async def test_from_is_included_and_to_is_not(both: Hub, clock: FakeClock) -> None:
    opened = []
    for number in range(3):
        opened.append((await ask(both, number)).session_id)
        clock.advance(60)
    one = dt.timedelta(seconds=60)
    months = [(None, START + one), (START + one, START + 2 * one), (START + 2 * one, LATER)]
    found = [[row["session_id"] for row in await rows(both, since, until)] for since, until in months]
    assert found == [[session_id] for session_id in opened]


async def test_pages_neither_lose_nor_repeat_sessions_of_the_same_instant(both: Hub, clock: FakeClock) -> None:
    for number in range(9):
        session = await ask(both, number)
        if number % 2:  # half of them are closed, and known to reports
            await opening.cancel(both, replace(ASKER, id=f"tp{number}:pe{number}"), session.session_id)
        clock.advance(number % 3 == 2)
    await facts.catch_up(both.database, both.workdays)
    expected = [row["session_id"] for row in await rows(both)]
    assert len(set(expected)) == 9
    found: list[str] = []
    after: Place | None = None
    while page := await both.database.read(partial(load_page, since=None, until=LATER, after=after, size=2)):
        places = [item.place if isinstance(item, KnownSession) else place_of(item) for item in page]
        found += [place.session_id for place in places]
        after = places[-1]
    assert found == expected


def place_of(exported: ExportedSession) -> Place:
    assert exported.session.opened_at is not None
    return Place(exported.session.opened_at, exported.session.session_id)


async def test_rows_are_the_same_before_and_after_reports_know_the_session(both: Hub, clock: FakeClock) -> None:
    await on_duty(both)
    await tell_the_whole_story(both, clock)
    await ask(both, 2)
    before = await rows(both)
    assert await facts.catch_up(both.database, both.workdays) == 1
    assert await rows(both) == before
    kinds = [type(item) for item in await both.database.read(lambda sql: load_page(sql, None, LATER, None))]
    assert kinds == [KnownSession, ExportedSession]


async def test_empty_log_is_an_empty_export(both: Hub) -> None:
    assert await rows(both) == []


async def test_memory_does_not_grow_with_the_export(sqlite_database: Database) -> None:
    def fill(sql: sa.Connection) -> None:
        many = [a_queued_session(f"s{number:05}") for number in range(1600)]
        sql.execute(sa.insert(sessions), [session_row(session) for session in many])
        values = {"seq": 1, "at": START, "type": "session.closed", "actor_role": "hub", "actor_id": "h", "body": "{}"}
        sql.execute(sa.insert(events), [{"session_id": session.session_id, **values} for session in many])

    await sqlite_database.write(fill)
    tracemalloc.start()
    count, early = 0, 0
    async for _ in stream_sessions(sqlite_database, None, LATER, dt.UTC):
        count += 1
        if count % 100 == 0:
            gc.collect()  # when cycles are collected depends on all that the process did before
        if count == 500:
            early = tracemalloc.get_traced_memory()[1]
    late = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 1600
    assert late < early * 1.3


def a_row(**changes: Any) -> Row:
    return {**row_of(ExportedSession(a_queued_session(), ()), CHINA), **changes}


def cells(text: str) -> list[str]:
    (row,) = csv.reader(io.StringIO(text, newline=""))
    return row


@pytest.mark.parametrize("text", ["=cmd()", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "＠x"])
def test_no_cell_becomes_a_formula(text: str) -> None:
    row = a_row(taxpayer_name=text, rating_reasons=[text])
    found = dict(zip(row, cells(csv_row(row)), strict=True))
    assert found["taxpayer_name"] == found["rating_reasons"] == f"'{text}"
    assert json.loads(json_row(row))["taxpayer_name"] == text


@pytest.mark.parametrize("text", ['a"b', "a,b", "a\r\nb", "，", "a'b", "1=2", ""])
def test_csv_reads_back_as_it_was(text: str) -> None:
    row = a_row(taxpayer_name=text)
    line = csv_row(row)
    assert line.endswith("\r\n")
    assert dict(zip(row, cells(line), strict=True))["taxpayer_name"] == text


def test_values_of_every_kind_in_both_formats() -> None:
    row = a_row(wait_seconds=-1.5, tier=2, explained=True, achieved=None, dispositions=["resolved", None, "callback"])
    found = dict(zip(row, cells(csv_row(row)), strict=True))
    assert found["wait_seconds"] == "-1.5"
    assert (found["tier"], found["explained"], found["achieved"]) == ("2", "true", "")
    assert found["dispositions"] == "resolved;;callback"
    assert found["opened_at"] == "2026-11-16T14:00:00.000+08:00"
    typed = json.loads(json_row(row))
    assert (typed["wait_seconds"], typed["explained"], typed["achieved"]) == (-1.5, True, None)
    assert typed["dispositions"] == ["resolved", None, "callback"]
    assert typed["opened_at"] == "2026-11-16T14:00:00.000+08:00"
    assert json_row(row).count("\n") == 1


def test_columns_are_documented_and_have_kept_their_order() -> None:
    """A promise: add at the end only."""
    names = [column.name for column in COLUMNS]
    assert csv_head(names).startswith("session_id,opened_at,taxpayer_id,taxpayer_name,person_role,matter_id,")
    assert len(set(names)) == len(names)
    docs = Path(__file__).resolve().parents[2] / "docs/export.md"
    assert docs.read_text("utf-8") == reference(), "run: daoban export columns > docs/export.md"
