"""What every use case works with: the database, the journal, the clock, the catalogue, and who to tell."""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from chatserver.domain.ids import new_id
from chatserver.services.hall import HallReader
from chatserver.services.timing import Timing
from storage.journal import Journal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from chatserver.catalogue.holder import CatalogueHolder
    from chatserver.clock import Clock
    from chatserver.domain.actors import Actor
    from chatserver.domain.announcement import Announcement
    from chatserver.domain.catalogue import Catalogue
    from chatserver.domain.common_lists import Choice
    from chatserver.domain.officer import Officer
    from chatserver.domain.routing import Place
    from chatserver.domain.session import Session
    from chatserver.domain.workdays import Workdays
    from storage.engine import Database
    from storage.memory import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueLength:
    """How many sessions wait in a queue, and since when the longest."""

    queue_id: str
    waiting: int
    longest_since: dt.datetime


class Publisher(Protocol):
    """Tells people. Called after the commit; must neither fail nor wait."""

    def session_changed(self, outcome: Outcome) -> None:
        """Tell everybody who takes part in the session."""
        ...

    def session_heard(self, outcome: Outcome) -> None:
        """Tell those on this node who take part what another node has written; they may know it already."""
        ...

    def place_changed(self, person_key: str, session_id: str, place: Place, boost_reason: str | None) -> None:
        """Tell a waiting person their place."""
        ...

    def typing_changed(self, session: Session, actor: Actor, *, typing: bool) -> None:
        """Tell the other side that this one types."""
        ...

    def presence_changed(self, session: Session, actor: Actor, *, present: bool) -> None:
        """Tell the other side that this one's line is gone or back."""
        ...

    def consult_asked(self, session: Session) -> None:
        """Tell the officer who is asked into the session, here, that they are."""
        ...

    def officer_changed(self, officer: Officer, status_at: dt.datetime) -> None:
        """Tell an officer's windows their status and slots."""
        ...

    def announcement_changed(self, announcement: Announcement | None) -> None:
        """Tell everybody who is connected to this node what is announced now."""
        ...

    def queues_changed(self, officer_ids: Sequence[str], queues: Sequence[QueueLength]) -> None:
        """Tell officers on duty how many wait."""
        ...


class Hub:
    """One node's use-case context."""

    def __init__(
        self,
        *,
        database: Database,
        clock: Clock,
        catalogue: CatalogueHolder,
        publisher: Publisher,
        timing: Timing | None = None,
    ) -> None:
        """Make the journal; nothing runs before `journal.run()`."""
        self.database = database
        self.clock = clock
        self.publisher = publisher
        self.timing = timing or Timing()
        self.started_at = clock.now()
        """Since when this node lives: before, perhaps nobody could be connected anywhere."""
        self.node_id = new_id(self.started_at)
        self.journal = Journal(database, clock, publisher.session_changed, publisher.session_heard)
        self.desks = Nudge()
        self.hall = HallReader(database, clock)
        self.changed_officers: set[str] = set()
        """Officers whose windows are to be told their status and slots at the next look at the hall."""
        self.unnoted: dict[str, dt.datetime] = {}
        """Taxpayers whose last line has ended, and when, of which the database does not know yet."""
        self.announcement: Announcement | None = None
        """What all taxpayers are told now, as far as this node knows."""
        self.is_cut_off = False
        """Whether the lease could not be renewed when it was last due: the database is away."""
        self.back_at: dt.datetime | None = None
        """Since when it could be again, after it could not."""
        self._catalogue = catalogue

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue in force."""
        return self._catalogue.current

    @property
    def workdays(self) -> Workdays:
        """When the bureau works."""
        return self._catalogue.workdays

    @property
    def rating_term(self) -> dt.timedelta:
        """How long after its end a session can be rated."""
        return dt.timedelta(seconds=self.timing.rating_seconds)

    def new_id(self) -> str:
        """Return a fresh id."""
        return new_id(self.clock.now())


@dataclass(slots=True)
class Nudge:
    """A wish that something be looked at again; many wishes are one look."""

    _wanted: asyncio.Event = field(default_factory=asyncio.Event)

    def want(self) -> None:
        """Ask for a look."""
        self._wanted.set()

    async def wait(self) -> None:
        """Return once a look is wanted, and forget the wish."""
        await self._wanted.wait()
        self.forget()

    def forget(self) -> None:
        """Nothing is wanted any more: the look begins now."""
        self._wanted.clear()


def codes(choices: Iterable[Choice]) -> frozenset[str]:
    """Return the codes of one of the catalogue's lists."""
    return frozenset(choice.id for choice in choices)
