"""Sums of months say what their days say, whatever changes when, or they are not read."""

from __future__ import annotations

import asyncio
import collections
import datetime as dt
from dataclasses import dataclass, field
from functools import partial
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from chatserver.domain.metrics_of_session import COUNTS, DISTRIBUTIONS
from chatserver.domain.report_parts import DEFINITIONS, WIDTH, Cell, Parts, Sum
from storage.migrate import upgrade
from storage.months import (
    Part,
    add_up_days,
    days_besides,
    end_of,
    find_made,
    find_parts,
    find_unmade,
    load_kept,
    save_month,
)
from storage.parts import By, Chosen, Key, hours_of, load_sums, sum_up
from storage.parts_codec import decode_parts, encode_cell, encode_parts
from storage.schema_reports import day_sums, month_sums, months_made, parts_due
from tests.support.clock import START
from tests.support.opening import opening
from tests.support.schema import know_only

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path

    from sqlalchemy.engine import Connection

    from chatserver.domain.metrics_figures import Figure
    from storage.engine import Database

ONE = dt.timedelta(1)
FIRST, DAYS = dt.date(2026, 1, 20), 120
LAST, OVER = FIRST + DAYS * ONE, dt.date(2026, 12, 1)
MONTH = dt.date(2026, 3, 1)
SOME = (frozenset({"sessions", "wait_answered"}), frozenset({"sessions", "filed_rate"}), DEFINITIONS)


def test_days_besides_months_are_all_others() -> None:
    rng = Random(1)
    months = [dt.date(2026, number, 1) for number in range(1, 8)]
    for _ in range(200):
        first = dt.date(2026, 1, 1) + rng.randrange(200) * ONE
        last = first + rng.randrange(150) * ONE
        kept = [one for one in months if rng.random() < 0.6 and first <= one and end_of(one) <= last]
        covered = [(one, end_of(one)) for one in kept]
        found = [
            start + n * ONE for start, end in days_besides(first, last, covered) for n in range((end - start).days + 1)
        ]
        whole = [first + n * ONE for n in range((last - first).days + 1)]
        assert found == [day for day in whole if day.replace(day=1) not in kept]


@dataclass(slots=True)
class Known:
    """Sessions as their newest notes tell them."""

    rng: Random
    sessions: dict[str, dict[str, Any]] = field(default_factory=dict)
    read: tuple[dt.date, int, dict[Part, Cell]] | None = None

    async def add(self, database: Database) -> None:
        rng = self.rng
        numbers = [1, *(rng.randrange(3) for _ in range(WIDTH - 1))]
        lengths = tuple(tuple(rng.randrange(10**9) for _ in range(rng.randrange(3))) for _ in DISTRIBUTIONS)
        session_id = f"s{len(self.sessions)}" if rng.random() < 0.6 else rng.choice([*self.sessions, "s0"])
        older = self.sessions.get(session_id)
        row = {
            "session_id": session_id,
            "seq": older["seq"] + 1 if older else 1,
            "day": FIRST + rng.randrange(DAYS) * ONE,
            "matter_id": rng.choice(["payment", "vat-general"]),
            "tier": rng.choice([1, 2]),
            "hours": hours_of(rng.choice([True, False, None])),
            "parts": encode_parts(Parts(tuple(numbers), lengths)),
        }
        await database.write(partial(put_note, row=row, older=older))
        self.sessions[session_id] = row

    async def sum_up(self, database: Database) -> None:
        await database.write(partial(sum_up, most=self.rng.choice([1, 3, 20, 200])))

    async def read_month(self, database: Database) -> None:
        months = await database.read(partial(find_unmade, over_on=OVER, most=9))
        if months:
            month = self.rng.choice(months)
            self.read = (month, *await database.read(partial(told_by_days, month=month)))

    async def save_month(self, database: Database) -> None:
        """Now or after whatever has happened since."""
        if self.read:
            month, mark, sums = self.read
            await database.write(partial(save_month, month=month, mark=mark, sums=sums))

    def expected(self, chosen: Chosen, by: By) -> dict[Any, Sum]:
        found: dict[Any, Sum] = collections.defaultdict(Sum)
        for row in self.sessions.values():
            wanted = (chosen.matter_id or row["matter_id"], chosen.tier or row["tier"])
            if chosen.first <= row["day"] <= chosen.last and wanted == (row["matter_id"], row["tier"]):
                key = tuple(row[name] for name in by.value.split())
                if not chosen.in_hours or row["hours"] == 1:
                    found[key[0] if len(key) == 1 else key].change(1, decode_parts(row["parts"]))
        return found


def put_note(sql: Connection, row: dict[str, Any], older: dict[str, Any] | None) -> None:
    """As `note_parts` does: what is not summed up yet is taken back, and what is, taken away."""
    if older:
        waiting = parts_due.c.session_id == older["session_id"], parts_due.c.sign == 1
        if not sql.execute(sa.delete(parts_due).where(*waiting)).rowcount:
            sql.execute(sa.insert(parts_due).values({**older, "sign": -1}))
    sql.execute(sa.insert(parts_due).values({**row, "sign": 1}))


def told_by_days(sql: Connection, month: dt.date) -> tuple[int, dict[Part, Cell]]:
    mark, parts = find_parts(sql, month)
    return mark, {part: add_up_days(sql, month, part) for part in parts}


def figures(sums: dict[Any, Sum], wanted: frozenset[str]) -> dict[Any, list[Figure]]:
    """Of those keys of which there is anything."""
    told = {key: one.figures(wanted) for key, one in sums.items()}
    return {key: one for key, one in told.items() if one[0].numerator}


def a_choice(rng: Random) -> Chosen:
    first = FIRST + rng.randrange(-20, 60) * ONE
    return Chosen(
        first=first,
        last=first + rng.choice([1, 40, 70, 150]) * ONE,
        matter_id=rng.choice([None, None, "payment"]),
        tier=rng.choice([None, None, 2]),
        in_hours=rng.random() < 0.3,
    )


@pytest.mark.parametrize("seed", range(12))
async def test_figures_are_the_same_with_and_without_months_whatever_changes_when(
    database: Database, seed: int
) -> None:
    rng = Random(seed)
    known, from_months = Known(rng), 0
    await known.add(database)
    steps: list[Callable[[Database], Awaitable[None]]] = [known.add, known.sum_up, known.read_month, known.save_month]
    for _ in range(25):
        for step in rng.choices(steps, weights=[3, 2, 4, 4], k=8):
            await step(database)
        chosen, by, wanted = a_choice(rng), rng.choice(list(By)), rng.choice(SOME)
        load = partial(load_sums, chosen=chosen, by=by, unsettled_since=START, wanted=wanted)
        assert figures(await database.read(load), wanted) == figures(known.expected(chosen, by), wanted)
        from_months += len(await database.read(partial(find_made, first=chosen.first, last=chosen.last)))
    assert from_months


async def keep(database: Database) -> None:
    """Two sessions on days of one month, summed up, and the month kept."""
    await note(database, "one", MONTH)
    await note(database, "two", MONTH + ONE)
    await database.write(partial(sum_up, most=9))
    mark, sums = await database.read(partial(told_by_days, month=MONTH))
    assert await database.write(partial(save_month, month=MONTH, mark=mark, sums=sums))
    assert await made(database) == [MONTH]


async def note(database: Database, session_id: str, day: dt.date) -> None:
    parts = encode_parts(Parts((1,) * WIDTH, ((5,),) * len(DISTRIBUTIONS)))
    key = Key(day, "payment", 1, 1)._asdict()
    row = {**key, "session_id": session_id, "seq": 1, "sign": 1, "parts": parts}
    await database.write(lambda sql: sql.execute(sa.insert(parts_due).values(row)))


async def made(database: Database) -> list[dt.date]:
    return await database.read(partial(find_made, first=MONTH, last=end_of(MONTH)))


async def test_month_is_kept_once_for_all_and_for_each_part(database: Database) -> None:
    await keep(database)
    mark, told = await database.read(partial(told_by_days, month=MONTH))
    kept = await database.read(partial(load_kept, month=MONTH, mark=mark))
    assert kept == told
    assert {part: cell.numbers[list(COUNTS).index("sessions")] for part, cell in told.items()} == {
        Part("", 0, -2): 2,
        Part("payment", 1, 1): 2,
    }
    assert await database.read(partial(load_kept, month=MONTH, mark=mark + 1)) is None
    assert await database.read(partial(find_unmade, over_on=OVER, most=9)) == []


async def test_month_that_goes_on_or_has_notes_is_not_made(database: Database) -> None:
    await note(database, "one", MONTH)
    await database.write(partial(sum_up, most=9))
    assert await database.read(partial(find_unmade, over_on=end_of(MONTH), most=9)) == []
    assert await database.read(partial(find_unmade, over_on=end_of(MONTH) + ONE, most=9)) == [MONTH]
    await note(database, "two", end_of(MONTH))
    assert await database.read(partial(find_unmade, over_on=OVER, most=9)) == []


@pytest.mark.parametrize(
    "change",
    [
        sa.update(day_sums).where(day_sums.c.day == MONTH, day_sums.c.tier == 1).values(sums=encode_cell(Cell())),
        sa.delete(day_sums).where(day_sums.c.day == MONTH),
        sa.insert(day_sums).values(**Key(MONTH, "vat-general", 1, 1)._asdict(), sums=encode_cell(Cell())),
    ],
    ids=["update", "delete", "insert"],
)
async def test_any_change_of_a_day_ends_its_month_whoever_makes_it(database: Database, change: sa.Executable) -> None:
    await keep(database)
    await database.write(lambda sql: sql.execute(change))
    assert await made(database) == []


async def test_month_is_not_kept_when_a_day_changed_while_it_was_read(database: Database) -> None:
    await keep(database)
    mark, sums = await database.read(partial(told_by_days, month=MONTH))
    await note(database, "three", MONTH)
    await database.write(partial(sum_up, most=9))
    assert not await database.write(partial(save_month, month=MONTH, mark=mark, sums=sums))
    assert await made(database) == []


WAITING = sa.text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


@pytest.fixture
async def postgres(upgraded_postgres_url: str) -> AsyncIterator[Database]:
    async with opening(upgraded_postgres_url) as opened:
        yield opened


@pytest.mark.postgres
async def test_month_is_not_kept_beside_a_change_that_another_node_has_not_committed_yet(postgres: Database) -> None:
    await keep(postgres)
    mark, sums = await postgres.read(partial(told_by_days, month=MONTH))
    await note(postgres, "three", MONTH)
    save = partial(save_month, month=MONTH, mark=mark, sums=sums)
    node = create_async_engine(sa.make_url(postgres.url).set(drivername="postgresql+asyncpg"))
    async with asyncio.TaskGroup() as group, node.begin() as other:
        await other.run_sync(partial(sum_up, most=9))
        assert await postgres.write(save)  # the month is told by what is committed: it is true, and read so
        assert await made(postgres) == [MONTH]
        await other.execute(sa.text("SET CONSTRAINTS ALL IMMEDIATE"))  # as the end of the transaction does
        late = group.create_task(postgres.write(save))
        while not await postgres.read(lambda sql: sql.scalar(WAITING)):
            pass
    assert not late.result()
    assert await made(postgres) == []
    await node.dispose()


@pytest.mark.postgres
async def test_nodes_that_sum_up_the_same_month_do_not_wait_in_a_circle(postgres: Database) -> None:
    for n in range(40):
        await note(postgres, f"s{n}", MONTH + n % 3 * ONE)
    done = await asyncio.gather(*(postgres.write(partial(sum_up, most=5)) for _ in range(8)))
    assert sum(done) <= 40
    while await postgres.write(partial(sum_up, most=5)):
        pass
    cells = await postgres.read(partial(told_by_days, month=MONTH))
    assert {cell.numbers[0] for cell in cells[1].values()} == {40}


async def test_upgrade_notes_the_months_that_there_are(
    empty_database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    know_only(monkeypatch, tmp_path / "before", *(f"{number:04}" for number in range(1, 14)))
    await empty_database.write(upgrade)
    rows = [{**Key(day, "", 0, -2)._asdict(), "sums": encode_cell(Cell())} for day in (MONTH, MONTH + ONE, OVER)]
    await empty_database.write(lambda sql: sql.execute(sa.insert(day_sums), rows))
    monkeypatch.undo()
    assert (await empty_database.write(upgrade))[0] == "0014"
    noted = await empty_database.read(lambda sql: sql.execute(sa.select(months_made).order_by("month")).all())
    assert [tuple(row) for row in noted] == [(MONTH, 1, False), (OVER, 1, False)]
    assert await empty_database.read(lambda sql: sql.execute(sa.select(month_sums)).all()) == []
