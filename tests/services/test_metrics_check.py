"""Both paths on real databases: they agree about any history; an error of one, or of the log, is named."""

from __future__ import annotations

import dataclasses
import datetime as dt
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from chatserver.catalogue.loader import FOLDER
from chatserver.catalogue.workdays import load_workdays
from chatserver.domain import metrics_of_session
from chatserver.domain.events import SessionRated
from chatserver.domain.metrics_figures import Gap
from chatserver.domain.metrics_officers import OfficerLog, OfficerTime
from chatserver.domain.metrics_repeats import Repeats
from chatserver.services import desk, messaging, opening, routing
from chatserver.services.metrics import compute_metrics, first_opened, knows_matter
from chatserver.services.metrics_check import GAPS, Verification, verify_metrics
from storage import metrics as reading
from storage.presence import renew_lease
from storage.schema import events, officer_events, sessions
from tests.support.builders import OFFICER, a_context, a_principal
from tests.support.clock import START
from tests.support.figures import DAY, a_scope, shares, value
from tests.support.histories import a_history
from tests.support.histories import a_scope as any_scope
from tests.support.hub import a_hub, on_duty
from tests.support.on_disk import put_on_disk
from tests.support.recorder import RecordingPublisher
from tests.support.telling import Telling

if TYPE_CHECKING:
    from chatserver.catalogue.holder import CatalogueHolder
    from chatserver.domain.metrics_figures import Result, Scope
    from chatserver.services.hub import Hub
    from chatserver.services.principal import TaxpayerPrincipal
    from storage.engine import Database
    from tests.support.clock import FakeClock

WORKDAYS, CALENDAR = load_workdays(FOLDER)
ON_SQLITE = pytest.mark.parametrize("upgraded_url", ["sqlite"], indirect=True)
"""For what is decided after the reading: once is enough."""
THERE = OfficerLog(officer_id="of1", capacity=3, statuses=((1, START - DAY, "available"),))


@pytest.fixture
async def told(database: Database) -> list[Telling]:
    """A session that was closed, one that came again, one that left, one that waits."""
    closed = Telling("s1").open().taken(after=10).end(after=60).close(after=5).rate(5, achieved=True)
    again = Telling("s2", START + dt.timedelta(hours=1)).open().taken(after=200).end(after=30).close()
    left = Telling("s3").open("tp2").end(after=40)
    waits = Telling("s4", START + dt.timedelta(hours=2)).open("tp3")
    found = [closed, again, left, waits]
    await put_on_disk(database, [one.log for one in found], [THERE])
    return found


async def verified(database: Database, scope: Scope | None = None) -> Verification:
    return await verify_metrics(database, scope or a_scope(), WORKDAYS, CALENDAR)


async def computed(database: Database, **scope: Any) -> Result:
    return await compute_metrics(database, a_scope(**scope), WORKDAYS)


async def spoil(database: Database, statement: sa.Executable) -> None:
    def work(sql: sa.Connection) -> None:
        assert sql.execute(statement).rowcount >= 1

    await database.write(work)


@pytest.mark.parametrize("seed", range(3))
async def test_any_history_is_the_same_by_both_paths(database: Database, seed: int, monkeypatch: Any) -> None:
    monkeypatch.setattr(reading.load_page, "__defaults__", (2,))
    monkeypatch.setattr(reading.load_raw, "__defaults__", (2,))
    rng = Random(seed)
    history = a_history(rng)
    await put_on_disk(database, history.logs, history.officers)
    for scope in [any_scope(rng) for _ in range(2)] + [a_scope(until=START + 20 * DAY)]:
        verification = await verified(database, scope)
        assert verification.differences == ()
        assert verification.result.gaps == ()


@pytest.mark.usefixtures("told")
async def test_figures_of_what_is_on_disk(database: Database) -> None:
    result = await computed(database)
    assert value(result, "sessions") == 4
    assert shares(result, "answered_rate") == (2, 3)
    assert shares(result, "service_level") == (1, 4)
    assert shares(result, "repeat_rate") == (1, 2)
    assert result.violations.kept == []
    assert await first_opened(database) == START
    assert await knows_matter(database, "vat-general")
    assert not await knows_matter(database, "payment")


@pytest.mark.usefixtures("told")
async def test_as_of_a_moment_the_figures_stay_what_they_were(database: Database) -> None:
    moment = START + dt.timedelta(seconds=65)
    before = await computed(database, as_of=moment)
    assert (value(before, "sessions"), value(before, "handle_time")) == (2, None)
    await put_on_disk(database, [Telling("s5", START + dt.timedelta(seconds=66)).open("tp5").log])
    assert await computed(database, as_of=moment) == before
    assert (await verified(database, a_scope(as_of=moment))).differences == ()


async def test_months_put_together_hold_every_session_once(database: Database, told: list[Telling]) -> None:
    cut = START + dt.timedelta(hours=1)
    first, second = await computed(database, until=cut), await computed(database, since=cut)
    counts = [value(result, "sessions") for result in (first, second)]
    assert counts == [2, 2]
    assert sum(count or 0 for count in counts) == len(told)


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("number", [1, 2, 7])
async def test_a_gap_made_by_hand_is_marked_and_in_no_figure(database: Database, number: int) -> None:
    await spoil(database, sa.delete(events).where(events.c.session_id == "s1", events.c.seq == number))
    verification = await verified(database)
    assert verification.result.gaps == (Gap("s1", number),)
    assert value(verification.result, "sessions") == 3
    assert verification.differences == ()


@ON_SQLITE
async def test_a_lost_end_and_a_lost_log_are_gaps_by_the_row(database: Database, told: list[Telling]) -> None:
    await spoil(database, sa.delete(events).where(events.c.session_id == "s1", events.c.seq > 6))
    await spoil(database, sa.delete(events).where(events.c.session_id == "s4"))
    result = await computed(database)
    assert result.gaps == (Gap("s1", 7), Gap("s4", 1))
    assert value(result, "sessions") == len(told) - 2


@ON_SQLITE
@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("change", [{"type": "tea.made"}, {"body": "{"}, {"actor_role": "cook"}, {"body": "[]"}])
async def test_what_cannot_be_read_is_a_gap(database: Database, change: dict[str, str]) -> None:
    await spoil(database, sa.update(events).where(events.c.session_id == "s1", events.c.seq == 6).values(**change))
    verification = await verified(database)
    assert verification.result.gaps == (Gap("s1", 6),)
    assert verification.differences == ()


@ON_SQLITE
@pytest.mark.usefixtures("told")
async def test_an_officers_gap_is_marked_by_both(database: Database) -> None:
    await spoil(database, sa.update(officer_events).values(seq=2))
    verification = await verified(database)
    assert verification.result.gaps == (Gap("of1", 1),)
    assert verification.differences == ()


@pytest.mark.usefixtures("told")
async def test_a_session_without_a_row_is_found_by_the_second_path(database: Database) -> None:
    await spoil(database, sa.delete(sessions).where(sessions.c.session_id == "s3"))
    differences = {one.figure_id: one for one in (await verified(database)).differences}
    assert differences["sessions"].subjects == ["s3"]
    assert differences["abandonment_rate"].subjects == ["s3"]
    assert "handle_time" not in differences


@ON_SQLITE
@pytest.mark.usefixtures("told")
async def test_a_row_that_says_otherwise_is_found(database: Database) -> None:
    await spoil(database, sa.update(sessions).where(sessions.c.session_id == "s3").values(opened_at=START + 20 * DAY))
    differences = {one.figure_id: one for one in (await verified(database)).differences}
    assert differences["sessions"].subjects == ["s3"]


@ON_SQLITE
@pytest.mark.usefixtures("told")
async def test_a_gap_that_one_path_alone_sees_is_a_difference(database: Database) -> None:
    gone = sa.func.replace(events.c.body, '"locale"', '"language"')
    await spoil(database, sa.update(events).where(events.c.session_id == "s3", events.c.seq == 1).values(body=gone))
    differences = {one.figure_id: one for one in (await verified(database)).differences}
    assert differences[GAPS].subjects == ["s3"]


@ON_SQLITE
@pytest.mark.usefixtures("told")
@pytest.mark.parametrize(("name", "subjects"), [("answered_rate", ["s1", "s2"]), ("wait_abandoned", ["s3"])])
async def test_a_wrong_rule_is_found_with_the_sessions_that_it_is_wrong_about(
    database: Database, monkeypatch: pytest.MonkeyPatch, name: str, subjects: list[str]
) -> None:
    monkeypatch.setitem(metrics_of_session.SHARES, "answered_rate", lambda facts, _: (0, int(not facts.waiting)))
    wrong = metrics_of_session.DISTRIBUTIONS["wait_answered"]
    monkeypatch.setitem(metrics_of_session.DISTRIBUTIONS, "wait_abandoned", wrong)
    found = [one for one in (await verified(database)).differences if one.figure_id.partition(".")[0] == name]
    assert found
    for one in found:
        assert set(subjects) <= set(one.subjects)


@ON_SQLITE
@pytest.mark.usefixtures("told")
async def test_who_came_again_by_one_path_alone_is_named(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Repeats, "repeated", lambda _: set())
    found = (await verified(database)).differences
    assert [(one.figure_id, one.subjects) for one in found] == [
        ("first_contact_rate", ["s1"]),
        ("repeat_rate", ["s1"]),
    ]


@ON_SQLITE
@pytest.mark.usefixtures("told")
async def test_an_officer_whose_time_differs_is_named(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(OfficerTime, "_available", lambda *_: [])
    found = (await verified(database)).differences
    assert [(one.figure_id, one.subjects) for one in found] == [("availability", ["of1"]), ("occupancy", ["of1"])]


@ON_SQLITE
@pytest.mark.usefixtures("told")
async def test_officers_are_judged_by_every_session_that_reaches_in(database: Database) -> None:
    scope = a_scope(since=START + dt.timedelta(seconds=30))
    result = (await verified(database, scope)).result
    assert value(result, "sessions") == 2
    assert dataclasses.replace(result.figure("officer_time")).numerator == 75


async def test_the_log_of_a_hub_is_the_same_by_both_paths_and_without_a_violation(
    database: Database, catalogue: CatalogueHolder, clock: FakeClock
) -> None:
    async with a_hub(database, catalogue, clock, RecordingPublisher()) as hub:
        await on_duty(hub, capacity=2)
        for number in range(3):
            await _talk(hub, clock, a_principal(f"tp{number}", "pe1"), ends=number < 2)
    scope = a_scope(as_of=clock.now())
    verification = await verified(database, scope)
    assert (verification.differences, verification.result.gaps) == ((), ())
    assert verification.result.violations.kept == []
    assert shares(verification.result, "answered_rate") == (3, 3)
    assert value(verification.result, "wrap_up_time") == 30
    assert value(verification.result, "first_response.p50") == 30
    assert value(verification.result, "satisfaction_rate") == 1
    busy, known = shares(verification.result, "occupancy")
    assert 0 < busy <= known


async def _talk(hub: Hub, clock: FakeClock, principal: TaxpayerPrincipal, *, ends: bool) -> None:
    opened = (await opening.open_session(hub, principal, a_context(), locale="zh-CN", explained=True)).session
    await hub.database.write(lambda sql: renew_lease(sql, hub.node_id, clock.now()))
    await routing.match(hub)
    session = await hub.journal.load(opened.session_id)
    assert session.offer
    await routing.accept(hub, OFFICER, session.session_id, session.offer.offer_id)
    clock.advance(30)
    await messaging.post(hub, OFFICER, session.session_id, "m1", "好的")
    if ends:
        await opening.end(hub, principal.actor, session.session_id)
        await opening.rate(hub, principal.actor, session.session_id, SessionRated(score=5))
        clock.advance(30)
        await desk.wrap_up(hub, OFFICER, session.session_id, {session.questions[0].question_id: "resolved"}, "")
