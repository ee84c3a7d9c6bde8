"""Scales of charts: round values at even distances, between which all that is drawn finds room."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from chatserver.domain.metrics_figures import Unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_ROUND: Final = (1, 2, 5, 10)
_ROUND_SECONDS: Final = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600)
_TICKS: Final = 4
"""About so many distances."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """From `low` to `high`, in `step`s; seconds, shares (0 … 1) or numbers, as its figures."""

    low: float
    high: float
    step: float

    @property
    def ticks(self) -> Iterator[float]:
        """Yield each step, both ends included."""
        return (self.low + self.step * n for n in range(round((self.high - self.low) / self.step) + 1))

    def share(self, number: float) -> float:
        """Return how far up a value stands: 0 … 1."""
        return (number - self.low) / (self.high - self.low)


def scale_of(numbers: Sequence[float], unit: Unit) -> Scale:
    """Return the scale for these values. Counts begin at nothing; what varies little is shown from where it varies.

    Shares never reach beyond the whole, and nothing stands below zero.
    """
    low, high = (0.0 if unit is Unit.COUNT else min(numbers, default=0.0)), max(numbers, default=1.0)
    varies_little = low < high and high - low < high / 4
    low = max(0.0, low - (high - low) / 2) if varies_little else 0.0
    step = _step((high - low or 1.0) / _TICKS, unit)
    start, end = math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step
    return Scale(low=start, high=end if end > start else start + step, step=step)


def _step(distance: float, unit: Unit) -> float:
    """Return the round distance that is at least this one. Counts have no fractions."""
    if unit is Unit.SECONDS:
        found = next((float(one) for one in _ROUND_SECONDS if one >= distance), None)
        if found is not None and distance >= 1:
            return found
    magnitude = 10.0 ** math.floor(math.log10(distance))
    step = next(one * magnitude for one in _ROUND if one * magnitude >= distance * (1 - 1e-9))
    return max(step, 1.0) if unit is Unit.COUNT else step
