"""An officer's days as figures, and what most officers come to: a band to stand in, never a ranking. Pure.

Whom the hub sends an officer is not the officer's choice, and with few sessions a figure is chance. So each figure says
how many stand behind it, one of too few is compared with nothing, and the band tells of the middle half of those left.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from chatserver.domain.metrics_figures import FEW, Figure, Unit, counted, distributed, divided, of_time, rank_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from chatserver.domain.officer_day import OfficerDay

FIGURES: Final = (
    *("taken", "handle_seconds", "first_response.p50", "first_response.p90"),
    *("concurrency.mean", "concurrency.peak", "occupancy"),
    *("achieved_rate", "achieved_response_rate", "solved_rate"),
    *("rating_response_rate", "satisfaction_rate", "negative_rate", "missed_offers"),
)
"""In the order of the page. docs/metrics.md says what each means."""
FEWEST: Final = 5
"""Fewer officers than this make no band: it would tell of persons, not of the bureau."""


@dataclass(frozen=True, slots=True)
class Told:
    """One figure of one officer. `behind`: how many sessions, answers or questions it was made of."""

    figure: Figure
    behind: int

    @property
    def is_few(self) -> bool:
        """Whether so few stand behind it that it is compared with nothing. A count is what it is."""
        return self.figure.unit is not Unit.COUNT and 0 < self.behind < FEW

    @property
    def is_compared(self) -> bool:
        """Whether the band is made of it, and it is told where in the band it stands."""
        return self.figure.value is not None and not self.is_few


class Stands(StrEnum):
    """Where a figure stands; words for it are the page's."""

    BELOW = "below"
    WITHIN = "within"
    ABOVE = "above"


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """The middle half of `officers` values: from the first quartile to the third, and the median, of nearest rank."""

    low: float
    median: float
    high: float
    officers: int

    def place(self, told: Told) -> Stands | None:
        """Return where a figure stands; None for one that is not compared."""
        value = told.figure.value
        if value is None or not told.is_compared:
            return None
        return Stands.BELOW if value < self.low else Stands.ABOVE if value > self.high else Stands.WITHIN


def figures_of(day: OfficerDay) -> Mapping[str, Told]:
    """Return every one of `FIGURES` of one officer's days, added up."""
    spoke, said = day.achieved + day.not_achieved, day.solved + day.not_solved
    of_answers = [Told(one, len(day.answers)) for one in distributed("first_response", day.answers)]
    told = [
        Told(counted("taken", day.taken), day.taken),
        Told(divided("handle_seconds", Unit.SECONDS, day.handle, day.over), day.over),
        *of_answers,
        Told(of_time("concurrency.mean", Unit.EACH, day.load, day.busy), day.sessions),
        Told(divided("concurrency.peak", Unit.EACH, day.most, 1), day.sessions),
        Told(of_time("occupancy", Unit.SHARE, day.busy, day.busy + day.idle), day.sessions),
        _share("achieved_rate", day.achieved, spoke),
        _share("achieved_response_rate", spoke, day.handled),
        _share("solved_rate", day.solved, said),
        _share("rating_response_rate", day.ratings, day.handled),
        _share("satisfaction_rate", day.good, day.ratings),
        _share("negative_rate", day.bad, day.ratings),
        Told(counted("missed_offers", day.missed), day.missed),
    ]
    by_id = {one.figure.id: one for one in told}
    return {name: by_id[name] for name in FIGURES}


def _share(name: str, numerator: int, denominator: int) -> Told:
    return Told(divided(name, Unit.SHARE, numerator, denominator), denominator)


def band_of(told: Iterable[Told]) -> Band | None:
    """Return the band of one figure of many officers; None where fewer than `FEWEST` have one to compare."""
    values = sorted(one.figure.value for one in told if one.is_compared and one.figure.value is not None)
    if len(values) < FEWEST:
        return None
    low, median, high = (values[rank_of(percent, len(values)) - 1] for percent in (25, 50, 75))
    return Band(low=low, median=median, high=high, officers=len(values))
