"""What the wallboard reads, on both databases, against a plain count of the same rows and events."""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from chatserver.domain.actors import Actor, Role
from chatserver.domain.metrics_figures import Scope
from chatserver.services import facts, opening, transfers
from chatserver.services.calendar import start_of_day
from chatserver.services.metrics import SETTLED, compute_metrics
from chatserver.services.wall import LINE, MINUTE, Board, WallReader
from storage.officers import load_officers
from storage.schema import events, officer_slots, sessions
from storage.waits import REACH, load_waits
from tests.support.builders import OFFICER
from tests.support.busy_hall import fill, go_on, take, wait
from tests.support.hub import a_hub, on_duty

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from chatserver.catalogue.holder import CatalogueHolder
    from chatserver.services.hub import Hub
    from storage.engine import Database
    from tests.support.clock import FakeClock
    from tests.support.recorder import RecordingPublisher


@pytest.fixture
async def busy(
    database: Database, catalogue: CatalogueHolder, clock: FakeClock, publisher: RecordingPublisher
) -> AsyncIterator[Hub]:
    """A hub on either database in which much goes on."""
    async with a_hub(database, catalogue, clock, publisher) as hub:
        await fill(hub, clock)
        yield hub


async def test_now_is_what_rows_say(busy: Hub, clock: FakeClock) -> None:
    wall = (await WallReader(busy).look()).now
    rows = await busy.database.read(
        lambda sql: sql.execute(
            sa.select(sessions.c.queue_id, sessions.c.first_queued_at).where(
                sessions.c.state.in_(["queued", "offered"])
            )
        ).all()
    )
    slots = await busy.database.read(lambda sql: sql.scalar(sa.select(sa.func.count()).select_from(officer_slots)))
    crew = await busy.database.read(lambda sql: load_officers(sql, clock.now()))
    assert wall.waiting == len(rows) == 4
    assert wall.longest == clock.now() - min(row.first_queued_at for row in rows)
    for queue in wall.queues:
        assert queue.waiting == sum(row.queue_id == queue.queue_id for row in rows)
    assert wall.crew.slots.in_hand == slots == 2
    assert wall.crew.slots.free == sum(len(one.free_slots) for one in crew if one.may_take())
    assert [queue.queue_id for queue in wall.queues] == [matter.id for matter in busy.catalogue.matters]


async def test_today_is_what_metrics_say(busy: Hub, clock: FakeClock) -> None:
    await facts.catch_up(busy.database, busy.workdays)
    found = (await WallReader(busy).look()).today.figures
    day = start_of_day(clock.now()).astimezone(dt.UTC)
    scope = Scope(since=day, until=day + dt.timedelta(1), as_of=clock.now() - SETTLED)
    counted = await compute_metrics(busy.database, scope, busy.workdays)
    assert found.scope.as_of == scope.as_of
    for name in ("sessions", "questions", "answered_rate", "service_level", "filed_rate"):
        figure = next(one for one in counted.figures if one.id == name)
        shown = found.figures[name]
        assert (shown.numerator, shown.denominator) == (figure.numerator, figure.denominator)


async def test_line_is_what_a_plain_count_of_the_log_says(busy: Hub, clock: FakeClock) -> None:
    board = await WallReader(busy).look()
    log = await busy.database.read(
        lambda sql: sql.execute(sa.select(events.c.session_id, events.c.at, events.c.type).order_by(events.c.seq)).all()
    )
    moments = list(board.line)
    assert len(moments) == LINE // MINUTE + 1
    assert clock.now() - SETTLED - MINUTE < moments[-1] <= clock.now() - SETTLED
    assert all(later - earlier == MINUTE for earlier, later in itertools.pairwise(moments))
    for moment, length in board.line.items():
        since: dict[str, dt.datetime] = {}
        for session_id, at, type_ in log:
            if at <= moment and type_ == "session.queued":
                since[session_id] = at
            elif at <= moment and type_ in {"session.assigned", "session.ended"}:
                since.pop(session_id, None)
        assert length == (moment - min(since.values()) if since else dt.timedelta())
    assert max(board.line.values()) > dt.timedelta()


async def test_those_who_waited_ten_minutes_ago_are_counted_when_they_have_gone(busy: Hub, clock: FakeClock) -> None:
    before = (await WallReader(busy).look()).now
    rows = sa.select(sessions.c.session_id, sessions.c.person_key).where(sessions.c.state == "queued")
    waiting = await busy.database.read(lambda sql: sql.execute(rows).all())
    for session_id, person_key in waiting[:2]:
        await go_on(busy, clock, 60)
        await opening.cancel(busy, Actor(role=Role.TAXPAYER, id=person_key), session_id)
    await go_on(busy, clock, 480)
    board = await WallReader(busy).look()
    assert (before.waiting, board.waiting_before, board.now.waiting) == (4, 4, 2)


async def test_second_wait_is_one_of_its_own(hub: Hub, clock: FakeClock) -> None:
    await on_duty(hub, "of2", capacity=1)
    session_id = await take(hub, "of2", 1)
    taken_at = clock.now()
    await go_on(hub, clock, 30)
    await transfers.transfer(hub, replace(OFFICER, id="of2"), session_id, "queue", "payment", None)
    found = await hub.database.read(lambda sql: load_waits(sql, taken_at - MINUTE))
    assert [(one.start, one.end) for one in found] == [(taken_at, taken_at), (clock.now(), None)]


async def test_stay_that_was_over_before_is_left_out_and_one_that_lasts_for_days_is_not(
    hub: Hub, clock: FakeClock
) -> None:
    await on_duty(hub, "of2", capacity=1)
    await take(hub, "of2", 1)
    await wait(hub, 2)
    asked_at = clock.now()
    for later in (LINE * 2, REACH * 2):
        clock.advance(later.total_seconds())
        found = await hub.database.read(lambda sql: load_waits(sql, clock.now() - LINE))
        assert [(one.start, one.end) for one in found] == [(asked_at, None)]


async def test_ten_who_look_at_once_and_within_a_second_are_one_reading(
    hub: Hub, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader, count = WallReader(hub), 0
    read = hub.database.read

    async def counting(work: object) -> object:
        nonlocal count
        count += 1
        return await read(work)  # type: ignore[arg-type]

    monkeypatch.setattr(hub.database, "read", counting)
    boards: list[Board] = await asyncio.gather(*(reader.look() for _ in range(10)))
    once = count
    await reader.look()
    assert count == once
    assert all(board is boards[0] for board in boards)
    clock.advance(1)
    assert await reader.look() is not boards[0]
    assert count < once * 2
