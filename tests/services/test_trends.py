"""Each point of a trend is what metrics tell of its days alone, and what no log tells is no point."""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import TYPE_CHECKING

import pytest

from chatserver.catalogue.loader import FOLDER
from chatserver.catalogue.workdays import load_workdays
from chatserver.services import facts
from chatserver.services.calendar import today
from chatserver.services.metrics import compute_metrics
from chatserver.services.overview import scope_of
from chatserver.services.trends import Grain, trend_of
from storage.parts import Chosen
from tests.support.clock import START
from tests.support.histories import a_history
from tests.support.on_disk import put_on_disk

if TYPE_CHECKING:
    from chatserver.services.trends import Trend
    from storage.engine import Database

WORKDAYS, _ = load_workdays(FOLDER)
ONE = dt.timedelta(1)
LATER = START + dt.timedelta(days=60)
IDS = ("sessions", "answered_rate", "handle_time", "wait_answered.mean", "wait_answered.p50", "response.p90")


async def put_history(database: Database, rng: Random) -> dt.date:
    """A random history, some of it in facts; returns the day of its first session."""
    history = a_history(rng, most=12)
    while not history.logs:
        history = a_history(rng, most=12)
    await put_on_disk(database, history.logs, history.officers)
    for _ in range(rng.choice([0, 1, 9])):  # the rest is still due
        await facts.catch_up(database, WORKDAYS, most=2)
        if rng.random() < 0.5:
            await facts.sum_up(database)
    return min(today(log[0].at) for log in history.logs)


@pytest.mark.parametrize("grain", Grain)
@pytest.mark.parametrize("seed", range(8))
async def test_points_of_any_history_are_those_of_metrics(database: Database, seed: int, grain: Grain) -> None:
    rng = Random(seed)
    begin = await put_history(database, rng)
    chosen = Chosen(first=begin - 3 * ONE, last=begin + 45 * ONE, tier=rng.choice([None, None, 1]))
    for figure_id in rng.sample(IDS, 2):
        trend = await trend_of(database, chosen, WORKDAYS, LATER, grain, figure_id)
        assert [trend.points[0].first, trend.points[-1].last] == [chosen.first, chosen.last]
        for point in trend.points:
            if point.figure is None:
                continue
            days = Chosen(first=point.first, last=point.last, tier=chosen.tier)
            result = await compute_metrics(database, scope_of(days, LATER), WORKDAYS)
            assert point.figure == result.figure(figure_id), point
        result = await compute_metrics(database, scope_of(chosen, LATER), WORKDAYS)
        assert trend.whole == result.figure(figure_id)


async def told(database: Database, first: dt.date, last: dt.date, grain: Grain, as_of: dt.datetime = LATER) -> Trend:
    return await trend_of(database, Chosen(first=first, last=last), WORKDAYS, as_of, grain, "sessions")


async def test_days_before_the_first_session_and_to_come_are_no_zeros(sqlite_database: Database) -> None:
    begin = await put_history(sqlite_database, Random(3))
    as_of = START + 12 * ONE
    trend = await told(sqlite_database, begin - 2 * ONE, today(as_of) + 2 * ONE, Grain.DAY, as_of)
    known = [point.figure is not None for point in trend.points]
    assert known == [False] * 2 + [True] * (len(known) - 4) + [False] * 2
    assert [point.is_whole for point in trend.points[-4:]] == [True, False, False, False]  # today is not over


async def test_days_of_a_log_that_is_empty_have_no_figure(sqlite_database: Database) -> None:
    trend = await told(sqlite_database, START.date(), START.date() + 2 * ONE, Grain.DAY)
    assert [point.figure for point in trend.points] == [None] * 3
    assert trend.whole.value == 0


async def test_weeks_and_months_that_the_period_cuts_say_so(sqlite_database: Database) -> None:
    await put_history(sqlite_database, Random(3))
    first, last = dt.date(2026, 11, 18), dt.date(2026, 12, 31)  # a Wednesday, a Thursday
    weeks = await told(sqlite_database, first, last, Grain.WEEK, LATER + 90 * ONE)
    assert [point.is_whole for point in weeks.points] == [False, *[True] * 5, False]
    assert (weeks.points[0].first, weeks.points[0].last) == (first, dt.date(2026, 11, 22))
    assert (weeks.points[1].first, weeks.points[1].last) == (dt.date(2026, 11, 23), dt.date(2026, 11, 29))
    months = await told(sqlite_database, first, last, Grain.MONTH, LATER + 90 * ONE)
    assert [(point.first, point.last, point.is_whole) for point in months.points] == [
        (first, dt.date(2026, 11, 30), False),
        (dt.date(2026, 12, 1), last, True),
    ]
