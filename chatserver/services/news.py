"""Looks for what other nodes have written, when the bus may not have told: the bus may lose, the database does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from chatserver.domain.actors import Role
from chatserver.domain.consulting import asked_officer
from chatserver.domain.guards import key_of, officers_of
from chatserver.domain.session import SessionState
from chatserver.services.hub import Nudge
from storage.memory import Outcome
from storage.news import find_news, find_other_nodes, find_parts
from storage.sessions import load_events

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from chatserver.domain.officer import Officer
    from chatserver.services.hub import Hub


class People(Protocol):
    """Who is connected to this node."""

    def persons(self, role: str) -> set[str]:
        """Return the ids of everybody in this role."""
        ...


class Ear(Protocol):
    """What is known of the bus."""

    def trouble(self) -> str | None:
        """Return None when this node hears itself, else what is wrong."""
        ...

    def missing(self, nodes: Iterable[str]) -> set[str]:
        """Return which of these nodes have not been heard lately."""
        ...


class NoBus:
    """Nobody is heard: a node without a bus, which has no trouble as long as it is the only one."""

    def trouble(self) -> str | None:
        """Nothing is wrong."""
        return None

    def missing(self, nodes: Iterable[str]) -> set[str]:
        """Every other node is."""
        return set(nodes)


class News:
    """Asks the database for as long as it has to be asked."""

    def __init__(self, hub: Hub, people: People, ear: Ear) -> None:
        """Nothing has been asked yet."""
        self._hub = hub
        self._people = people
        self._ear = ear
        self._wanted = self._done = 0
        self._gaps: set[str] = set()
        self.filled: Callable[[], None] = lambda: None
        self._officers: dict[str, Officer] = {}
        self.nudge = Nudge()
        self.looks = 0

    def want(self) -> None:
        """Something may have been lost: look once, however well the bus is now."""
        self._wanted += 1
        self.nudge.want()

    @property
    def is_wanted(self) -> bool:
        """Whether a look is still to be finished."""
        return self._wanted != self._done

    async def turn(self) -> None:
        """Look if something was, or may be, lost; to be called every second, and when `nudge` says so."""
        await self._fill()
        hub = self._hub
        if not hub.database.is_shared:
            return
        wanted, now = self._wanted, hub.clock.now()
        others = await hub.database.read(lambda connection: find_other_nodes(connection, hub.node_id, now))
        if self.is_wanted or (others and (self._ear.trouble() or self._ear.missing(others))):
            await self._look()
        self._done = wanted

    def fill(self, session_id: str) -> None:
        """Look for what is missing of a session; `filled` is called then."""
        self._gaps.add(session_id)
        self.nudge.want()

    async def _fill(self) -> None:
        gaps, self._gaps = self._gaps, set()
        try:
            for session_id in gaps:
                await self._hub.journal.load(session_id)
        finally:
            self.filled()

    async def _look(self) -> None:
        """Tell the people here everything that is on disk and has not been told."""
        hub, memory = self._hub, self._hub.journal.memory
        self.looks += 1
        taxpayers, officers = self._people.persons(Role.TAXPAYER), self._people.persons(Role.OFFICER)
        parts = await hub.database.read(lambda connection: find_parts(connection, taxpayers, officers))
        known = {
            session.session_id: session.seq
            for session in memory
            if session.session_id in parts
            or (
                session.state is not SessionState.CLOSED
                and (
                    key_of(session) in taxpayers
                    or not officers.isdisjoint(officers_of(session))
                    or not officers.isdisjoint(session.monitors)
                )
            )
        }
        news = await hub.database.read(lambda connection: find_news(connection, known))
        for session_id, events in news.items():
            memory.learn(session_id, events)
        for session_id in parts - known.keys():
            await self._introduce(session_id)
        await self._tell_officers(officers)

    async def _tell_officers(self, here: set[str]) -> None:
        """Tell officers their status and slots, where they changed since the last look."""
        hall = await self._hub.hall.look()
        found = {officer.officer_id: officer for officer in hall.officers if officer.officer_id in here}
        for officer_id, officer in found.items():
            if self._officers.get(officer_id) != officer:
                self._hub.publisher.officer_changed(officer, hall.status_at[officer_id])
        self._officers = found

    async def _introduce(self, session_id: str) -> None:
        """Tell the newest event of a session that was not known here: who misses others will ask for them."""
        session = await self._hub.journal.glance(session_id)
        last = await self._hub.database.read(lambda connection: load_events(connection, session_id, session.seq - 1))
        self._hub.publisher.session_heard(Outcome(session, session, tuple(last)))
        if asked_officer(
            session
        ):  # whoever is asked in hears of nothing else, so misses nothing that they could ask for
            self._hub.publisher.consult_asked(session)
