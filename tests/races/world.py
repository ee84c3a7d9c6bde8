"""A small tax hall over the real services and a real database: persons, officers, one or two nodes, a clock.

Every method is something that people or machines do. What was promised on the way (acknowledged messages, places in
the queue) is remembered here, so that it can be asked for afterwards.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from chatserver.catalogue.holder import CatalogueHolder
from chatserver.domain.actors import Actor, Role
from chatserver.domain.errors import DomainError
from chatserver.domain.events import SessionRated
from chatserver.domain.ids import new_id
from chatserver.domain.officer import MONITOR, OfficerStatus
from chatserver.domain.session import Session, SessionState
from chatserver.services import desk, messaging, opening, presence, routing, supervising
from chatserver.services.hub import Hub
from chatserver.services.places import QueueNews, pair_and_tell
from storage.engine import open_database
from storage.officers import NewOfficer, add_officer
from storage.schema import events, metadata, officers
from tests.races.truths import nobody_is_left_with_the_lost
from tests.support.builders import a_context, a_principal
from tests.support.clock import START, FakeClock
from tests.support.lines import FakeLines
from tests.support.opening import new_sqlite
from tests.support.recorder import RecordingPublisher

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine
    from typing import Any


PERSONS = ("pe1", "pe2", "pe3", "pe4", "pe5")
OFFICERS = ("of1", "of2", "of3")
MATTERS = ("vat-general", "vat-small")
_KNOWS = {"of1": ("vat-general",), "of2": ("*",), "of3": ("vat-small",)}
_TIER = {"of1": 1, "of2": 1, "of3": 2}
LEAD = "of9"
DEEDS = ("accept", "decline", "cancel", "end", "end by officer", "go", "lose", "pair", "redirect", "reassign")
_PIECE = 3.0
"""Seconds between two looks of the node's loops: shorter than a lease, longer than their real rhythm."""


@functools.cache
def _catalogue() -> CatalogueHolder:
    return CatalogueHolder(START.date())


@dataclass
class Node:
    """A hub, who is connected to it, and its journal at work."""

    hub: Hub
    news: QueueNews
    writer: asyncio.Task[None]
    lines: FakeLines = field(default_factory=FakeLines)


class World:
    """The hall, and what was promised in it."""

    def __init__(self, url: str | None = None, nodes: int = 1) -> None:
        """Without an address on a SQLite file of its own; with one on what is there, which is taken away first."""
        self._runner = asyncio.Runner()
        self._folder = Path(tempfile.mkdtemp(prefix="daoban-world-"))
        self.clock = FakeClock()
        self.database = open_database(url or new_sqlite(self._folder))
        self.acknowledged: dict[tuple[str, Role, str], int] = {}
        self.ranks: dict[str, float] = {}
        self.nodes: list[Node] = []
        self.at = 0
        """The node over which the next command comes."""
        self.do(self._hire())
        for _ in range(nodes):
            self.nodes.append(self.do(self._start()))

    @property
    def hub(self) -> Hub:
        return self.nodes[self.at].hub

    @property
    def lines(self) -> FakeLines:
        return self.nodes[self.at].lines

    def do(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Run to the end on this world's own loop."""
        return self._runner.run(work)

    def close(self) -> None:
        self.do(self._end())
        self._runner.close()
        shutil.rmtree(self._folder)

    async def _end(self) -> None:
        for node in self.nodes:
            node.hub.journal.close()
            await node.writer
        await self.database.close()

    async def _hire(self) -> None:
        def work(sql: sa.Connection) -> None:
            for table in metadata.sorted_tables:
                sql.execute(sa.delete(table))
            for officer_id in OFFICERS:
                tier, skills = _TIER[officer_id], _KNOWS[officer_id]
                new = NewOfficer(
                    officer_id=officer_id, name=officer_id, tier=tier, capacity=1, skills=skills, password_hash="-"
                )
                add_officer(sql, new, self.clock.now())
            skills = (MONITOR,)
            lead = NewOfficer(officer_id=LEAD, name=LEAD, tier=0, capacity=0, skills=skills, password_hash="-")
            add_officer(sql, lead, self.clock.now())

        await self.database.write(work)

    async def _start(self) -> Node:
        hub = Hub(database=self.database, clock=self.clock, catalogue=_catalogue(), publisher=RecordingPublisher())
        node = Node(hub, QueueNews(hub), asyncio.get_running_loop().create_task(hub.journal.run()))
        await presence.renew_lease(hub, node.lines)
        hub.desks.want()  # a loop begins with a look
        return node

    # what people do

    def principal(self, person: str) -> Any:
        return a_principal("tp", person)

    async def open(self, person: str, matter: str, *, due_today: bool) -> None:
        self.clock.advance(0.001)
        context = a_context(matter_id=matter, error_id=None, deadline="2026-11-16" if due_today else None, fields=())
        actor = self.principal(person)
        await opening.open_session(self.hub, actor, context, locale="zh-CN", explained=True)
        await presence.opened(self.hub, actor.actor, self.lines)

    async def visit(self, person: str) -> None:
        actor = self.principal(person).actor
        self.lines.persons.add(actor.id)
        await presence.connected(self.hub, actor, new_id(self.clock.now()))

    async def leave(self, person: str) -> None:
        actor = self.principal(person).actor
        for node in self.nodes:
            if node.lines.of_person(actor.id):
                node.lines.persons.discard(actor.id)
                await presence.disconnected(node.hub, actor, "-", last=True)

    async def sit_down(self, officer_id: str) -> None:
        line = new_id(self.clock.now())
        self.lines.officers.add((line, officer_id))
        await presence.connected(self.hub, officer(officer_id), line)

    async def lose_line(self, officer_id: str) -> None:
        node = next(node for node in self.nodes if _lines_of(officer_id, node))
        mine = _lines_of(officer_id, node)
        node.lines.officers.discard(mine[0])
        await presence.disconnected(node.hub, officer(officer_id), mine[0][0], last=len(mine) == 1)

    async def declare(self, officer_id: str, status: OfficerStatus) -> None:
        reason = "meal" if status is OfficerStatus.AWAY else None
        await desk.set_status(self.hub, officer(officer_id), status.value, reason)

    async def set_capacity(self, officer_id: str, capacity: int) -> None:
        change = sa.update(officers).where(officers.c.officer_id == officer_id).values(capacity=capacity)
        await self.database.write(lambda sql: sql.execute(change))
        self.hub.changed_officers.add(officer_id)
        self.hub.desks.want()  # no command changes it while a hub runs; the slow sweep would find it

    async def say(self, actor: Actor, session_id: str, client_msg_id: str) -> None:
        seq = await messaging.post(self.hub, actor, session_id, client_msg_id, client_msg_id)
        known = self.acknowledged.setdefault((session_id, actor.role, client_msg_id), seq)
        assert known == seq, "a repeated send has the number that it was given"

    async def say_all(self, session: Session, sends: list[tuple[Role, str]]) -> None:
        """Several at once, some of them repeated."""
        both = {Role.TAXPAYER: taxpayer_of(session)}
        if session.officer:
            both[Role.OFFICER] = officer(session.officer.officer_id)
        await asyncio.gather(*(self.say(both[role], session.session_id, key) for role, key in sends if role in both))

    async def rate(self, session: Session) -> None:
        await opening.rate(self.hub, taxpayer_of(session), session.session_id, SessionRated(score=4))

    async def wrap_up(self, session: Session) -> None:
        outcome = {question.question_id: "resolved" for question in session.questions}
        assert session.officer
        await desk.wrap_up(self.hub, officer(session.officer.officer_id), session.session_id, outcome, "好")

    async def rush(self, session: Session, deeds: list[tuple[str, int]]) -> None:
        """Several things about one session at the same time, over any node; who comes too late is refused."""
        await asyncio.gather(*(self._deed(session, name, node % len(self.nodes)) for name, node in deeds))

    async def _deed(self, session: Session, name: str, at: int) -> None:
        hub, offer = self.nodes[at].hub, session.offer
        ref = offer.officer if offer else session.officer
        assert ref
        actor, offer_id = officer(ref.officer_id), offer.offer_id if offer else "-"
        deeds: dict[str, Callable[[], Awaitable[object]]] = {
            "accept": lambda: routing.accept(hub, actor, session.session_id, offer_id),
            "decline": lambda: routing.decline(hub, actor, session.session_id, offer_id, "equipment"),
            "cancel": lambda: opening.cancel(hub, taxpayer_of(session), session.session_id),
            "end": lambda: opening.end(hub, taxpayer_of(session), session.session_id),
            "end by officer": lambda: opening.end(hub, actor, session.session_id),
            "go": lambda: desk.set_status(hub, actor, "off_duty", None),
            "lose": lambda: routing.lose_officer(hub, ref.officer_id),
            "pair": lambda: _settle(self.nodes[at]),
            "redirect": lambda: _give_away(hub, session, waiting=True),
            "reassign": lambda: _give_away(hub, session, waiting=False),
        }
        with contextlib.suppress(DomainError):
            await deeds[name]()

    # what machines do

    async def settle(self) -> None:
        """The pairing loops: each looks whenever somebody on its node has wished for it."""
        await asyncio.gather(*(_settle(node) for node in self.nodes))

    async def pass_time(self, seconds: float) -> None:
        while seconds > 0:
            piece = min(seconds, _PIECE)
            self.clock.advance(piece)
            seconds -= piece
            for node in self.nodes:
                await presence.renew_lease(node.hub, node.lines)
            await asyncio.gather(*(_sweep(node) for node in self.nodes))
            await nobody_is_left_with_the_lost(self)
            await self.settle()

    async def crash(self) -> None:
        """The node dies with all lines and what it knew; another starts on the same database."""
        dying = self.nodes[self.at].writer
        dying.cancel()
        await asyncio.gather(dying, return_exceptions=True)
        self.nodes[self.at] = await self._start()

    # what is there

    def sessions(self, *states: SessionState) -> list[Session]:
        """Those in these states, the oldest first."""
        ids = self.do(self.database.read(lambda sql: list(sql.scalars(sa.select(events.c.session_id).distinct()))))
        found = [self.do(self.hub.journal.load(session_id)) for session_id in sorted(ids)]
        return [session for session in found if not states or session.state in states]

    def has_line(self, officer_id: str) -> bool:
        return any(_lines_of(officer_id, node) for node in self.nodes)


async def _settle(node: Node) -> None:
    for _ in range(50):
        if not node.hub.desks._wanted.is_set():
            return
        node.hub.desks.forget()
        await pair_and_tell(node.hub, node.news)
    pytest.fail("the pairing loop never comes to rest")


async def _sweep(node: Node) -> None:
    await routing.expire_due_offers(node.hub)
    await presence.sweep(node.hub, node.lines)
    node.hub.desks.want()


def _lines_of(officer_id: str, node: Node) -> list[tuple[str, str]]:
    return sorted(line for line in node.lines.officers if line[1] == officer_id)


def officer(officer_id: str) -> Actor:
    return Actor(role=Role.OFFICER, id=officer_id)


def taxpayer_of(session: Session) -> Actor:
    assert session.person
    return Actor(role=Role.TAXPAYER, id=f"tp:{session.person.person_id}")


async def _give_away(hub: Hub, session: Session, *, waiting: bool) -> None:
    """A supervisor puts it into the other queue."""
    other = next(matter for matter in MATTERS if session.waited is None or session.waited.queue_id != matter)
    await supervising.reassign(
        hub, officer(LEAD), session.session_id, "queue", other, waiting=waiting, reason="排错了队"
    )
