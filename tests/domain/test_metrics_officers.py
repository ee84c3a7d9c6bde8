"""Officers' time: at once, taken, free, there; and what cannot be of it."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from chatserver.domain.metrics import compute
from chatserver.domain.metrics_figures import Gap, Wrong
from chatserver.domain.metrics_officers import OfficerLog
from tests.support.builders import FIRST_LINE
from tests.support.clock import START
from tests.support.figures import DAY, WORKDAYS, a_scope, shares, value
from tests.support.telling import Telling

NINE = START + dt.timedelta(hours=3)
"""Business begins in the calendar of these tests."""


def officer(*statuses: tuple[float, str], capacity: int | None = 3) -> OfficerLog:
    """An officer with statuses at so many seconds after nine."""
    log = tuple((seq, NINE + dt.timedelta(seconds=at), status) for seq, (at, status) in enumerate(statuses, 1))
    return OfficerLog(officer_id="of1", capacity=capacity, statuses=log)


def talk(name: str, begins: float, lasts: float, slot: int = 1) -> Telling:
    told = Telling(name, NINE + dt.timedelta(seconds=begins)).open(name).taken(FIRST_LINE, slot)
    return told.end(after=lasts).close()


def test_concurrency_occupancy_and_the_time_of_a_session() -> None:
    told = [talk("s1", 0, 100), talk("s2", 50, 100, slot=2)]
    logs = [officer((-100, "available"), (300, "away"))]
    result = compute([one.facts for one in told], logs, a_scope(), WORKDAYS)
    assert value(result, "concurrency.mean") == 200 / 150
    assert value(result, "concurrency.peak") == 2
    assert shares(result, "occupancy") == (150, 400)  # of -100 … 300 s, 250 s without a session
    assert value(result, "officer_time") == 75
    assert result.violations.kept == []


def test_one_after_the_other_is_never_at_once() -> None:
    told = [talk("s1", 0, 100), talk("s2", 100, 100)]
    result = compute([one.facts for one in told], [officer(capacity=1)], a_scope(), WORKDAYS)
    assert value(result, "concurrency.peak") == 1
    assert value(result, "occupancy") == 1  # never available: busy all the time that is known
    assert result.violations.kept == []


def test_an_officer_beyond_capacity_and_a_slot_with_two_sessions_are_told_of() -> None:
    told = [talk("s1", 0, 100), talk("s2", 50, 100), talk("s3", 60, 10, slot=2)]
    facts = [one.facts for one in told]
    result = compute(facts, [officer(capacity=2)], a_scope(), WORKDAYS)
    assert [(one.kind, one.subject, one.words) for one in result.violations.kept] == [
        (Wrong.CAPACITY, "of1", "3 sessions at once, capacity 2"),
        (Wrong.SLOT, "of1", "slot 1 held s1 and s2"),
    ]
    unknown = compute(facts, [officer(capacity=None)], a_scope(), WORKDAYS)
    assert set(unknown.violations.counts) == {Wrong.SLOT}


def test_an_overlap_that_the_clocks_of_two_nodes_explain_is_none() -> None:
    told = [talk("s1", 0, 100), talk("s2", 99.5, 100)]
    result = compute([one.facts for one in told], [officer(capacity=1)], a_scope(), WORKDAYS)
    assert result.violations.kept == []


def test_a_session_from_before_reaches_into_the_period_and_one_that_goes_on_to_the_moment() -> None:
    early = talk("s1", -100, 150).facts
    going_on = Telling("s2", NINE + dt.timedelta(seconds=200)).open("s2").taken().facts
    scope = a_scope(since=NINE, until=NINE + DAY, as_of=NINE + dt.timedelta(seconds=230))
    result = compute([early, going_on], (), scope, WORKDAYS)
    assert value(result, "sessions") == 1
    assert value(result, "officer_time") == 40  # 50 s of the first, 30 s of the second


@pytest.mark.parametrize(
    ("statuses", "share"),
    [
        ([(0, "available")], 1),
        ([(-3600, "available"), (3600 * 2, "away")], 0.25),
        ([(0, "finishing")], 0),
        ([], 0),
        ([(3600 * 6, "available"), (3600 * 12, "off_duty")], 0.25),
    ],
)
def test_availability_is_a_share_of_business_hours(statuses: list[tuple[float, str]], share: float) -> None:
    scope = a_scope(since=NINE - dt.timedelta(hours=9), until=NINE + dt.timedelta(hours=15))
    result = compute((), [officer(*statuses)], scope, WORKDAYS)
    assert value(result, "availability") == share
    assert result.figure("availability").denominator == 8 * 3600


def test_availability_ends_at_the_moment_and_has_no_value_outside_of_business() -> None:
    logs = [officer((0, "available"))]
    scope = a_scope(since=NINE, as_of=NINE + dt.timedelta(hours=1))
    assert shares(compute((), logs, scope, WORKDAYS), "availability") == (3600, 3600)
    night = a_scope(since=NINE - dt.timedelta(hours=2), until=NINE)
    assert value(compute((), logs, night, WORKDAYS), "availability") is None


def test_a_year_without_holidays_leaves_availability_out() -> None:
    workdays = dataclasses.replace(WORKDAYS, years=frozenset({2025}))
    result = compute((), (), a_scope(), workdays)
    assert result.left_out == {"availability": "the calendar of working days does not have 2026"}
    assert "availability" not in {figure.id for figure in result.figures}


def test_an_officer_whose_log_has_a_gap_is_named_and_left_aside() -> None:
    log = officer((0, "available"), (100, "away"))
    broken = dataclasses.replace(log, statuses=(log.statuses[0], (3, *log.statuses[1][1:])))
    result = compute((), [broken], a_scope(), WORKDAYS)
    assert result.gaps == (Gap("of1", 2),)
    assert value(result, "availability") == 0
