"""Days, weeks and months that reports are written of: every day in exactly one, one after another without a gap."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatserver.domain.report_period import Every, Span, before, last_whole, name_of, span_of

DAYS = st.dates(dt.date(2001, 1, 1), dt.date(2100, 12, 31))


@given(st.sampled_from(Every), DAYS)
def test_a_day_lies_in_its_period_which_begins_behind_the_one_before(every: Every, day: dt.date) -> None:
    span = span_of(every, day)
    assert span.first <= day <= span.last
    assert span_of(every, span.first) == span_of(every, span.last) == span
    assert before(every, span).last == span.first - dt.timedelta(1)
    assert last_whole(every, day) == before(every, span)


@given(st.sampled_from(Every), DAYS, DAYS)
def test_periods_with_the_same_name_are_the_same(every: Every, one: dt.date, other: dt.date) -> None:
    first, second = span_of(every, one), span_of(every, other)
    assert (name_of(every, first) == name_of(every, second)) == (first == second)


@pytest.mark.parametrize(
    ("every", "day", "span", "name"),
    [
        (Every.DAILY, "2026-11-28", ("2026-11-28", "2026-11-28"), "2026-11-28"),
        (Every.WEEKLY, "2026-11-29", ("2026-11-23", "2026-11-29"), "2026-W48"),
        (Every.WEEKLY, "2027-01-01", ("2026-12-28", "2027-01-03"), "2026-W53"),
        (Every.MONTHLY, "2028-02-05", ("2028-02-01", "2028-02-29"), "2028-02"),
        (Every.MONTHLY, "2026-12-31", ("2026-12-01", "2026-12-31"), "2026-12"),
    ],
)
def test_names_are_those_of_the_calendar(every: Every, day: str, span: tuple[str, str], name: str) -> None:
    found = span_of(every, dt.date.fromisoformat(day))
    assert found == Span(*map(dt.date.fromisoformat, span))
    assert name_of(every, found) == name
