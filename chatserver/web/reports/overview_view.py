"""The overview as its template draws it: figures in groups, beside another period, and the days as bars."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from chatserver.domain.metrics_figures import Figure, Unit, is_few
from chatserver.domain.metrics_of_session import DISTRIBUTIONS
from chatserver.web.reports.amounts import NOTHING
from storage.parts import By

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    from chatserver.services.overview import Overview
    from chatserver.services.stuck import Days

GROUPS: Final = {
    "volume": ("sessions", "sessions_waiting", "questions", "questions_per_session"),
    "reach": (
        *("answered_rate", "abandonment_rate", "abandoned_later_rate", "service_level"),
        *("wait_answered", "wait_abandoned", "wait_again", "first_response", "response", "unanswered_rate"),
    ),
    "work": ("handle_time", "talk_time", "hold_time", "wrap_up_time"),
    "outcome": ("filed_rate", "achieved_rate", "achieved_response_rate", "solved_rate", "deflected_rate"),
    "offers": (
        *("offers", "missed_offers", "missed_offer_rate", "declined_offer_rate"),
        *("transfers", "transfer_rate", "consults", "consult_rate"),
    ),
    "ratings": (
        *("ratings_5", "ratings_4", "ratings_3", "ratings_2", "ratings_1"),
        *("rating_response_rate", "satisfaction_rate", "negative_rate"),
    ),
    "proposals": (
        *("proposals", "proposal_accepted_rate", "proposal_declined_rate", "proposal_stale_rate"),
        *("proposal_withdrawn_rate", "proposal_applied_rate"),
    ),
}
PARTS: Final = ("mean", "p50", "p90", "p99")
"""Of a distribution."""
OF_DAY: Final = ("sessions", "service_level")
"""Definitions that bars tell."""
WIDE: Final = 900
HIGH: Final = 160
FOOT: Final = 22
_GAP_SHARE: Final = 0.25
_LABELS: Final = 10
"""Most days that are written below the bars."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One figure in both periods. `part`: mean, p50 … of a distribution, else empty."""

    definition: str
    part: str
    now: Figure
    before: Figure
    starts: int
    """How many lines the definition has, told at its first one; else 0."""

    @property
    def is_few(self) -> bool:
        """Whether there is too little to divide by."""
        return is_few(self.now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One day: where it stands, and what it says."""

    day: dt.date
    left: float
    width: float
    top: float
    sessions: int
    level: float | None
    labelled: bool


def groups_of(now: Overview, before: Overview) -> Mapping[str, Sequence[Line]]:
    """Return the lines of each group."""
    return {group: [line for name in names for line in _lines(name, now, before)] for group, names in GROUPS.items()}


def _lines(name: str, now: Overview, before: Overview) -> Iterator[Line]:
    parts = PARTS if name in DISTRIBUTIONS else ("",)
    for place, part in enumerate(parts):
        figure_id = f"{name}.{part}" if part else name
        starts = 0 if place else len(parts)
        yield Line(
            definition=name, part=part, now=now.figures[figure_id], before=before.figures[figure_id], starts=starts
        )


def bars_of(found: Overview, days: Days) -> Sequence[Bar]:
    """Return one bar a day, those without sessions included."""
    told = found.split[By.DAY]
    counts = [int(told[day]["sessions"].numerator) if day in told else 0 for day in days]
    most, slot = max(1, *counts), WIDE / days.count
    every = -(-days.count // _LABELS)
    return [
        Bar(
            day=day,
            left=slot * (place + _GAP_SHARE / 2),
            width=slot * (1 - _GAP_SHARE),
            top=HIGH * (1 - count / most),
            sessions=count,
            level=told[day]["service_level"].value if day in told else None,
            labelled=place % every == 0,
        )
        for place, (day, count) in enumerate(zip(days, counts, strict=True))
    ]


def value(figure: Figure) -> str:
    """Return a value as people read it: shares in percent, cut to one decimal; lengths as minutes and seconds."""
    if figure.value is None:
        return NOTHING
    if figure.unit is Unit.SHARE:
        return f"{int(figure.value * 1_000 + 1e-9) / 10:.1f}%"
    if figure.unit is Unit.SECONDS:
        minutes, seconds = divmod(figure.value, 60)
        return f"{int(minutes)}:{seconds:04.1f}"
    return f"{figure.value:,.0f}" if figure.unit is Unit.COUNT else f"{figure.value:.2f}"


def parts(figure: Figure) -> str:
    """Return numerator and denominator; of a count, nothing is divided."""
    if figure.unit is Unit.COUNT:
        return ""
    return f"{figure.numerator:,.0f} / {figure.denominator:,.0f}"


def change(line: Line) -> tuple[str, str]:
    """Return whether the figure is up, down or the same, and by how much; empty where one of them has no value."""
    now, before = line.now.value, line.before.value
    if now is None or before is None:
        return "", ""
    if now == before:
        return "same", ""
    kind = "up" if now > before else "down"
    if line.now.unit is Unit.SHARE:
        return kind, f"{abs(now - before) * 100:.1f}"
    if not before:
        return kind, ""
    return kind, f"{abs(now - before) / before:.1%}"
