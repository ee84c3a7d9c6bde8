"""Facts for reports, made of real sessions on both databases."""

from __future__ import annotations

import datetime as dt
import json
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from chatserver.domain.events import SessionRated
from chatserver.services import desk, facts, opening, routing
from chatserver.services.exporting.sessions import COLUMNS
from storage.facts import Backlog, load_due, mark_due, mark_missed, save_facts
from storage.schema import events, sessions
from storage.schema_reports import facts_due, question_facts, session_facts
from storage.schema_search import session_texts
from storage.search import forget_texts
from tests.support.builders import ASKER, OFFICER
from tests.support.clock import START, FakeClock
from tests.support.exports import rows_of
from tests.support.hub import a_hub, on_duty
from tests.support.recorder import RecordingPublisher
from tests.support.whole_story import ask, tell_the_whole_story

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from chatserver.catalogue.holder import CatalogueHolder
    from chatserver.services.hub import Hub
    from storage.engine import Database

LATER = START + dt.timedelta(days=1)


@pytest.fixture
async def both(database: Database, catalogue: CatalogueHolder, clock: FakeClock) -> AsyncIterator[Hub]:
    """A hub on SQLite, and once more on PostgreSQL."""
    async with a_hub(database, catalogue, clock, RecordingPublisher()) as hub:
        yield hub


async def all_of(hub: Hub, table: sa.Table) -> list[dict[str, Any]]:
    query = sa.select(table).order_by(*table.primary_key.columns)
    return await hub.database.read(lambda sql: [dict(row) for row in sql.execute(query).mappings()])


async def cancelled(hub: Hub, number: int) -> str:
    session = await ask(hub, number)
    actor = ASKER if number == 1 else type(ASKER)(role=ASKER.role, id=f"tp{number}:pe{number}")
    await opening.cancel(hub, actor, session.session_id)
    return session.session_id


async def caught_up(hub: Hub) -> int:
    return await facts.catch_up(hub.database, hub.workdays)


async def test_facts_of_a_closed_session_say_what_the_export_says(both: Hub, clock: FakeClock) -> None:
    await on_duty(both)
    await tell_the_whole_story(both, clock)
    assert await caught_up(both) == 1
    (told,) = await all_of(both, session_facts)
    (exported,) = await rows_of(both.database, "sessions")
    lists = {name: json.loads(told[name]) for name in ("dispositions", "rating_reasons", "slips")}
    assert {**{column.name: told[column.name] for column in COLUMNS}, **lists} == exported
    assert (told["day"], told["in_hours"], told["taxpayer"]) == (dt.date(2026, 11, 16), True, "tp1:")


async def test_each_question_says_who_solved_it_and_what_time_it_took(both: Hub, clock: FakeClock) -> None:
    await on_duty(both)
    await tell_the_whole_story(both, clock)
    await caught_up(both)
    told = [
        {name: row[name] for name in ("number", "step_id", "error_id", "solved_by", "solved", "filed", "lost")}
        for row in await all_of(both, question_facts)
    ]
    asked = {"step_id": "s6", "filed": True}
    assert told == [
        asked
        | {"number": 1, "error_id": "vatg-cmp-output", "solved_by": "officer", "solved": True, "lost": 21_750_000},
        asked | {"number": 2, "error_id": None, "solved_by": None, "solved": False, "lost": 0},
    ]


async def test_nothing_is_due_while_a_session_goes_on(both: Hub) -> None:
    await ask(both)
    assert await caught_up(both) == 0
    assert await all_of(both, session_facts) == []


async def test_backlog_tells_how_many_and_since_when_until_all_is_caught_up(both: Hub, clock: FakeClock) -> None:
    for number in range(1, 6):
        await cancelled(both, number)
        clock.advance(60)
    behind = await facts.backlog(both.database)
    assert (behind.sessions, behind.since_at, behind.gaps) == (5, START, ())
    assert await facts.catch_up(both.database, both.workdays, most=3) == 3
    assert (await facts.backlog(both.database)).since_at == START + dt.timedelta(minutes=3)
    assert [await caught_up(both), await caught_up(both)] == [2, 0]
    assert await facts.backlog(both.database) == Backlog(sessions=0, since_at=None, gaps=())


async def test_what_comes_after_the_closing_makes_the_facts_anew(both: Hub) -> None:
    await on_duty(both)
    session = await ask(both)
    await routing.match(both)
    offer = (await both.journal.load(session.session_id)).offer
    assert offer is not None
    await routing.accept(both, OFFICER, session.session_id, offer.offer_id)
    await opening.end(both, OFFICER, session.session_id)
    outcome = both.catalogue.common.dispositions[0].id
    await desk.wrap_up(both, OFFICER, session.session_id, {session.questions[0].question_id: outcome}, "")
    assert await caught_up(both) == 1
    await opening.rate(both, ASKER, session.session_id, SessionRated(score=5, achieved=True))
    assert await caught_up(both) == 1
    (told,) = await all_of(both, session_facts)
    assert (told["rating_score"], told["achieved"]) == (5, True)


async def test_event_that_comes_while_facts_are_made_is_not_lost(both: Hub) -> None:
    session_id = await cancelled(both, 1)
    row = (await all_of(both, facts_due))[0]
    await caught_up(both)
    newer = {"session_id": session_id, "seq": row["seq"] + 1, "state": "closed", "closed_at": START}
    await both.database.write(lambda sql: mark_due(sql, [newer]))
    assert await caught_up(both) == 1  # made of what there is
    assert [one["seq"] for one in await all_of(both, facts_due)] == [row["seq"] + 1]


async def test_log_with_a_gap_is_named_and_does_not_stop_the_others(both: Hub) -> None:
    broken, whole = await cancelled(both, 1), await cancelled(both, 2)
    hole = sa.delete(events).where(events.c.session_id == broken, events.c.seq == 2)
    await both.database.write(lambda sql: sql.execute(hole))
    while await caught_up(both):
        pass
    assert [row["session_id"] for row in await all_of(both, session_facts)] == [whole]
    assert await facts.backlog(both.database) == Backlog(sessions=0, since_at=None, gaps=((broken, 2),))


async def test_session_that_older_code_closed_without_a_note_is_found(both: Hub, clock: FakeClock) -> None:
    await cancelled(both, 1)
    await both.database.write(lambda sql: sql.execute(sa.delete(facts_due)))
    clock.advance(3600)
    assert await facts.find_missed(both.database, clock.now()) == 1
    assert await caught_up(both) == 1
    assert await facts.find_missed(both.database, clock.now()) == 0


async def test_session_whose_facts_an_older_node_made_gets_its_text_within_the_hour(
    both: Hub, clock: FakeClock
) -> None:
    await cancelled(both, 1)
    await caught_up(both)
    query = sa.select(session_texts.c.session_id)
    ids = list(await both.database.read(lambda sql: sql.scalars(query).all()))
    await both.database.write(lambda sql: forget_texts(sql, ids))
    clock.advance(3600)
    assert await facts.find_missed(both.database, clock.now()) == 1
    assert await caught_up(both) == 1
    assert await both.database.read(lambda sql: sql.scalars(query).all()) == ids


async def test_missed_session_from_before_the_given_time_is_left_alone(both: Hub) -> None:
    await cancelled(both, 1)
    await both.database.write(lambda sql: sql.execute(sa.delete(facts_due)))
    assert await both.database.write(partial(mark_missed, since=START + dt.timedelta(seconds=1))) == 0


async def test_two_nodes_that_make_the_same_facts_write_them_once(both: Hub) -> None:
    await cancelled(both, 1)
    due = await both.database.read(partial(load_due, most=5))
    loaded = [await both.journal.load(one.session_id) for one in due]
    made = [facts.rows_of(session, one.events, both.workdays) for session, one in zip(loaded, due, strict=True)]
    assert await both.database.write(lambda sql: save_facts(sql, made, {})) == 1
    assert await both.database.write(lambda sql: save_facts(sql, made, {})) == 0
    assert len(await all_of(both, session_facts)) == 1


async def test_closing_and_the_note_of_it_are_one_transaction(both: Hub) -> None:
    session_id = await cancelled(both, 1)
    query = sa.select(sessions.c.seq).where(sessions.c.session_id == session_id)
    newest = await both.database.read(lambda sql: sql.scalar(query))
    assert [(row["session_id"], row["seq"]) for row in await all_of(both, facts_due)] == [(session_id, newest)]
