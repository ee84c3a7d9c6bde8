"""The bars: what is judged, and how."""

from __future__ import annotations

from bench.bars import BARS, Bar, verdicts

LATENCY = Bar(title="late", path=("medians", "p99"), most=30, beyond=10, unit="ms")


def test_a_value_is_met_up_to_the_bar_and_beyond_it_up_to_the_other() -> None:
    judged = [LATENCY.judge({"medians": {"p99": value}}) for value in (30.1, 30, 10)]
    assert [(one["met"], one["is_beyond"]) for one in judged if one] == [(False, False), (True, False), (True, True)]


def test_what_was_not_measured_has_no_verdict() -> None:
    assert LATENCY.judge({"medians": {}}) is None
    assert verdicts({"exactness": {"lost": 1}}) == [
        {
            "bar": "messages lost",
            "most": 0,
            "beyond": None,
            "unit": "",
            "value": 1,
            "met": False,
            "is_beyond": False,
            "required": True,
        }
    ]


def test_only_goals_may_be_missed() -> None:
    assert [bar.title for bar in BARS if bar.goal] == ["CPU a stored message ÷ Node Socket.IO unstored, 2,000/s"]
