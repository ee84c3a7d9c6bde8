"""Invented officers: shifts, slots, and the log of what they declared."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from chatserver.domain.actors import OfficerRef
from chatserver.domain.officer import OfficerStatus
from chatserver.simulation.season import peak_share

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from chatserver.domain.catalogue import Catalogue

CAPACITY: Final = 3
_HANDLING_HOURS: Final = 0.2
"""Time of an officer that a session takes, about, talk and wrap-up."""
_LOAD: Final = 0.85
"""How full the slots of those on duty are meant to be in the busiest hour."""
_SECOND_TIER: Final = 4
"""One officer in so many is of the second line."""


@dataclass(slots=True)
class Clerk:
    """One officer on one day. `declared`: what their status was from when, and why."""

    ref: OfficerRef
    skills: frozenset[str]
    free: set[int] = field(default_factory=lambda: set(range(1, CAPACITY + 1)))
    status: OfficerStatus = OfficerStatus.OFF_DUTY
    declared: list[tuple[dt.datetime, str, str]] = field(default_factory=list)

    def declare(self, at: dt.datetime, status: OfficerStatus, cause: str = "officer") -> None:
        """Declare a status; the same again is nothing."""
        if status is not self.status:
            self.status = status
            self.declared.append((at, status.value, cause))

    def may_take(self, queue_id: str, tier: int, *, relaxed: bool) -> bool:
        """Tell whether a session of this queue and line may be offered now; after a while any line will do."""
        fits = "*" in self.skills or queue_id in self.skills
        return (
            bool(self.free) and self.status is OfficerStatus.AVAILABLE and fits and (relaxed or self.ref.tier == tier)
        )


def staff(catalogue: Catalogue, busiest: int) -> list[Clerk]:
    """Return the officers of a bureau whose busiest day has so many requests; each knows some of the matters."""
    at_once = busiest * peak_share() * _HANDLING_HOURS
    count = max(6, math.ceil(at_once / CAPACITY / _LOAD))
    return [_clerk(number, catalogue) for number in range(1, count + 1)]


def _clerk(number: int, catalogue: Catalogue) -> Clerk:
    tier = 2 if number % _SECOND_TIER == 0 else 1
    ids = [matter.id for matter in catalogue.matters]
    skills = frozenset(ids[n] for n in range(len(ids)) if (n + number) % 3 != 0)
    ref = OfficerRef(officer_id=f"sim{number:04}", name=f"模拟导办{number:04}", tier=tier)
    return Clerk(ref=ref, skills=skills)


def on_duty(clerks: Sequence[Clerk], requests: int, busiest: int) -> Iterator[Clerk]:
    """Yield those who work on a day with so many requests: some of each line."""
    wanted = max(6, math.ceil(len(clerks) * requests / max(busiest, 1)))
    return iter(clerks[:wanted])
