"""Whatever people and machines do, in whatever order: nobody waits in vain, nothing is doubled, no place is lost.

A state machine plays random days in a small hall (`world.py`) and looks at everything after each step.
`DAOBAN_EXAMPLES=500 python -m pytest tests/races` plays more of them.
"""

from __future__ import annotations

import asyncio
import contextlib
import os

import asyncpg
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from typing_extensions import override

from chatserver.domain.actors import Actor, Role
from chatserver.domain.errors import DomainError
from chatserver.domain.officer import OfficerStatus
from chatserver.domain.session import Session, SessionState
from chatserver.services import messaging, opening, routing
from storage.engine import open_database
from storage.migrate import upgrade
from tests.races.truths import all_is_well
from tests.races.world import DEEDS, MATTERS, OFFICERS, PERSONS, World, officer, taxpayer_of
from tests.support.postgres import OWNER, PostgresServer

EXAMPLES = int(os.environ.get("DAOBAN_EXAMPLES", "20"))
STEPS = 30
OPEN = SessionState.QUEUED, SessionState.OFFERED, SessionState.ACTIVE
SENDS = st.lists(
    st.tuples(st.sampled_from([Role.TAXPAYER, Role.OFFICER]), st.sampled_from("abcd")), min_size=1, max_size=5
)
index = st.integers(0, 9)
"""Which of those that it could be; taken modulo their number."""


class Hall(RuleBasedStateMachine):
    """One day in the hall."""

    def __init__(self) -> None:
        super().__init__()
        self.world = self.make_world()

    def make_world(self) -> World:
        return World()

    @override
    def teardown(self) -> None:
        self.world.close()

    def one_of(self, number: int, *states: SessionState) -> Session | None:
        found = self.world.sessions(*states)
        return found[number % len(found)] if found else None

    def some(self, *states: SessionState) -> bool:
        return bool(self.world.sessions(*states))

    @initialize(capacities=st.lists(st.integers(1, 2), min_size=len(OFFICERS), max_size=len(OFFICERS)))
    def begin(self, capacities: list[int]) -> None:
        for officer_id, capacity in zip(OFFICERS, capacities, strict=True):
            self.world.do(self.world.set_capacity(officer_id, capacity))
            self.come(officer_id)

    @rule(officer_id=st.sampled_from(OFFICERS))
    def come(self, officer_id: str) -> None:
        if not self.world.has_line(officer_id):
            self.world.do(self.world.sit_down(officer_id))
        self.world.do(self.world.declare(officer_id, OfficerStatus.AVAILABLE))

    @rule(officer_id=st.sampled_from(OFFICERS), status=st.sampled_from(OfficerStatus))
    def declare(self, officer_id: str, status: OfficerStatus) -> None:
        if self.world.has_line(officer_id):
            self.world.do(self.world.declare(officer_id, status))

    @rule(officer_id=st.sampled_from(OFFICERS))
    def lose_line(self, officer_id: str) -> None:
        if self.world.has_line(officer_id):
            self.world.do(self.world.lose_line(officer_id))

    @rule(officer_id=st.sampled_from(OFFICERS))
    def second_tab(self, officer_id: str) -> None:
        self.world.do(self.world.sit_down(officer_id))

    @rule(officer_id=st.sampled_from(OFFICERS), capacity=st.integers(0, 3))
    def change_capacity(self, officer_id: str, capacity: int) -> None:
        self.world.do(self.world.set_capacity(officer_id, capacity))

    @rule(person=st.sampled_from(PERSONS), matter=st.sampled_from(MATTERS), due_today=st.booleans())
    def open(self, person: str, matter: str, due_today: bool) -> None:
        self.world.do(self.world.visit(person))
        self.world.do(self.world.open(person, matter, due_today=due_today))

    @rule(matter=st.sampled_from(MATTERS))
    def crowd(self, matter: str) -> None:
        for number, person in enumerate(PERSONS):
            self.open(person, matter, due_today=number == 3)
            self.all_is_well()

    @rule(person=st.sampled_from(PERSONS))
    def leave(self, person: str) -> None:
        self.world.do(self.world.leave(person))

    @precondition(lambda self: self.some(SessionState.QUEUED, SessionState.OFFERED))
    @rule(number=index)
    def cancel(self, number: int) -> None:
        session = self.one_of(number, SessionState.QUEUED, SessionState.OFFERED)
        assert session
        self.world.do(opening.cancel(self.world.hub, taxpayer_of(session), session.session_id))

    @precondition(lambda self: self.some(SessionState.OFFERED))
    @rule(number=index)
    def accept(self, number: int) -> None:
        session, actor, offer_id = self.offered(number)
        self.world.do(routing.accept(self.world.hub, actor, session.session_id, offer_id))

    @precondition(lambda self: self.some(SessionState.OFFERED))
    @rule()
    def accept_all(self) -> None:
        while self.some(SessionState.OFFERED):
            self.accept(0)
            self.all_is_well()

    @precondition(lambda self: self.some(SessionState.OFFERED))
    @rule(number=index)
    def decline(self, number: int) -> None:
        session, actor, offer_id = self.offered(number)
        self.world.do(routing.decline(self.world.hub, actor, session.session_id, offer_id, "not_my_field"))

    def offered(self, number: int) -> tuple[Session, Actor, str]:
        session = self.one_of(number, SessionState.OFFERED)
        assert session
        assert session.offer
        return session, officer(session.offer.officer.officer_id), session.offer.offer_id

    @precondition(lambda self: self.some(*OPEN))
    @rule(number=index, sends=SENDS)
    def talk(self, number: int, sends: list[tuple[Role, str]]) -> None:
        session = self.one_of(number, *OPEN)
        assert session
        self.world.do(self.world.say_all(session, sends))

    @precondition(lambda self: self.some(SessionState.ACTIVE))
    @rule(number=index, up_to=st.integers(0, 40), by_officer=st.booleans())
    def read(self, number: int, up_to: int, by_officer: bool) -> None:
        session = self.one_of(number, SessionState.ACTIVE)
        assert session
        assert session.officer
        actor = officer(session.officer.officer_id) if by_officer else taxpayer_of(session)
        self.world.do(messaging.read(self.world.hub, actor, session.session_id, up_to))

    @precondition(lambda self: self.some(SessionState.ACTIVE))
    @rule(number=index, by_officer=st.booleans())
    def end(self, number: int, by_officer: bool) -> None:
        session = self.one_of(number, SessionState.ACTIVE)
        assert session
        assert session.officer
        actor = officer(session.officer.officer_id) if by_officer else taxpayer_of(session)
        self.world.do(opening.end(self.world.hub, actor, session.session_id))

    @precondition(lambda self: self.some(SessionState.WRAP_UP))
    @rule(number=index, rates=st.booleans())
    def close(self, number: int, rates: bool) -> None:
        session = self.one_of(number, SessionState.WRAP_UP)
        assert session
        if rates:
            with contextlib.suppress(DomainError):  # too late for a verdict
                self.world.do(self.world.rate(session))
        self.world.do(self.world.wrap_up(session))

    @precondition(lambda self: self.some(SessionState.ACTIVE))
    @rule()
    def finish_all(self) -> None:
        for session in self.world.sessions(SessionState.ACTIVE):
            self.world.do(opening.end(self.world.hub, taxpayer_of(session), session.session_id))
            self.world.do(self.world.wrap_up(self.world.do(self.world.hub.journal.load(session.session_id))))
            self.all_is_well()

    @precondition(lambda self: self.some(SessionState.OFFERED, SessionState.ACTIVE))
    @rule(number=index, deeds=st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 1)), min_size=2, max_size=5))
    def at_once(self, number: int, deeds: list[tuple[str, int]]) -> None:
        session = self.one_of(number, SessionState.OFFERED, SessionState.ACTIVE)
        assert session
        self.world.do(self.world.rush(session, deeds))

    @rule(seconds=st.sampled_from([1, 5, 16, 21, 35, 61, 190]))
    def wait(self, seconds: int) -> None:
        self.world.do(self.world.pass_time(seconds))

    @rule()
    def crash(self) -> None:
        self.world.do(self.world.crash())

    @rule(node=st.integers(0, 1))
    def go_on_over(self, node: int) -> None:
        self.world.at = node % len(self.world.nodes)

    @invariant()
    def all_is_well(self) -> None:
        self.world.do(self.world.settle())
        self.world.do(all_is_well(self.world))


def how(examples: int) -> settings:
    return settings(
        max_examples=examples,
        stateful_step_count=STEPS,
        deadline=None,
        print_blob=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )


Hall.TestCase.settings = how(EXAMPLES)
TestHall = Hall.TestCase


@pytest.mark.postgres
def test_the_same_days_on_two_nodes(postgres_server: PostgresServer) -> None:
    """Both nodes pair, sweep and decide at the same time, and neither is told what the other has done."""
    asyncio.run(prepare(postgres_server))

    class TwoNodes(Hall):
        @override
        def make_world(self) -> World:
            return World(postgres_server.url("hall"), nodes=2)

    run_state_machine_as_test(TwoNodes, settings=how(max(1, EXAMPLES // 4)))


async def prepare(server: PostgresServer) -> None:
    connection = await asyncpg.connect(host="127.0.0.1", port=server.port, user=OWNER, database="postgres")
    await connection.execute("CREATE DATABASE hall")
    await connection.close()
    database = open_database(server.url("hall"))
    await database.write(upgrade)
    await database.close()
