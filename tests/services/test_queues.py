"""Queues and lines say what the log says, and what was handed over is what a second count finds."""

from __future__ import annotations

import collections
import datetime as dt
from random import Random
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from chatserver.catalogue.loader import FOLDER
from chatserver.catalogue.workdays import load_workdays
from chatserver.services import facts
from chatserver.services.metrics import compute_metrics
from chatserver.services.overview import scope_of
from chatserver.services.queues import queues_of
from storage.facts import mark_missed
from storage.parts import Chosen
from storage.schema_reports import facts_due, transfer_facts
from tests.support.clock import START
from tests.support.histories import a_history
from tests.support.on_disk import put_on_disk
from tests.support.recounted import moves_again

if TYPE_CHECKING:
    from collections.abc import Callable

    from chatserver.domain.report_moves import Flow
    from storage.engine import Database
    from tests.support.histories import History

WORKDAYS, _ = load_workdays(FOLDER)
LATER = START + dt.timedelta(days=60)
FIRST, LAST = START.date() - dt.timedelta(1), START.date() + dt.timedelta(40)
ALL = Chosen(first=FIRST, last=LAST)
Place = tuple[str, int]


async def put_history(database: Database, rng: Random) -> History:
    """A random history, some of it in facts."""
    history = a_history(rng, most=12)
    await put_on_disk(database, history.logs, history.officers)
    for _ in range(rng.choice([0, 1, 2, 9])):  # the rest is still due
        await facts.catch_up(database, WORKDAYS, most=2)
        if rng.random() < 0.5:
            await facts.sum_up(database)
    return history


def flows(history: History, key_of: Callable[[Place], str | int]) -> dict[str | int, tuple[int, int, int]]:
    """Of each place how often sessions came, left and stayed, by the second count."""
    found: dict[str | int, list[int]] = collections.defaultdict(lambda: [0, 0, 0])
    for (start, end), times in moves_again(history.logs).items():
        if key_of(start) == key_of(end):
            found[key_of(start)][2] += times
        else:
            found[key_of(start)][1] += times
            found[key_of(end)][0] += times
    return {key: (came, left, stayed) for key, (came, left, stayed) in found.items()}


def moving(lines: dict[str | int, Flow]) -> dict[str | int, tuple[int, int, int]]:
    return {key: (flow.came, flow.left, flow.stayed) for key, flow in lines.items() if any(flow)}


@pytest.mark.parametrize("seed", range(30))
async def test_transfers_of_any_history_are_those_of_the_second_count(database: Database, seed: int) -> None:
    history = await put_history(database, Random(seed))
    found = await queues_of(database, ALL, WORKDAYS, LATER)
    assert moving({one.key: one.flow for one in found.queues}) == flows(history, lambda place: place[0])
    assert moving({one.key: one.flow for one in found.tiers}) == flows(history, lambda place: place[1])
    transfers = found.figures["transfers"].numerator
    for part in (found.queues, found.tiers):
        assert sum(one.flow.came for one in part) == sum(one.flow.left for one in part)
        assert sum(one.flow.left + one.flow.stayed for one in part) == transfers


@pytest.mark.parametrize("seed", range(8))
async def test_figures_of_each_queue_and_line_are_those_of_metrics(database: Database, seed: int) -> None:
    await put_history(database, Random(seed))
    found = await queues_of(database, ALL, WORKDAYS, LATER)
    parts = [(one.figures, Chosen(first=FIRST, last=LAST, matter_id=str(one.key))) for one in found.queues]
    parts += [(one.figures, Chosen(first=FIRST, last=LAST, tier=int(one.key))) for one in found.tiers]
    for figures, chosen in parts:
        result = await compute_metrics(database, scope_of(chosen, LATER), WORKDAYS)
        told = {figure.id: figure for figure in result.figures}
        assert {name: told[name] for name in figures} == figures
        outcomes = ("answered_rate", "abandonment_rate", "sessions_waiting")
        assert sum(figures[name].numerator for name in outcomes) == figures["sessions"].numerator


@pytest.mark.parametrize("seed", range(8))
async def test_transfers_are_narrowed_as_the_sessions_are(database: Database, seed: int) -> None:
    await put_history(database, Random(seed))
    parts = [
        await queues_of(database, Chosen(first=FIRST, last=LAST, tier=tier), WORKDAYS, LATER) for tier in (1, 2, 3)
    ]
    whole = await queues_of(database, ALL, WORKDAYS, LATER)
    left = [sum(one.flow.left + one.flow.stayed for one in part.queues) for part in parts]
    assert sum(left) == sum(one.flow.left + one.flow.stayed for one in whole.queues)
    for part, count in zip(parts, left, strict=True):
        assert part.figures["transfers"].numerator == count


async def test_transfers_that_an_older_version_did_not_keep_are_found_as_missed(database: Database) -> None:
    history = await put_history(database, Random(7))
    while await facts.catch_up(database, WORKDAYS):
        pass
    kept = await database.read(lambda sql: set(sql.scalars(sa.select(transfer_facts.c.session_id))))
    before = await queues_of(database, ALL, WORKDAYS, LATER)
    assert kept
    assert moves_again(history.logs)
    await database.write(lambda sql: sql.execute(sa.delete(transfer_facts)))
    assert await database.write(lambda sql: mark_missed(sql, START - dt.timedelta(1))) == len(kept)
    assert await database.read(lambda sql: set(sql.scalars(sa.select(facts_due.c.session_id)))) == kept
    assert (await queues_of(database, ALL, WORKDAYS, LATER)).queues == before.queues  # from the log
    while await facts.catch_up(database, WORKDAYS):
        pass
    assert (await queues_of(database, ALL, WORKDAYS, LATER)).queues == before.queues
