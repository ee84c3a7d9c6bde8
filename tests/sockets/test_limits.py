"""Buckets that fill again."""

from __future__ import annotations

import pytest

from chatserver.domain.errors import RateLimited
from chatserver.sockets.limits import LIMITS, Limits
from tests.support.builders import ASKER, STRANGER
from tests.support.clock import FakeClock


def test_a_burst_is_let_through_then_a_steady_rate_and_nobody_else_is_slowed() -> None:
    clock, limits = FakeClock(), Limits()
    limit = LIMITS["typing.set"]
    for _ in range(limit.burst):
        limits.check(ASKER, "typing.set", clock.now())
    with pytest.raises(RateLimited) as refused:
        limits.check(ASKER, "typing.set", clock.now())
    limits.check(STRANGER, "typing.set", clock.now())
    limits.check(ASKER, "typing.set", clock.advance(float(str(refused.value.details["retry_after_seconds"]))))


def test_a_clock_that_is_set_back_locks_nobody_out() -> None:
    clock, limits = FakeClock(), Limits()
    limits.check(ASKER, "message.post", clock.now())
    clock.advance(-3_600)
    for _ in range(20):
        limits.check(ASKER, "message.post", clock.now())


def test_the_table_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chatserver.sockets.limits._MOST_BUCKETS", 10)
    limits = Limits()
    for n in range(100):
        limits.check(type(ASKER)(role=ASKER.role, id=str(n)), "message.post", FakeClock().now())
    assert len(limits._buckets) == 10
