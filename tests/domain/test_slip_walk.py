"""Random talks over slips: officers and taxpayer do what they like, and every slip stays true after each move."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from chatserver.domain import ending, files, offer, opening, slip_rules, transfer
from chatserver.domain.actors import OfficerRef, Role
from chatserver.domain.errors import DomainError
from chatserver.domain.events import LoggedEvent
from chatserver.domain.invariants import violations_of
from chatserver.domain.session import Session, fold, fold_all
from chatserver.domain.slip import MISSING, RUNNING, ItemState, SlipState
from tests.support.builders import ASKER, FIRST_LINE, OFFICER, OTHER_OFFICER, a_request
from tests.support.clock import START
from tests.support.slips import FORM, a_file

if TYPE_CHECKING:
    from chatserver.domain.actors import Actor
    from chatserver.domain.decision import Decision
    from chatserver.domain.slip import Slip

REFS = {OFFICER: FIRST_LINE, OTHER_OFFICER: OfficerRef(officer_id="of4", name="导办04", tier=1)}

slip_ids = st.sampled_from(["k1", "k1", "k1", "k2", "k3", "ghost"])
item_ids = st.sampled_from(["form", "resolution", "licence", "seal", "x1", "x2", "ghost"])
people = st.sampled_from([ASKER, OFFICER, OTHER_OFFICER])
officers = st.sampled_from([OFFICER, OFFICER, OTHER_OFFICER])
askers = st.sampled_from([ASKER, ASKER, ASKER, OFFICER])
file_lists = st.lists(st.sampled_from(["f1", "f2", "o1", "ghost"]), max_size=2)
words = st.sampled_from(["看不清", None])
verdicts = st.sampled_from(["accepted", "accepted", "redo", "x"])
outcomes = st.sampled_from(["handled", "not_handled", "x"])
seldom = st.integers(0, 9).map(lambda number: number == 9)


class Talk(RuleBasedStateMachine):
    """One session with one slip after another."""

    def __init__(self) -> None:
        super().__init__()
        self.log: list[LoggedEvent] = []
        self.session = Session(session_id="s1")
        self.final: dict[str, Slip] = {}
        self.offers = 0
        self._write(opening.open_session(self.session, a_request(), START))
        self.take(OFFICER)
        for actor, file_id in ((ASKER, "f1"), (ASKER, "f2"), (OFFICER, "o1")):
            self._try(files.share, actor, a_file(file_id))

    def _write(self, decision: Decision) -> None:
        for actor, event in decision.facts:
            at = START + dt.timedelta(seconds=len(self.log))
            logged = LoggedEvent(session_id="s1", seq=self.session.seq + 1, at=at, actor=actor, event=event)
            self.log.append(logged)
            self.session = fold(self.session, logged)

    def _try(self, rule: Any, *given: Any) -> None:
        try:
            decision = rule(self.session, *given)
        except DomainError:
            return
        self._write(decision)

    @rule(by=officers)
    def take(self, by: Actor) -> None:
        """An officer is offered the session and takes it; where one is responsible, nothing happens."""
        self.offers += 1
        name, due = f"o{self.offers}", START + dt.timedelta(days=1)
        self._try(offer.make_offer, name, REFS[by], 1, due)
        self._try(offer.accept_offer, by, name, START)

    @rule(by=officers, slip_id=slip_ids, optional=st.sampled_from([(), ("seal",), ("x",)]))
    def start(self, by: Actor, slip_id: str, optional: tuple[str, ...]) -> None:
        self._try(slip_rules.start_slip, by, slip_id, f"no-{slip_id}", FORM, optional)

    @rule(by=officers, slip_id=slip_ids, item_id=item_ids, why=words)
    def add(self, by: Actor, slip_id: str, item_id: str, why: str | None) -> None:
        self._try(slip_rules.add_item, by, slip_id, item_id, "签字页", why)

    @rule(by=officers, slip_id=slip_ids, item_id=item_ids, why=words)
    def strike(self, by: Actor, slip_id: str, item_id: str, why: str | None) -> None:
        self._try(slip_rules.strike_item, by, slip_id, item_id, why)

    @rule(by=askers, slip_id=slip_ids, item_id=item_ids, file_ids=file_lists)
    def fill(self, by: Actor, slip_id: str, item_id: str, file_ids: list[str]) -> None:
        self._try(slip_rules.fill_item, by, slip_id, item_id, file_ids)

    @rule(slip_id=slip_ids)
    def fill_all(self, slip_id: str) -> None:
        """What a taxpayer does: files to every paper that waits for some."""
        for slip in self.session.slips:
            for item in slip.wanted:
                if slip.slip_id == slip_id and item.state in MISSING:
                    self._try(slip_rules.fill_item, ASKER, slip_id, item.item_id, ("f1",))

    @rule(by=askers, slip_id=slip_ids)
    def confirm(self, by: Actor, slip_id: str) -> None:
        self._try(slip_rules.confirm_slip, by, slip_id)

    @rule(by=people, slip_id=slip_ids, item_id=item_ids, verdict=verdicts, why=words)
    def check(self, by: Actor, slip_id: str, item_id: str, verdict: str, why: str | None) -> None:
        self._try(slip_rules.check_item, by, slip_id, item_id, verdict, why)

    @rule(by=people, slip_id=slip_ids, outcome=outcomes, why=words)
    def conclude(self, by: Actor, slip_id: str, outcome: str, why: str | None) -> None:
        self._try(slip_rules.conclude_slip, by, slip_id, outcome, why)

    @rule(by=people, slip_id=slip_ids, why=words, really=seldom)
    def cancel(self, by: Actor, slip_id: str, why: str | None, *, really: bool) -> None:
        if really:
            self._try(slip_rules.cancel_slip, by, slip_id, why)

    @rule(really=seldom)
    def hand_over(self, *, really: bool) -> None:
        if really and self.session.officer:
            to = transfer.Destination(kind="tier", target="2", name="2")
            by = OFFICER if self.session.officer.officer_id == OFFICER.id else OTHER_OFFICER
            self._try(transfer.transfer, by, to, None)

    @rule(by=people, really=seldom, again=seldom)
    def end(self, by: Actor, *, really: bool, again: bool) -> None:
        if really and again:
            self._try(ending.end_session, by)

    @invariant()
    def the_log_is_clean(self) -> None:
        assert violations_of(self.log, skew=dt.timedelta(days=2)) == []
        assert fold_all(Session(session_id="s1"), self.log) == self.session

    @invariant()
    def at_most_one_slip_runs(self) -> None:
        assert sum(slip.is_running for slip in self.session.slips) <= 1

    @invariant()
    def a_running_slip_stands_where_its_papers_say(self) -> None:
        for slip in self.session.slips:
            states = {item.state for item in slip.wanted}
            waits = states & {ItemState.WANTED, ItemState.FILLED, ItemState.REDO}
            if slip.state in RUNNING:
                assert (slip.state is SlipState.OPEN) == (bool(waits) or not states)
            if slip.state is SlipState.HANDLED:
                assert states == {ItemState.ACCEPTED}

    @invariant()
    def what_was_given_was_there_and_confirmed(self) -> None:
        for slip in self.session.slips:
            for item in slip.items:
                if item.state in {ItemState.GIVEN, ItemState.ACCEPTED, ItemState.REDO}:
                    assert item.file_ids or item.state is ItemState.REDO
                    assert slip.confirmed_at
                if item.state is ItemState.REDO:
                    assert item.reason

    @invariant()
    def an_outcome_is_final(self) -> None:
        for slip in self.session.slips:
            assert self.final.get(slip.slip_id, slip) == slip
            if not slip.is_running:
                self.final[slip.slip_id] = slip

    @invariant()
    def each_side_did_its_own_part(self) -> None:
        taxpayers = ("slip.item_filled", "slip.confirmed")
        for one in self.log:
            if one.event.type.startswith("slip."):
                assert (one.actor.role is Role.TAXPAYER) == (one.event.type in taxpayers)


Talk.TestCase.settings = settings(max_examples=200, stateful_step_count=50)
TestTalk = Talk.TestCase
