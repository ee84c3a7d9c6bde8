"""Who else is there: officers, lines and queues as somebody sees them who hands a session over or asks for a second."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from chatserver.domain.officer import TIERS, OfficerStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from chatserver.domain.officer import Officer
    from chatserver.domain.routing import WaitingSession


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """What a session needs: somebody of the queue's matter, of this tier or a higher one, with its language."""

    queue_id: str
    tier: int
    locale: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """Another officer. `handles`: the matter is among their skills; `barrier`: why they take nothing new now.

    `skills`: their queues; `lacks`: which needs they do not meet (matter, tier, language), none for who fits.
    """

    officer: Officer
    handles: bool
    barrier: str | None
    skills: tuple[str, ...]
    languages: tuple[str, ...]
    lacks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TierCover:
    """A line: how many of it who handle the matter are on duty, and their free slots."""

    tier: int
    on_duty: int
    free_slots: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueCover:
    """A queue: how many wait in it, and how many who handle its matter are on duty."""

    queue_id: str
    waiting: int
    on_duty: int


def barrier(officer: Officer) -> str | None:
    """Return why the officer is offered nothing now: off_duty, away, absent, finishing or full; None if they are."""
    if officer.status in {OfficerStatus.OFF_DUTY, OfficerStatus.AWAY}:
        return officer.status.value
    if not officer.present:
        return "absent"
    if officer.status is OfficerStatus.FINISHING:
        return "finishing"
    return None if officer.free_slots else "full"


def others(officers: Iterable[Officer], me: str) -> list[Officer]:
    """Return those who take sessions, without the one who asks."""
    return [officer for officer in officers if officer.officer_id != me and officer.tier in TIERS]


def colleagues(officers: Iterable[Officer], needs: Needs) -> list[Colleague]:
    """Return the officers as to a session: on duty first; of these who fits, then who lacks the least."""
    return sorted((_as_to(officer, needs) for officer in officers), key=_nearness)


def _as_to(officer: Officer, needs: Needs) -> Colleague:
    met = {
        "matter": officer.handles(needs.queue_id),
        "tier": officer.tier >= needs.tier,
        "language": officer.speaks(needs.locale),
    }
    return Colleague(
        officer=officer,
        handles=met["matter"],
        barrier=barrier(officer),
        skills=officer.queues,
        languages=officer.languages,
        lacks=tuple(need for need, is_met in met.items() if not is_met),
    )


def _nearness(one: Colleague) -> tuple[bool, bool, int, bool, str]:
    officer = one.officer
    return not officer.on_duty(), not one.handles, len(one.lacks), one.barrier is not None, officer.officer_id


def tier_covers(officers: Sequence[Officer], queue_id: str) -> list[TierCover]:
    """Return every line as to a queue."""
    able = [officer for officer in officers if officer.on_duty() and officer.handles(queue_id)]
    return [
        TierCover(
            tier=tier,
            on_duty=sum(officer.tier == tier for officer in able),
            free_slots=sum(len(officer.free_slots) for officer in able if officer.tier == tier),
        )
        for tier in TIERS
    ]


def queue_covers(
    queue_ids: Iterable[str], officers: Sequence[Officer], waiting: Iterable[WaitingSession]
) -> list[QueueCover]:
    """Return these queues in their order, with who waits and who is on duty."""
    lengths: dict[str, int] = {}
    for session in waiting:
        lengths[session.queue_id] = lengths.get(session.queue_id, 0) + 1
    on_duty = [officer for officer in officers if officer.on_duty()]
    return [
        QueueCover(
            queue_id=queue_id,
            waiting=lengths.get(queue_id, 0),
            on_duty=sum(officer.handles(queue_id) for officer in on_duty),
        )
        for queue_id in queue_ids
    ]
