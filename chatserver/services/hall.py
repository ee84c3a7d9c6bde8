"""Who waits and who could take them, read once for everybody who asks at the same time.

Pairing, places and officers' windows all look at the same rows; under load each reading for itself was most of what a
press of *help* cost.
"""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from chatserver.domain.routing import places
from storage.officers import load_officers_since
from storage.sessions import find_unassigned

if TYPE_CHECKING:
    import datetime as dt

    from chatserver.clock import Clock
    from chatserver.domain.officer import Officer
    from chatserver.domain.routing import Place, WaitingSession
    from storage.engine import Database


@dataclass(frozen=True, kw_only=True)  # no slots, for what is worked out once
class Hall:
    """The hall at one moment."""

    at: dt.datetime
    unassigned: list[WaitingSession]
    """By rank; some are on offer."""
    officers: list[Officer]
    status_at: dict[str, dt.datetime]
    """Since when each officer's status holds."""

    @cached_property
    def places(self) -> Places:
        """Everybody's place, worked out once for all who share this look."""
        return Places(self)


class Places:
    """The places in the hall at one moment, by rank, worked out as far as somebody asks."""

    def __init__(self, hall: Hall) -> None:
        """Nobody has asked yet."""
        self._ahead = places(hall.unassigned, hall.officers, hall.at)
        self._known: dict[str, Place] = {}

    def of(self, session_id: str) -> Place | None:
        """Return the place of a session, None when it does not wait."""
        while session_id not in self._known and self._go_on():
            pass
        return self._known.get(session_id)

    def first(self, count: int) -> dict[str, Place]:
        """Return the first places by session."""
        while len(self._known) < count and self._go_on():
            pass
        return dict(itertools.islice(self._known.items(), count))

    def _go_on(self) -> bool:
        """Work out one more; False when there is none."""
        for session, place in self._ahead:
            self._known[session.session_id] = place
            return True
        return False


class HallReader:
    """Reads the hall; whoever asks before a read has begun shares it."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Nothing is read yet."""
        self._database = database
        self._clock = clock
        self._reading = asyncio.Lock()
        self._next: asyncio.Future[Hall] | None = None

    async def look(self) -> Hall:
        """Return the hall as it is now or a little later, never as it was before the call."""
        shared = self._next
        if shared is None:
            return await self._lead()
        await asyncio.wait([shared])
        return await self.look() if shared.cancelled() else shared.result()

    async def _lead(self) -> Hall:
        mine: asyncio.Future[Hall] = asyncio.get_running_loop().create_future()
        self._next = mine
        try:
            async with self._reading:
                self._next = None
                mine.set_result(await self._read())
        finally:
            if self._next is mine:  # cancelled before its turn
                self._next = None
            mine.cancel()  # unless it is done: then those who share it read for themselves
        return mine.result()

    async def _read(self) -> Hall:
        now = self._clock.now()
        unassigned, found = await self._database.read(lambda c: (find_unassigned(c), load_officers_since(c, now)))
        return Hall(
            at=now,
            unassigned=unassigned,
            officers=[officer for officer, _ in found],
            status_at={officer.officer_id: since for officer, since in found},
        )
