"""What a rule answers: the facts to write, and the keys that must be free for them to be true."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

    from chatserver.domain.actors import Actor
    from chatserver.domain.events import Event
    from chatserver.domain.session import Session


@dataclass(frozen=True, slots=True)
class HoldPerson:
    """The person has this session open; a second open session of the same person loses."""

    person_key: str


@dataclass(frozen=True, slots=True)
class ReleasePerson:
    """The person may open another session."""

    person_key: str


@dataclass(frozen=True, slots=True)
class TakeSlot:
    """This unit of the officer's capacity goes to the session; a second session on it loses."""

    officer_id: str
    slot: int


@dataclass(frozen=True, slots=True)
class FreeSlot:
    """The unit of capacity is free again."""

    officer_id: str
    slot: int


@dataclass(frozen=True, slots=True)
class HoldConsult:
    """The officer is asked into the session as the second one; a session has one such at a time."""

    officer_id: str


@dataclass(frozen=True, slots=True)
class ReleaseConsult:
    """They are asked no longer."""

    officer_id: str


Claim: TypeAlias = HoldPerson | ReleasePerson | TakeSlot | FreeSlot | HoldConsult | ReleaseConsult


class Decision(NamedTuple):
    """Facts in order, each with its actor; and the claims that are written in the same transaction.

    No facts means that nothing is to change: a repeated command.
    """

    facts: tuple[tuple[Actor, Event], ...] = ()
    claims: tuple[Claim, ...] = ()

    def then(self, other: Decision) -> Decision:
        """Return this followed by `other`, as one decision."""
        return Decision(self.facts + other.facts, self.claims + other.claims)


NOTHING = Decision()

Rule: TypeAlias = "Callable[[Session], Decision]"
"""A pure function of the newest state. It may run again, so it must not do anything but decide."""
