"""The journal on both databases: durable, in order, exactly once, one winner."""

from __future__ import annotations

import asyncio
import dataclasses
from functools import partial
from typing import TYPE_CHECKING
from unittest.mock import Mock

import pytest
import sqlalchemy as sa

from chatserver.domain import ending, offer, opening
from chatserver.domain.actors import Actor, Role
from chatserver.domain.decision import Decision
from chatserver.domain.errors import ClaimLost, SessionUnknown
from chatserver.domain.guards import person_key
from chatserver.domain.message import compose, post_message
from storage import memory
from storage.journal import Journal
from storage.schema import officer_slots, person_holds, sessions
from storage.sessions import load_events, load_session
from tests.support.builders import ASKER, FIRST_LINE, OFFICER, PERSON, a_request
from tests.support.clock import START, FakeClock
from tests.support.hub import a_hub, assert_every_session_is_its_log
from tests.support.recorder import RecordingPublisher

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from sqlalchemy.engine import Connection

    from chatserver.catalogue.holder import CatalogueHolder
    from chatserver.domain.decision import Rule
    from chatserver.domain.session import Session
    from chatserver.services.hub import Hub
    from storage.engine import Database
    from storage.memory import Outcome


@pytest.fixture
async def node(
    database: Database, catalogue: CatalogueHolder, clock: FakeClock, publisher: RecordingPublisher
) -> AsyncIterator[Hub]:
    async with a_hub(database, catalogue, clock, publisher) as hub:
        yield hub
        await assert_every_session_is_its_log(hub)


@pytest.fixture
async def other_node(database: Database, catalogue: CatalogueHolder, clock: FakeClock) -> AsyncIterator[Hub]:
    async with a_hub(database, catalogue, clock, RecordingPublisher()) as hub:
        yield hub


async def opened(hub: Hub, session_id: str = "s1", person_id: str = "pe1") -> Session:
    request = a_request(person=dataclasses.replace(PERSON, person_id=person_id))
    outcome = await hub.journal.change(session_id, lambda session: opening.open_session(session, request, START))
    return outcome.session


def as_person(person_id: str) -> Actor:
    return Actor(role=Role.TAXPAYER, id=person_key("tp1", person_id))


MESSAGE = compose("m1", "您好", ())


def posting(client_msg_id: str, text: str = "您好") -> Rule:
    return partial(post_message, actor=ASKER, message=compose(client_msg_id, text, ()))


async def test_a_change_is_on_disk_before_it_is_published_or_acknowledged(
    node: Hub, publisher: RecordingPublisher
) -> None:
    seen: list[int] = []
    original = publisher.session_changed

    def spy(outcome: Outcome) -> None:
        seen.append(outcome.session.seq)
        original(outcome)

    node.journal._publish = spy
    await opened(node)
    stored = await node.database.read(lambda sql: load_events(sql, "s1", 0))
    assert len(stored) == 4
    assert seen == [4]


async def test_many_changes_at_once_share_transactions_and_keep_their_order(node: Hub) -> None:
    await opened(node)
    before = node.journal.batches
    await asyncio.gather(*(node.journal.change("s1", posting(f"m{n}", str(n))) for n in range(200)))
    texts = [
        stored.logged.event.text  # type: ignore[attr-defined]
        for stored in await node.database.read(lambda sql: load_events(sql, "s1", 4))
    ]
    assert texts == [str(n) for n in range(200)]
    assert node.journal.batches - before < 20


async def test_a_refused_change_disturbs_nobody_in_its_batch(node: Hub) -> None:
    await opened(node)

    def bad(session: Session) -> Decision:
        raise SessionUnknown

    good, refused, better = await asyncio.gather(
        node.journal.change("s1", posting("m1")),
        node.journal.change("s1", bad),
        node.journal.change("s1", posting("m2")),
        return_exceptions=True,
    )
    assert isinstance(refused, SessionUnknown)
    assert [good.session.seq, better.session.seq] == [5, 6]  # type: ignore[union-attr]


async def test_the_same_send_many_times_at_once_is_one_message(node: Hub) -> None:
    await opened(node)
    outcomes = await asyncio.gather(*(node.journal.change("s1", posting("m1")) for _ in range(50)))
    assert {outcome.session.talk.said.number("taxpayer:m1") for outcome in outcomes} == {5}
    assert (await node.journal.load("s1")).seq == 5


async def test_a_person_has_one_open_session(node: Hub) -> None:
    await opened(node, "s1")
    with pytest.raises(ClaimLost):
        await opened(node, "s2")
    assert await node.database.read(lambda sql: load_events(sql, "s2", 0)) == []
    assert await node.database.read(lambda sql: sql.scalar(sa.select(person_holds.c.session_id))) == "s1"


async def test_a_slot_goes_to_one_session_and_the_loser_is_rolled_back_whole(node: Hub) -> None:
    await opened(node, "s1", "pe1")
    await opened(node, "s2", "pe2")
    results = await asyncio.gather(
        *(
            node.journal.change(
                session_id,
                lambda session: offer.make_offer(session, f"o-{session.session_id}", FIRST_LINE, 1, START),
            )
            for session_id in ("s1", "s2")
        ),
        return_exceptions=True,
    )
    assert sum(isinstance(result, ClaimLost) for result in results) == 1
    slots = await node.database.read(lambda sql: sql.execute(sa.select(officer_slots.c.session_id)).all())
    assert len(slots) == 1
    states = await node.database.read(
        lambda sql: {tuple(row) for row in sql.execute(sa.select(sessions.c.session_id, sessions.c.state))}
    )
    loser = ({"s1", "s2"} - {slots[0].session_id}).pop()
    assert states == {(slots[0].session_id, "offered"), (loser, "queued")}


async def test_two_nodes_writing_the_same_session_lose_nothing_and_repeat_nothing(node: Hub, other_node: Hub) -> None:
    await opened(node)
    await other_node.journal.load("s1")
    await asyncio.gather(
        *(node.journal.change("s1", posting(f"a{n}")) for n in range(40)),
        *(other_node.journal.change("s1", posting(f"b{n}")) for n in range(40)),
    )
    log = await node.database.read(lambda sql: load_events(sql, "s1", 4))
    said = [stored.logged.event.client_msg_id for stored in log]  # type: ignore[attr-defined]
    assert sorted(said) == sorted([f"a{n}" for n in range(40)] + [f"b{n}" for n in range(40)])
    assert [stored.logged.seq for stored in log] == list(range(5, 85))
    await node.journal.change("s1", posting("last"))


async def test_a_node_that_has_not_heard_the_news_refuses_nothing_by_what_it_remembers(
    node: Hub, other_node: Hub
) -> None:
    if not node.database.is_shared:
        pytest.skip("an embedded database has one node")
    await opened(node)
    assert (await other_node.journal.load("s1")).offer is None
    await node.journal.change("s1", lambda s: offer.make_offer(s, "o1", FIRST_LINE, 1, START))
    await other_node.journal.change("s1", lambda s: offer.accept_offer(s, OFFICER, "o1", START))
    assert (await other_node.journal.load("s1")).officer == FIRST_LINE


async def test_a_change_that_seems_to_be_made_already_is_looked_at_on_disk(node: Hub, other_node: Hub) -> None:
    if not node.database.is_shared:
        pytest.skip("an embedded database has one node")
    await opened(node)
    await other_node.journal.glance("s1")
    await node.journal.change("s1", lambda s: offer.make_offer(s, "o1", FIRST_LINE, 1, START))
    await node.journal.change("s1", lambda s: offer.accept_offer(s, OFFICER, "o1", START))
    assert (await other_node.journal.glance("s1")).officer is None
    outcome = await other_node.journal.change("s1", lambda s: offer.lose_officer(s, "of1", START))
    assert outcome.events
    assert outcome.session.officer is None


async def test_what_is_found_on_disk_is_told_here_before_what_follows_it(
    node: Hub, other_node: Hub, publisher: RecordingPublisher
) -> None:
    await opened(node)
    publisher.take_types()
    await other_node.journal.change("s1", posting("far"))
    near, nearer = await asyncio.gather(*(node.journal.change("s1", posting(name)) for name in ("near", "nearer")))
    assert [stored.logged.seq for outcome in publisher.heard for stored in outcome.events] == [5]
    assert [near.session.seq, nearer.session.seq] == [6, 7]


async def test_news_over_the_wire_is_folded_in_and_a_gap_is_read_anew(node: Hub, other_node: Hub) -> None:
    await opened(node)
    await other_node.journal.load("s1")
    first, second, third = [(await node.journal.change("s1", posting(f"m{n}"))).events for n in range(3)]
    memory = other_node.journal.memory
    memory.learn("s1", first, is_heard=True)
    memory.learn("s1", first, is_heard=True)
    assert (await other_node.journal.glance("s1")).seq == 5
    memory.learn("s1", third, is_heard=True)
    assert memory.get("s1") is None
    memory.learn("s1", second, is_heard=True)
    assert await other_node.journal.glance("s1") == await node.journal.glance("s1")


async def test_what_a_node_did_not_see_is_there_after_a_restart(node: Hub, other_node: Hub) -> None:
    await opened(node)
    for n in range(130):
        await node.journal.change("s1", posting(f"m{n}"))
    loaded = await other_node.database.read(lambda sql: load_session(sql, "s1"))
    assert loaded.session == await node.journal.load("s1")
    assert 0 < loaded.row_seq < loaded.session.seq


async def test_ending_frees_the_person_for_the_next_session(node: Hub) -> None:
    await opened(node, "s1")
    await node.journal.change("s1", lambda session: ending.end_session(session, ASKER))
    again = await opened(node, "s2")
    assert again.seq == 4


async def test_a_database_that_says_no_is_heard_by_every_waiter_and_the_next_change_works(node: Hub) -> None:
    await opened(node)

    async def broken(work: object) -> object:
        raise OSError(28, "No space left on device")

    real, node.database.write_briefly = node.database.write_briefly, broken  # type: ignore[method-assign,assignment]
    results = await asyncio.gather(
        *(node.journal.change("s1", posting(f"m{n}")) for n in range(3)), return_exceptions=True
    )
    assert all(isinstance(result, OSError) for result in results)
    node.database.write_briefly = real  # type: ignore[method-assign]
    outcome = await node.journal.change("s1", posting("m0"))
    assert outcome.session.seq == 5


async def test_a_waiter_that_fails_stops_nobody_else(node: Hub) -> None:
    await opened(node)
    waiter = Mock(done=lambda: False, set_result=Mock(side_effect=ValueError))
    node.journal.submit("s1", posting("m1"), waiter)
    assert (await node.journal.change("s1", posting("m2"))).session.seq == 6
    waiter.set_result.assert_called_once()


async def test_a_slow_reader_does_not_bring_an_old_state_back(node: Hub, clock: FakeClock) -> None:
    await opened(node)
    node.journal.memory.clear()
    has_read, may_return = asyncio.Event(), asyncio.Event()
    real = node.database.read

    async def slow(work: Callable[[Connection], object]) -> object:
        node.database.read = real  # type: ignore[method-assign]
        found = await real(work)
        has_read.set()
        await may_return.wait()
        return found

    node.database.read = slow  # type: ignore[method-assign,assignment]
    async with asyncio.TaskGroup() as tasks:
        reading = tasks.create_task(node.journal.load("s1"))
        await has_read.wait()
        await node.journal.change("s1", posting("m1"))
        may_return.set()
    assert reading.result().seq == 5
    assert (await node.journal.load("s1")).seq == 5


async def test_a_small_memory_changes_nothing(node: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_MOST", 1)
    ids = [f"s{n}" for n in range(5)]
    for session_id in ids:
        await opened(node, session_id, session_id)
    await asyncio.gather(
        *(
            node.journal.change(session_id, partial(post_message, actor=as_person(session_id), message=MESSAGE))
            for session_id in ids
        )
    )
    assert {(await node.journal.load(session_id)).seq for session_id in ids} == {5}


async def test_a_journal_that_is_stopped_leaves_nobody_waiting(node: Hub) -> None:
    await opened(node)
    stuck, started = asyncio.Event(), asyncio.Event()

    async def hangs(work: object) -> object:
        started.set()
        await stuck.wait()
        return work

    stopped = Journal(node.database, node.clock, lambda _: None)
    node.database.write_briefly, real = hangs, node.database.write_briefly  # type: ignore[method-assign,assignment]
    async with asyncio.TaskGroup() as tasks:
        writer = tasks.create_task(stopped.run())
        written = tasks.create_task(asyncio.wait_for(stopped.change("s1", posting("m1")), 10))
        await started.wait()
        writer.cancel()
        results = await asyncio.gather(written, return_exceptions=True)
    node.database.write_briefly = real  # type: ignore[method-assign]
    assert all(isinstance(result, asyncio.CancelledError) for result in results)


async def test_a_full_disk_is_heard_and_the_node_goes_on_when_there_is_room(node: Hub) -> None:
    if node.database.dialect != "sqlite":
        pytest.skip("how a server's disk fills is the server's matter")
    await opened(node)
    await node.database.write_briefly(lambda sql: sql.execute(sa.text("PRAGMA max_page_count = 1")))
    posts = [posting(f"m{n}", "满" * 3_900) for n in range(20)]
    results = await asyncio.gather(*(node.journal.change("s1", post) for post in posts), return_exceptions=True)
    assert any(isinstance(result, Exception) for result in results)
    await node.database.write_briefly(lambda sql: sql.execute(sa.text("PRAGMA max_page_count = 1000000")))
    await asyncio.gather(*(node.journal.change("s1", post) for post in posts))
    assert (await node.journal.load("s1")).seq == 24


async def test_an_officer_answers_what_the_taxpayer_wrote(node: Hub) -> None:
    await opened(node)
    await node.journal.change("s1", lambda s: offer.make_offer(s, "o1", FIRST_LINE, 1, START))
    await node.journal.change("s1", lambda s: offer.accept_offer(s, OFFICER, "o1", START))
    first = await node.journal.change("s1", partial(post_message, actor=OFFICER, message=compose("x", "您好", ())))
    row = await node.database.read(lambda sql: sql.execute(sa.select(sessions)).one())
    assert row.first_answer_at == first.events[0].logged.at
    assert row.officer_id == "of1"
