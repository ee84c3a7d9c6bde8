"""Erlang C against its sum, and against what everybody knows of queues."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatserver.domain.staffing import answered_within, officers_for, slots_for, waiting_share

loads = st.floats(0.01, 60)


@given(st.integers(1, 80), loads)
def test_share_that_waits_is_that_of_the_plain_formula(slots: int, load: float) -> None:
    if slots <= load:
        assert waiting_share(slots, load) == 1
        return
    top = load**slots / math.factorial(slots) * slots / (slots - load)
    below = sum(load**n / math.factorial(n) for n in range(slots))
    assert waiting_share(slots, load) == pytest.approx(top / (below + top), rel=1e-9)


@given(loads, st.floats(10, 3_000), st.floats(0, 600))
def test_one_slot_less_would_not_do_and_more_do_no_harm(load: float, handle: float, within: float) -> None:
    slots = slots_for(load, handle, within)
    shares = [answered_within(slots + more, load, handle, within) for more in (-1, 0, 1)]
    assert shares[0] < 0.8 <= shares[1] <= shares[2]


def test_nothing_to_do_takes_nobody() -> None:
    assert (slots_for(0, 400, 180), officers_for(0, 3), waiting_share(3, 0)) == (0, 0, 0)


@pytest.mark.parametrize(("slots", "officers"), [(1, 1), (3, 1), (4, 2), (9, 3)])
def test_officers_are_whole_people(slots: int, officers: int) -> None:
    assert officers_for(slots, 3) == officers
