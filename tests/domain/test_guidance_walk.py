"""Random talks over one form: officer, taxpayer and page do what they like, and the cards stay true after each move."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from chatserver.domain import ending, guidance, offer, opening, proposal
from chatserver.domain.actors import OfficerRef, Role
from chatserver.domain.context import FieldValue, merge
from chatserver.domain.errors import DomainError
from chatserver.domain.events import LinkPushed, LoggedEvent, ProposalAccepted, ProposalApplied
from chatserver.domain.guide import ProposalState
from chatserver.domain.guided import FieldOutcome, ProposedValue, Recalculated
from chatserver.domain.invariants import violations_of
from chatserver.domain.session import Session, fold, fold_all
from tests.support.builders import ASKER, FIRST_LINE, OFFICER, OTHER_OFFICER, a_context, a_matter, a_request
from tests.support.clock import START
from tests.support.guides import a_page

if TYPE_CHECKING:
    from chatserver.domain.actors import Actor
    from chatserver.domain.catalogue import Matter
    from chatserver.domain.context import FormContext
    from chatserver.domain.decision import Decision
    from chatserver.domain.guide import Proposal

REFS = {OFFICER: FIRST_LINE, OTHER_OFFICER: OfficerRef(officer_id="of4", name="导办04", tier=1)}
FIELDS = {"vat-general": ("f1_6_wkp", "f1_13_zp", "m_23"), "vat-small": ("r1", "r2", "r3")}
FINAL = frozenset(ProposalState) - {ProposalState.OPEN, ProposalState.ACCEPTED}

ids = st.sampled_from([f"g{number}" for number in range(30)])
field_ids = st.sampled_from([*FIELDS["vat-general"], "r1", "period", "f1_6_hj", "ghost"])
values = st.sampled_from(["0.00", "1", "1.00", "35,000", "35000.00", "x", "", "-0", "0.001"])
targets = st.sampled_from([("field", "f1_6_wkp"), ("step", "s2"), ("row", "1"), ("x", "y")])
words = st.sampled_from(["set", "set", "refused", "gone", "x"])
people = st.sampled_from([ASKER, OFFICER, OTHER_OFFICER])
askers = st.sampled_from([ASKER, ASKER, ASKER, OFFICER])
seldom = st.integers(0, 9).map(lambda number: number == 9)
officers = st.sampled_from([OFFICER, OTHER_OFFICER])


class Talk(RuleBasedStateMachine):
    """One session with one form after another on its page."""

    def __init__(self) -> None:
        super().__init__()
        self.log: list[LoggedEvent] = []
        self.session = Session(session_id="s1")
        self.final: dict[str, Proposal] = {}
        self.offers = 0
        self._write(opening.open_session(self.session, a_request(), START))
        self.take(OFFICER)

    def _write(self, decision: Decision) -> None:
        for actor, event in decision.facts:
            at = START + dt.timedelta(seconds=len(self.log))
            logged = LoggedEvent(session_id="s1", seq=self.session.seq + 1, at=at, actor=actor, event=event)
            self._judge(logged)
            self.log.append(logged)
            self.session = fold(self.session, logged)

    def _judge(self, logged: LoggedEvent) -> None:
        """Nothing is filled in unless accepted, nor accepted on another form than the one that it was proposed for."""
        if isinstance(logged.event, ProposalApplied):
            assert any(
                isinstance(one.event, ProposalAccepted) and one.event.guide_id == logged.event.guide_id
                for one in self.log
            )
        if isinstance(logged.event, ProposalAccepted):
            assert self.session.guidance.proposal(logged.event.guide_id) in self.session.guidance.open_proposals
            assert self._matter_at(logged.event.guide_id) == self._form().id

    def _matter_at(self, guide_id: str) -> str:
        """The form that was on the page when this was proposed."""
        known = Session(session_id="s1")
        for logged in self.log:
            if getattr(logged.event, "guide_id", None) == guide_id:
                break
            known = fold(known, logged)
        return known.context.matter_id if known.context else ""

    def _form(self) -> Matter:
        assert self.session.context
        return a_matter(self.session.context.matter_id)

    def _try(self, rule: Any, *given: Any, **more: Any) -> None:
        try:
            decision = rule(self.session, *given, **more)
        except DomainError:
            return
        self._write(decision)

    def _shown(self) -> dict[str, str]:
        assert self.session.context
        return {item.id: item.value for item in self.session.context.fields}

    def _pick(self, number: int) -> str:
        known = self.session.guidance.proposals
        return known[number % len(known)].guide_id if known else "g0"

    @rule(by=officers)
    def take(self, by: Actor) -> None:
        """An officer is offered the session and takes it; where one is responsible, nothing happens."""
        self.offers += 1
        name, due = f"o{self.offers}", START + dt.timedelta(days=1)
        self._try(offer.make_offer, name, REFS[by], 1, due)
        self._try(offer.accept_offer, by, name, START)

    @rule(by=officers, is_so=seldom, is_back=st.booleans())
    def lose(self, by: Actor, is_so: bool, is_back: bool) -> None:
        if is_so:
            self._try(offer.lose_officer, by.id, START + dt.timedelta(seconds=len(self.log)))
        if is_back:
            self.take(by)

    @rule(by=people, guide_id=ids, at=targets)
    def point(self, by: Actor, guide_id: str, at: tuple[str, str]) -> None:
        self._try(guidance.highlight, by, guide_id, at, self._form(), None)

    @rule(by=people, guide_id=ids)
    def see(self, by: Actor, guide_id: str) -> None:
        self._try(guidance.see_highlight, by, guide_id)

    @rule(by=people, guide_id=ids, is_link=st.booleans())
    def card(self, by: Actor, guide_id: str, is_link: bool) -> None:
        link = LinkPushed(guide_id=guide_id, kind="matter", ref="payment", title="缴款")
        if is_link:
            self._try(guidance.push_link, by, link)
        else:
            self._try(guidance.suggest_step, by, guide_id, "s2", self._form(), None)

    @rule(
        by=people,
        guide_id=ids,
        wanted=st.dictionaries(field_ids, values, max_size=3),
        is_current=st.sampled_from([True, True, True, False]),
    )
    def propose(self, by: Actor, guide_id: str, wanted: dict[str, str], is_current: bool) -> None:
        shown = self._shown() if is_current else {}
        changes = [ProposedValue(field_id=one, before=shown.get(one, ""), after=to) for one, to in wanted.items()]
        self._try(proposal.propose, by, guide_id, changes, self._form(), reason="填错列", basis=None)

    @rule(guide_id=ids, number=st.integers(0, 2), value=st.sampled_from(["1.00", "2.00"]))
    def propose_well(self, guide_id: str, number: int, value: str) -> None:
        """One that is taken, which random values seldom are."""
        by = next((one for one in REFS if self.session.officer and one.id == self.session.officer.officer_id), OFFICER)
        self.propose(by, guide_id, {FIELDS[self._form().id][number]: value}, is_current=True)

    @rule(number=st.integers(0, 9), word=words, value=values)
    def take_up(self, number: int, word: str, value: str) -> None:
        """Accept while nothing has changed, and say what the page made of it."""
        self.accept(ASKER, number, otherwise=None)
        self.report(ASKER, number, word, value)

    @rule(by=people, number=st.integers(0, 9), seconds=st.sampled_from([0, proposal.REPORT_SECONDS]))
    def withdraw(self, by: Actor, number: int, seconds: int) -> None:
        self._try(proposal.withdraw, by, self._pick(number), START + dt.timedelta(seconds=seconds))

    @rule(by=people, number=st.integers(0, 9))
    def clear(self, by: Actor, number: int) -> None:
        self._try(guidance.clear_highlight, by, self._pick(number))

    @rule(by=askers, number=st.integers(0, 9), otherwise=st.none() | values)
    def accept(self, by: Actor, number: int, otherwise: str | None) -> None:
        shown = self._shown() if otherwise is None else dict.fromkeys(self._shown(), otherwise)
        self._try(proposal.accept, by, self._pick(number), shown, self._form())

    @rule(by=askers, number=st.integers(0, 9))
    def decline(self, by: Actor, number: int) -> None:
        self._try(proposal.decline, by, self._pick(number), None)

    @rule(by=askers, number=st.integers(0, 9), word=words, value=values)
    def report(self, by: Actor, number: int, word: str, value: str) -> None:
        known = self.session.guidance.proposal(self._pick(number))
        fields = [change.field_id for change in known.changes] if known else []
        told = [FieldOutcome(field_id=field_id, outcome=word, value=value) for field_id in reversed(fields)]
        anew = [Recalculated(field_id="f1_6_hj", before="", after=value)]
        self._try(proposal.report, by, self._pick(number), told, anew, self._form())

    @rule(field_id=st.sampled_from(FIELDS["vat-general"]), value=values, locked=st.booleans())
    def change(self, field_id: str, value: str, locked: bool) -> None:
        if self._form().id == "vat-general":
            self._page(a_context(fields=(FieldValue(id=field_id, value=value, locked=locked),)))

    @rule(matter_id=st.sampled_from(list(FIELDS)), value=values, is_so=seldom)
    def go(self, matter_id: str, value: str, is_so: bool) -> None:
        if is_so:
            self._page(a_page(matter_id, **dict.fromkeys(FIELDS[matter_id], value)))

    def _page(self, page: FormContext) -> None:
        before = self.session.context
        self._try(opening.update_context, ASKER, page, a_matter(page.matter_id))
        assert before
        assert self.session.ending is not None or self.session.context == merge(before, page)

    @rule(by=people, is_so=seldom)
    def end(self, by: Actor, is_so: bool) -> None:
        if is_so and len(self.log) > 20:  # little is left to do then
            self._try(ending.end_session, by)

    @invariant()
    def the_log_is_clean(self) -> None:
        assert violations_of(self.log, skew=dt.timedelta(days=2)) == []
        assert fold_all(Session(session_id="s1"), self.log) == self.session

    @invariant()
    def a_field_has_at_most_one_open_proposal(self) -> None:
        still_open = self.session.guidance.open_proposals
        fields = [change.field_id for one in still_open for change in one.changes]
        assert len(set(fields)) == len(fields)
        assert not (still_open and self.session.ending)

    @invariant()
    def an_open_proposal_is_for_what_the_page_shows(self) -> None:
        for one in self.session.guidance.open_proposals:
            assert not proposal._found(one, self._shown(), self._form())

    @invariant()
    def an_answer_is_final(self) -> None:
        for one in self.session.guidance.proposals:
            assert self.final.get(one.guide_id, one) == one
            if one.state in FINAL and not proposal.is_given_up(one):  # a page may report late all the same
                self.final[one.guide_id] = one

    @invariant()
    def numbers_are_in_a_row(self) -> None:
        known = self.session.guidance
        numbers = [one.number for one in known.highlights] + [one.number for one in known.proposals]
        assert sorted(numbers) == list(range(1, len(numbers) + 1))
        every = [one.guide_id for one in known.highlights] + [one.guide_id for one in known.proposals]
        assert len({*every, *known.cards}) == len(every) + len(known.cards)

    @invariant()
    def only_the_taxpayer_has_answered(self) -> None:
        answers = ("proposal.accepted", "proposal.declined", "proposal.staled", "proposal.applied", "highlight.seen")
        assert all(one.actor.role is Role.TAXPAYER for one in self.log if one.event.type in answers)


Talk.TestCase.settings = settings(max_examples=200, stateful_step_count=40)
TestTalk = Talk.TestCase
