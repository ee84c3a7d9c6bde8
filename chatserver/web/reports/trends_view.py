"""A trend as its template draws it: two periods on one scale, and the rows of the table beside it."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from chatserver.domain.metrics_figures import is_few
from chatserver.services.trends import Grain
from chatserver.web.reports.amounts import NOTHING
from chatserver.web.reports.overview_view import Line, value
from chatserver.web.reports.scales import Scale, scale_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from chatserver.services.trends import Point, Trend
    from chatserver.web.reports.reading import Row

WIDE: Final = 1000
HIGH: Final = 250
LEFT, RIGHT = 72, 24
"""Room for the values, and for half of the last day; days are written below `HIGH`, in `FOOT`."""
FOOT: Final = 26
_TOP: Final = 10
_LABELS: Final = 10
"""Most days that are written below the lines."""
_DOTTED: Final = 62
"""With more points than this, only those that say less than others keep their mark."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One point with a value. `kind`: full; part: not all of its days are in it; few: little stands behind it.

    One of few stands on the axis, not at its value: a share of four people is no news, and would stretch the scale.
    """

    x: float
    y: float
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One place of both periods: a row of the table, a stretch of the drawing. Either may have no point there.

    `line`: both figures, for the change between them; None unless both periods have one with enough behind it.
    """

    now: Point | None
    before: Point | None
    line: Line | None
    left: float
    label: str
    is_gap: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """All of it. `ticks`: values and where they stand; `now`, `before`: SVG paths, broken where there is no value."""

    slots: Sequence[Slot]
    width: float
    ticks: Sequence[tuple[str, float]]
    now: str
    before: str
    marks: Sequence[Mark]


def draw(now: Trend, before: Trend, grain: Grain) -> Drawing:
    """Return both periods laid over each other, first point on first point."""
    pairs = list(itertools.zip_longest(now.points, before.points))
    numbers = [number for pair in pairs for point in pair if (number := _drawn(point)) is not None]
    frame = _Frame(
        width=(WIDE - LEFT - RIGHT) / len(pairs),
        scale=scale_of(numbers, now.whole.unit),
        form="%Y-%m" if grain is Grain.MONTH else "%m-%d",
    )
    return Drawing(
        slots=[frame.slot(index, *pair, every=-(-len(pairs) // _LABELS)) for index, pair in enumerate(pairs)],
        width=frame.width,
        ticks=[(value(replace(now.whole, value=tick, numerator=tick)), frame.y(tick)) for tick in frame.scale.ticks],
        now=frame.path(now.points),
        before=frame.path(before.points),
        marks=list(frame.marks(now.points)),
    )


def number_of(point: Point | None) -> float | None:
    """Return the value of a point; None where there is none."""
    return point.figure.value if point and point.figure else None


def _drawn(point: Point | None) -> float | None:
    """Return the value at which a point is drawn; None where it has none, or only few stand behind it."""
    return None if point is None or kind_of(point) == "few" else number_of(point)


def days_of(point: Point | None) -> str:
    """Return the days of a point: one, or the first and the last."""
    if point is None:
        return NOTHING
    return str(point.first) if point.first == point.last else f"{point.first} – {point.last}"


def kind_of(point: Point) -> str:
    """Return what is to be said of a point: full, few, part, or gap where it has no value."""
    if point.figure is None or point.figure.value is None:
        return "gap"
    return "few" if is_few(point.figure) else "full" if point.is_whole else "part"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    """Where points stand."""

    width: float
    scale: Scale
    form: str

    def x(self, index: int) -> float:
        return LEFT + self.width * (index + 0.5)

    def y(self, number: float) -> float:
        return _TOP + (HIGH - _TOP) * (1 - self.scale.share(number))

    def slot(self, index: int, now: Point | None, before: Point | None, *, every: int) -> Slot:
        line = None
        if now and before and now.figure and before.figure and "few" not in (kind_of(now), kind_of(before)):
            definition, _, part = now.figure.id.partition(".")
            line = Line(definition=definition, part=part, now=now.figure, before=before.figure, starts=1)
        return Slot(
            now=now,
            before=before,
            line=line,
            left=LEFT + self.width * index,
            label=now.first.strftime(self.form) if now and index % every == 0 else "",
            is_gap=number_of(now) is None,
        )

    def path(self, points: Sequence[Point]) -> str:
        """Return the lines; a value alone between gaps is a line of no length, which round ends make a dot."""
        found, is_open = [], False
        for index, point in enumerate(points):
            number = _drawn(point)
            if number is not None:
                found.append(f"{'L' if is_open else 'M'}{self.x(index):.1f} {self.y(number):.1f}")
                if not is_open and _drawn(points[index + 1] if index + 1 < len(points) else None) is None:
                    found.append("h.01")
            is_open = number is not None
        return "".join(found)

    def marks(self, points: Sequence[Point]) -> Iterator[Mark]:
        for index, point in enumerate(points):
            number, kind = _drawn(point), kind_of(point)
            if kind == "few" or (number is not None and (kind == "part" or len(points) <= _DOTTED)):
                yield Mark(x=self.x(index), y=HIGH if number is None else self.y(number), kind=kind)


COLUMNS: Final = (
    *("period", "place", "first", "last", "whole", "figure", "definition", "unit"),
    *("numerator", "denominator", "value", "few"),
)


def lines_of(now: Trend, before: Trend) -> Iterator[Row]:
    """Yield the lines of the file, unrounded: each point of this period, then of the other; places begin with 1."""
    for period, trend in (("now", now), ("against", before)):
        for place, point in enumerate(trend.points, 1):
            told = point.figure
            numbers = (told.numerator, told.denominator, told.value, is_few(told)) if told else (None,) * 4
            named = (trend.whole.id, trend.whole.definition, trend.whole.unit.value)
            days = (str(point.first), str(point.last), point.is_whole)
            yield dict(zip(COLUMNS, (period, place, *days, *named, *numbers), strict=True))
