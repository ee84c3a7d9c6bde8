"""The floor (现场) at one moment: queues, officers and sessions, counted once so that its figures agree. Pure."""

from __future__ import annotations

import datetime as dt
import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chatserver.domain.officer import OfficerStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from chatserver.domain.actors import OfficerRef
    from chatserver.domain.officer import Officer
    from chatserver.domain.routing import WaitingSession

ANY = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueState:
    """One queue. `waiting` counts who is on offer, too; the waits are seconds, None when nobody waits.

    Officers who know the matter: `free` can take a session now, `busy` are on duty and cannot, `away` said so or have
    lost their line while on duty. Who is off duty is not counted.
    """

    queue_id: str
    waiting: int
    longest_since: dt.datetime | None
    median_seconds: float | None
    free: int
    busy: int
    away: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLine:
    """A session with an officer. `since`: of its state (with the officer, or wrapped up)."""

    session_id: str
    state: str
    matter_id: str
    taxpayer_name: str
    officer_id: str
    since: dt.datetime
    monitors: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingLine:
    """A session that waits. `since`: of its first time in a queue; `wanted_officer_id`: for whom it is kept."""

    session_id: str
    queue_id: str
    matter_id: str
    tier: int
    taxpayer_name: str
    since: dt.datetime
    boost_reason: str | None
    offered_to: OfficerRef | None
    wanted_officer_id: str | None


def count_queues(
    queue_ids: Sequence[str], waiting: Iterable[WaitingSession], officers: Sequence[Officer], now: dt.datetime
) -> list[QueueState]:
    """Return every queue of `queue_ids` in their order, and those in which somebody waits all the same."""
    by_queue: dict[str, list[dt.datetime]] = {queue_id: [] for queue_id in queue_ids}
    for session in waiting:
        by_queue.setdefault(session.queue_id, []).append(session.queued_at)
    return [_queue(queue_id, since, officers, now) for queue_id, since in by_queue.items()]


def is_shown(officer: Officer) -> bool:
    """Tell whether an officer is on the floor: not off duty, or with sessions still in hand."""
    return officer.status is not OfficerStatus.OFF_DUTY or bool(officer.taken)


def is_away(officer: Officer) -> bool:
    """Tell whether somebody expected on duty is not there."""
    expected = officer.status in {OfficerStatus.AVAILABLE, OfficerStatus.FINISHING}
    return officer.status is OfficerStatus.AWAY or (expected and not officer.present)


def _queue(queue_id: str, since: Sequence[dt.datetime], officers: Sequence[Officer], now: dt.datetime) -> QueueState:
    able = [item for item in officers if item.status is not OfficerStatus.OFF_DUTY and {queue_id, ANY} & item.skills]
    free = sum(item.may_take() for item in able)
    away = sum(is_away(item) for item in able)
    waits = [max(0.0, (now - at).total_seconds()) for at in since]
    return QueueState(
        queue_id=queue_id,
        waiting=len(since),
        longest_since=min(since, default=None),
        median_seconds=statistics.median(waits) if waits else None,
        free=free,
        busy=len(able) - free - away,
        away=away,
    )
