"""Who may see the floor and act on it: an officer with the skill `monitor`, for as long as they have it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from chatserver.domain.errors import NotPermitted
from chatserver.domain.supervising import end_monitor
from chatserver.services.routing import find_officer_now
from storage.floor import find_monitored
from storage.officers import load_officers

if TYPE_CHECKING:
    from chatserver.domain.actors import Actor
    from chatserver.domain.officer import Officer
    from chatserver.services.hub import Hub


async def check_supervisor(hub: Hub, actor: Actor) -> Officer:
    """Return the supervisor. Raises NotPermitted for every other officer; asked anew each time, for rights end."""
    officer, _ = await find_officer_now(hub, actor.id)
    if not officer.supervises:
        raise NotPermitted
    return officer


class LostRights:
    """Ends what a right that is gone had begun: skills are taken away on the command line, which no session hears of.

    Every node looks; a session lets one of them write it.
    """

    def __init__(self, hub: Hub) -> None:
        """Nobody has been looked at: rights may have ended while no node ran."""
        self._hub = hub
        self._supervisors: frozenset[str] | None = None

    async def turn(self) -> None:
        """Let nobody read along who supervises no more. Sessions are looked through only when somebody has ceased."""
        hub, now = self._hub, self._hub.clock.now()
        officers = await hub.database.read(lambda connection: load_officers(connection, now))
        supervisors = frozenset(officer.officer_id for officer in officers if officer.supervises)
        if self._supervisors is None or not self._supervisors <= supervisors:
            for session_id, readers in await hub.database.read(find_monitored):
                for officer_id in set(readers) - supervisors:
                    await hub.journal.change(session_id, partial(end_monitor, officer_id=officer_id))
        self._supervisors = supervisors
