"""A small tax hall over the real services and a real database: persons, officers, one or two nodes, a clock.

Every method is something that people or machines do. What was promised on the way (acknowledged messages, places in
the queue) is remembered here, so that it can be asked for afterwards.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import functools
import shutil
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from chatserver.catalogue.holder import CatalogueHolder
from chatserver.domain.actors import Actor, Role
from chatserver.domain.errors import DomainError
from chatserver.domain.events import MessagePosted, SessionRated
from chatserver.domain.ids import new_id
from chatserver.domain.officer import Officer, OfficerStatus
from chatserver.domain.routing import PASS_OVER_SECONDS, RELAX_AFTER_SECONDS
from chatserver.domain.session import Session, SessionState
from chatserver.services import desk, messaging, opening, presence, routing
from chatserver.services.hub import Hub
from chatserver.services.log_check import Wanted, check_log
from chatserver.services.places import QueueNews, pair_and_tell
from storage.engine import open_database
from storage.migrate import upgrade
from storage.officers import NewOfficer, add_officer, load_officers
from storage.presence import find_lost
from storage.schema import events, metadata, officers
from storage.sessions import find_due_offers, find_unassigned, load_events
from tests.support.builders import a_context, a_principal
from tests.support.clock import START, FakeClock
from tests.support.lines import FakeLines
from tests.support.recorder import RecordingPublisher

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine
    from typing import Any

    from chatserver.domain.routing import WaitingSession

PERSONS = ("pe1", "pe2", "pe3", "pe4", "pe5")
OFFICERS = ("of1", "of2", "of3")
MATTERS = ("vat-general", "vat-small")
_KNOWS = {"of1": ("vat-general",), "of2": ("*",), "of3": ("vat-small",)}
_TIER = {"of1": 1, "of2": 1, "of3": 2}
DEEDS = ("accept", "decline", "cancel", "end", "end by officer", "go", "lose", "pair")
_PIECE = 3.0
"""Seconds between two looks of the node's loops: shorter than a lease, longer than their real rhythm."""


@functools.cache
def _catalogue() -> CatalogueHolder:
    return CatalogueHolder(START.date())


@functools.cache
def _empty_file() -> Path:
    """A database with every table, made once and copied."""
    path = Path(tempfile.mkdtemp(prefix="daoban-world-")) / "empty.sqlite3"

    async def make() -> None:
        database = open_database(f"sqlite:///{path}")
        await database.write(upgrade)
        await database.close()

    asyncio.run(make())
    return path


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
        shutil.copy(_empty_file(), self._folder / "daoban.sqlite3")
        self.clock = FakeClock()
        self.database = open_database(url or f"sqlite:///{self._folder / 'daoban.sqlite3'}")
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

        await self.database.write(work)

    async def _start(self) -> Node:
        hub = Hub(database=self.database, clock=self.clock, catalogue=_catalogue(), publisher=RecordingPublisher())
        node = Node(hub, QueueNews(hub), asyncio.get_running_loop().create_task(hub.journal.run()))
        await presence.renew_lease(hub, node.lines)
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
            await self._check_nobody_is_left_with_the_lost()
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

    # what must be true

    async def check(self) -> None:
        report = await check_log(self.database, Wanted(look=dt.timedelta(0)))
        assert report.clean, report.violations
        now = self.clock.now()
        waiting, staff = await self.database.read(lambda sql: (find_unassigned(sql), load_officers(sql, now)))
        self._check_nobody_waits_in_vain([one for one in waiting if not one.on_offer], staff)
        self._check_places(waiting)
        await self._check_offers(waiting, {one.officer_id: one for one in staff})
        await self._check_acknowledged()

    def _check_nobody_waits_in_vain(self, waiting: list[WaitingSession], staff: list[Officer]) -> None:
        now = self.clock.now()
        on_duty = [one for one in staff if one.present and one.status is OfficerStatus.AVAILABLE]
        for session in waiting:
            need = {one.officer_id: _concession(one, session) for one in on_duty}
            waited = (now - session.queued_at).total_seconds()
            allowed = max(sum(waited >= after for after in RELAX_AFTER_SECONDS) - 1, min(need.values(), default=0))
            for one in on_duty:
                is_free = bool(set(range(1, one.capacity + 1)) - one.taken)
                fits = need[one.officer_id] <= allowed and not _declined(session, one, now)
                assert not (is_free and fits), f"{session.session_id} waits while {one.officer_id} is free"

    def _check_places(self, waiting: list[WaitingSession]) -> None:
        for session in waiting:
            rank = self.ranks.setdefault(session.session_id, session.rank)
            assert session.rank <= rank, f"{session.session_id} has lost its place"
            self.ranks[session.session_id] = session.rank

    async def _check_offers(self, waiting: list[WaitingSession], staff: dict[str, Officer]) -> None:
        for session_id in [one.session_id for one in waiting if one.on_offer]:
            offer = (await self.hub.journal.load(session_id)).offer
            assert offer is not None
            assert staff[offer.officer.officer_id].status is OfficerStatus.AVAILABLE, "an offer to an empty chair"

    async def _check_nobody_is_left_with_the_lost(self) -> None:
        """Right after the sweep; a node that has just started gives everybody the whole grace to be back."""
        now, grace = self.clock.now(), dt.timedelta(seconds=self.hub.timing.officer_grace_seconds)
        if all(now - node.hub.started_at < grace for node in self.nodes):
            return
        gone = await self.database.read(lambda sql: find_lost(sql, now - grace))
        overdue = await self.database.read(lambda sql: find_due_offers(sql, now))
        assert (gone, overdue) == ([], [])

    async def _check_acknowledged(self) -> None:
        found: Counter[tuple[str, Role, str]] = Counter()
        for session_id in {key[0] for key in self.acknowledged}:
            reading = functools.partial(load_events, session_id=session_id, after_seq=0)
            for logged in [stored.logged for stored in await self.database.read(reading)]:
                if isinstance(logged.event, MessagePosted):
                    key = session_id, logged.actor.role, logged.event.client_msg_id
                    found[key] += 1
                    assert self.acknowledged.get(key) == logged.seq
        assert set(found.values()) <= {1}
        assert found.keys() == self.acknowledged.keys()


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


def _concession(one: Officer, session: WaitingSession) -> int:
    """How far requirements must relax, said once more in other words than the rules'."""
    if "*" not in one.skills and session.queue_id not in one.skills:
        return 2
    return int(one.tier != session.tier)


def _declined(session: WaitingSession, one: Officer, now: dt.datetime) -> bool:
    at = session.passed_over.get(one.officer_id)
    return at is not None and (now - at).total_seconds() < PASS_OVER_SECONDS
