"""Purging on SQLite and PostgreSQL: nothing is left in any table, and log and figures stay what they were."""

from __future__ import annotations

import asyncio
import datetime as dt
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from chatserver.catalogue.loader import FOLDER
from chatserver.catalogue.workdays import load_workdays
from chatserver.domain.events import SessionClosed
from chatserver.domain.metrics_figures import Scope
from chatserver.domain.purging import Part
from chatserver.domain.search import fold as folded
from chatserver.services import facts
from chatserver.services.facts_check import verify_facts
from chatserver.services.hub import Hub
from chatserver.services.log_check import check_log
from chatserver.services.metrics_check import verify_metrics
from chatserver.services.retention import Purging, Terms
from chatserver.services.stuck import Days, stuck_map
from storage.engine import SqliteDatabase, open_database
from storage.explore import note_view
from storage.purging import purge_sessions
from storage.schema import events, metadata, sessions, slips
from storage.schema_purges import alias_key, purges
from storage.schema_search import session_texts
from storage.slips import slip_rows
from storage.word_index import Narrowing, holding
from tests.support.builders import ASKER, PERSON, TAXPAYER
from tests.support.clock import START, FakeClock
from tests.support.export_jobs import an_export_that_is_over
from tests.support.histories import a_history
from tests.support.on_disk import put_on_disk
from tests.support.recorder import RecordingPublisher
from tests.support.stories import Story, a_story_with_words

if TYPE_CHECKING:
    from chatserver.catalogue.holder import CatalogueHolder
    from storage.engine import Database

WORKDAYS, CALENDAR = load_workdays(FOLDER)
TERMS = Terms(talk_days=180, personal_days=365)
TALK, PERSONAL = TERMS.purges
A_DAY = dt.timedelta(days=1)
OVER = START + 400 * A_DAY
WORDS = ("好的", "请看红字发票", "先红冲", "还有", "旁听", "860000.00", "凭证.pdf", "清单.xlsm", str(TAXPAYER.name))
NAMES = (str(TAXPAYER.uscc), PERSON.name, ASKER.id)
SCOPE = Scope(since=START - 30 * A_DAY, until=START + 60 * A_DAY, as_of=START + 90 * A_DAY)


async def everything(database: Database) -> str:
    """Every text in every table, the key of aliases aside."""

    def work(sql: sa.Connection) -> str:
        tables = [table for table in metadata.sorted_tables if table is not alias_key]
        return "\n".join(str(tuple(row)) for table in tables for row in sql.execute(sa.select(table)))

    return await database.read(work)


async def run_through(database: Database, terms: Terms = TERMS, now: dt.datetime = OVER, most: int = 3) -> list[str]:
    purging, done = Purging(database, terms, FakeClock(now)), list[str]()
    while (step := await purging.step(most)).looked_at:
        done += step.done
    return done


async def caught_up(database: Database) -> None:
    while await facts.catch_up(database, WORKDAYS):
        pass
    while await facts.sum_up(database):
        pass


async def figures(database: Database) -> list[Any]:
    """All that is told of the log, which two ways of counting and the facts agree about."""
    verified = await verify_metrics(database, SCOPE, WORKDAYS, CALENDAR)
    assert verified.differences == ()
    checked = await verify_facts(database, WORKDAYS)
    assert checked.named == []
    days = Days(first=SCOPE.since.date(), last=SCOPE.until.date())
    return [verified.result.figures, checked.sessions, await stuck_map(database, days)]


async def the_whole_story(database: Database) -> Story:
    story = a_story_with_words()
    await put_on_disk(database, [story.events])
    await database.write(lambda sql: sql.execute(sa.insert(slips), slip_rows(story.session)))
    await caught_up(database)
    return story


async def logs_of(database: Database) -> list[Any]:
    return await database.read(lambda sql: [*sql.execute(sa.select(events))])


async def test_nothing_of_words_names_and_values_is_left_in_any_table(
    database: Database, catalogue: CatalogueHolder, clock: FakeClock
) -> None:
    await the_whole_story(database)
    hub = Hub(database=database, clock=clock, catalogue=catalogue, publisher=RecordingPublisher())
    named = f"taxpayer_id={TAXPAYER.uscc}"
    exports = await an_export_that_is_over(hub, clock, named)
    await database.write(lambda sql: note_view(sql, "of9", "s1", START, "words=好的"))
    before = await everything(database)
    for word in (*WORDS, *NAMES, named):
        assert word in before
    for job in await exports.over():
        await exports.forget(job)
    assert await run_through(database) == ["s1", "s1"]
    for moment in ("at once", "after the facts were made anew"):
        after = await everything(database)
        assert [word for word in (*WORDS, *NAMES) if word in after] == [], moment
        await caught_up(database)
    assert (await check_log(database)).clean
    assert await run_through(database) == []


@pytest.mark.parametrize("part", [Part.TALK, Part.PERSONAL])
async def test_words_and_names_have_terms_of_their_own(database: Database, part: Part) -> None:
    await the_whole_story(database)
    terms = Terms(talk_days=180) if part is Part.TALK else Terms(personal_days=180)
    assert await run_through(database, terms) == ["s1"]
    await caught_up(database)
    after = await everything(database)
    assert ("好的" in after, str(TAXPAYER.name) in after) == (part is not Part.TALK, part is Part.TALK)
    assert (await check_log(database)).clean


async def test_what_was_purged_is_searched_for_in_vain(database: Database) -> None:
    await the_whole_story(database)

    def found(sql: sa.Connection) -> list[str]:
        words = [folded("好的")]
        named = Narrowing(sql, words).named()
        assert named is not None
        return holding(sql, words, named, 9) or []

    assert await database.read(found) == ["s1"]
    await run_through(database)
    assert await database.read(found) == []
    await caught_up(database)
    assert await database.read(found) == []
    assert await database.read(lambda sql: sql.scalar(sa.select(session_texts.c.text))) == ""


@pytest.mark.parametrize("seed", range(5))
async def test_figures_of_any_history_stay_exact_while_half_of_it_is_purged(database: Database, seed: int) -> None:
    history_ = a_history(Random(seed), most=12)
    await put_on_disk(database, history_.logs, history_.officers)
    await caught_up(database)
    before, log = await figures(database), await logs_of(database)
    wrong = (await check_log(database)).counts
    closed = {one[0].session_id for one in history_.logs if any(isinstance(x.event, SessionClosed) for x in one)}
    halfway = START + TALK.term + 2 * A_DAY
    some = await run_through(database, Terms(talk_days=180, personal_days=180), halfway)
    await caught_up(database)
    assert set(some) <= closed
    assert await figures(database) == before
    rest = await run_through(database, now=OVER)
    await caught_up(database)
    assert await figures(database) == before
    assert {*some, *rest} == closed
    assert (await check_log(database)).counts == wrong
    kept = {(row.session_id, row.seq): row for row in await logs_of(database)}
    for row in log:
        now = kept[row.session_id, row.seq]
        assert (now.at, now.type, now.actor_role) == (row.at, row.type, row.actor_role)
        if row.session_id not in closed:
            assert now == row


async def test_an_open_session_is_never_touched_however_old(database: Database) -> None:
    closed = a_story_with_words()
    still = Story().opened().offered().accepted().said(ASKER, "m1")
    going_on = [logged._replace(session_id="s2") for logged in still.events]
    await put_on_disk(database, [closed.events, going_on])
    row = sa.select(sessions).where(sessions.c.session_id == "s2")
    before = await database.read(lambda sql: sql.execute(row).all())
    assert await run_through(database, now=OVER + 10_000 * A_DAY) == ["s1", "s1"]
    purged = await database.write(lambda sql: purge_sessions(sql, ["s2", "gone"], TALK, OVER + 10_000 * A_DAY))
    assert (dict(purged.done), list(purged.stuck)) == ({}, ["gone"])
    after = await database.read(lambda sql: sql.execute(row).all())
    assert after == before
    assert "好的" in await everything(database)


async def test_a_session_is_due_on_the_day_and_not_a_second_before(database: Database) -> None:
    story = await the_whole_story(database)
    closed_at = story.session.closed_at
    assert closed_at is not None
    early = closed_at + TALK.term - dt.timedelta(seconds=1)
    assert await run_through(database, now=early) == []
    assert await run_through(database, now=closed_at + TALK.term) == ["s1"]


async def test_a_purge_that_is_cut_leaves_nothing_half(database: Database) -> None:
    await the_whole_story(database)
    before = await everything(database)

    def cut(sql: sa.Connection) -> None:
        purge_sessions(sql, ["s1"], TALK, OVER)
        raise KeyError

    with pytest.raises(KeyError):
        await database.write(cut)
    assert await everything(database) == before
    assert await run_through(database) == ["s1", "s1"]


async def test_a_turn_that_was_cut_goes_on_where_it_was_and_says_what_it_did(database: Database) -> None:
    logs = [
        [logged._replace(session_id=f"s{number}") for logged in a_story_with_words().events] for number in range(1, 6)
    ]
    await put_on_disk(database, logs)
    first = Purging(database, TERMS, FakeClock(OVER))
    assert await first.step(2) == (2, ["s1", "s2"])
    assert await run_through(database, Terms(talk_days=180)) == ["s3", "s4", "s5"]
    rows = await database.read(lambda sql: sql.execute(sa.select(purges).order_by(purges.c.session_id)).all())
    assert [(row.session_id, row.part, row.at, row.days) for row in rows] == [
        (f"s{number}", "talk", OVER, 180) for number in range(1, 6)
    ]
    assert all(row.events > 10 for row in rows)
    assert await run_through(database, most=100) == [f"s{number}" for number in range(1, 6)]


async def test_a_log_with_a_hole_or_of_a_newer_version_is_passed_by_named_once_and_tried_each_hour(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    logs = [[logged._replace(session_id=f"s{n}") for logged in a_story_with_words().events] for n in (1, 2, 3)]
    await put_on_disk(database, logs)
    newer = sa.update(events).where(events.c.session_id == "s1", events.c.seq == 5).values(type="tea.served")
    hole = sa.delete(events).where(events.c.session_id == "s2", events.c.seq == len(logs[1]))
    await database.write(lambda sql: (sql.execute(newer), sql.execute(hole)))
    clock = FakeClock(OVER)
    purging = Purging(database, Terms(talk_days=180), clock)
    assert [await purging.step(2) for _ in range(3)] == [(2, []), (1, ["s3"]), (0, [])]
    assert purging.stuck == {"s1", "s2"}
    mended = sa.update(events).where(events.c.type == "tea.served").values(type=logs[0][4].event.type)
    await database.write(lambda sql: sql.execute(mended))
    clock.advance(3599)
    purging.begin_anew()
    assert await purging.step(2) == (0, [])
    clock.advance(1)
    purging.begin_anew()
    assert [await purging.step(2) for _ in range(2)] == [(2, ["s1"]), (0, [])]
    assert purging.stuck == {"s2"}
    said = [record.message for record in caplog.records if "cannot be purged" in record.message]
    assert said == [f"session {one} cannot be purged of talk now" for one in ("s1", "s2")]


@pytest.mark.postgres
async def test_two_nodes_that_find_the_same_purge_it_once(upgraded_postgres_url: str) -> None:
    nodes = [open_database(upgraded_postgres_url) for _ in range(3)]
    logs = [[logged._replace(session_id=f"s{n:02}") for logged in a_story_with_words().events] for n in range(20)]
    await put_on_disk(nodes[0], logs)
    done = await asyncio.gather(*(run_through(node, most=4) for node in nodes))
    assert sorted(one for some in done for one in some) == sorted(f"s{n:02}" for n in range(20) for _ in "tp")
    assert (await check_log(nodes[0])).counts.keys() <= {"row", "person", "slot"}
    for node in nodes:
        await node.close()


@pytest.mark.usefixtures("careless_sqlite")
async def test_the_bytes_are_gone_from_the_file(sqlite_database: Database) -> None:
    assert isinstance(sqlite_database, SqliteDatabase)
    path = sqlite_database.url.removeprefix("sqlite:///")
    await the_whole_story(sqlite_database)
    checkpoint = "PRAGMA wal_checkpoint(TRUNCATE)"

    def held() -> list[str]:
        with open(path, "rb") as file:  # noqa: PTH123 - the bytes of a database in use
            content = file.read()
        return [word for word in ("请看红字发票", "860000.00", PERSON.name) if word.encode() in content]

    await sqlite_database.read(lambda sql: sql.exec_driver_sql(checkpoint).all())
    assert len(held()) == 3
    await run_through(sqlite_database)
    await caught_up(sqlite_database)
    await sqlite_database.read(lambda sql: sql.exec_driver_sql(checkpoint).all())
    assert held() == []
