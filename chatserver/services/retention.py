"""How long a closed session keeps what was said in it, and whose it was: purges what is over, a few sessions at a time.

Each transaction is a few sessions', so live traffic waits for milliseconds; a turn that is cut anywhere goes on where
the rows of `purges` end. The figures stay what they were: see `domain.purging`.
"""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from chatserver.domain.purging import Part, Purge
from storage.purging import count_due, find_due, find_purged, purge_sessions

if TYPE_CHECKING:
    from chatserver.services.hub import Hub
    from storage.engine import Database
    from storage.purging import Closed, Purged

_log = logging.getLogger(__name__)
_LOOK_BACK: Final = dt.timedelta(minutes=10)
"""By how much the clock of another node, or of a command, may be behind ours when it says what it purged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How many days after its closing a session keeps its talk, and names and values; None: for ever."""

    talk_days: int | None = None
    personal_days: int | None = None

    @property
    def purges(self) -> tuple[Purge, ...]:
        """What is to go at some time."""
        days = {Part.TALK: self.talk_days, Part.PERSONAL: self.personal_days}
        return tuple(Purge(part, term) for part, term in days.items() if term is not None)


class Purging:
    """Goes through all sessions that are due, those closed first come first, and again from where it was.

    What is stuck is passed by, and tried again on the next way through.
    """

    def __init__(self, database: Database, terms: Terms) -> None:
        """Nothing is done before `step`."""
        self._database = database
        self._purges = terms.purges
        self._places: dict[Purge, Closed] = {}
        self.stuck: set[str] = set()
        """Sessions that stay as they are, of this way through: see `Purged`."""

    async def step(self, now: dt.datetime, most: int) -> list[str]:
        """Purge up to `most` sessions whose term is over `now`; return which. None: nothing more is due."""
        for purge in self._purges:
            while found := await self._find(purge, now, most):
                self._places[purge] = found[-1]
                ids = [one.session_id for one in found]
                came_to = await self._database.write(partial(purge_sessions, ids=ids, purge=purge, now=now))
                self._tell(purge, came_to)
                if came_to.done:
                    return list(came_to.done)
        if self.stuck:
            self._places.clear()
        return []

    async def _find(self, purge: Purge, now: dt.datetime, most: int) -> list[Closed]:
        after = self._places.get(purge)
        return await self._database.read(partial(find_due, purge=purge, now=now, after=after, most=most))

    def _tell(self, purge: Purge, came_to: Purged) -> None:
        if came_to.done:
            listed = ", ".join(f"{session_id} ({events})" for session_id, events in came_to.done.items())
            _log.info("purged of %s after %s days: %s", purge.part.value, purge.days, listed)
        for session_id in came_to.stuck:
            _log.warning("session %s cannot be purged of %s now", session_id, purge.part.value)
        self.stuck.update(came_to.stuck)


class Retention:
    """A node's own purging: nothing of what was purged, by whomever, stays in its memory."""

    def __init__(self, hub: Hub, terms: Terms) -> None:
        """Nothing is done before `step`."""
        self._hub = hub
        self._purging = Purging(hub.database, terms)
        self._looked_at = hub.clock.now()

    async def begin(self) -> None:
        """Forget what another node, or the command, has purged: it is read anew when it is next wanted."""
        now, self._purging.stuck = self._hub.clock.now(), set()
        self._forget(await self._hub.database.read(partial(find_purged, since=self._looked_at - _LOOK_BACK)))
        self._looked_at = now

    async def step(self, most: int) -> int:
        """Purge up to `most` sessions that are due; return how many were."""
        done = await self._purging.step(self._hub.clock.now(), most)
        self._forget(done)
        return len(done)

    def _forget(self, session_ids: list[str]) -> None:
        for session_id in session_ids:
            self._hub.journal.memory.forget(session_id)


async def due(database: Database, terms: Terms, now: dt.datetime) -> dict[Purge, int]:
    """Return of how many sessions each is to be purged now."""
    return {purge: await database.read(partial(count_due, purge=purge, now=now)) for purge in terms.purges}
