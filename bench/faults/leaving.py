"""People leave while PostgreSQL is away, so that nobody can note it: no place and no officer may be held for them."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import time
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from bench import seed
from bench.faults.book import Book
from bench.faults.cast import OfficerConsole
from bench.faults.cluster import frozen
from bench.faults.plan import Fault, Played, Unmet
from bench.faults.stage import GRACE_SECONDS, QUEUE_ABSENCE_SECONDS
from chatserver.domain.session import SessionState
from storage.logins import add_login
from storage.officers import NewOfficer, add_officer, find_officer
from storage.presence import find_absences, tell_time
from storage.schema import events
from storage.sessions import load_session

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
    from contextlib import AbstractAsyncContextManager

    from sqlalchemy.engine import Connection

    from bench.faults.cast import TaxpayerPage
    from bench.faults.client import Client
    from bench.faults.stage import Stage

_EACH = 3
"""How many taxpayers of each kind."""
_NOBODYS_MATTER = "payment"
"""The one officer who knows it takes nothing, so who asks about it waits: for a minute, then anybody is asked."""
_SPECIALIST = 90_000
_SEATED_SECONDS = 20.0
_FELT_SECONDS, _AWAY_SECONDS = 1.0, 9.0
"""How long the database is away before they leave, and after it: longer than a silent connection is waited for."""
_SLACK_SECONDS = 15.0
"""For the sweep every two seconds, new lines to the database, and a busy machine."""
_OPEN = (SessionState.QUEUED, SessionState.OFFERED, SessionState.ACTIVE)


@dataclass(frozen=True, slots=True)
class _People:
    """Who leaves, and the waiting ones who do not; the crowd goes on beside them."""

    talking: Sequence[TaxpayerPage]
    waiting: Sequence[TaxpayerPage]
    staying: Sequence[TaxpayerPage]
    officer: OfficerConsole


def leave_while(away: Callable[[Stage], AbstractAsyncContextManager[None]]) -> Callable[[Stage], Awaitable[Played]]:
    """Return what lets taxpayers and an officer leave while the database is away in this way."""

    async def play(stage: Stage) -> Played:
        guests: list[Client] = []  # also those who came before not all of them did
        try:
            people = await _seat(stage, guests)
            return await _leave(stage, people, away)
        finally:
            await asyncio.gather(*(guest.leave() for guest in guests))
            for officer in stage.crowd.officers:
                if officer.is_asleep:
                    officer.start()

    return play


async def _leave(stage: Stage, people: _People, away: Callable[[Stage], AbstractAsyncContextManager[None]]) -> Played:
    queued, held = await stage.database.read(_count_queued), len(people.officer.stores)
    left_at = await stage.database.read(tell_time)
    async with away(stage):
        await asyncio.sleep(_FELT_SECONDS)
        await asyncio.gather(*(one.leave() for one in (*people.talking, *people.waiting, people.officer)))
        await asyncio.sleep(_AWAY_SECONDS)
    since = time.monotonic()
    pulse = stage.crowd.probe(since)
    took = await _cleared(stage, people, since)
    await _check_waiting(stage, people, left_at)
    for page in people.staying:  # before anybody else is asked for them
        await page.send("session.cancel", {"session_id": page.session_id})
    heard = await pulse.wait(since + GRACE_SECONDS + QUEUE_ABSENCE_SECONDS + _SLACK_SECONDS)
    if heard is None:
        raise Unmet("not everybody of those who stayed was heard, or found another officer")
    moved = await stage.database.read(_count_queued) - queued
    if moved != held:
        raise Unmet(f"the officer who left held {held} sessions; {moved} went back to the queue")
    note = f"{held} sessions of the officer went to others after {heard:.1f} s, {_EACH} who waited were let go after "
    return Played(since, f"{note}{took:.1f} s", recovered=max(took, heard))


async def _seat(stage: Stage, guests: list[Client]) -> _People:
    """Let nine more taxpayers come: three find an officer, six wait."""
    pages = [stage.crowd.stranger() for _ in range(3 * _EACH)]
    for page in pages[_EACH:]:
        page.context = {"matter_id": _NOBODYS_MATTER}
    guests += [await _specialist(stage), *pages]
    for page in pages:
        page.start()
    wanted = [SessionState.ACTIVE] * _EACH + [SessionState.QUEUED] * 2 * _EACH
    until = time.monotonic() + _SEATED_SECONDS
    while (states := await _states(stage, pages)) != wanted:
        if time.monotonic() > until:
            refused = dict(sum((page.book.refusals for page in pages), Counter()))
            raise Unmet(f"who was to leave did not come: {', '.join(states)}; refused: {refused or 'nothing'}")
        await asyncio.sleep(0.2)
    officer = max(stage.crowd.officers, key=lambda one: len(one.stores))
    return _People(pages[:_EACH], pages[_EACH : 2 * _EACH], pages[2 * _EACH :], officer)


async def _specialist(stage: Stage) -> OfficerConsole:
    """Let the officer come who knows the matter, and return when the hub knows that they are there."""
    await stage.database.write(_add_specialist)
    console = OfficerConsole(_SPECIALIST, stage.ports, Book())
    console.start()
    async with asyncio.timeout(_SEATED_SECONDS):
        while not await stage.database.read(_is_specialist_there):  # noqa: ASYNC110 - the database tells nobody
            await asyncio.sleep(0.2)
    return console


def _add_specialist(sql: Connection) -> None:
    now, officer_id = tell_time(sql), seed.officer_id(_SPECIALIST)
    new = NewOfficer(
        officer_id=officer_id, name="导办", tier=1, capacity=0, skills=(_NOBODYS_MATTER,), password_hash="-"
    )
    if add_officer(sql, new, now):
        add_login(sql, seed.login_of(_SPECIALIST), officer_id, now, now + dt.timedelta(hours=1))


def _is_specialist_there(sql: Connection) -> bool:
    found = find_officer(sql, seed.officer_id(_SPECIALIST), tell_time(sql))
    return found is not None and found.on_duty()


async def _cleared(stage: Stage, people: _People, since: float) -> float:
    """Wait until nothing is kept for those who left; return the seconds since the database was back."""
    until = since + QUEUE_ABSENCE_SECONDS + _SLACK_SECONDS
    while held := await stage.database.read(lambda sql: _still_held(sql, people)):
        if time.monotonic() > until:
            raise Unmet("; ".join(held))
        await asyncio.sleep(0.5)
    return time.monotonic() - since


def _still_held(sql: Connection, people: _People) -> list[str]:
    """Say what is kept for whom; a talk whose taxpayer left goes on until its own, longer grace."""
    absent = find_absences(sql, _ids(people.talking))
    held = [
        f"{session_id} goes on and nobody noted that its taxpayer left"
        for session_id in _ids(people.talking)
        if session_id not in absent and load_session(sql, session_id).session.state in _OPEN
    ]
    held += [f"{one} still waits" for one in _ids(people.waiting) if load_session(sql, one).session.state in _OPEN]
    officer = find_officer(sql, people.officer.officer_id, tell_time(sql))
    assert officer is not None
    if officer.taken or officer.may_take():
        held.append(f"{officer.officer_id} is {officer.status} and holds slots {sorted(officer.taken)}")
    return held


async def _check_waiting(stage: Stage, people: _People, left_at: dt.datetime) -> None:
    if await _states(stage, people.staying) != [SessionState.QUEUED] * _EACH:
        raise Unmet("somebody who waited and did not leave does not wait any more")
    ends = await stage.database.read(lambda sql: [load_session(sql, one).session for one in _ids(people.waiting)])
    grace = dt.timedelta(seconds=QUEUE_ABSENCE_SECONDS)
    early = [one.session_id for one in ends if one.ending is None or one.ending.at < left_at + grace]
    if early:
        raise Unmet(f"ended before the grace was over: {', '.join(early)}")


async def _states(stage: Stage, pages: Sequence[TaxpayerPage]) -> list[SessionState]:
    return await stage.database.read(lambda sql: [load_session(sql, one).session.state for one in _ids(pages)])


def _ids(pages: Sequence[TaxpayerPage]) -> list[str]:
    return [page.session_id for page in pages if page.session_id is not None]


def _count_queued(sql: Connection) -> int:
    counting = sa.select(sa.func.count()).select_from(events).where(events.c.type == "session.queued")
    return int(sql.execute(counting).scalar_one())


@contextlib.asynccontextmanager
async def _stopped(stage: Stage) -> AsyncIterator[None]:
    postgres = stage.servers.postgres
    await asyncio.to_thread(postgres.kill)
    try:
        yield
    finally:
        await asyncio.to_thread(postgres.restart)


@contextlib.asynccontextmanager
async def _frozen(stage: Stage) -> AsyncIterator[None]:
    with frozen(stage.servers.postgres.pid):
        yield


FAULTS = tuple(
    Fault(
        name=f"people leave, PostgreSQL {words}",
        words=f"{_EACH} talking and {_EACH} waiting taxpayers and an officer go while it is away for "
        f"{_FELT_SECONDS + _AWAY_SECONDS:.0f} s; from when it is mended, until nothing is held for them",
        play=leave_while(away),
        may_move=True,
    )
    for words, away in (("stopped", _stopped), ("frozen", _frozen))
)
