"""One invented session: its log so far, and the one way in which it grows: a rule of the domain, applied at a time."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from chatserver.domain.actors import Actor, Role
from chatserver.domain.errors import DomainError
from chatserver.domain.events import LoggedEvent
from chatserver.domain.session import Session, fold

if TYPE_CHECKING:
    import datetime as dt

    from chatserver.domain.decision import Decision, Rule
    from chatserver.simulation.people import Trouble

NEVER = 0


@dataclass(slots=True)
class Story:
    """`visit`: how often an officer took it; what was planned for an earlier visit is not done in a later one."""

    session: Session
    trouble: Trouble
    asker: Actor
    log: list[LoggedEvent] = field(default_factory=list)
    visit: int = NEVER
    solves: bool = True
    guides: int = 0

    @property
    def officer(self) -> Actor:
        """Who is responsible. Only while somebody is."""
        assert self.session.officer is not None  # noqa: S101 - asked for in talks only
        return Actor(role=Role.OFFICER, id=self.session.officer.officer_id)

    def do(self, at: dt.datetime, rule: Rule) -> Decision | None:
        """Apply a rule as the journal would; what the rule refuses is not done, as in life. Return what it decided."""
        try:
            decision = rule(self.session)
        except DomainError:
            return None
        for actor, event in decision.facts:
            logged = LoggedEvent(
                session_id=self.session.session_id, seq=self.session.seq + 1, at=at, actor=actor, event=event
            )
            self.session = fold(self.session, logged)
            self.log.append(logged)
        return decision

    def guide_id(self) -> str:
        """Return a fresh id for something pointed at or proposed."""
        self.guides += 1
        return f"g{self.guides}"
