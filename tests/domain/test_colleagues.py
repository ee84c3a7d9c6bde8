"""Who else is there: why somebody takes nothing now, who is nearest, how lines and queues are covered."""

from __future__ import annotations

import pytest

from chatserver.domain.colleagues import (
    Needs,
    QueueCover,
    TierCover,
    barrier,
    colleagues,
    others,
    queue_covers,
    tier_covers,
)
from chatserver.domain.officer import Officer, OfficerStatus
from chatserver.domain.routing import WaitingSession, pair
from tests.support.builders import an_officer
from tests.support.clock import START

FULL = frozenset({1, 2, 3})
VAT = Needs(queue_id="vat-general", tier=1, locale="zh-CN")


def waiting(queue_id: str, session_id: str = "s1") -> WaitingSession:
    return WaitingSession(session_id=session_id, queue_id=queue_id, tier=1, rank=0.0, queued_at=START, passed_over={})


@pytest.mark.parametrize(
    ("officer", "why"),
    [
        (an_officer(), None),
        (an_officer(taken=FULL), "full"),
        (an_officer(status=OfficerStatus.FINISHING), "finishing"),
        (an_officer(status=OfficerStatus.AWAY), "away"),
        (an_officer(status=OfficerStatus.AWAY, present=False), "away"),
        (an_officer(status=OfficerStatus.OFF_DUTY, present=False), "off_duty"),
        (an_officer(present=False), "absent"),
    ],
)
def test_whoever_takes_nothing_now_says_why_and_nobody_else_does(officer: Officer, why: str | None) -> None:
    assert barrier(officer) == why
    assert officer.may_take() is (why is None)
    assert bool(pair([waiting("vat-general")], [officer], START)) is (why is None)


def test_neither_oneself_nor_those_who_take_no_sessions_are_colleagues() -> None:
    crew = [an_officer("of1"), an_officer("of2"), an_officer("of7", tier=0, capacity=0)]
    assert [one.officer_id for one in others(crew, "of1")] == ["of2"]


def test_whoever_could_take_it_now_stands_first() -> None:
    crew = [
        an_officer("of1", present=False),
        an_officer("of2", taken=FULL),
        an_officer("of3", skills=frozenset({"payment"})),
        an_officer("of4", skills=frozenset({"*"})),
    ]
    found = colleagues(crew, VAT)
    assert [(one.officer.officer_id, one.handles, one.barrier) for one in found] == [
        ("of4", True, None),
        ("of2", True, "full"),
        ("of3", False, None),
        ("of1", True, "absent"),
    ]


def test_who_fits_stands_before_who_lacks_something_and_it_is_said_what() -> None:
    crew = [
        an_officer("of1", tier=1, skills=frozenset({"vat-general", "lang:en", "monitor"})),
        an_officer("of2", tier=2, skills=frozenset({"payment", "vat-general"})),
        an_officer("of3", tier=3, skills=frozenset({"*", "lang:en"})),
        an_officer("of4", tier=2, skills=frozenset({"payment", "lang:en"})),
    ]
    found = colleagues(crew, Needs(queue_id="vat-general", tier=2, locale="en-GB"))
    assert [(one.officer.officer_id, one.lacks) for one in found] == [
        ("of3", ()),
        ("of1", ("tier",)),
        ("of2", ("language",)),
        ("of4", ("matter",)),
    ]
    assert [(one.skills, one.languages) for one in found] == [
        (("*",), ("en",)),
        (("vat-general",), ("en",)),
        (("payment", "vat-general"), ()),
        (("payment",), ("en",)),
    ]


def test_everybody_has_chinese() -> None:
    (one,) = colleagues([an_officer()], Needs(queue_id="vat-general", tier=1, locale="zh-CN"))
    assert one.lacks == ()


def test_a_line_is_covered_by_those_of_it_on_duty_who_handle_the_matter() -> None:
    crew = [
        an_officer("of1", tier=2, taken=frozenset({1})),
        an_officer("of2", tier=2, skills=frozenset({"payment"})),
        an_officer("of3", tier=2, status=OfficerStatus.AWAY),
        an_officer("of4", tier=3, skills=frozenset({"*"}), capacity=1),
    ]
    assert tier_covers(crew, "vat-general") == [
        TierCover(tier=1, on_duty=0, free_slots=0),
        TierCover(tier=2, on_duty=1, free_slots=2),
        TierCover(tier=3, on_duty=1, free_slots=1),
    ]


def test_a_queue_tells_who_waits_and_who_is_there_for_it() -> None:
    crew = [an_officer("of1"), an_officer("of2", skills=frozenset({"payment"}), status=OfficerStatus.AWAY)]
    lines = [waiting("payment"), waiting("payment", "s2"), waiting("vat-general", "s3")]
    assert queue_covers(["payment", "vat-general", "overdue"], crew, lines) == [
        QueueCover(queue_id="payment", waiting=2, on_duty=0),
        QueueCover(queue_id="vat-general", waiting=1, on_duty=1),
        QueueCover(queue_id="overdue", waiting=0, on_duty=0),
    ]
