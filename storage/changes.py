"""What waits in the journal: a change with whoever waits for it, then a decided one that waits for its transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeAlias

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable

    from chatserver.domain.decision import Claim, Decision, Rule
    from storage.memory import Outcome

Tell: TypeAlias = "Callable[[Outcome], None]"


class Waiter(Protocol):
    """Who hears what became of a change; a future is one. Called once, unless it is done already."""

    def done(self) -> bool:
        """Tell whether the answer is not waited for any more; a change not yet decided is then dropped."""
        ...

    def set_result(self, outcome: Outcome, /) -> object:
        """It is on disk."""
        ...

    def set_exception(self, error: Exception, /) -> object:
        """It was refused, or could not be written."""
        ...

    def cancel(self) -> object:
        """The journal ends without having written it."""
        ...


class Change(msgspec.Struct):
    """A rule to be applied to a session."""

    session_id: str
    rule: Rule
    waiter: Waiter
    attempts: int = 0
    renews: bool = False
    """To be decided on what is on disk."""


class Stale(Exception):
    """What is held here may be too old for this decision."""


class Step(msgspec.Struct, frozen=True):
    """One decided change, waiting for its transaction."""

    change: Change
    decision: Decision
    outcome: Outcome
    row_seq: int

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The keys that must be free for it. Without facts nothing is to change, and none are asked for."""
        return self.decision.claims if self.outcome.events else ()


class Batch(msgspec.Struct):
    """What the journal has taken at once."""

    steps: list[Step] = []
    """Decided; they share the next transaction."""
    again: list[Change] = []
    """To be decided again, in order."""
    held: set[str] = set()
    """Sessions of those: a session's changes keep their order, so what comes behind one is decided again, too."""
