"""Keeps waiting people and officers on duty up to date about the queue, and only when something changed."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from chatserver.domain.guards import key_of
from chatserver.domain.routing import Place, places
from chatserver.services.routing import queue_lengths
from storage.officers import load_officers
from storage.sessions import find_unassigned

if TYPE_CHECKING:
    from chatserver.services.hub import Hub, QueueLength

MOST_TOLD = 500
"""Beyond this length only the first are told their place: nobody's place near the end says much."""


class QueueNews:
    """Remembers what was told, so that a place is told once."""

    def __init__(self, hub: Hub) -> None:
        """Nothing has been told yet."""
        self._hub = hub
        self._places: dict[str, Place] = {}
        self._queues: list[QueueLength] = []
        self._officers: set[str] = set()

    async def tell(self) -> None:
        """Read the queue once and tell everybody what is new to them."""
        hub, now = self._hub, self._hub.clock.now()
        waiting, officers = await hub.database.read(lambda c: (find_unassigned(c), load_officers(c, now)))
        told: dict[str, Place] = {}
        for session, place in itertools.islice(places(waiting, officers, now), MOST_TOLD):
            told[session.session_id] = place
            if self._places.get(session.session_id) != place:
                await self._tell_place(session.session_id, place)
        self._places = told
        lines, present = queue_lengths(waiting), {officer.officer_id for officer in officers if officer.present}
        if lines != self._queues or present - self._officers:
            hub.publisher.queues_changed(sorted(present), lines)
        self._queues, self._officers = lines, present

    async def _tell_place(self, session_id: str, place: Place) -> None:
        session = await self._hub.journal.load(session_id)
        if session.waiting:
            self._hub.publisher.place_changed(key_of(session), session_id, place, session.waiting.boost_reason)
