"""The clock that nodes agree on goes by the database and by nothing that somebody may set."""

from __future__ import annotations

import datetime as dt
import time

import pytest

from chatserver.clock import SharedClock, SystemClock
from chatserver.services.agreed_time import follow
from storage.engine import open_database

HOUR = dt.timedelta(hours=1)
SOON = dt.timedelta(seconds=5)


def test_a_step_of_the_machines_clock_does_not_reach_it(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = SharedClock()
    before = clock.now()
    monkeypatch.setattr(SystemClock, "now", lambda _: before + HOUR)
    assert before <= clock.now() < before + SOON


def test_it_goes_by_what_it_is_told() -> None:
    clock = SharedClock()
    told = clock.now() - HOUR
    clock.set(told, time.monotonic())
    assert told <= clock.now() < told + SOON


def test_an_answer_says_nothing_new_within_the_time_it_took() -> None:
    clock = SharedClock()
    before = clock.now()
    clock.set(before - dt.timedelta(seconds=1), time.monotonic() - 10)
    assert clock.now() >= before


async def test_a_node_whose_clock_is_wrong_goes_by_the_databases(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = SystemClock().now()
    monkeypatch.setattr(SystemClock, "now", lambda _: right + HOUR)
    clock = SharedClock()
    database = open_database(postgres_url)
    await follow(database, clock)
    await database.close()
    assert abs(clock.now() - right) < SOON
