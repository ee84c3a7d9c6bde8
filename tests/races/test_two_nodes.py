"""Two journals write one session, hear of each other late, twice or never, and die in the middle.

Numbers without gaps, nothing acknowledged is lost, nothing repeated is doubled: on both databases.
"""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chatserver.domain import offer, opening
from chatserver.domain.actors import Role
from chatserver.domain.events import MessagePosted
from chatserver.domain.ids import new_id
from chatserver.domain.message import compose, post_message, read_messages
from chatserver.domain.session import Session, fold_all
from chatserver.domain.talk import said_key
from chatserver.services.log_check import Wanted, check_log
from storage.engine import open_database
from storage.journal import Journal
from storage.migrate import upgrade
from storage.schema import officer_slots, person_holds
from storage.sessions import load_events
from tests.support.builders import ASKER, FIRST_LINE, OFFICER, a_context, a_matter, a_request
from tests.support.clock import START, FakeClock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chatserver.domain.decision import Rule
    from storage.engine import Database
    from storage.memory import Outcome

EXAMPLES = int(os.environ.get("DAOBAN_EXAMPLES", "20"))
ACTORS = {Role.TAXPAYER: ASKER, Role.OFFICER: OFFICER}


@dataclass(frozen=True)
class Send:
    """One side's message through one of the nodes; the same key again is the same send again."""

    node: int
    role: Role
    key: str


@dataclass(frozen=True)
class Other:
    """Something that takes numbers and is not answered with one."""

    node: int
    seconds: int


@dataclass(frozen=True)
class Batch:
    """Commands at the same time; a node may die among them; then some of the wire's news arrives."""

    commands: list[Send | Other]
    dies: int | None
    turns: int
    """How many looks at the database later."""
    news: list[tuple[int, int]]
    """(to which node, which of what was told so far)."""


node = st.integers(0, 1)
sends = st.builds(Send, node, st.sampled_from(list(ACTORS)), st.sampled_from("abcdefgh"))
others = st.builds(Other, node, st.integers(0, 3))
batches = st.builds(
    Batch,
    st.lists(st.one_of(sends, sends, sends, others), min_size=1, max_size=12),
    st.sampled_from([None, None, None, 0, 1]),
    st.integers(0, 6),
    st.lists(st.tuples(node, st.integers(0, 30)), max_size=6),
)


@dataclass
class Node:
    """A journal, and what it told the wire."""

    database: Database
    told: list[Outcome] = field(default_factory=list)

    def start(self) -> None:
        self.journal = Journal(self.database, FakeClock(), self.told.append)
        self.writer = asyncio.get_running_loop().create_task(self.journal.run())

    async def die(self) -> None:
        self.writer.cancel()
        await asyncio.gather(self.writer, return_exceptions=True)

    def hear(self, outcome: Outcome) -> None:
        self.journal.memory.learn(outcome.session.session_id, outcome.events, is_heard=True)


class Talk:
    """One session on two nodes, and what its clients were promised."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.nodes = [Node(database), Node(database)]
        self.session_id = new_id(START)
        self.acknowledged: dict[tuple[Role, str], int] = {}
        self.unanswered: set[tuple[Role, str]] = set()

    async def play(self, script: list[Batch]) -> None:
        for each in self.nodes:
            each.start()
        await self._begin()
        for batch in script:
            await self._at_once(batch)
            told = [outcome for each in self.nodes for outcome in each.told]
            for to, which in batch.news:
                if told:
                    self.nodes[to].hear(told[which % len(told)])
        # good clients send again what was not answered, over whichever line they have now
        for number, (role, key) in enumerate(sorted(self.unanswered)):
            await self._send(Send(number % 2, role, key))
        await self._check()
        for each in self.nodes:
            await each.die()

    async def _begin(self) -> None:
        journal = self.nodes[0].journal
        due = START.replace(year=START.year + 1)
        rules: list[Rule] = [
            lambda s: opening.open_session(s, a_request(), START),
            lambda s: offer.make_offer(s, "o1", FIRST_LINE, 1, due),
            lambda s: offer.accept_offer(s, OFFICER, "o1", START),
        ]
        for rule in rules:
            await journal.change(self.session_id, rule)

    async def _at_once(self, batch: Batch) -> None:
        death = [] if batch.dies is None else [self._die(self.nodes[batch.dies], batch.turns)]
        work = [self._run(command) for command in batch.commands]
        for done in await asyncio.gather(*work, *death, return_exceptions=True):
            assert done is None or isinstance(done, asyncio.CancelledError), done

    async def _die(self, dying: Node, turns: int) -> None:
        """In the middle of whatever the others are at by then; at once it is there again, and knows nothing."""
        for _ in range(turns):
            await self.database.read(_nothing)
        await dying.die()
        dying.start()

    async def _run(self, command: Send | Other) -> None:
        if isinstance(command, Send):
            await self._send(command)
            return
        reading = partial(read_messages, actor=OFFICER, up_to_seq=99)
        page = partial(
            opening.update_context, actor=ASKER, context=a_context(seconds_on_step=command.seconds), matter=a_matter()
        )
        rule: Rule = page if command.seconds else reading
        await self.nodes[command.node].journal.change(self.session_id, rule)

    async def _send(self, send: Send) -> None:
        name = send.role, send.key
        self.unanswered.add(name)
        posting = partial(post_message, actor=ACTORS[send.role], message=compose(send.key, send.key, ()))
        outcome = await self.nodes[send.node].journal.change(self.session_id, posting)
        seq = outcome.session.talk.said.number(said_key(send.role, send.key))
        assert seq is not None
        assert self.acknowledged.setdefault(name, seq) == seq
        self.unanswered.discard(name)

    async def _check(self) -> None:
        log = await self.database.read(lambda sql: load_events(sql, self.session_id, 0))
        posted = [stored.logged for stored in log if isinstance(stored.logged.event, MessagePosted)]
        said = [((one.actor.role, one.event.client_msg_id), one.seq) for one in posted]  # type: ignore[attr-defined]
        assert sorted(said) == sorted(self.acknowledged.items())
        session = fold_all(Session(session_id=self.session_id), [stored.logged for stored in log])
        journal = self.nodes[0].journal
        assert await journal.load(self.session_id) == session or not self.database.is_shared
        report = await check_log(self.database, Wanted(session_id=self.session_id))
        assert report.clean, report.kept


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as running:
        yield running


def test_two_nodes_and_a_bad_wire_keep_one_log(runner: asyncio.Runner, database_url: str) -> None:
    database = open_database(database_url)
    runner.run(database.write(upgrade))

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(batches, min_size=1, max_size=8))
    def play(script: list[Batch]) -> None:
        runner.run(database.write(_forget_holds))
        runner.run(Talk(database).play(script))

    play()
    runner.run(database.close())


def _nothing(_: sa.Connection) -> None:
    """Takes a moment of the loop."""


def _forget_holds(sql: sa.Connection) -> None:
    """Every example has the same person and slot."""
    for table in (person_holds, officer_slots):
        sql.execute(sa.delete(table))
