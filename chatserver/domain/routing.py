"""Pairing: who waits first, who may take it, and how long it may last. Pure; the caller writes the offers."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chatserver.domain.opening import NO_BOOST, Boost

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from chatserver.domain.officer import Officer

DEADLINE_BOOST_SECONDS = 600
"""Deadline today: as if ten minutes earlier in the queue. Fixed, so nobody starves."""
PASS_OVER_SECONDS = 60
"""How long a session is not offered again to an officer who declined it."""
RELAX_AFTER_SECONDS = (0, 15, 60)
"""The written clock: the right tier and skill at once, any tier with the skill after 15 s, anybody after 60 s."""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """An offer to be made."""

    session_id: str
    officer: Officer
    slot: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An honest place in the queue: sessions that will be served first, and a range of minutes or None if unknown."""

    ahead: int
    wait_low_minutes: int | None
    wait_high_minutes: int | None
    officers_on_duty: int


def boost_for(deadline: str | None, today: dt.date) -> Boost:
    """Return the head start of a filing that is due today or overdue."""
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
    skilled = queue_id in officer.skills or "*" in officer.skills
    if not skilled:
        return 2
    return 0 if officer.tier == tier else 1


def qualified(session: WaitingSession, officers: Iterable[Officer], now: dt.datetime) -> list[Officer]:
    """Return the officers on duty who may be offered this session now.

    Requirements relax with time waited, and at once as far as nobody on duty would ever fit otherwise.
    """
    levels = [
        (strictness(officer, session.queue_id, session.tier), officer) for officer in officers if officer.on_duty()
    ]
    waited = max(0.0, (now - session.queued_at).total_seconds())  # queued after the caller looked at the clock
    by_clock = max(level for level, after in enumerate(RELAX_AFTER_SECONDS) if waited >= after)
    nearest = min((level for level, _ in levels), default=0)
    allowed = min(max(by_clock, nearest), len(RELAX_AFTER_SECONDS) - 1)
    return [officer for level, officer in levels if level <= allowed]


def pair(waiting: Sequence[WaitingSession], officers: Sequence[Officer], now: dt.datetime) -> list[Pairing]:
    """Return the offers to make, by rank; each free slot once, the least busy officer first."""
    free = {officer.officer_id: officer.free_slots for officer in officers if officer.may_take()}
    pairings: list[Pairing] = []
    for session in sorted(waiting, key=lambda item: (item.rank, item.session_id)):
        candidates = [
            officer
            for officer in qualified(session, officers, now)
            if free.get(officer.officer_id) and not _passed_over(session, officer, now)
        ]
        if not candidates:
            continue
        best = min(candidates, key=lambda officer: _preference(officer, session, free))
        pairings.append(Pairing(session_id=session.session_id, officer=best, slot=free[best.officer_id].pop(0)))
    return pairings


def place_of(
    session: WaitingSession, waiting: Iterable[WaitingSession], officers: Sequence[Officer], now: dt.datetime
) -> Place:
    """Return the place of `session`: whoever ranks before it and competes for an officer it could get."""
    mine = {officer.officer_id for officer in qualified(session, officers, now)}
    ahead = sum(
        1
        for other in waiting
        if (other.rank, other.session_id) < (session.rank, session.session_id)
        and (not mine or any(officer.officer_id in mine for officer in qualified(other, officers, now)))
    )
    able = [officer for officer in officers if officer.officer_id in mine]
    low, high = wait_range(ahead, able)
    return Place(ahead=ahead, wait_low_minutes=low, wait_high_minutes=high, officers_on_duty=len(able))


def wait_range(ahead: int, able: Sequence[Officer]) -> tuple[int | None, int | None]:
    """Return a range of minutes: each of `able` frees slots at capacity/HANDLE_SECONDS; ×0.5 and ×1.5 around it."""
    if not able:
        return None, None
    free = sum(len(officer.free_slots) for officer in able)
    turns = max(0, ahead + 1 - free)
    seconds = turns * HANDLE_SECONDS / sum(officer.capacity for officer in able)
    return math.floor(seconds * 0.5 / 60), max(1, math.ceil(seconds * 1.5 / 60))


def _preference(officer: Officer, session: WaitingSession, free: dict[str, list[int]]) -> tuple[int, float, str]:
    busy = 1 - len(free[officer.officer_id]) / officer.capacity
    return strictness(officer, session.queue_id, session.tier), busy, officer.officer_id


def _passed_over(session: WaitingSession, officer: Officer, now: dt.datetime) -> bool:
    at = session.passed_over.get(officer.officer_id)
    return at is not None and now - at < dt.timedelta(seconds=PASS_OVER_SECONDS)
