"""Events of a newer version, met by this one: kept, counted, hidden, and folded anew by whoever knows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from chatserver.domain.actors import Role
from chatserver.domain.foreign import ForeignEvent
from chatserver.domain.invariants import Kind
from chatserver.services import history, messaging, opening
from chatserver.services.log_check import check_log
from chatserver.sockets.relay import _stored_event
from chatserver.sockets.views import event_view
from storage import codec
from storage.schema import events, sessions
from storage.sessions import load_events, load_session
from tests.support.builders import ASKER, a_context, a_principal
from tests.support.clock import START, FakeClock
from tests.support.hub import a_hub
from tests.support.recorder import RecordingPublisher

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from chatserver.catalogue.holder import CatalogueHolder
    from chatserver.services.hub import Hub
    from storage.engine import Database
    from storage.sessions import StoredEvent

BODY = '{"aid_id":"a1","kind":"drone"}'


@pytest.fixture
async def both(database: Database, catalogue: CatalogueHolder, clock: FakeClock) -> AsyncIterator[Hub]:
    """A hub on SQLite, and once more on PostgreSQL."""
    async with a_hub(database, catalogue, clock, RecordingPublisher()) as hub:
        yield hub


async def asked(hub: Hub) -> str:
    return (
        await opening.open_session(hub, a_principal(), a_context(), locale="zh-CN", explained=True)
    ).session.session_id


async def a_newer_node_writes(hub: Hub, session_id: str) -> int:
    """Write an event of a type of the future, as another node would."""
    seq = (await hub.journal.load(session_id)).seq + 1
    row = {"session_id": session_id, "seq": seq, "at": START, "type": "aid.flown", "body": BODY}
    await hub.database.write(
        lambda sql: sql.execute(sa.insert(events).values(actor_role="taxpayer", actor_id=ASKER.id, **row))
    )
    return seq


async def test_it_is_counted_hidden_and_kept(both: Hub) -> None:
    session_id = await asked(both)
    seq = await a_newer_node_writes(both, session_id)
    assert await messaging.post(both, ASKER, session_id, "m1", "在吗") == seq + 1
    tail = await history.resume(both, ASKER, session_id, seq - 1)
    assert [stored.logged.seq for stored in tail.events] == [seq, seq + 1]
    for role in (Role.TAXPAYER, Role.OFFICER):
        view = event_view(tail.events[0], role)
        assert (view.type, view.seq, view.body, view.actor) == ("event.hidden", seq, None, None)
    (kept,) = [stored for stored in await stored_of(both, session_id) if stored.logged.seq == seq]
    assert (kept.logged.event, kept.body) == (ForeignEvent(name="aid.flown"), BODY)


async def stored_of(hub: Hub, session_id: str) -> list[StoredEvent]:
    return await hub.database.read(lambda sql: load_events(sql, session_id, 0))


async def test_what_another_version_has_folded_is_folded_anew(both: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    session_id = await asked(both)
    # an older node would have kept less: here a whole question is missing in its snapshot
    forget = sa.update(sessions).values(
        snapshot=sa.func.replace(sessions.c.snapshot, '"matter_id":"vat-general"', '"matter_id":"lost"')
    )
    await both.database.write(lambda sql: sql.execute(forget))
    own = await both.database.read(lambda sql: load_session(sql, session_id))
    assert own.session.matter_id == "lost"
    monkeypatch.setattr(codec, "FOLD", "another")
    anew = await both.database.read(lambda sql: load_session(sql, session_id))
    assert anew.session.matter_id == "vat-general"
    assert anew.row_seq == own.row_seq
    assert anew.session.seq == own.session.seq


async def test_a_newer_version_is_told_by_the_check_of_the_log(both: Hub) -> None:
    session_id = await asked(both)
    await a_newer_node_writes(both, session_id)
    report = await check_log(both.database)
    assert [(one.kind, "aid.flown" in one.words) for one in report.kept] == [(Kind.UNREADABLE, True)]


def test_what_the_bus_brings_of_it_is_taken_as_it_is() -> None:
    told = '{"session_id":"s1","seq":7,"type":"aid.flown","at":"2026-11-16T06:00:00Z"'
    packet = f'2/officer,["aid.flown",{told},"actor":{{"role":"taxpayer","id":"p"}},"body":{BODY}}}]'
    stored = _stored_event(packet.encode())
    assert stored
    assert (stored.logged.event, stored.body, stored.logged.seq) == (ForeignEvent(name="aid.flown"), BODY, 7)


def test_each_version_knows_its_own_fold() -> None:
    assert codec._fold() == codec.FOLD
    assert not codec.is_own_fold("")
