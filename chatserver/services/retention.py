"""How long a closed session keeps what was said in it, and whose it was: purges what is over, a few sessions at a time.

Each transaction is a few sessions', so live traffic waits for milliseconds; a turn that is cut anywhere goes on where
the rows of `purges` end. The figures stay what they were: see `domain.purging`.
"""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from chatserver.domain.purging import Part, Purge
from storage.purging import count_due, find_due, find_purged, purge_sessions

if TYPE_CHECKING:
    from chatserver.clock import Clock
    from chatserver.services.hub import Hub
    from storage.engine import Database
    from storage.purging import Closed, Purged

_log = logging.getLogger(__name__)
_LOOK_BACK: Final = dt.timedelta(minutes=10)
"""By how much the clock of another node, or of a command, may be behind ours when it says what it purged."""
_REST: Final = dt.timedelta(hours=1)
"""Between two ways through what is stuck: somebody has to mend its log, or to bring a newer version."""


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


class Step(NamedTuple):
    """What one step came to: how many sessions it looked at, none when nothing more is due, and which it purged."""

    looked_at: int
    done: list[str]


class Purging:
    """Goes through all sessions that are due, those closed first come first, and again from where it was.

    What is stuck is passed by and named once; `begin_anew` lets it be tried again.
    """

    def __init__(self, database: Database, terms: Terms, clock: Clock) -> None:
        """Nothing is done before `step`."""
        self._database, self._clock = database, clock
        self._purges = terms.purges
        self._places: dict[Purge, Closed] = {}
        self._began = clock.now()
        self._is_through = False
        self._told: set[str] = set()
        self.stuck: set[str] = set()
        """Sessions that stay as they are, of this way through: see `Purged`."""

    async def step(self, most: int) -> Step:
        """Purge up to `most` sessions whose term is over, in one transaction. It notes its own time: nodes look for
        what was purged in the last minutes, and to go through all may take hours.
        """
        for purge in self._purges:
            now = self._clock.now()
            if found := await self._find(purge, now, most):
                self._places[purge] = found[-1]
                ids = [one.session_id for one in found]
                came_to = await self._database.write(partial(purge_sessions, ids=ids, purge=purge, now=now))
                self._tell(purge, came_to)
                self._is_through = False
                return Step(len(found), list(came_to.done))
        self._is_through = True
        return Step(0, [])

    def begin_anew(self) -> None:
        """Go through again from the first session that is due, where the last way through began an hour ago, is over,
        and left something stuck.
        """
        now = self._clock.now()
        if self.stuck and self._is_through and now - self._began >= _REST:
            self._places, self.stuck, self._began = {}, set(), now

    async def _find(self, purge: Purge, now: dt.datetime, most: int) -> list[Closed]:
        after = self._places.get(purge)
        return await self._database.read(partial(find_due, purge=purge, now=now, after=after, most=most))

    def _tell(self, purge: Purge, came_to: Purged) -> None:
        if came_to.done:
            listed = ", ".join(f"{session_id} ({events})" for session_id, events in came_to.done.items())
            _log.info("purged of %s after %s days: %s", purge.part.value, purge.days, listed)
        self.stuck.update(came_to.stuck)
        for session_id in sorted(self.stuck - self._told):
            _log.warning("session %s cannot be purged of %s now", session_id, purge.part.value)
        self._told |= self.stuck


class Retention:
    """A node's own purging: nothing of what was purged, by whomever, stays in its memory."""

    def __init__(self, hub: Hub, terms: Terms) -> None:
        """Nothing is done before `step`. Without terms nothing is purged here, but perhaps by others."""
        self._hub = hub
        self._purging = Purging(hub.database, terms, hub.clock)
        self._looked_at = hub.clock.now()

    async def begin(self) -> None:
        """Forget what another node, or the command, has purged: it is read anew when it is next wanted."""
        now = self._hub.clock.now()
        self._forget(await self._hub.database.read(partial(find_purged, since=self._looked_at - _LOOK_BACK)))
        self._looked_at = now
        self._purging.begin_anew()

    async def step(self, most: int) -> int:
        """Purge up to `most` sessions that are due; return how many were looked at, 0 when nothing more is due."""
        step = await self._purging.step(most)
        self._forget(step.done)
        return step.looked_at

    def _forget(self, session_ids: list[str]) -> None:
        for session_id in session_ids:
            self._hub.journal.memory.forget(session_id)


async def due(database: Database, terms: Terms, now: dt.datetime) -> dict[Purge, int]:
    """Return of how many sessions each is to be purged now."""
    return {purge: await database.read(partial(count_due, purge=purge, now=now)) for purge in terms.purges}
