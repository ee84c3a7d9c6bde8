"""Officers' figures are those of a second count of the log, whatever is kept and whatever is due; bands are fair."""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from chatserver.catalogue.loader import FOLDER
from chatserver.catalogue.workdays import load_workdays
from chatserver.services import facts
from chatserver.services.officer_days import add_up, make_days
from chatserver.services.officers import bureau_of
from chatserver.services.stuck import Days
from storage.officer_days import find_made
from storage.schema_reports import officer_days
from tests.support.clock import START
from tests.support.histories import a_history
from tests.support.on_disk import put_on_disk
from tests.support.recounted import officers_again
from tests.support.walk import OFFICERS

if TYPE_CHECKING:
    from chatserver.domain.officer_figures import Told
    from storage.engine import Database
    from tests.support.histories import History
    from tests.support.recounted import OfficerAgain

WORKDAYS, _ = load_workdays(FOLDER)
LATER = START + dt.timedelta(days=60)
ALL = Days(first=START.date() - dt.timedelta(1), last=START.date() + dt.timedelta(40))


async def put_history(database: Database, rng: Random) -> History:
    """A random history, some of it in facts and some of its days kept."""
    history = a_history(rng, most=12)
    await put_on_disk(database, history.logs, history.officers)
    for _ in range(rng.choice([0, 1, 2, 9])):  # the rest is still due
        await facts.catch_up(database, WORKDAYS, most=2)
        if rng.random() < 0.5:
            await make_days(database, LATER, most=rng.choice([1, 5, 50]))
    return history


def numbers(told: dict[str, Told]) -> dict[str, tuple[float, float]]:
    return {name: (one.figure.numerator, one.figure.denominator) for name, one in told.items()}


def expected(one: OfficerAgain) -> dict[str, tuple[float, float]]:
    spoke, rated = len(one.achieved), len(one.scores)
    return {
        "taken": (one.taken, 1),
        "handle_seconds": (one.handle / 1e6, one.over),
        "achieved_rate": (sum(one.achieved), spoke),
        "achieved_response_rate": (spoke, one.handled),
        "rating_response_rate": (rated, one.handled),
        "satisfaction_rate": (sum(score >= 4 for score in one.scores), rated),
        "negative_rate": (sum(score <= 2 for score in one.scores), rated),
    }


@pytest.mark.parametrize("seed", range(30))
async def test_figures_of_any_history_are_those_of_the_second_count(database: Database, seed: int) -> None:
    history = await put_history(database, Random(seed))
    bureau = await bureau_of(database, ALL, LATER)
    again = officers_again(history.logs)
    assert {one.officer_id for one in bureau.officers if one.figures["taken"].behind} == {
        officer_id for officer_id, one in again.items() if one.taken
    }
    for one in bureau.officers:
        counted = again[one.officer_id]
        told = numbers(dict(one.figures))
        assert {name: told[name] for name in expected(counted)} == expected(counted), one.officer_id
        answers = sorted(counted.answers)
        half = answers[(len(answers) - 1) // 2] / 1e6 if answers else None
        assert one.figures["first_response.p50"].figure.value == half
        assert one.figures["first_response.p90"].behind == len(answers)


async def test_days_of_an_older_version_are_made_anew(database: Database) -> None:
    history = a_history(Random(3), most=12)
    await put_on_disk(database, history.logs, history.officers)
    while await facts.catch_up(database, WORKDAYS):
        pass
    while await make_days(database, LATER, most=50):
        pass
    before = await add_up(database, ALL.first, ALL.last, LATER)
    assert any(one.answers for one in before.values())
    older = dict.fromkeys(("answers", "achieved", "not_achieved", "good", "bad"))
    await database.write(lambda sql: sql.execute(sa.update(officer_days).values(older)))
    assert await add_up(database, ALL.first, ALL.last, LATER) == before  # from the facts
    days = await database.read(
        lambda sql: set(sql.scalars(sa.select(officer_days.c.day).where(officer_days.c.day <= ALL.last)))
    )
    assert not days & await database.read(lambda sql: find_made(sql, ALL.first, ALL.last))
    while await make_days(database, LATER, most=50):
        pass
    assert days <= await database.read(lambda sql: find_made(sql, ALL.first, ALL.last))
    assert await add_up(database, ALL.first, ALL.last, LATER) == before


async def test_bands_are_of_the_line_that_is_asked_for(database: Database) -> None:
    history = a_history(Random(3), most=12)
    await put_on_disk(database, history.logs, history.officers)
    everybody = await bureau_of(database, ALL, LATER)
    third = await bureau_of(database, ALL, LATER, tier=3)
    assert {one.officer_id for one in everybody.officers} <= {one.officer_id for one in OFFICERS}
    assert [one.officer_id for one in third.officers] == [
        one.officer_id for one in everybody.officers if one.who.tier == 3
    ]
    assert set(third.bands.values()) == {None}  # of so few nobody is compared
