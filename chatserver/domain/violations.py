"""Things that must not be, as they are found: all are counted, and the first of each kind kept with their words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable

KEPT = 20
"""Violations of one kind that are kept with their words; the rest is counted. One fault often breaks thousands."""


class Found(Protocol):
    """One thing that must not be."""

    @property
    def kind(self) -> StrEnum: ...


V = TypeVar("V", bound=Found)


@dataclass(slots=True)
class Violations(Generic[V]):
    """All that is wrong. `kept`: the first `KEPT` of each kind."""

    counts: Counter[Any] = field(default_factory=Counter)
    kept: list[V] = field(default_factory=list)

    def add(self, found: Iterable[V]) -> None:
        """Count them, and keep the first of each kind."""
        for violation in found:
            self.counts[violation.kind] += 1
            if self.counts[violation.kind] <= KEPT:
                self.kept.append(violation)
