"""Exports of real sessions on both databases: which rows there are, and what stands in them."""

from __future__ import annotations

import datetime as dt
import gc
import tracemalloc
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from chatserver.commands.export_reference import reference
from chatserver.services import facts, messaging, opening, routing
from chatserver.services.exporting.asked import asked
from chatserver.services.exporting.columns import Period
from chatserver.services.exporting.datasets import DATASETS
from chatserver.services.exporting.formats import FORMATS
from chatserver.services.exporting.sessions import COLUMNS
from chatserver.services.exporting.writing import pieces
from storage.export import Span, load_page
from storage.schema import events, sessions
from storage.sessions import session_row
from tests.support.builders import ASKER, OFFICER, a_queued_session
from tests.support.clock import START, FakeClock
from tests.support.exports import LATER, rows_of
from tests.support.hub import a_hub, on_duty
from tests.support.recorder import RecordingPublisher
from tests.support.whole_story import ask, tell_the_whole_story

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from chatserver.catalogue.holder import CatalogueHolder
    from chatserver.services.hub import Hub
    from storage.engine import Database


@pytest.fixture
async def both(database: Database, catalogue: CatalogueHolder, clock: FakeClock) -> AsyncIterator[Hub]:
    """A hub on SQLite, and once more on PostgreSQL."""
    async with a_hub(database, catalogue, clock, RecordingPublisher()) as hub:
        yield hub


async def rows(hub: Hub, since: dt.datetime | None = None, until: dt.datetime = LATER) -> list[dict[str, Any]]:
    return await rows_of(hub.database, "sessions", period=Period(since, until))


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
    for size in (1, 2, 3, 8, 9, 10):
        found = await rows_of(both.database, "sessions", size=size)
        assert [row["session_id"] for row in found] == expected


async def test_rows_are_the_same_before_and_after_reports_know_the_session(both: Hub, clock: FakeClock) -> None:
    await on_duty(both)
    await tell_the_whole_story(both, clock)
    await ask(both, 2)
    before = await rows(both)
    assert await facts.catch_up(both.database, both.workdays) == 1
    assert await rows(both) == before
    names = ["session_id", "opened_at"]
    found = await both.database.read(lambda sql: load_page(sql, Span(None, LATER, None), names))
    assert (len(found.known), len(found.others)) == (1, 1)


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
    wish = asked("sessions", Period(None, LATER), dt.UTC)
    async for piece in pieces(sqlite_database, wish, FORMATS["csv"], size=100):
        count += piece.rows
        gc.collect()  # when cycles are collected depends on all that the process did before
        if count == 500:
            early = tracemalloc.get_traced_memory()[1]
    late = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 1600
    assert late < early * 1.3


def test_columns_are_documented_and_have_kept_their_order() -> None:
    """A promise: add at the end only."""
    promised = ["session_id", "opened_at", "taxpayer_id", "taxpayer_name", "person_role", "matter_id"]
    assert DATASETS["sessions"].names[:6] == promised
    for dataset in DATASETS.values():
        assert len(set(dataset.names)) == len(dataset.names)
    docs = Path(__file__).resolve().parents[2] / "docs/export.md"
    assert docs.read_text("utf-8") == reference(), "run: daoban export columns > docs/export.md"
