"""The queues' page as its template draws it: what became of sessions as a bar, waits as a stretch of a scale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from chatserver.domain.metrics_figures import ANSWER_WITHIN, counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from chatserver.domain.metrics_figures import Figure
    from chatserver.services.queues import QueueFigures, Queues
    from chatserver.web.reports.reading import Row

SHOWN: Final = ("sessions", "answered_rate", "service_level", "wait_answered", "abandonment_rate")
"""Definitions that the page explains, besides transfers."""
WIDE: Final = 200
_COUNTS: Final = {
    "answered": "answered_rate",
    "waiting": "sessions_waiting",
    "abandoned": "abandonment_rate",
}
"""What became of a session, and the figure whose numerator counts it: each session is one of them."""
NEEDED: Final = {*SHOWN, *_COUNTS.values()}
"""All definitions whose figures the page reads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One stretch of a bar: what became of how many sessions."""

    kind: str
    count: int
    start: float
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One queue or line. `waits`: where the median and the 90th percentile stand on the scale; None without a wait."""

    key: str | int
    figures: Mapping[str, Figure]
    transfers: Mapping[str, int]
    pieces: Sequence[Piece]
    waits: tuple[float, float] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """Lines on common scales. `most`: sessions at the end of a bar; `longest`: seconds at the end of the waits' scale.

    `within`: where the service level's T stands on it.
    """

    lines: Sequence[Line]
    most: int
    longest: float
    within: float


def draw(found: Sequence[QueueFigures]) -> Drawing:
    """Return queues or lines as they are drawn, in the order given."""
    within = ANSWER_WITHIN.total_seconds()
    most = max((int(one.figures["sessions"].numerator) for one in found), default=0)
    longest = max([within, *(one.figures["wait_answered.p90"].value or 0.0 for one in found)]) * 1.05
    lines = [
        Line(
            key=one.key,
            figures=one.figures,
            transfers=one.flow._asdict(),
            pieces=list(_pieces(one.figures, most)),
            waits=_waits(one.figures, longest),
        )
        for one in found
    ]
    return Drawing(lines=lines, most=most, longest=longest, within=WIDE * within / longest)


def _pieces(figures: Mapping[str, Figure], most: int) -> Iterator[Piece]:
    start = 0.0
    for kind, name in _COUNTS.items():
        count = int(figures[name].numerator)
        width = WIDE * count / most if most else 0.0
        if count:
            yield Piece(kind=kind, count=count, start=start, width=max(width, 1.0))
        start += width


def _waits(figures: Mapping[str, Figure], longest: float) -> tuple[float, float] | None:
    half, most = (figures[f"wait_answered.{part}"].value for part in ("p50", "p90"))
    return None if half is None or most is None else (WIDE * half / longest, WIDE * most / longest)


COLUMNS: Final = ("by", "key", "figure", "definition", "unit", "numerator", "denominator", "value")


def lines_of(found: Queues) -> Iterator[Row]:
    """Yield the lines of the file: every figure of sessions, and transfers, of each queue and each line; unrounded."""
    for by, parts in (("queue", found.queues), ("tier", found.tiers)):
        for one in parts:
            transfers = zip(("transfers_in", "transfers_out", "transfers_within"), one.flow, strict=True)
            for figure in (*one.figures.values(), *(counted(name, count) for name, count in transfers)):
                cells = (figure.numerator, figure.denominator, figure.value)
                named = (by, one.key, figure.id, figure.definition, figure.unit.value)
                yield dict(zip(COLUMNS, (*named, *cells), strict=True))
