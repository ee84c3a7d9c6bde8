"""Scopes, and what speaks against a figure: gaps, clocks that run back, parts that do not sum, periods of no time."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import pytest

from chatserver.domain.metrics import compute
from chatserver.domain.metrics_errors import RangeInvalid
from chatserver.domain.metrics_figures import Wrong
from chatserver.domain.metrics_fold import first_gap, fold_facts
from tests.support.builders import OFFICER
from tests.support.clock import START
from tests.support.figures import DAY, WORKDAYS, a_scope, numbered, result_of, shares, value
from tests.support.telling import Telling


def test_a_scope_takes_sessions_by_what_they_were_opened_for() -> None:
    told = [Telling("s1").open(), Telling("s2").open("tp2", tier=2), Telling("s3", START + DAY).open("tp3")]
    assert value(result_of(*told), "sessions") == 2  # the end is not part of it
    assert value(result_of(*told, tier=2), "sessions") == 1
    assert value(result_of(*told, matter_id="payment"), "sessions") == 0
    assert value(result_of(*told, business_only=True), "sessions") == 0  # 06:00 is before 09:00
    late = Telling("s4", START + dt.timedelta(hours=3)).open("tp4")
    assert value(result_of(late, business_only=True), "sessions") == 1
    assert "occupancy" in result_of(*told, tier=2).left_out


def test_a_clock_that_ran_back_takes_lengths_out_and_leaves_counts() -> None:
    told = Telling().open().taken(after=100).say(OFFICER, after=-1.1).end(after=50).close()
    result = result_of(told)
    assert [(one.kind, one.subject) for one in result.violations.kept] == [(Wrong.CLOCK, "s1")]
    assert value(result, "sessions") == 1
    assert shares(result, "answered_rate") == (1, 1)
    for name in ("wait_answered.mean", "first_response.mean", "handle_time", "service_level", "filed_rate"):
        assert value(result, name) is None


def test_a_session_from_before_whose_clock_ran_back_is_told_of_as_well() -> None:
    told = Telling().open().taken(after=100).say(OFFICER, after=-1.1)
    since = START + dt.timedelta(seconds=50)
    result = result_of(told, since=since)
    assert value(result, "sessions") == 0
    assert value(result, "officer_time") is None
    assert [(one.kind, one.subject) for one in result.violations.kept] == [(Wrong.CLOCK, "s1")]


def test_a_clock_that_ran_back_a_little_stands_still() -> None:
    told = Telling().open().taken(after=100).say(OFFICER, after=-0.4).end(after=50).close()
    result = result_of(told)
    assert result.violations.kept == []
    assert value(result, "first_response.mean") == 0
    assert value(result, "handle_time") == pytest.approx(49.6)


def test_offers_that_cannot_be_are_told_of() -> None:
    told = Telling().open().offer().decline()
    twice = numbered(told.log[-1], len(told.log) + 1)
    result = compute([fold_facts([*told.log, twice])], (), a_scope(), WORKDAYS)
    assert Wrong.PARTS in result.violations.counts


def test_a_log_with_a_gap_is_not_folded() -> None:
    log = Telling().open().taken().log
    assert first_gap(log) is None
    assert first_gap([]) == 1
    assert first_gap(log[1:]) == 1
    assert first_gap([*log[:2], *log[3:]]) == 3
    with pytest.raises(ValueError, match="number 3 is missing"):
        fold_facts([*log[:2], *log[3:]])


@pytest.mark.parametrize(
    "changes",
    [
        {"since": START, "until": START},
        {"since": START, "until": START - DAY},
        {"since": dt.datetime(20, 1, 1, tzinfo=dt.UTC)},
        {"until": dt.datetime(9999, 12, 31, tzinfo=dt.UTC)},
        {"as_of": START - 2 * DAY},
    ],
)
def test_a_period_that_is_none_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(RangeInvalid):
        result_of(**changes)


def test_parts_of_any_set_of_sessions_sum_to_the_whole() -> None:
    told = [Telling(f"s{n}").open(f"tp{n}") for n in range(6)]
    for one, seconds in zip(told[:3], itertools.count(10, 10), strict=False):
        one.taken(slot=seconds, after=seconds).end(after=seconds).close(after=seconds)
    told[3].end(after=1)
    result = result_of(*told)
    assert result.violations.kept == []
    parts = ("answered_rate", "abandonment_rate", "sessions_waiting")
    assert sum(result.figure(part).numerator for part in parts) == value(result, "sessions") == 6
