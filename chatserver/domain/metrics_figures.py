"""What a metric is asked about and what it answers: the scope, a figure, what is wrong, what could not be told."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chatserver.domain.violations import Violations

MICROSECONDS: Final = 1_000_000
PERCENTILES = (50, 90, 99)
DEFINITIONS_VERSION = 1
"""Goes up when a definition changes, so that two figures of one name are not compared across the change."""


FEW: Final = 30
"""Less than this to divide by, and a figure says little: it is marked, and compared with nothing."""
ANSWER_WITHIN: Final = dt.timedelta(minutes=3)
"""T of the service level; GB/T 33358-2016: other media than the telephone respond within 3 minutes."""


class Unit(StrEnum):
    """In what a value is counted. Shares are 0 … 1."""

    COUNT = "count"
    SHARE = "share"
    SECONDS = "seconds"
    EACH = "each"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which sessions and which time. Sessions opened from `since` until before `until` count, with all that came later.

    `as_of`: when the log was read; what goes on is told as of then. `zone`: in which days were meant. `business_only`:
    only sessions opened in business hours. Filters: by the matter and the line that a session was opened for.
    """

    since: dt.datetime
    until: dt.datetime
    as_of: dt.datetime
    zone: str = "Asia/Shanghai"
    matter_id: str | None = None
    tier: int | None = None
    business_only: bool = False
    answer_within: dt.timedelta = ANSWER_WITHIN
    filed_within: dt.timedelta = dt.timedelta(minutes=60)
    """N of 办成率: how long after the end a filing still counts."""
    repeat_within: dt.timedelta = dt.timedelta(days=7)

    @property
    def is_filtered(self) -> bool:
        """Whether some sessions of the period are left aside."""
        return self.matter_id is not None or self.tier is not None or self.business_only

    @property
    def time_until(self) -> dt.datetime:
        """End of the time in which officers are looked at: what is to come is no idle time."""
        return min(self.until, self.as_of)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure. `value` is numerator ÷ denominator, None where there is nothing to divide by.

    A percentile's numerator is the rank of its value among `denominator` values, smallest first.
    """

    id: str
    definition: str
    unit: Unit
    numerator: float
    denominator: float
    value: float | None


def is_few(figure: Figure) -> bool:
    """Tell whether there is too little behind a figure to say much; a count is what it is."""
    return figure.unit is not Unit.COUNT and 0 < figure.denominator < FEW


def rank_of(percent: int, count: int) -> int:
    """Return the nearest rank of a percentile among so many values: 1 … count, 0 of none."""
    return -(-percent * count // 100)


class Wrong(StrEnum):
    """What a computation found that cannot be; the value is how a result names it."""

    CLOCK = "clock"
    PARTS = "parts"
    SLOT = "slot"
    CAPACITY = "capacity"
    RANGE = "range"


MEANING: dict[Wrong, str] = {
    Wrong.CLOCK: "times run back by more than a second: the session's intervals are in no figure",
    Wrong.PARTS: "parts do not sum to the whole",
    Wrong.SLOT: "one slot of an officer held two sessions at once",
    Wrong.CAPACITY: "an officer had more sessions at once than their capacity allows today",
    Wrong.RANGE: "a figure that cannot be: a share beyond 0 … 1, or less than nothing",
}


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing that cannot be. `subject`: the session, the officer or the figure."""

    kind: Wrong
    subject: str
    words: str


@dataclass(frozen=True, slots=True, order=True)
class Gap:
    """A session of the period, or an officer, whose log is not whole: in no figure. `seq`: the first number missing."""

    subject: str
    seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """Every figure of one scope, with all that speaks against them."""

    scope: Scope
    figures: tuple[Figure, ...]
    violations: Violations[Violation]
    gaps: tuple[Gap, ...]
    left_out: dict[str, str]
    """Definitions that this scope cannot answer, with the reason."""

    def figure(self, figure_id: str) -> Figure:
        """Return one figure. Raises KeyError."""
        return {figure.id: figure for figure in self.figures}[figure_id]


def counted(definition: str, number: int) -> Figure:
    """Return a count as a figure: nothing is divided, so the denominator is 1."""
    return Figure(id=definition, definition=definition, unit=Unit.COUNT, numerator=number, denominator=1, value=number)


def divided(figure_id: str, unit: Unit, numerator: int, denominator: int) -> Figure:
    """Return numerator ÷ denominator; of seconds, the numerator is given in microseconds."""
    told = numerator / MICROSECONDS if unit is Unit.SECONDS else numerator
    value = None if denominator == 0 else told / denominator
    definition = figure_id.partition(".")[0]
    return Figure(id=figure_id, definition=definition, unit=unit, numerator=told, denominator=denominator, value=value)


def of_time(figure_id: str, unit: Unit, numerator: int, denominator: int) -> Figure:
    """Return time ÷ time, both given in microseconds and told in seconds."""
    return Figure(
        id=figure_id,
        definition=figure_id.partition(".")[0],
        unit=unit,
        numerator=numerator / MICROSECONDS,
        denominator=denominator / MICROSECONDS,
        value=None if denominator == 0 else numerator / denominator,
    )


def distributed(definition: str, lengths: Sequence[int]) -> list[Figure]:
    """Return mean and percentiles of microseconds."""
    mean = divided(f"{definition}.mean", Unit.SECONDS, sum(lengths), len(lengths))
    in_order = sorted(lengths)
    return [mean, *(_percentile(definition, percent, in_order) for percent in PERCENTILES)]


def _percentile(definition: str, percent: int, in_order: Sequence[int]) -> Figure:
    """Nearest rank: the smallest value that at least `percent` % of the values do not exceed. Never between two."""
    rank = rank_of(percent, len(in_order))
    return Figure(
        id=f"{definition}.p{percent}",
        definition=definition,
        unit=Unit.SECONDS,
        numerator=rank,
        denominator=len(in_order),
        value=in_order[rank - 1] / MICROSECONDS if in_order else None,
    )
