"""Officers' days are those of `metrics`, whatever happened, whatever is kept, and whatever is due."""

from __future__ import annotations

import datetime as dt
from functools import partial
from itertools import pairwise
from random import Random
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from chatserver.catalogue.loader import FOLDER
from chatserver.catalogue.workdays import load_workdays
from chatserver.domain.events import LoggedEvent, SessionAssigned, SessionClosed
from chatserver.domain.metrics_figures import Scope
from chatserver.domain.metrics_officers import OfficerTime
from chatserver.services import facts
from chatserver.services.calendar import BUREAU_ZONE, midnight, today
from chatserver.services.metrics import facts_of, officer_logs
from chatserver.services.officer_days import NAMES, add_up, load_officer_days, make_days, read_day
from storage.facts import mark_due
from storage.metrics import load_page
from storage.officer_days import find_made, load_days, save_day
from storage.schema import sessions
from storage.schema_reports import officer_days, officer_days_made
from tests.support.clock import START
from tests.support.histories import a_history
from tests.support.on_disk import put_on_disk

if TYPE_CHECKING:
    from storage.engine import Database

WORKDAYS, _ = load_workdays(FOLDER)
DAY, ONE = START.date(), dt.timedelta(days=1)
FIRST, LAST = DAY - ONE, DAY + 20 * ONE
LATER = START + dt.timedelta(days=60)
Told = tuple[int, ...]


async def by_metrics(database: Database, day: dt.date, as_of: dt.datetime) -> dict[str, Told]:
    """Of each officer with anything on the day: time of sessions, with any, free; most at once; times with one."""
    scope = Scope(since=midnight(day), until=midnight(day + ONE), as_of=as_of, zone=BUREAU_ZONE.key)
    time = OfficerTime(scope)
    for on_disk in await database.read(partial(load_page, since=midnight(FIRST), until=LATER, after=None, size=100)):
        told = facts_of(on_disk, scope)
        assert told is not None
        time.take(told)  # type: ignore[arg-type]  # histories are whole
    found = time.by_officer(await officer_logs(database, scope))
    return {officer_id: told for officer_id, told in found.items() if any(told)}


async def by_days(database: Database, day: dt.date, as_of: dt.datetime) -> dict[str, Told]:
    found = await add_up(database, day, day, as_of)
    told = {one.officer_id: (one.load, one.busy, one.idle, one.most, one.sessions) for one in found.values()}
    return {officer_id: numbers for officer_id, numbers in told.items() if any(numbers)}


async def put_history(database: Database, rng: Random) -> dt.datetime:
    """A random history, some of it in facts and some of its days kept; returns a moment after all of it."""
    history = a_history(rng, most=12)
    await put_on_disk(database, history.logs, history.officers)
    ends = [log[-1].at for log in history.logs] + [log.statuses[-1][1] for log in history.officers if log.statuses]
    as_of = max(ends, default=START) + dt.timedelta(minutes=rng.choice([1, 59, 61, 10**4]))
    for _ in range(rng.choice([0, 1, 2, 9])):  # the rest is still due
        await facts.catch_up(database, WORKDAYS, most=2)
        if rng.random() < 0.5:
            await make_days(database, as_of, most=rng.choice([1, 5, 50]))
    return as_of


@pytest.mark.parametrize("seed", range(40))
async def test_days_of_any_history_are_those_of_metrics(database: Database, seed: int) -> None:
    as_of = await put_history(database, Random(seed))
    for offset in range((LAST - FIRST).days):
        day = FIRST + offset * ONE
        assert await by_days(database, day, as_of) == await by_metrics(database, day, as_of), day


@pytest.mark.parametrize("seed", range(6))
async def test_days_that_are_kept_are_those_that_are_told_anew(database: Database, seed: int) -> None:
    await put_history(database, Random(100 + seed))
    while await facts.catch_up(database, WORKDAYS):
        pass
    told = await database.read(partial(load_officer_days, first=FIRST, last=LAST, as_of=LATER))
    summed = await add_up(database, FIRST, LAST, LATER)
    while await make_days(database, LATER, most=7):
        pass
    assert await database.read(partial(load_officer_days, first=FIRST, last=LAST, as_of=LATER)) == told
    assert await add_up(database, FIRST, LAST, LATER) == summed
    await database.write(lambda sql: sql.execute(sa.delete(officer_days_made)))
    await database.write(lambda sql: sql.execute(sa.delete(officer_days)))
    assert await add_up(database, FIRST, LAST, LATER) == summed
    rows = [dict(zip(NAMES, row, strict=True)) for row in told]
    assert sum(row["taken"] for row in rows) == sum(one.taken for one in summed.values())


async def test_days_of_sessions_that_changed_are_told_anew(database: Database) -> None:
    await put_on_disk(database, closed_sessions())
    await keep_all(database)
    before = await add_up(database, FIRST, LAST, LATER)
    wrong = sa.update(officer_days).where(officer_days.c.taken > 0).values(taken=99)
    await database.write(lambda sql: sql.execute(wrong))
    assert await add_up(database, FIRST, LAST, LATER) != before
    await make_due(database)
    assert await add_up(database, FIRST, LAST, LATER) == before  # from the log
    await catch_up(database)
    assert await add_up(database, FIRST, LAST, LATER) == before  # their days are not kept any more


async def test_day_is_not_kept_when_its_facts_changed_while_it_was_read(database: Database) -> None:
    logs = closed_sessions()
    await put_on_disk(database, logs)
    await catch_up(database)
    day = today(next(one.at for one in logs[0] if isinstance(one.event, SessionAssigned)))
    mark, read = await database.read(partial(read_day, day=day))
    await make_due(database)
    await catch_up(database)
    assert not await database.write(partial(save_day, day=day, mark=mark, made=read))
    assert day not in await database.read(partial(find_made, first=day, last=day))
    mark, read = await database.read(partial(read_day, day=day))
    assert await database.write(partial(save_day, day=day, mark=mark, made=read))
    assert (await database.read(partial(load_days, days=[day])))[day] == read != []


async def catch_up(database: Database) -> None:
    while await facts.catch_up(database, WORKDAYS):
        pass


async def keep_all(database: Database) -> None:
    await catch_up(database)
    while await make_days(database, LATER, most=50):
        pass


async def make_due(database: Database) -> None:
    """Have the facts of every closed session made anew."""
    rows = await database.read(lambda sql: [dict(row) for row in sql.execute(sa.select(sessions)).mappings()])
    await database.write(lambda sql: mark_due(sql, rows))


def closed_sessions() -> list[list[LoggedEvent]]:
    """Closed sessions that officers had, of whole clocks, out of random histories."""
    found = []
    for seed in range(20):
        for log in a_history(Random(seed), most=12).logs:
            kinds = {type(one.event) for one in log}
            in_order = all(one.at <= after.at for one, after in pairwise(log))
            if {SessionAssigned, SessionClosed} <= kinds and in_order:
                found.append([one._replace(session_id=f"{one.session_id}-{seed}") for one in log])
    return found
