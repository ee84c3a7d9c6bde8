"""Pairing: who waits first, who may take it, and how long it may last. Pure; the caller writes the offers."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chatserver.domain.opening import NO_BOOST, Boost

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from chatserver.domain.officer import Officer

DEADLINE_BOOST_SECONDS = 600
"""Deadline today: as if ten minutes earlier in the queue. Fixed, so nobody starves."""
PASS_OVER_SECONDS = 60
"""How long a session is not offered again to an officer who declined it."""
RELAX_AFTER_SECONDS = (0, 15, 60)
"""The written clock: the right tier and skill at once, any tier with the skill after 15 s, anybody after 60 s."""
WANTED_SECONDS = 60
"""How long a session handed to one officer waits for them alone; then whoever is able takes it."""
HANDLE_SECONDS = 480
"""Mean time with an officer until the log knows better: 8 minutes, in the range of chat services (domain 5.2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingSession:
    """A session in the queue as pairing needs it."""

    session_id: str
    queue_id: str
    tier: int
    rank: float
    queued_at: dt.datetime
    passed_over: dict[str, dt.datetime]
    on_offer: bool = False
    wanted_officer_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """An offer to be made; `queued_at`: of the session as it was found."""

    session_id: str
    officer: Officer
    slot: int
    queued_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An honest place in the queue: sessions that will be served first, and a range of minutes or None if unknown."""

    ahead: int
    wait_low_minutes: int | None
    wait_high_minutes: int | None
    officers_on_duty: int


def boost_for(deadline: str | None, today: dt.date) -> Boost:
    """Return the head start of a filing that is due today."""
    try:
        due = dt.date.fromisoformat(deadline) if deadline else None
    except ValueError:
        return NO_BOOST
    if due is None or due != today:
        return NO_BOOST
    return Boost(seconds=DEADLINE_BOOST_SECONDS, reason="deadline_today")


def strictness(officer: Officer, queue_id: str, tier: int) -> int:
    """Return how far requirements must relax before this officer fits: 0 not at all, 1 tier, 2 skill."""
    if officer.tier < 1:
        return len(RELAX_AFTER_SECONDS)
    if not officer.handles(queue_id):
        return 2
    return 0 if officer.tier == tier else 1


def qualified(session: WaitingSession, officers: Sequence[Officer], now: dt.datetime) -> list[Officer]:
    """Return the officers on duty who may be offered this session now.

    Requirements relax with time waited, and at once as far as nobody on duty would ever fit otherwise.
    """
    if wanted := _wanted(session, officers, now):
        return [wanted]
    levels = [
        (strictness(officer, session.queue_id, session.tier), officer) for officer in officers if officer.on_duty()
    ]
    nearest = min((level for level, _ in levels), default=0)
    allowed = min(max(_relaxed(session, now), nearest), len(RELAX_AFTER_SECONDS) - 1)
    return [officer for level, officer in levels if level <= allowed]


def pair(waiting: Sequence[WaitingSession], officers: Sequence[Officer], now: dt.datetime) -> list[Pairing]:
    """Return the offers to make, by rank; each free slot once, the least busy officer first."""
    free = {officer.officer_id: list(officer.free_slots) for officer in officers if officer.may_take()}
    crew = _Crew(officers, now)
    pairings: list[Pairing] = []
    for session in sorted(waiting, key=_order):
        if not any(free.values()):
            break
        candidates = [
            officer
            for officer in crew.able(session).officers
            if free.get(officer.officer_id) and not is_passed_over(session.passed_over, officer.officer_id, now)
        ]
        if not candidates:
            continue
        best = min(candidates, key=lambda officer: _preference(officer, session, free))
        slot = free[best.officer_id].pop(0)
        pairings.append(Pairing(session_id=session.session_id, officer=best, slot=slot, queued_at=session.queued_at))
    return pairings


def places(
    waiting: Iterable[WaitingSession], officers: Sequence[Officer], now: dt.datetime
) -> Iterator[tuple[WaitingSession, Place]]:
    """Yield every session with its place, by rank: before it is whoever competes for an officer it could get.

    Sessions are counted by who is able to take them, of which there are few: comparing each with each took 3 s of a
    queue of 500 and 100 officers, in which the node did nothing else.
    """
    crew = _Crew(officers, now)
    before: dict[_Able, int] = {}
    for session in sorted(waiting, key=_order):
        able = crew.able(session)
        ahead = sum(count for others, count in before.items() if not able.officers or crew.compete(able, others))
        low, high = wait_range(ahead, able.free, able.capacity)
        yield (
            session,
            Place(ahead=ahead, wait_low_minutes=low, wait_high_minutes=high, officers_on_duty=len(able.officers)),
        )
        before[able] = before.get(able, 0) + 1


def place_of(
    session: WaitingSession, waiting: Iterable[WaitingSession], officers: Sequence[Officer], now: dt.datetime
) -> Place:
    """Return the place of one session, which may be in `waiting` or only imagined."""
    others = [other for other in waiting if other.session_id != session.session_id]
    return next(place for found, place in places([*others, session], officers, now) if found is session)


def wait_range(ahead: int, free: int, capacity: int) -> tuple[int | None, int | None]:
    """Return a range of minutes: `capacity` slots are freed once in HANDLE_SECONDS; ×0.5 and ×1.5 around it."""
    if not capacity:
        return None, None
    seconds = max(0, ahead + 1 - free) * HANDLE_SECONDS / capacity
    return math.floor(seconds * 0.5 / 60), max(1, math.ceil(seconds * 1.5 / 60))


@dataclass(frozen=True, slots=True, eq=False)
class _Able:
    """The officers who may take one kind of session, and their slots. Compared by identity."""

    officers: list[Officer]
    ids: frozenset[str]
    free: int
    capacity: int


class _Crew:
    """Who is able to take what; worked out once for each kind of session."""

    def __init__(self, officers: Sequence[Officer], now: dt.datetime) -> None:
        self._officers = officers
        self._now = now
        self._able: dict[tuple[str, int, int, str | None], _Able] = {}
        self._compete: dict[tuple[_Able, _Able], bool] = {}

    def able(self, session: WaitingSession) -> _Able:
        wanted = session.wanted_officer_id if _waits_for_one(session, self._now) else None
        kind = session.queue_id, session.tier, _relaxed(session, self._now), wanted
        if kind not in self._able:
            officers = qualified(session, self._officers, self._now)
            self._able[kind] = _Able(
                officers=officers,
                ids=frozenset(officer.officer_id for officer in officers),
                free=sum(len(officer.free_slots) for officer in officers),
                capacity=sum(officer.capacity for officer in officers),
            )
        return self._able[kind]

    def compete(self, one: _Able, other: _Able) -> bool:
        pair_of_kinds = one, other
        if pair_of_kinds not in self._compete:
            self._compete[pair_of_kinds] = not one.ids.isdisjoint(other.ids)
        return self._compete[pair_of_kinds]


def _wanted(session: WaitingSession, officers: Iterable[Officer], now: dt.datetime) -> Officer | None:
    """Return the officer to whom the session was handed, while they are on duty and it waits for them alone."""
    if not _waits_for_one(session, now):
        return None
    return next((item for item in officers if item.officer_id == session.wanted_officer_id and item.on_duty()), None)


def _waits_for_one(session: WaitingSession, now: dt.datetime) -> bool:
    """Tell whether it may still be kept for the officer it was handed to; not once they have declined it."""
    wanted = session.wanted_officer_id
    waited = (now - session.queued_at).total_seconds()
    return wanted is not None and waited < WANTED_SECONDS and wanted not in session.passed_over


def _order(session: WaitingSession) -> tuple[float, str]:
    return session.rank, session.session_id


def _relaxed(session: WaitingSession, now: dt.datetime) -> int:
    """Return how far requirements have relaxed by the clock; a session may be queued after the caller looked at it."""
    waited = max(0.0, (now - session.queued_at).total_seconds())
    return max(level for level, after in enumerate(RELAX_AFTER_SECONDS) if waited >= after)


def _preference(officer: Officer, session: WaitingSession, free: dict[str, list[int]]) -> tuple[int, float, str]:
    busy = 1 - len(free[officer.officer_id]) / officer.capacity
    return strictness(officer, session.queue_id, session.tier), busy, officer.officer_id


def is_passed_over(passed_over: Mapping[str, dt.datetime], officer_id: str, now: dt.datetime) -> bool:
    """Tell whether the officer declined or missed the session so lately that others are asked first."""
    at = passed_over.get(officer_id)
    return at is not None and now - at < dt.timedelta(seconds=PASS_OVER_SECONDS)
