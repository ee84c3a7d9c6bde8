"""What a client that comes back is shown: exactly what is on disk, view and events alike."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from typing import TYPE_CHECKING

from chatserver.domain.message import compose, post_message
from chatserver.services import history, messaging, opening, routing
from tests.support.builders import ASKER, OFFICER, a_context, a_principal
from tests.support.hub import on_duty

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sqlalchemy.engine import Connection

    from chatserver.domain.decision import Decision
    from chatserver.domain.session import Session
    from chatserver.services.hub import Hub
    from storage.engine import Database

LONGEST = 10


async def a_talk(hub: Hub) -> str:
    await on_duty(hub)
    session = (await opening.open_session(hub, a_principal(), a_context(), locale="zh-CN", explained=True)).session
    await routing.match(hub)
    offer = (await hub.journal.load(session.session_id)).offer
    assert offer is not None
    await routing.accept(hub, OFFICER, session.session_id, offer.offer_id)
    await messaging.post(hub, ASKER, session.session_id, "m1", "在吗")
    return session.session_id


@contextlib.asynccontextmanager
async def held_up(database: Database) -> AsyncIterator[None]:
    """Nothing gets to the disk meanwhile, as if it were slow; reading goes on."""
    started, goes_on = threading.Event(), threading.Event()

    def hold(_: Connection) -> None:
        started.set()
        goes_on.wait(LONGEST)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(database.write(hold))
        await asyncio.to_thread(started.wait, LONGEST)
        try:
            yield
        finally:
            goes_on.set()


async def test_nobody_is_shown_what_is_decided_and_not_yet_on_disk(hub: Hub) -> None:
    session_id = await a_talk(hub)
    before = (await hub.journal.load(session_id)).seq
    decided = asyncio.Event()

    def say(session: Session) -> Decision:
        decided.set()
        return post_message(session, ASKER, compose("m2", "请看第 6 步", ()))

    async with asyncio.TaskGroup() as tasks, held_up(hub.database):
        tasks.create_task(hub.journal.change(session_id, say))
        await asyncio.wait_for(decided.wait(), LONGEST)
        shown = [await history.resume(hub, OFFICER, session_id, after) for after in (0, before - 1, before)]
    for tail in shown:
        assert tail.session.seq == before
    assert [len(tail.events) for tail in shown] == [before, 1, 0]
    later = await history.resume(hub, OFFICER, session_id, before)
    assert [later.session.seq, len(later.events)] == [before + 1, 1]
