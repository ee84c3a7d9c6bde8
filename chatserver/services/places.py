"""Keeps waiting people and officers on duty up to date about the queue, and only when something changed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from chatserver.domain.guards import key_of
from chatserver.domain.routing import Place
from chatserver.services.presence import others_are_heard
from chatserver.services.routing import offer_all, queue_lengths

if TYPE_CHECKING:
    from chatserver.services.hall import Hall
    from chatserver.services.hub import Hub, QueueLength

MOST_TOLD = 500
"""Beyond this length only the first are told their place: nobody's place near the end says much."""
QUEUES_SECONDS = 0.25
"""How often officers are told how many wait: a number that nobody reads faster, on every officer's line. The first
change is told at once, what comes within this time together behind it.
"""


class QueueNews:
    """Remembers what was told, so that a place is told once."""

    def __init__(self, hub: Hub) -> None:
        """Nothing has been told yet."""
        self._hub = hub
        self._places: dict[str, Place] = {}
        self._queues: list[QueueLength] = []
        self._officers: set[str] = set()
        self._due = 0.0
        """When the queues may be told again, by the loop's time."""
        self._waking: asyncio.TimerHandle | None = None

    async def tell(self, hall: Hall) -> None:
        """Tell everybody what is new to them."""
        told = hall.places.first(MOST_TOLD)
        for session_id, place in told.items():
            if self._places.get(session_id) != place:
                await self._tell_place(session_id, place)
        self._places = told
        self._tell_queues(queue_lengths(hall.unassigned), {one.officer_id for one in hall.officers if one.present})

    def _tell_queues(self, lines: list[QueueLength], present: set[str]) -> None:
        arrived, self._officers = present - self._officers, present
        if arrived or (lines != self._queues and not self._is_early()):
            self._queues = lines
            self._due = asyncio.get_running_loop().time() + QUEUES_SECONDS
            self._hub.publisher.queues_changed(sorted(present), lines)

    def _is_early(self) -> bool:
        """Tell whether the queues were told just now; then have the hall looked at again when they may be."""
        loop = asyncio.get_running_loop()
        if loop.time() >= self._due:
            return False
        if self._waking is None or self._waking.when() < self._due:
            self._waking = loop.call_at(self._due, self._hub.desks.want)
        return True

    async def _tell_place(self, session_id: str, place: Place) -> None:
        session = await self._hub.journal.glance(session_id)
        if session.waiting:
            self._hub.publisher.place_changed(key_of(session), session_id, place, session.waiting.boost_reason)


async def pair_and_tell(hub: Hub, news: QueueNews) -> None:
    """Look at the hall once: make offers, tell officers what became of their slots, tell everybody their place."""
    changed, hub.changed_officers = hub.changed_officers, set()
    try:
        hall = await hub.hall.look()
        if others_are_heard(hub):  # else officers of theirs look absent, and others would be asked in their place
            await offer_all(hub, hall)
    except BaseException:
        hub.changed_officers |= changed
        raise
    for officer in hall.officers:
        if officer.officer_id in changed:
            hub.publisher.officer_changed(officer, hall.status_at[officer.officer_id])
    await news.tell(hall)
