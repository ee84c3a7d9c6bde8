"""A publisher that remembers what people were told; taking empties it, so each thing is asserted once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from chatserver.domain.actors import Actor
    from chatserver.domain.officer import Officer
    from chatserver.domain.routing import Place
    from chatserver.domain.session import Session
    from chatserver.services.hub import QueueLength
    from storage.memory import Outcome


class RecordingPublisher:
    """Remembers outcomes and signals in order."""

    def __init__(self) -> None:
        self.outcomes: list[Outcome] = []
        self.heard: list[Outcome] = []
        self.signals: list[tuple[str, Any]] = []

    def session_changed(self, outcome: Outcome) -> None:
        self.outcomes.append(outcome)

    def session_heard(self, outcome: Outcome) -> None:
        self.heard.append(outcome)

    def place_changed(self, person_key: str, session_id: str, place: Place, boost_reason: str | None) -> None:
        self.signals.append(("place", (person_key, session_id, place, boost_reason)))

    def typing_changed(self, session: Session, actor: Actor, *, typing: bool) -> None:
        self.signals.append(("typing", (session.session_id, actor.id, typing)))

    def presence_changed(self, session: Session, actor: Actor, *, present: bool) -> None:
        self.signals.append(("presence", (session.session_id, actor.id, present)))

    def consult_asked(self, session: Session) -> None:
        self.signals.append(("consult", session.session_id))

    def officer_changed(self, officer: Officer, status_at: dt.datetime) -> None:
        self.signals.append(("officer", officer))

    def queues_changed(self, officer_ids: Sequence[str], queues: Sequence[QueueLength]) -> None:
        self.signals.append(("queues", (tuple(officer_ids), tuple(queues))))

    def take_types(self) -> list[str]:
        """The types of the events published since the last look."""
        types = [stored.logged.event.type for outcome in self.outcomes for stored in outcome.events]
        self.outcomes.clear()
        return types

    def take_signals(self, kind: str) -> list[Any]:
        """The signals of one kind since the last look; others are forgotten too."""
        found = [content for name, content in self.signals if name == kind]
        self.signals.clear()
        return found
