"""What each closed session adds to the figures, kept so that a period's figures are sums of days. Pure.

The same contributions as `metrics_of_session` tells of a session, for the usual T and N, as numbers in one fixed order.
Sums of whole numbers do not depend on an order, so what is added up from parts is exactly what `Tally` computes.
"""

from __future__ import annotations

import datetime as dt
import itertools
from array import array
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from chatserver.domain.metrics import LATEST
from chatserver.domain.metrics_figures import (
    MICROSECONDS,
    PERCENTILES,
    Figure,
    Scope,
    Unit,
    counted,
    divided,
    rank_of,
)
from chatserver.domain.metrics_of_session import COUNTS, DISTRIBUTIONS, MEANS, SHARES, contributions

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

    from chatserver.domain.metrics_facts import SessionFacts

PAIRS: Final = (*SHARES, *MEANS)
DEFINITIONS: Final = frozenset({*COUNTS, *PAIRS, *DISTRIBUTIONS})
"""All that figures are told of."""
FILED: Final = "filed_rate"
"""The one share of a closed session that is not known at once: N minutes must have passed since its end."""
WIDTH: Final = len(COUNTS) + 2 * len(PAIRS)
"""How many numbers a session adds to."""
_PAIR_AT: Final = {name: len(COUNTS) + 2 * place for place, name in enumerate(PAIRS)}
_DISTRIBUTION_AT: Final = {name: place for place, name in enumerate(DISTRIBUTIONS)}
_UNITS: Final[Mapping[str, Unit]] = {name: unit for name, (unit, _) in MEANS.items()}
"""Of pairs that are no shares."""
_MANY: Final = 8
_SHORT: Final = 300
"""Runs of so many values, on the average, are put together."""
_EVER: Final = Scope(since=dt.datetime(2000, 1, 1, tzinfo=dt.UTC), until=LATEST, as_of=LATEST)


@dataclass(frozen=True, slots=True)
class Parts:
    """What one session adds: `numbers` in the order of COUNTS, then numerator and denominator of PAIRS.

    `lengths`: microseconds, by the place of the distribution.
    """

    numbers: tuple[int, ...]
    lengths: tuple[tuple[int, ...], ...]


def parts_of(facts: SessionFacts, scope: Scope = _EVER) -> Parts:
    """Return what a session adds; without a scope, once everything about it is known."""
    told = contributions(facts, scope)
    numbers = [told[name][0] for name in COUNTS]
    for name in PAIRS:
        numbers += told[name]
    return Parts(tuple(numbers), tuple(tuple(told[name]) for name in DISTRIBUTIONS))


def lengths_of(parts: Parts, name: str) -> tuple[int, ...]:
    """Return the microseconds that a session adds to one distribution."""
    return parts.lengths[_DISTRIBUTION_AT[name]]


def without_filing(parts: Parts) -> Parts:
    """Return the parts of a session of which nobody can tell yet whether its form is filed in time."""
    at = _PAIR_AT[FILED]
    return Parts((*parts.numbers[:at], 0, 0, *parts.numbers[at + 2 :]), parts.lengths)


@dataclass(slots=True)
class Cell:
    """Sums of many sessions; `lengths`: of each distribution in order, smallest first.

    `totals`: what the lengths of each come to, where that was kept with them; empty: it must be added up.
    """

    numbers: list[int] = field(default_factory=lambda: [0] * WIDTH)
    lengths: list[array[int]] = field(default_factory=lambda: [array("q") for _ in DISTRIBUTIONS])
    totals: list[int] = field(default_factory=list, compare=False)

    def total_of(self, place: int) -> int:
        """Return what the lengths of one distribution come to."""
        return self.totals[place] if self.totals else sum(self.lengths[place])

    def apply(self, changes: Sequence[tuple[int, Parts]]) -> None:
        """Add (sign 1) or take away (sign -1) sessions."""
        self.totals = []
        for sign, parts in changes:
            for place, number in enumerate(parts.numbers):
                self.numbers[place] += sign * number
        for place, lengths in enumerate(self.lengths):
            self.lengths[place] = _merged(lengths, [(sign, parts.lengths[place]) for sign, parts in changes])


def _merged(lengths: array[int], changes: Sequence[tuple[int, tuple[int, ...]]]) -> array[int]:
    gone = sorted(value for sign, values in changes if sign < 0 for value in values)
    kept = list(lengths)
    kept += [value for sign, values in changes if sign > 0 for value in values]
    kept.sort()
    for value in gone:
        del kept[bisect_right(kept, value) - 1]
    return array("q", kept)


def added_up(cells: Iterable[Cell]) -> Cell:
    """Return the sums over all sessions of some cells."""
    total, lengths = Cell(), [array("q") for _ in DISTRIBUTIONS]
    for cell in cells:
        total.numbers = [have + more for have, more in zip(total.numbers, cell.numbers, strict=True)]
        for have, more in zip(lengths, cell.lengths, strict=True):
            have.extend(more)
    total.lengths = [array("q", sorted(values)) for values in lengths]
    return total


@dataclass(slots=True)
class Sum:
    """Adds up cells and single sessions, and gives the figures."""

    _numbers: list[Sequence[int]] = field(default_factory=lambda: [[0] * WIDTH])
    _sorted: list[list[array[int]]] = field(default_factory=lambda: [[] for _ in DISTRIBUTIONS])
    _totals: list[int] = field(default_factory=lambda: [0] * len(DISTRIBUTIONS))
    _changes: list[tuple[int, Parts]] = field(default_factory=list)

    def add(self, cell: Cell) -> None:
        """Add a cell."""
        self._numbers.append(cell.numbers)
        for place, lengths in enumerate(cell.lengths):
            if lengths:
                self._sorted[place].append(lengths)
                self._totals[place] += cell.total_of(place)

    def change(self, sign: int, parts: Parts) -> None:
        """Add one session, or take one away that is in a cell or was added."""
        self._changes.append((sign, parts))

    def include(self, other: Sum) -> None:
        """Add all that another sum holds."""
        self._numbers += other._numbers
        for mine, more in zip(self._sorted, other._sorted, strict=True):
            mine.extend(more)
        self._totals = [have + more for have, more in zip(self._totals, other._totals, strict=True)]
        self._changes += other._changes

    def put_together(self, wanted: Container[str] = DEFINITIONS) -> None:
        """Make few of what was added; sums that include this one from now on find it so.

        Of distributions only those of `wanted`.
        """
        self._numbers = [_columns_of(self._numbers)]
        for place, name in enumerate(DISTRIBUTIONS):
            if name in wanted:
                self._put_together(place)

    def _put_together(self, place: int) -> None:
        self._sorted[place] = _fewer(self._sorted[place])

    def figures(self, wanted: Container[str] = DEFINITIONS) -> list[Figure]:
        """Return every figure of these definitions, as `metrics.Tally` has them."""
        changes = ([sign * number for number in parts.numbers] for sign, parts in self._changes)
        numbers = _columns_of([*self._numbers, *changes])
        return [*_counts(numbers, wanted), *_pairs(numbers, wanted), *self._distributions(wanted)]

    def _distributions(self, wanted: Container[str]) -> Iterator[Figure]:
        for place, name in enumerate(DISTRIBUTIONS):
            if name not in wanted:
                continue
            self._put_together(place)
            more = array(
                "q", sorted(value for sign, parts in self._changes if sign > 0 for value in parts.lengths[place])
            )
            less = array(
                "q", sorted(value for sign, parts in self._changes if sign < 0 for value in parts.lengths[place])
            )
            yield from _distributed(
                name, _Multiset([*self._sorted[place], more], less, self._totals[place] + sum(more))
            )


def _fewer(runs: list[array[int]]) -> list[array[int]]:
    """Return many short runs as one: to look a rank up in each costs more than to put them together (C merges runs)."""
    if len(runs) < _MANY or sum(map(len, runs)) > _SHORT * len(runs):
        return runs
    return [array("q", sorted(itertools.chain.from_iterable(runs)))]


class _Multiset:
    """Values of many sorted runs, which come to `total`, less those of one; told without putting them together."""

    def __init__(self, runs: Sequence[array[int]], less: array[int], total: int) -> None:
        self._runs, self._less = [run for run in runs if run], less
        self.count = sum(map(len, self._runs)) - len(less)
        self.total = total - sum(less)

    def at_rank(self, rank: int) -> int:
        """Return the value of this rank, smallest first from 1: the least that `rank` values do not exceed."""
        if len(self._runs) == 1 and not self._less:
            return self._runs[0][rank - 1]
        low, high = min(run[0] for run in self._runs), max(run[-1] for run in self._runs)
        while low < high:
            middle = (low + high) // 2
            if self._up_to(middle) >= rank:
                high = middle
            else:
                low = middle + 1
        return low

    def _up_to(self, value: int) -> int:
        return sum(bisect_right(run, value) for run in self._runs) - bisect_right(self._less, value)


def _columns_of(rows: Iterable[Sequence[int]]) -> list[int]:
    """Return the sum of each column. Once for all rows: one by one, each row cost as much as its reading."""
    return [sum(column) for column in zip(*rows, strict=True)]


def _counts(numbers: Sequence[int], wanted: Container[str]) -> Iterator[Figure]:
    for name, number in zip(COUNTS, numbers, strict=False):
        if name in wanted:
            yield counted(name, number)


def _pairs(numbers: Sequence[int], wanted: Container[str]) -> Iterator[Figure]:
    for name in PAIRS:
        if name in wanted:
            at = _PAIR_AT[name]
            yield divided(name, _UNITS.get(name, Unit.SHARE), numbers[at], numbers[at + 1])


def _distributed(name: str, values: _Multiset) -> Iterator[Figure]:
    yield divided(f"{name}.mean", Unit.SECONDS, values.total, values.count)
    for percent in PERCENTILES:
        rank = rank_of(percent, values.count)
        yield Figure(
            id=f"{name}.p{percent}",
            definition=name,
            unit=Unit.SECONDS,
            numerator=rank,
            denominator=values.count,
            value=values.at_rank(rank) / MICROSECONDS if values.count else None,
        )
