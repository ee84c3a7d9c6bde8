"""The wallboard (看板) at one moment: who waits, why, and who could take them, counted once: figures agree. Pure.

Free slots are capacity less what is in hand: a slot counts towards capacity while it is in use, or while its officer
would be offered a new session. Nobody waits while a slot is free without a reason (`Why`).
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from chatserver.domain.floor import is_away
from chatserver.domain.officer import OfficerStatus
from chatserver.domain.routing import pair, qualified

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from chatserver.domain.officer import Officer
    from chatserver.domain.routing import WaitingSession

ALARM = dt.timedelta(minutes=2)
"""Who has waited so long is marked: what a supervisor's console starts from (`agents/src/floor/alarms.ts`)."""


class Why(StrEnum):
    """Why the one who has waited longest in a queue waits on."""

    OFFERED = "offered"
    """Everybody who waits is on offer to an officer, who has a slot kept for them."""
    PAIRING = "pairing"
    """A slot is free: the next look at the hall offers it."""
    DECLINED = "declined"
    """Whoever has a slot free declined or missed it a moment ago."""
    KEPT = "kept"
    """Kept a while for the officer it was handed to."""
    LINE = "line"
    """Only officers of another line have a slot free: they are asked a little later."""
    FULL = "full"
    """Officers who know the matter are on duty, all their slots are in use."""
    NOBODY = "nobody"
    """No officer who knows the matter is on duty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """One stay in a queue, as the log has it; `end` is None while it lasts."""

    start: dt.datetime
    end: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Slots:
    """Slots of some officers. An officer of several queues is counted in each."""

    in_hand: int
    capacity: int

    @property
    def free(self) -> int:
        """Slots that a new session can be offered now."""
        return self.capacity - self.in_hand


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueLine:
    """One queue; `waiting` counts who is on offer, too. `longest` and `why` are None when nobody waits."""

    queue_id: str
    waiting: int
    longest: dt.timedelta | None
    slots: Slots
    why: Why | None

    @property
    def is_late(self) -> bool:
        """Whether somebody waits beyond the line."""
        return self.longest is not None and self.longest > ALARM


@dataclass(frozen=True, slots=True, kw_only=True)
class Crew:
    """Officers who take sessions: on duty with a line, away (said so, or lost), and off duty."""

    on_duty: int
    away: int
    off_duty: int
    slots: Slots

    @property
    def all(self) -> int:
        """How many there are."""
        return self.on_duty + self.away + self.off_duty


@dataclass(frozen=True, slots=True, kw_only=True)
class Wall:
    """Everything of one moment."""

    at: dt.datetime
    queues: Sequence[QueueLine]
    crew: Crew

    @property
    def waiting(self) -> int:
        """How many wait in all queues."""
        return sum(queue.waiting for queue in self.queues)

    @property
    def longest(self) -> dt.timedelta | None:
        """How long the longest has waited."""
        return max((queue.longest for queue in self.queues if queue.longest is not None), default=None)


def wall_of(
    queue_ids: Iterable[str], waiting: Iterable[WaitingSession], officers: Sequence[Officer], at: dt.datetime
) -> Wall:
    """Return the wall: queues in the order of `queue_ids`, then those in which somebody waits all the same."""
    handling = [officer for officer in officers if officer.takes_sessions]
    by_queue: dict[str, list[WaitingSession]] = {queue_id: [] for queue_id in queue_ids}
    for session in waiting:
        by_queue.setdefault(session.queue_id, []).append(session)
    return Wall(
        at=at,
        queues=[_queue(queue_id, sessions, handling, at) for queue_id, sessions in by_queue.items()],
        crew=_crew(handling),
    )


def _crew(officers: Sequence[Officer]) -> Crew:
    away = sum(map(is_away, officers))
    off_duty = sum(officer.status is OfficerStatus.OFF_DUTY for officer in officers)
    return Crew(on_duty=len(officers) - away - off_duty, away=away, off_duty=off_duty, slots=slots_of(officers))


def slots_of(officers: Iterable[Officer]) -> Slots:
    """Return the slots of these officers that are in use, or could be."""
    shown = list(officers)
    in_hand = sum(len(officer.taken) for officer in shown)
    return Slots(in_hand=in_hand, capacity=in_hand + sum(len(one.free_slots) for one in shown if one.may_take()))


def _queue(queue_id: str, waiting: Sequence[WaitingSession], officers: Sequence[Officer], at: dt.datetime) -> QueueLine:
    since = min((session.queued_at for session in waiting), default=None)
    return QueueLine(
        queue_id=queue_id,
        waiting=len(waiting),
        longest=None if since is None else max(at - since, dt.timedelta()),
        slots=slots_of(officer for officer in officers if officer.handles(queue_id)),
        why=why_waiting(waiting, officers, at) if waiting else None,
    )


def why_waiting(waiting: Iterable[WaitingSession], officers: Sequence[Officer], at: dt.datetime) -> Why:
    """Return why the longest of those who wait in one queue, and are not on offer, is not either."""
    first = min((one for one in waiting if not one.on_offer), key=lambda one: one.queued_at, default=None)
    if first is None:
        return Why.OFFERED
    if pair([first], officers, at):
        return Why.PAIRING
    able = qualified(first, officers, at)
    if any(officer.may_take() for officer in able):
        return Why.DECLINED
    matching = [officer for officer in officers if officer.on_duty() and officer.handles(first.queue_id)]
    if not matching:
        return Why.NOBODY
    if not any(officer.may_take() for officer in matching):
        return Why.FULL
    return Why.KEPT if [officer.officer_id for officer in able] == [first.wanted_officer_id] else Why.LINE


def waiting_at(waits: Iterable[Wait], at: dt.datetime) -> int:
    """Return how many waited at a moment."""
    return sum(wait.start <= at and (wait.end is None or at < wait.end) for wait in waits)


def longest_at(waits: Iterable[Wait], moments: Sequence[dt.datetime]) -> Mapping[dt.datetime, dt.timedelta]:
    """Return how long the longest had waited at each moment, which are in order; zero where nobody waited."""
    since: dict[dt.datetime, dt.datetime] = {}
    for wait in sorted(waits, key=lambda wait: wait.start):
        first = bisect_left(moments, wait.start)
        last = len(moments) if wait.end is None else bisect_left(moments, wait.end)
        for moment in moments[first:last]:
            since.setdefault(moment, wait.start)  # whoever came before has waited longer
    return {moment: moment - since.get(moment, moment) for moment in moments}
