"""What sessions break together: slots, persons, the order of the queue; each broken on purpose."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from chatserver.domain import ending, opening
from chatserver.domain import offer as offers
from chatserver.domain.actors import Actor, OfficerRef, Role
from chatserver.domain.events import LoggedEvent
from chatserver.domain.invariants import Kind, Violation
from chatserver.domain.invariants_across import Together, violations_across
from chatserver.domain.session import Session, fold_all
from tests.support.builders import PERSON, TAXPAYER, a_context, a_request
from tests.support.clock import START

Log = list[LoggedEvent]
OF1 = OfficerRef(officer_id="of1", name="导办01", tier=1)
OF2 = OfficerRef(officer_id="of2", name="导办02", tier=1)


def at(seconds: float) -> dt.datetime:
    return START + dt.timedelta(seconds=seconds)


class Story:
    """One session with the moments of a test's choice."""

    def __init__(self, session_id: str, opened: float, *, person: str = "", boost: int = 0, matter: str = "m") -> None:
        self.id = session_id
        self.person = person or session_id
        self.log: Log = []
        request = a_request(
            taxpayer=dataclasses.replace(TAXPAYER, taxpayer_id="t"),
            person=dataclasses.replace(PERSON, person_id=self.person),
            context=a_context(matter_id=matter),
            boost=opening.Boost(seconds=boost, reason=None),
        )
        self._add(opening.open_session(self.session, request, at(opened)), opened)

    @property
    def session(self) -> Session:
        return fold_all(Session(session_id=self.id), self.log)

    def _add(self, decision: object, seconds: float) -> Story:
        facts = decision.facts  # type: ignore[attr-defined]
        assert facts
        for actor, event in facts:
            seq = len(self.log) + 1
            self.log.append(LoggedEvent(session_id=self.id, seq=seq, at=at(seconds), actor=actor, event=event))
        return self

    def offered(self, seconds: float, to: OfficerRef = OF1, slot: int = 1) -> Story:
        due = at(seconds + 20)
        return self._add(offers.make_offer(self.session, f"{self.id}-{len(self.log)}", to, slot, due), seconds)

    def declined(self, seconds: float, by: str = "of1") -> Story:
        offer, actor = self.session.offer, Actor(role=Role.OFFICER, id=by)
        assert offer
        return self._add(offers.decline_offer(self.session, actor, offer.offer_id, "busy"), seconds)

    def accepted(self, seconds: float, by: str = "of1") -> Story:
        offer, actor = self.session.offer, Actor(role=Role.OFFICER, id=by)
        assert offer
        return self._add(offers.accept_offer(self.session, actor, offer.offer_id, at(seconds)), seconds)

    def ended(self, seconds: float) -> Story:
        return self._add(ending.end_session(self.session, Actor(role=Role.TAXPAYER, id=f"t:{self.person}")), seconds)

    def closed(self, seconds: float, by: str = "of1") -> Story:
        actor = Actor(role=Role.OFFICER, id=by)
        return self._add(ending.wrap_up(self.session, actor, {"q1": "x"}, "", {"x"}), seconds)


def kinds(*stories: Story, **how: object) -> list[Kind]:
    return [one.kind for one in broken(*stories, **how)]


def broken(*stories: Story, **how: object) -> list[Violation]:
    return violations_across([story.log for story in stories], Together(**how))  # type: ignore[arg-type]


def test_a_slot_holds_one_after_the_other() -> None:
    one = Story("s1", 0).offered(1).accepted(2).ended(8).closed(10)
    two = Story("s2", 5).offered(10).accepted(11)
    three = Story("s3", 5).offered(10, slot=2).declined(12).offered(90, to=OF2)
    assert broken(one, two, three) == []


@pytest.mark.parametrize("until", ["offered", "accepted", "ended"])
def test_a_slot_is_held_from_the_offer_to_the_end_of_wrap_up(until: str) -> None:
    one = Story("s1", 0).offered(1)
    if until != "offered":
        one.accepted(2)
    if until == "ended":
        one.ended(3)
    assert [(v.kind, v.subject) for v in broken(one, Story("s2", 5).offered(10))] == [(Kind.SLOT, "s2")]


def test_an_overlap_within_the_skew_does_not_count() -> None:
    one = Story("s1", 0).offered(1).accepted(2).ended(8).closed(10)
    two = Story("s2", 5).offered(9.5)
    assert kinds(one, two) == [Kind.SLOT]
    assert kinds(one, two, skew=dt.timedelta(seconds=1)) == []


def test_a_slot_beyond_the_capacity_counts_when_the_capacity_is_known() -> None:
    one = Story("s1", 0).offered(1, slot=4)
    assert kinds(one) == []
    assert kinds(one, capacities={"of1": 3}) == [Kind.SLOT]
    assert kinds(one, capacities={"of1": 4}) == []


def test_a_person_has_one_session_at_a_time() -> None:
    one = Story("s1", 0, person="p").offered(1).accepted(2)
    two = Story("s2", 5, person="p")
    assert [(v.kind, v.subject) for v in broken(one, two)] == [(Kind.PERSON, "s2")]
    assert broken(one.ended(5), two) == []


def test_what_began_while_the_logs_were_read_is_not_judged() -> None:
    one = Story("s1", 0).offered(1).accepted(2)  # read before it was closed
    two = Story("s2", 5).offered(10)
    assert kinds(one, two) == [Kind.SLOT]
    assert kinds(one, two, horizon=at(10)) == []
    assert kinds(one, two, horizon=at(11)) == [Kind.SLOT]


def test_an_overlap_is_found_behind_a_shorter_one() -> None:
    one, two, three = Story("s1", 0, person="p"), Story("s2", 5, person="p").ended(6), Story("s3", 8, person="p")
    assert [v.subject for v in broken(one, two, three)] == ["s2", "s3"]


def test_who_waits_longer_is_offered_first() -> None:
    assert kinds(Story("s1", 0).offered(20), Story("s2", 5).offered(21, slot=2)) == []
    found = broken(Story("s1", 0), Story("s2", 5).offered(20))
    assert [(v.kind, v.subject, v.seq) for v in found] == [(Kind.ORDER, "s2", 5)]


def test_the_boost_goes_first() -> None:
    assert kinds(Story("s1", 0), Story("s2", 5, boost=600).offered(20)) == []
    assert kinds(Story("s1", 0).offered(20), Story("s2", 1, boost=600)) == [Kind.ORDER]


def test_who_came_or_was_served_about_the_same_time_was_not_overtaken() -> None:
    late, served = Story("s1", 19, boost=600), Story("s2", 0).offered(21, slot=2)
    assert kinds(late, served, Story("s3", 5).offered(20)) == []
    assert Kind.ORDER in kinds(late, served, Story("s3", 5).offered(20), look=dt.timedelta(0))


def test_another_matter_may_be_served_first() -> None:
    assert kinds(Story("s1", 0, matter="m1"), Story("s2", 5, matter="m2").offered(20)) == []


def test_who_was_declined_waits_for_another_officer() -> None:
    one = Story("s1", 0).offered(1).declined(5)
    two = Story("s2", 2)
    assert kinds(one, two.offered(30)) == []
    assert kinds(one, Story("s3", 60).offered(90)) == [Kind.ORDER]


def test_whose_requirements_have_relaxed_may_get_an_officer_whom_the_better_placed_does_not_fit_yet() -> None:
    assert kinds(Story("s1", 62, boost=600), Story("s2", 0).offered(70)) == []


def test_sessions_that_never_meet_leave_nothing_behind() -> None:
    together = Together()
    for n in range(300):
        story = Story(f"s{n:03}", n * 100, person="p").offered(n * 100 + 1).accepted(n * 100 + 2)
        story.ended(n * 100 + 3).closed(n * 100 + 4)
        assert list(together.take(story.log)) == []
        assert len(together._later) < 10
    assert list(together.finish()) == []
