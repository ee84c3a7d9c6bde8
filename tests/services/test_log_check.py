"""The checker on real databases: a true log is clean, every doctored table is named."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from chatserver.domain.errors import SessionUnknown
from chatserver.domain.events import SessionRated
from chatserver.domain.invariants import Kind
from chatserver.domain.violations import KEPT
from chatserver.services import desk, messaging, opening, routing
from chatserver.services.log_check import Wanted, check_log
from storage import log as reading
from storage.presence import renew_lease
from storage.schema import events, officer_events, officer_slots, officers, person_holds, sessions
from tests.support.builders import OFFICER, a_context, a_principal
from tests.support.hub import a_hub, on_duty
from tests.support.recorder import RecordingPublisher

if TYPE_CHECKING:
    from chatserver.catalogue.holder import CatalogueHolder
    from chatserver.services.hub import Hub
    from storage.engine import Database
    from tests.support.clock import FakeClock


async def talk(hub: Hub, clock: FakeClock, person: str, *, ends: bool = False) -> str:
    clock.advance(30)
    await hub.database.write(lambda sql: renew_lease(sql, hub.node_id, clock.now()))
    principal = a_principal("tp", person)
    session = (await opening.open_session(hub, principal, a_context(), locale="zh-CN", explained=True)).session
    await routing.match(hub)
    session = await hub.journal.load(session.session_id)
    assert session.offer
    await routing.accept(hub, OFFICER, session.session_id, session.offer.offer_id)
    for n in range(4):
        await messaging.post(hub, OFFICER, session.session_id, f"m{n}", "好的")
    if ends:
        await opening.end(hub, principal.actor, session.session_id)
        await opening.rate(hub, principal.actor, session.session_id, SessionRated(score=5))
        outcome = {session.questions[0].question_id: "resolved"}
        await desk.wrap_up(hub, OFFICER, session.session_id, outcome, "改列")
    return session.session_id


@pytest.fixture
async def ids(database: Database, catalogue: CatalogueHolder, clock: FakeClock) -> list[str]:
    """A closed session, an active one, one that waits."""
    async with a_hub(database, catalogue, clock, RecordingPublisher()) as hub:
        await on_duty(hub, capacity=1)
        first = await talk(hub, clock, "pe1", ends=True)
        second = await talk(hub, clock, "pe2")
        clock.advance(30)
        asked = await opening.open_session(hub, a_principal("tp", "pe3"), a_context(), locale="en", explained=False)
        return [first, second, asked.session.session_id]


async def kinds(database: Database, **wanted: Any) -> set[Kind]:
    return set((await check_log(database, Wanted(**wanted))).counts)


async def spoil(database: Database, statement: sa.Executable) -> None:
    def work(sql: sa.Connection) -> None:
        assert sql.execute(statement).rowcount >= 1

    await database.write(work)


def of(table: sa.Table, session_id: str) -> sa.ColumnElement[bool]:
    return table.c.session_id == session_id


@pytest.mark.usefixtures("ids")
async def test_what_a_hub_has_written_is_clean(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chatserver.services.log_check.PAGE", 2)
    report = await check_log(database, Wanted(capacities_held=True))
    assert (report.sessions, report.events, report.officers) == (3, 29, 1)
    assert report.kept == []
    assert report.clean


async def test_a_missing_event_is_named(database: Database, ids: list[str]) -> None:
    await spoil(database, sa.delete(events).where(of(events, ids[0]), events.c.seq == 7))
    report = await check_log(database)
    assert [(one.kind, one.subject, one.seq) for one in report.kept] == [(Kind.NUMBERS, ids[0], 8)]


async def test_a_lost_end_of_a_log_is_named(database: Database, ids: list[str]) -> None:
    await spoil(database, sa.delete(events).where(of(events, ids[0]), events.c.seq > 12))
    assert await kinds(database, session_id=ids[0]) == {Kind.ROW, Kind.HOLD}
    assert await kinds(database) == {Kind.ROW, Kind.HOLD, Kind.SLOT}  # the slot was never given back, so two are on it


async def test_an_event_that_cannot_be_read_is_named(database: Database, ids: list[str]) -> None:
    for change in ({"type": "tea.made"}, {"body": "{"}, {"actor_role": "cook"}):
        await spoil(database, sa.update(events).where(of(events, ids[1]), events.c.seq == 6).values(**change))
        assert await kinds(database) == {Kind.UNREADABLE}


async def test_a_row_that_tells_another_story_is_named(database: Database, ids: list[str]) -> None:
    changes: list[dict[str, Any]] = [
        {"state": "queued"},
        {"officer_id": "of2"},
        {"snapshot": "{}"},
        {"snapshot": sa.func.replace(sessions.c.snapshot, "of1", "of2")},
        {"seq": 99},
        {"seq": 4},
    ]
    for change in changes:
        before = await database.read(
            lambda sql: dict(sql.execute(sa.select(sessions).where(of(sessions, ids[1]))).mappings().one())
        )
        await spoil(database, sa.update(sessions).where(of(sessions, ids[1])).values(**change))
        assert await kinds(database) == {Kind.ROW}
        await spoil(database, sa.update(sessions).where(of(sessions, ids[1])).values(**before))
    assert await kinds(database) == set()


async def test_a_session_without_a_row_is_found_in_the_whole_log(database: Database, ids: list[str]) -> None:
    await spoil(database, sa.delete(sessions).where(of(sessions, ids[0])))
    assert await kinds(database) == {Kind.ROW}
    assert await kinds(database, session_id=ids[0]) == {Kind.ROW}
    assert await kinds(database, session_id=ids[1]) == set()


async def test_slots_and_persons_must_be_held_as_the_log_says(database: Database, ids: list[str]) -> None:
    await spoil(database, sa.insert(officer_slots).values(officer_id="of1", slot=2, session_id=ids[0]))
    await spoil(database, sa.delete(person_holds).where(of(person_holds, ids[2])))
    report = await check_log(database)
    assert [(one.kind, one.subject) for one in report.kept] == [(Kind.HOLD, ids[0]), (Kind.HOLD, ids[2])]


@pytest.mark.usefixtures("ids")
async def test_a_hold_of_nothing_is_found(database: Database) -> None:
    await spoil(database, sa.insert(person_holds).values(person_key="x:y", session_id="gone"))
    assert await kinds(database) == {Kind.ROW, Kind.HOLD}


@pytest.mark.usefixtures("ids")
async def test_an_officers_status_is_the_last_of_its_log(database: Database) -> None:
    await spoil(database, sa.update(officers).values(status="away"))
    assert await kinds(database) == {Kind.STATUS}
    await spoil(database, sa.update(officers).values(status="available"))
    await spoil(database, sa.update(officer_events).values(seq=2))
    assert await kinds(database) == {Kind.STATUS}


async def test_two_on_one_slot_are_found_across_sessions(database: Database, ids: list[str]) -> None:
    closed = [events.c.type == "session.closed", of(events, ids[0])]
    await spoil(database, sa.update(events).where(*closed).values(at=dt.datetime(2026, 12, 1, tzinfo=dt.UTC)))
    assert Kind.SLOT in await kinds(database)
    assert Kind.SLOT not in await kinds(database, session_id=ids[1])


async def test_a_range_reads_what_was_opened_in_it(database: Database, ids: list[str], clock: FakeClock) -> None:
    since, until = clock.now() - dt.timedelta(seconds=40), clock.now() - dt.timedelta(seconds=20)
    assert (await check_log(database, Wanted(since=since, until=until))).sessions == 1
    assert (await check_log(database, Wanted(since=clock.now()))).sessions == 1
    assert (await check_log(database, Wanted(until=until))).sessions == 2
    assert (await check_log(database, Wanted(session_id=ids[0]))).sessions == 1
    with pytest.raises(SessionUnknown):
        await check_log(database, Wanted(session_id="nobody"))


async def test_many_violations_are_counted_and_the_first_told(database: Database, ids: list[str]) -> None:
    page = await database.read(lambda sql: reading.load_one(sql, ids[2]))
    assert page is not None
    rows = [
        {"session_id": f"x{n:03}", "seq": 2, "at": page.events[0].at, "type": "session.closed"}
        | {"actor_role": "hub", "actor_id": "hub", "body": "{}"}
        for n in range(KEPT + 5)
    ]
    await spoil(database, sa.insert(events).values(rows))
    report = await check_log(database)
    assert report.counts[Kind.NUMBERS] == KEPT + 5
    assert len([one for one in report.kept if one.kind is Kind.NUMBERS]) == KEPT
