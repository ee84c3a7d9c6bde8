"""The wallboard's count: its figures agree, and nobody waits beside a free slot without a reason."""

from __future__ import annotations

import datetime as dt
from random import Random

import pytest

from chatserver.domain.officer import Officer, OfficerStatus
from chatserver.domain.routing import WaitingSession
from chatserver.domain.wall import ALARM, Wait, Why, longest_at, waiting_at, wall_of
from tests.support.clock import START

QUEUES = ("vat-general", "payment", "deregister")


def officer(officer_id: str = "of1", **changes: object) -> Officer:
    given = {"tier": 1, "skills": frozenset({"vat-general"}), "capacity": 2, "present": True}
    status = {"status": OfficerStatus.AVAILABLE}
    return Officer(officer_id=officer_id, name=officer_id, **{**given, **status, **changes})  # type: ignore[arg-type]


def waits(seconds: float = 5, session_id: str = "s1", **changes: object) -> WaitingSession:
    queued_at = START - dt.timedelta(seconds=seconds)
    given = {"queue_id": "vat-general", "tier": 1, "rank": queued_at.timestamp(), "passed_over": {}}
    return WaitingSession(session_id=session_id, queued_at=queued_at, **{**given, **changes})  # type: ignore[arg-type]


PAYMENT = frozenset({"payment"})
FULL = frozenset({1, 2})


@pytest.mark.parametrize(
    ("session", "officers", "why"),
    [
        (waits(on_offer=True), [officer(taken=frozenset({1}))], Why.OFFERED),
        (waits(), [officer()], Why.PAIRING),
        (waits(passed_over={"of1": START}), [officer()], Why.DECLINED),
        (waits(wanted_officer_id="of2"), [officer(), officer("of2", taken=FULL)], Why.KEPT),
        (waits(tier=2), [officer(), officer("of2", tier=2, taken=FULL)], Why.LINE),
        (waits(), [officer(taken=FULL)], Why.FULL),
        (waits(), [officer(status=OfficerStatus.FINISHING), officer("of2", skills=PAYMENT, taken=FULL)], Why.NOBODY),
        (waits(), [officer(present=False)], Why.NOBODY),
        (waits(), [], Why.NOBODY),
    ],
)
def test_why_somebody_waits(session: WaitingSession, officers: list[Officer], why: Why) -> None:
    line = wall_of(QUEUES, [session], officers, START).queues[0]
    assert line.why is why
    assert line.waiting == 1


def test_reason_is_that_of_the_longest_who_is_not_on_offer() -> None:
    crew = [officer(taken=frozenset({1}), capacity=1)]
    wall = wall_of(QUEUES, [waits(9, "s1", on_offer=True), waits(4, "s2")], crew, START)
    assert (wall.queues[0].why, wall.queues[0].longest) == (Why.FULL, dt.timedelta(seconds=9))


@pytest.mark.parametrize(("seconds", "late"), [(120, False), (120.5, True)])
def test_wait_beyond_the_line_is_late(seconds: float, late: bool) -> None:
    assert dt.timedelta(minutes=2) == ALARM
    wall = wall_of(QUEUES, [waits(seconds)], [], START)
    assert wall.queues[0].is_late is late


def test_slots_of_who_takes_nothing_new_count_only_while_in_use() -> None:
    crew = [
        officer("of1", taken=frozenset({1})),
        officer("of2", status=OfficerStatus.FINISHING, taken=frozenset({2})),
        officer("of3", status=OfficerStatus.AWAY, taken=frozenset({1})),
        officer("of4", status=OfficerStatus.OFF_DUTY, present=False),
        officer("of5", present=False),
        officer("mo1", tier=0, capacity=0, skills=frozenset({"monitor"})),
    ]
    found = wall_of(QUEUES, [], crew, START).crew
    assert (found.on_duty, found.away, found.off_duty, found.all) == (2, 2, 1, 5)
    assert (found.slots.in_hand, found.slots.capacity, found.slots.free) == (3, 4, 1)


@pytest.mark.parametrize("seed", range(20))
def test_figures_of_a_random_hall_agree(seed: int) -> None:
    rng = Random(seed)
    crew = [
        officer(
            f"of{n}",
            skills=frozenset(rng.sample(QUEUES, rng.randint(1, 3))),
            status=rng.choice(list(OfficerStatus)),
            present=rng.random() > 0.3,
            taken=frozenset(rng.sample((1, 2), rng.randint(0, 2))),
        )
        for n in range(rng.randint(0, 8))
    ]
    hall = [
        waits(rng.randint(0, 300), f"s{n}", queue_id=rng.choice((*QUEUES, "gone"))) for n in range(rng.randint(0, 9))
    ]
    wall = wall_of(QUEUES, hall, crew, START)
    assert wall.waiting == sum(queue.waiting for queue in wall.queues) == len(hall)
    assert wall.longest == max((START - one.queued_at for one in hall), default=None)
    assert wall.crew.all == len(crew)
    assert wall.crew.slots.free == sum(len(one.free_slots) for one in crew if one.may_take())
    for queue in wall.queues:
        assert (queue.why is None) == (queue.waiting == 0) == (queue.longest is None)
        if queue.slots.free and queue.waiting:
            assert queue.why is not Why.FULL
            assert queue.why is not Why.NOBODY


def test_past_is_counted_at_each_moment() -> None:
    def at(seconds: float) -> dt.datetime:
        return START + dt.timedelta(seconds=seconds)

    stays = [Wait(start=at(0), end=at(60)), Wait(start=at(30), end=None)]
    assert [waiting_at(stays, at(n)) for n in (-1, 0, 59, 60, 90)] == [0, 1, 2, 1, 1]
    found = longest_at(stays, [at(-1), at(59), at(60)])
    assert [length.total_seconds() for length in found.values()] == [0, 59, 30]
