"""The stuck map is the same whatever is kept of it, whatever changes, and in whatever order; on both databases."""

from __future__ import annotations

import datetime as dt
from functools import partial
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from chatserver.catalogue.loader import FOLDER
from chatserver.catalogue.workdays import load_workdays
from chatserver.domain.stuck import Asked, StuckMap, map_of
from chatserver.services import facts
from chatserver.services.calendar import midnight, today
from chatserver.services.facts_check import verify_facts
from chatserver.services.retention import Purging, Terms
from chatserver.services.stuck_spans import find_whole, keep, keep_spans, map_between, read_days, wanted_spans
from storage.aliases import load_aliases, make_aliases
from storage.facts_check import forget_all
from storage.schema_reports import question_facts
from storage.schema_stuck import stuck_runs, stuck_spans
from storage.stuck import read_asked
from storage.stuck_codec import decode_span
from storage.stuck_spans import forget_named_spans, load_span, mark_changed, save_span
from tests.support.clock import START, FakeClock
from tests.support.histories import a_history
from tests.support.on_disk import put_on_disk

if TYPE_CHECKING:
    from storage.engine import Database

WORKDAYS, _ = load_workdays(FOLDER)
ONE = dt.timedelta(days=1)
FIRST, LAST = dt.date(2025, 11, 20), dt.date(2026, 3, 9)
NOW = midnight(dt.date(2026, 3, 5))
Values = dict[str, Any]


async def by_rows(database: Database, first: dt.date, last: dt.date) -> StuckMap:
    """As plainly as can be: every question, everybody under one name."""

    def work(sql: sa.Connection) -> StuckMap:
        aliases = load_aliases(sql)
        asked = [Asked(*row) for row in read_asked(sql, midnight(first), midnight(last + ONE))]
        named = [one._replace(person_key=aliases.of_person(one.person_key)) if aliases else one for one in asked]
        return map_of(named)

    return await database.read(work)


def session_of(rng: Random, session_id: str) -> list[Values]:
    opened_at = midnight(FIRST) + dt.timedelta(seconds=rng.randrange((LAST - FIRST).days * 86_400))
    person = f"tp{rng.randrange(12)}:bureau|pe"
    return [
        question(rng, session_id, number, opened_at, person) for number in range(1, rng.choice([1, 1, 1, 2, 3]) + 1)
    ]


def question(rng: Random, session_id: str, number: int, opened_at: dt.datetime, person: str) -> Values:
    at = opened_at + number * dt.timedelta(hours=rng.randrange(30))
    return {
        "session_id": session_id,
        "number": number,
        "opened_at": at,
        "day": today(at),
        "person_key": person,
        "matter_id": rng.choice("ab"),
        "step_id": rng.choice(["s1", "s2", None]),
        "error_id": rng.choice(["e1", None]),
        "solved_by": rng.choice([None, "explanation", "officer"]),
        "lost": rng.randrange(10**10),
        "disposition": None,
        "solved": None,
        "filed": False,
    }


def change(sql: sa.Connection, session_id: str, rows: list[Values]) -> None:
    """Put rows in the place of a session's, as `save_facts` does."""
    mark_changed(sql, [session_id], rows)
    sql.execute(sa.delete(question_facts).where(question_facts.c.session_id == session_id))
    if rows:
        sql.execute(sa.insert(question_facts), rows)


def alias_of(sql: sa.Connection, session_id: str) -> None:
    """Take the name out of a session, as a purge does."""
    aliases = make_aliases(sql)
    mine = question_facts.c.session_id == session_id
    key = sql.execute(sa.select(question_facts.c.person_key).where(mine)).scalars().first()
    if key is not None and not key.startswith("~"):
        alias = ":".join(aliases.ids(*key.split(":")))
        sql.execute(sa.update(question_facts).where(mine).values(person_key=alias))
    forget_named_spans(sql)


def a_period(rng: Random) -> tuple[dt.date, dt.date]:
    first, last = sorted(FIRST + ONE * rng.randrange(-5, (LAST - FIRST).days + 5) for _ in range(2))
    return first, last


@pytest.mark.parametrize("seed", range(5))
async def test_map_stays_exact_while_questions_change_and_spans_are_kept(database: Database, seed: int) -> None:
    rng = Random(seed)
    for turn in range(20):
        for _ in range(rng.randrange(6)):
            session_id = f"s{rng.randrange(40)}"
            rows = session_of(rng, session_id) if rng.random() < 0.8 else []
            await database.write(partial(change, session_id=session_id, rows=rows))
        if turn > 10 and rng.random() < 0.3:
            await database.write(partial(alias_of, session_id=f"s{rng.randrange(40)}"))
        await keep_spans(database, NOW, most=rng.choice([0, 3, 40, 400]))
        for first, last in (a_period(rng), (FIRST, LAST)):
            assert await map_between(database, first, last) == await by_rows(database, first, last)
    await keep_spans(database, NOW, most=400)
    for (first, last), made in (await database.read(find_whole)).items():
        kept = decode_span(await database.read(partial(load_span, made=made)))
        plain = await database.read(partial(read_days, first=first, last=last, use_kept=False))
        assert kept == plain.span()


async def test_span_that_was_read_before_a_change_is_never_used(database: Database) -> None:
    """The race for the mark, placed: the job reads, a question changes, the job writes."""
    rng, day = Random(1), dt.date(2026, 1, 7)
    rows = [question(rng, "s1", 1, midnight(day), "tp1:pe")]
    await database.write(partial(change, session_id="s1", rows=rows))
    pieces = await database.read(partial(read_days, first=day, last=day))
    await database.write(partial(change, session_id="s1", rows=[rows[0] | {"lost": rows[0]["lost"] + 1}]))
    await keep(database, (day, day), pieces, NOW)
    assert await database.read(find_whole) == {}
    assert await map_between(database, day, day) == await by_rows(database, day, day)


async def test_facts_made_anew_that_say_the_same_leave_spans_true(database: Database) -> None:
    rows = session_of(Random(2), "s1")
    await database.write(partial(change, session_id="s1", rows=rows))
    await keep_spans(database, NOW, most=400)
    kept = await database.read(find_whole)
    await database.write(partial(change, session_id="s1", rows=[row | {"disposition": "answered"} for row in rows]))
    assert await database.read(find_whole) == kept
    assert await keep_spans(database, NOW, most=400) == 0


async def test_span_without_runs_is_read_from_its_questions(database: Database) -> None:
    """As it is written where two persons have one number."""
    day, rows = dt.date(2026, 1, 7), session_of(Random(3), "s1")
    await database.write(partial(change, session_id="s1", rows=rows))
    await keep_spans(database, NOW, most=400)
    for span in await database.read(find_whole):
        pieces = await database.read(partial(read_days, first=span[0], last=span[1]))
        save = partial(save_span, span=span, stamp=pieces.stamp, by_alias=pieces.by_alias)
        await database.write(partial(save, made="", chunks=0))
    assert await database.read(find_whole) == {}
    assert await keep_spans(database, NOW, most=400) == 0
    assert (await map_between(database, FIRST, LAST)).all.questions == len(rows)
    assert await map_between(database, day, day) == await by_rows(database, day, day)


@pytest.mark.parametrize("seed", range(2))
async def test_purged_persons_come_again_in_spans_from_before_and_after(database: Database, seed: int) -> None:
    history = a_history(Random(seed), most=12)
    await put_on_disk(database, history.logs, history.officers)
    later = START + 400 * ONE
    days = today(START) - 40 * ONE, today(START) + 90 * ONE
    while await facts.catch_up(database, WORKDAYS):
        pass
    await keep_spans(database, later, most=1_000)
    told = await map_between(database, *days)
    assert told == await by_rows(database, *days)
    purging = Purging(database, Terms(talk_days=30, personal_days=60), FakeClock(later))
    for _ in range(4):
        await purging.step(2)
        assert await map_between(database, *days) == told
        await keep_spans(database, later, most=1_000)
        await facts.catch_up(database, WORKDAYS)
        assert await map_between(database, *days) == told
    assert (await verify_facts(database, WORKDAYS)).wrong_spans == 0


async def test_what_is_forgotten_is_in_no_map_and_a_wrong_span_is_named(database: Database) -> None:
    rows = session_of(Random(5), "s1")
    await database.write(partial(change, session_id="s1", rows=rows))
    await keep_spans(database, NOW, most=400)
    await database.write(lambda sql: sql.execute(sa.update(question_facts).values(lost=7)))
    checked = await verify_facts(database, WORKDAYS)
    assert checked.wrong_spans == len(checked.named) > 0
    await database.write(forget_all)
    assert (await map_between(database, FIRST, LAST)).all.people == 0
    assert await database.read(find_whole) == {}


def test_spans_of_many_months_end_with_a_third_of_a_month_and_with_a_month() -> None:
    spans = wanted_spans(dt.date(2024, 5, 6), midnight(dt.date(2026, 11, 28)))
    assert spans[0] == (dt.date(2026, 11, 26),) * 2  # at midnight the 27th is not over for an hour yet
    assert (dt.date(2024, 5, 1), dt.date(2024, 5, 31)) in spans
    assert spans[-4:] == [
        (dt.date(2025, 12, 3), dt.date(2026, 11, 20)),
        (dt.date(2024, 12, 3), dt.date(2025, 11, 20)),
        (dt.date(2025, 12, 1), dt.date(2026, 10, 31)),
        (dt.date(2026, 1, 1), dt.date(2026, 10, 31)),
    ]


def test_year_that_ends_today_is_one_span_and_thirteen_days_at_most() -> None:
    for offset in range(400):
        now = NOW + offset * ONE + dt.timedelta(minutes=offset * 7 % 1_440)
        year = next(span for span in wanted_spans(dt.date(2020, 1, 1), now) if (span[1] - span[0]).days == 352)
        assert today(now) - 364 * ONE <= year[0] < year[1] <= today(now)


async def test_spans_that_are_wanted_no_longer_go(database: Database) -> None:
    await database.write(partial(change, session_id="s1", rows=session_of(Random(6), "s1")))
    await keep_spans(database, NOW, most=400)
    await keep_spans(database, NOW + 31 * ONE, most=400)
    spans = await database.read(lambda sql: set(sql.scalars(sa.select(stuck_spans.c.made))))
    assert spans == await database.read(lambda sql: set(sql.scalars(sa.select(stuck_runs.c.made))))
    assert len(spans) == len(await database.read(find_whole))


async def test_span_whose_chunks_a_purge_took_is_not_kept(database: Database) -> None:
    await database.write(partial(save_span, span=(FIRST, FIRST), stamp=0, by_alias=False, made="gone", chunks=2))
    assert await database.read(find_whole) == {}
