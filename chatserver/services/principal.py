"""Who is speaking, as proven by a ticket or a login. Never taken from a payload."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from chatserver.domain.actors import Actor, Person, Role, Taxpayer
from chatserver.domain.guards import person_key

if TYPE_CHECKING:
    import datetime as dt


@dataclass(frozen=True, kw_only=True)
class TaxpayerPrincipal:
    """A person acting for a taxpayer, until the ticket ends. `matters`: allowed matter ids, or `*`."""

    taxpayer: Taxpayer
    person: Person
    matters: frozenset[str]
    expires_at: dt.datetime
    ticket_id: str

    @cached_property
    def actor(self) -> Actor:
        """The person as an actor of the log."""
        return Actor(role=Role.TAXPAYER, id=person_key(self.taxpayer.taxpayer_id, self.person.person_id))

    def may_ask(self, matter_id: str) -> bool:
        """Tell whether the ticket allows this matter."""
        return "*" in self.matters or matter_id in self.matters


@dataclass(frozen=True, kw_only=True)
class OfficerPrincipal:
    """A signed-in officer."""

    officer_id: str

    @cached_property
    def actor(self) -> Actor:
        """The officer as an actor of the log."""
        return Actor(role=Role.OFFICER, id=self.officer_id)

    def may_ask(self, _: str) -> bool:
        """Tell whether a question may be about this matter: an officer's may be about any."""
        return True


Principal: TypeAlias = TaxpayerPrincipal | OfficerPrincipal
