"""The judge of the fault harness sees what it is there for: each test plants one fault beside a sound log."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from bench.faults.book import OFFICER as OFFICER_ROLE
from bench.faults.book import Book, Pulse
from bench.faults.cast import OfficerConsole
from bench.faults.judge import Verdict, judge
from bench.faults.store import Entry
from chatserver.domain.events import MessagePosted
from chatserver.services import messaging, opening, routing
from storage.schema import events
from storage.sessions import load_events
from tests.support.builders import OFFICER, a_context, a_principal
from tests.support.hub import a_hub, on_duty
from tests.support.recorder import RecordingPublisher

if TYPE_CHECKING:
    from chatserver.catalogue.holder import CatalogueHolder
    from chatserver.services.hub import Hub
    from storage.engine import Database
    from tests.support.clock import FakeClock

SAID = ["o0001-000001", "o0001-000002", "o0001-000003"]


class Scene:
    """An officer who said three things, was told their numbers and was shown everything."""

    def __init__(self, database: Database, session_id: str) -> None:
        self.database, self.session_id, self.book = database, session_id, Book()
        self.officer = OfficerConsole(1, [], self.book)
        self.store = self.officer.open(session_id)

    async def judged(self) -> Verdict:
        return await judge(self.database, self.book, [self.officer])

    async def spoil(self, statement: sa.Executable) -> None:
        await self.database.write(lambda sql: sql.execute(statement).rowcount)


@pytest.fixture
async def scene(sqlite_database: Database, catalogue: CatalogueHolder, clock: FakeClock) -> Scene:
    async with a_hub(sqlite_database, catalogue, clock, RecordingPublisher()) as hub:
        scene = Scene(sqlite_database, await begin(hub))
        for client_msg_id in SAID:
            scene.book.say(client_msg_id)
            seq = await messaging.post(hub, OFFICER, scene.session_id, client_msg_id, "好的")
            scene.book.acknowledge(client_msg_id, scene.session_id, seq, OFFICER_ROLE)
    log = await sqlite_database.read(lambda sql: load_events(sql, scene.session_id, 0))
    for stored in log:
        event = stored.logged.event
        said = (OFFICER_ROLE, event.client_msg_id) if isinstance(event, MessagePosted) else ()
        scene.store.entries[stored.logged.seq] = Entry(event.type, *said)
    scene.store.seq = len(log)
    return scene


async def begin(hub: Hub) -> str:
    """A session with an officer."""
    await on_duty(hub)
    opened = await opening.open_session(hub, a_principal(), a_context(), locale="zh-CN", explained=False)
    session_id = opened.session.session_id
    await routing.match(hub)
    offer = (await hub.journal.load(session_id)).offer
    assert offer
    await routing.accept(hub, OFFICER, session_id, offer.offer_id)
    return session_id


async def test_a_sound_log_and_view_are_clean(scene: Scene) -> None:
    verdict = await scene.judged()
    assert verdict == Verdict(queued=1)


async def test_an_acknowledged_message_that_is_not_there_is_lost(scene: Scene) -> None:
    scene.book.acknowledge("o0001-000004", scene.session_id, scene.store.seq + 1, OFFICER_ROLE)
    assert (await scene.judged()).lost == 1


async def test_an_acknowledgement_with_another_ones_number_is_lost(scene: Scene) -> None:
    scene.book.acknowledge(SAID[0], scene.session_id, scene.store.seq, OFFICER_ROLE)
    assert (await scene.judged()).lost == 1


async def test_a_message_shown_twice_is_doubled_and_a_wrong_view(scene: Scene) -> None:
    scene.store.entries[scene.store.seq] = scene.store.entries[scene.store.seq - 1]
    verdict = await scene.judged()
    assert (verdict.doubled, verdict.views) == (1, 1)


async def test_messages_that_stand_the_other_way_round_are_out_of_order(scene: Scene) -> None:
    for seq, client_msg_id in ((scene.store.seq - 1, SAID[2]), (scene.store.seq, SAID[1])):
        spoilt = sa.func.json_set(events.c.body, "$.client_msg_id", client_msg_id)
        await scene.spoil(sa.update(events).where(events.c.seq == seq).values(body=spoilt))
    verdict = await scene.judged()
    assert (verdict.out_of_order, verdict.lost) == (1, 2)


async def test_who_takes_part_and_has_not_seen_the_end_is_behind(scene: Scene) -> None:
    scene.store.seq -= 1
    assert (await scene.judged()).views == 1
    scene.officer.sleep()
    assert (await scene.judged()).views == 0


async def test_a_hole_in_what_was_shown_is_a_wrong_view(scene: Scene) -> None:
    del scene.store.entries[2]
    assert (await scene.judged()).views == 1


async def test_a_gap_in_the_log_is_a_violation(scene: Scene) -> None:
    await scene.spoil(sa.delete(events).where(events.c.seq == 2))
    assert (await scene.judged()).log_violations >= 1


async def test_a_session_talks_again_once_both_sides_were_heard() -> None:
    book = Book()
    book.say("before")
    pulse: Pulse = book.pulse(book.said_at["before"] + 1e-9, ["s"])
    book.say("t0001-000001")
    for client_msg_id in ("before", "t0001-000001"):
        book.acknowledge(client_msg_id, "s", 1, "taxpayer")
        book.see("s", Entry("message.posted", "taxpayer", client_msg_id), "officer")
    assert pulse.missing == {("s", "officer")}
    assert await pulse.wait(0) is None
