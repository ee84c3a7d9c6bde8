"""Two journals on one database, each as if it were alone: what races between nodes are played with."""

from __future__ import annotations

import asyncio
import itertools
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from chatserver.domain import offer, opening
from chatserver.domain.ids import new_id
from chatserver.domain.invariants import violations_of
from chatserver.domain.session import Session, fold_all
from storage.journal import Journal
from storage.schema import consults, officer_slots, person_holds
from storage.sessions import load_events
from tests.support.builders import FIRST_LINE, OFFICER, a_request
from tests.support.clock import START, FakeClock

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from chatserver.domain.decision import Rule
    from storage.engine import Database


class TwoNodes:
    """Two journals on one database, neither of which tells the other anything."""

    def __init__(self, database: Database, journals: list[Journal]) -> None:
        self.database = database
        self.journals = journals
        self.session_id = ""

    async def begin(self, *rules: Rule) -> None:
        """A new session in a talk, known to both nodes."""
        await self.database.write(_forget_holds)
        self.session_id = new_id(START)
        due = START.replace(year=START.year + 1)
        first: list[Rule] = [
            lambda s: opening.open_session(s, a_request(), START),
            lambda s: offer.make_offer(s, "o1", FIRST_LINE, 1, due),
            lambda s: offer.accept_offer(s, OFFICER, "o1", START),
        ]
        for rule in [*first, *rules]:
            await self.journals[0].change(self.session_id, rule)
        for journal in self.journals:
            await journal.load(self.session_id)

    async def at_once(self, rules: Iterable[Rule]) -> list[Session | BaseException]:
        """Each over the next node; what becomes of each."""
        nodes = itertools.cycle(self.journals)
        work = [next(nodes).change(self.session_id, rule) for rule in rules]
        done = await asyncio.gather(*work, return_exceptions=True)
        return [one if isinstance(one, BaseException) else one.session for one in done]

    async def look(self) -> tuple[Session, list[str]]:
        """The session as its log tells it, which is clean, and the types of the events since the proposal."""
        stored = await self.database.read(lambda sql: load_events(sql, self.session_id, 0))
        log = [one.logged for one in stored]
        assert violations_of(log) == []
        assert [one.seq for one in log] == list(range(1, len(log) + 1))
        types = [one.event.type for one in log]
        return fold_all(Session(session_id=self.session_id), log), types[6:]


def _forget_holds(sql: sa.Connection) -> None:
    for table in (person_holds, officer_slots, consults):
        sql.execute(sa.delete(table))


@pytest.fixture
async def nodes(database: Database) -> AsyncIterator[TwoNodes]:
    async with asyncio.TaskGroup() as tasks:
        journals = [Journal(database, FakeClock(), lambda _: None) for _ in range(2)]
        running = [tasks.create_task(journal.run()) for journal in journals]
        yield TwoNodes(database, journals)
        for journal in journals:
            journal.close()
        await asyncio.gather(*running)
