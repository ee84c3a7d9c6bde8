"""Pairing: order, fairness, relaxation, honest places."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatserver.domain import routing
from chatserver.domain.officer import Officer, OfficerStatus
from chatserver.domain.routing import WaitingSession, boost_for, pair, place_of, places, qualified, wait_range
from tests.support.builders import an_officer
from tests.support.clock import START


def waiting(
    session_id: str, *, rank: float = 0.0, queue_id: str = "vat-general", tier: int = 1, waited: float = 0.0
) -> WaitingSession:
    return WaitingSession(
        session_id=session_id,
        queue_id=queue_id,
        tier=tier,
        rank=rank,
        queued_at=START - dt.timedelta(seconds=waited),
        passed_over={},
    )


def test_the_smaller_rank_is_served_first() -> None:
    officer = an_officer(capacity=1)
    pairings = pair([waiting("late", rank=2), waiting("early", rank=1)], [officer], START)
    assert [pairing.session_id for pairing in pairings] == ["early"]


def test_the_least_busy_officer_is_asked_first() -> None:
    busy, idle = an_officer("of1", taken=frozenset({1, 2})), an_officer("of2")
    assert pair([waiting("s")], [busy, idle], START)[0].officer == idle


def test_an_officer_who_passed_over_a_session_is_not_asked_again_at_once() -> None:
    session = waiting("s")
    session.passed_over["of1"] = START - dt.timedelta(seconds=59)
    assert not pair([session], [an_officer()], START)
    assert pair([session], [an_officer()], START + dt.timedelta(seconds=1))


def test_a_session_queued_after_the_caller_looked_at_the_clock_is_served_like_any_other() -> None:
    session, officer = waiting("s", waited=-0.001), an_officer()
    assert [pairing.session_id for pairing in pair([session], [officer], START)] == ["s"]
    assert place_of(session, [session], [officer], START).officers_on_duty == 1


def test_requirements_relax_on_a_written_clock() -> None:
    exact = an_officer("of1", taken=frozenset({1, 2, 3}))
    other_tier = an_officer("of4", tier=2)
    unskilled = an_officer("of9", skills=frozenset({"payment"}))
    officers = [exact, other_tier, unskilled]

    def able(waited: float) -> set[str]:
        return {officer.officer_id for officer in qualified(waiting("s", waited=waited), officers, START)}

    assert able(14.9) == {"of1"}
    assert able(15) == {"of1", "of4"}
    assert able(60) == {"of1", "of4", "of9"}


def test_nobody_waits_for_a_tier_that_nobody_on_duty_has() -> None:
    assert pair([waiting("s", tier=3)], [an_officer(tier=1)], START)


def test_supervisors_and_absent_officers_are_never_asked() -> None:
    officers = [
        an_officer("of7", tier=0, skills=frozenset({"*"})),
        an_officer("of2", present=False),
        an_officer("of3", status=OfficerStatus.FINISHING),
    ]
    assert not pair([waiting("s", waited=600)], officers, START)


def test_place_counts_only_those_who_compete_for_the_same_officers() -> None:
    officers = [an_officer("of1"), an_officer("of2", skills=frozenset({"payment"}))]
    me = waiting("me", rank=5)
    others = [waiting("a", rank=1), waiting("b", rank=2, queue_id="payment"), waiting("c", rank=9)]
    assert place_of(me, [*others, me], officers, START).ahead == 1


def test_without_officers_no_minutes_are_promised() -> None:
    place = place_of(waiting("me"), [waiting("me")], [], START)
    assert (place.wait_low_minutes, place.wait_high_minutes, place.officers_on_duty) == (None, None, 0)


def test_a_free_slot_promises_less_than_a_minute() -> None:
    assert wait_range(0, 3, 3) == (0, 1)


def test_a_filing_that_is_due_today_goes_ahead_and_nonsense_does_not() -> None:
    today = dt.date(2026, 11, 16)
    assert boost_for("2026-11-16", today).seconds == 600
    assert boost_for("2026-11-17", today).seconds == 0
    assert boost_for("soon", today).seconds == 0
    assert boost_for(None, today).seconds == 0


sessions = st.lists(
    st.builds(
        lambda n, rank, queue, tier, waited: waiting(f"s{n}", rank=rank, queue_id=queue, tier=tier, waited=waited),
        st.integers(0, 10_000),
        st.floats(0, 100),
        st.sampled_from(["vat-general", "payment"]),
        st.integers(1, 3),
        st.floats(0, 120),
    ),
    max_size=20,
    unique_by=lambda session: session.session_id,
)
crews = st.lists(
    st.builds(
        lambda n, tier, skill, capacity, taken: an_officer(
            f"of{n}",
            tier=tier,
            skills=frozenset({skill}),
            capacity=capacity,
            taken=frozenset(range(1, min(taken, capacity) + 1)),
        ),
        st.integers(0, 1_000),
        st.integers(0, 3),
        st.sampled_from(["vat-general", "payment", "*"]),
        st.integers(1, 4),
        st.integers(0, 4),
    ),
    max_size=6,
    unique_by=lambda officer: officer.officer_id,
)


@given(sessions, crews)
def test_everybody_in_the_queue_is_told_who_competes_with_them_and_comes_first(
    queue: list[WaitingSession], crew: list[Officer]
) -> None:
    able = {
        session.session_id: {officer.officer_id for officer in qualified(session, crew, START)} for session in queue
    }
    told = {session.session_id: place for session, place in places(queue, crew, START)}
    for me in queue:
        mine = able[me.session_id]
        before = [other for other in queue if (other.rank, other.session_id) < (me.rank, me.session_id)]
        rivals = [other for other in before if not mine or mine & able[other.session_id]]
        assert told[me.session_id].ahead == len(rivals)
        assert told[me.session_id].officers_on_duty == len(mine)
        assert place_of(me, queue, crew, START) == told[me.session_id]


def test_a_long_queue_is_looked_over_without_comparing_each_with_each(monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[str] = []
    real = routing.strictness

    def counted(officer: Officer, queue_id: str, tier: int) -> int:
        looks.append(officer.officer_id)
        return real(officer, queue_id, tier)

    monkeypatch.setattr(routing, "strictness", counted)
    crew = [an_officer(f"of{n}", taken=frozenset({1, 2, 3})) for n in range(50)]
    queue = [waiting(f"s{n}", rank=n, tier=1 + n % 3) for n in range(300)]
    assert [place.ahead for _, place in places(queue, crew, START)] == list(range(300))
    assert len(looks) == 3 * 50
    pair(queue, crew, START)
    assert len(looks) == 3 * 50


@given(sessions, crews)
def test_no_slot_twice_no_session_twice_and_nobody_waits_beside_a_free_matching_officer(
    queue: list[WaitingSession], crew: list[Officer]
) -> None:
    pairings = pair(queue, crew, START)
    slots = [(pairing.officer.officer_id, pairing.slot) for pairing in pairings]
    assert len(set(slots)) == len(slots)
    assert len({pairing.session_id for pairing in pairings}) == len(pairings)
    assert all(pairing.slot not in pairing.officer.taken for pairing in pairings)
    used = {officer.officer_id: len(officer.taken) for officer in crew}
    for pairing in pairings:
        used[pairing.officer.officer_id] += 1
    paired = {pairing.session_id for pairing in pairings}
    for session in queue:
        if session.session_id not in paired:
            free = [
                officer for officer in qualified(session, crew, START) if used[officer.officer_id] < officer.capacity
            ]
            assert not free
