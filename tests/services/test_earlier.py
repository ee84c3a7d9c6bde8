"""Earlier sessions over SQLite and PostgreSQL: which are found, what is read, what is left in the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from chatserver.domain.actors import Actor, Role
from chatserver.domain.earlier import EARLIER_TERM, MOST_EARLIER
from chatserver.domain.errors import SessionNotActive, SessionUnknown
from chatserver.domain.events_papers import HistoryViewed
from chatserver.domain.guided import ProposedValue, Recalculated
from chatserver.services import desk, earlier, guidance, history, messaging, opening, routing, transfers
from storage.earlier import find_ended
from storage.presence import renew_lease
from tests.support.builders import OFFICER, OTHER_OFFICER, a_context, a_principal
from tests.support.clock import START
from tests.support.guides import SHOWN, WKP, ZP, outcome
from tests.support.hub import a_hub, assert_every_session_is_its_log, on_duty
from tests.support.recorder import RecordingPublisher

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from chatserver.catalogue.holder import CatalogueHolder
    from chatserver.services.hub import Hub
    from storage.engine import Database
    from tests.support.clock import FakeClock

A, B = "https://a.example|", "https://b.example|"


@pytest.fixture
async def either(database: Database, catalogue: CatalogueHolder, clock: FakeClock) -> AsyncIterator[Hub]:
    """A hub on SQLite, then on PostgreSQL, with one officer on duty."""
    async with a_hub(database, catalogue, clock, RecordingPublisher()) as hub:
        await on_duty(hub)
        yield hub
        await assert_every_session_is_its_log(hub)


async def talk(hub: Hub, person: str = A + "pe1", taxpayer: str = "tp1") -> str:
    """Somebody asks and is served by of1."""
    await hub.database.write(lambda sql: renew_lease(sql, hub.node_id, hub.clock.now()))
    principal = a_principal(taxpayer, person)
    session_id = (
        await opening.open_session(hub, principal, a_context(), locale="zh-CN", explained=True)
    ).session.session_id
    await routing.match(hub)
    offer = (await hub.journal.load(session_id)).offer
    assert offer is not None
    await routing.accept(hub, OFFICER, session_id, offer.offer_id)
    return session_id


async def over(hub: Hub, clock: FakeClock, person: str = A + "pe1", taxpayer: str = "tp1") -> str:
    """A whole session: asked, said, ended, wrapped up."""
    session_id = await talk(hub, person, taxpayer)
    asker = Actor(role=Role.TAXPAYER, id=f"{taxpayer}:{person}")
    await messaging.post(hub, asker, session_id, "m1", "第 6 步过不去")
    await transfers.add_note(hub, OFFICER, session_id, "n1", "已核对开票")
    await opening.end(hub, OFFICER, session_id)
    questions = (await hub.journal.load(session_id)).questions
    await desk.wrap_up(hub, OFFICER, session_id, {item.question_id: "resolved" for item in questions}, "已改列")
    clock.advance(60)
    return session_id


async def test_what_anybody_asked_for_the_same_taxpayer_is_found_newest_first(either: Hub, clock: FakeClock) -> None:
    first = await over(either, clock)
    second = await over(either, clock, A + "pe2")
    await over(either, clock, B + "pe1")  # another bureau's tp1 is another taxpayer
    await over(either, clock, A + "pe1", "tp10")
    now = await talk(either)
    found = await earlier.look(either, OFFICER, now)
    assert ([one.session_id for one in found.sessions], found.more) == ([second, first], False)
    assert [one.questions[0].disposition for one in found.sessions] == ["resolved", "resolved"]


async def test_there_is_an_end_to_how_far_back_and_how_many(either: Hub, clock: FakeClock) -> None:
    long_ago = await over(either, clock)
    clock.advance(EARLIER_TERM.total_seconds())
    ids = [await over(either, clock) for _ in range(MOST_EARLIER + 1)]
    now = await talk(either)
    found = await earlier.look(either, OFFICER, now)
    assert ([one.session_id for one in found.sessions], found.more) == (ids[:0:-1], True)
    with pytest.raises(SessionUnknown):
        await earlier.view(either, OFFICER, now, long_ago)


async def test_a_reading_is_in_the_log_before_it_is_shown(either: Hub, clock: FakeClock) -> None:
    before = await over(either, clock)
    now = await talk(either)
    tail = await earlier.view(either, OFFICER, now, before)
    types = [stored.logged.event.type for stored in tail.events]
    assert {"message.posted", "note.added", "session.assigned"} <= set(types)
    assert not {"context.updated", "offer.made", "session.rated"} & set(types)
    logged = (await history.resume(either, OFFICER, now, 0)).events[-1].logged
    assert (logged.actor, logged.event) == (OFFICER, HistoryViewed(viewed_session_id=before))
    untouched = await either.journal.load(before)
    assert untouched.seq == tail.session.seq


async def test_what_the_page_worked_out_anew_is_not_read(either: Hub, clock: FakeClock) -> None:
    before = await talk(either)
    change = ProposedValue(field_id=WKP, before="35000.00", after="0")
    await guidance.propose(either, OFFICER, before, "p1", [change], reason="填错列", basis=None)
    asker = Actor(role=Role.TAXPAYER, id=f"tp1:{A}pe1")
    await guidance.accept(either, asker, before, "p1", SHOWN)
    anew = Recalculated(field_id=ZP, before="860000.00", after="123456.78")
    await guidance.report(either, asker, before, "p1", [outcome()], [anew])
    await opening.end(either, OFFICER, before)
    clock.advance(60)
    read = await earlier.view(either, OFFICER, await talk(either), before)
    (applied,) = (stored for stored in read.events if stored.logged.event.type == "proposal.applied")
    assert '"recalculated":[]' in applied.body
    assert "123456.78" not in str([stored.body for stored in read.events])


async def test_nobody_reads_who_does_not_serve_them_now(either: Hub, clock: FakeClock) -> None:
    before = await over(either, clock)
    now = await talk(either)
    with pytest.raises(SessionUnknown):
        await earlier.look(either, OTHER_OFFICER, now)
    with pytest.raises(SessionUnknown):
        await earlier.view(either, OTHER_OFFICER, now, before)
    with pytest.raises(SessionNotActive):  # theirs once, and closed
        await earlier.look(either, OFFICER, before)
    for other in (now, "nonsense"):
        with pytest.raises(SessionUnknown):
            await earlier.view(either, OFFICER, now, other)
    seen = await history.resume(either, OFFICER, now, 0)
    assert not [stored for stored in seen.events if isinstance(stored.logged.event, HistoryViewed)]


async def test_the_list_is_read_by_the_index(sqlite_database: Database) -> None:
    asked: list[tuple[str, tuple[object, ...]]] = []

    def look(connection: sa.Connection) -> str:
        @sa.event.listens_for(connection, "before_cursor_execute")
        def _(_c: object, _k: object, statement: str, given: tuple[object, ...], *_: object) -> None:
            asked.append((statement, given))

        find_ended(connection, "tp1:" + A, START, 3)
        statement, given = asked[0]
        return str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given).all())

    assert "ix_sessions_person_key_opened_at (person_key>? AND person_key<?)" in await sqlite_database.read(look)
