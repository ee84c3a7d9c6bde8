"""Who came again: the same taxpayer at the same bureau, matter and step, another session opened within 7 days."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from chatserver.domain.metrics_figures import Figure, Unit, divided

if TYPE_CHECKING:
    from chatserver.domain.metrics_facts import SessionFacts
    from chatserver.domain.metrics_figures import Scope


class _Due(NamedTuple):
    """What is kept of an answered session of the scope that is old enough."""

    session_id: str
    taxpayer: str
    opened_at: dt.datetime
    about: frozenset[tuple[str, str | None]]
    achieved: bool | None


class Repeats:
    """Takes every session that was opened in the scope or up to 7 days later, in any order."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._asked: dict[tuple[str, str, str | None], list[dt.datetime]] = {}
        self._due: list[_Due] = []

    def take(self, facts: SessionFacts, *, counts: bool) -> None:
        """Remember one session; `counts`: it is of the scope. Younger than 7 days, nobody can tell yet."""
        for matter_id, step_id in facts.about:
            self._asked.setdefault((facts.taxpayer, matter_id, step_id), []).append(facts.opened_at)
        if counts and facts.answered and facts.opened_at + self._scope.repeat_within <= self._scope.as_of:
            due = _Due(facts.session_id, facts.taxpayer, facts.opened_at, facts.about, facts.achieved)
            self._due.append(due)

    def repeated(self) -> set[str]:
        """Return the sessions that were followed by another."""
        return {due.session_id for due in self._due if self._is_repeated(due)}

    def figures(self) -> list[Figure]:
        """Return how many came again, and of those who said whether they got it done: said yes and came not again."""
        repeated = self.repeated()
        said = [due for due in self._due if due.achieved is not None]
        at_once = sum(due.achieved is True and due.session_id not in repeated for due in said)
        return [
            divided("repeat_rate", Unit.SHARE, len(repeated), len(self._due)),
            divided("first_contact_rate", Unit.SHARE, at_once, len(said)),
        ]

    def _is_repeated(self, due: _Due) -> bool:
        since, until = due.opened_at, due.opened_at + self._scope.repeat_within
        return any(
            since < opened_at <= until
            for matter_id, step_id in due.about
            for opened_at in self._asked[due.taxpayer, matter_id, step_id]
        )
