"""The officers' page as its template draws it: one figure of each beside the bureau's band, and all in a table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import quote

from chatserver.domain.metrics_figures import Unit
from chatserver.web.reports.amounts import whole
from chatserver.web.reports.overview_view import parts, value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from chatserver.domain.metrics_figures import Figure
    from chatserver.domain.officer_figures import Band, Told
    from chatserver.services.officers import Bureau, OfficerFigures
    from chatserver.web.reports.asked import Asked
    from chatserver.web.reports.reading import Row

WIDE: Final = 300
HIGH: Final = 20
PEAK: Final = "concurrency.peak"
_OUTSIDE: Final = ("above", "below")
_EDGE: Final = 8
"""Room for half a dot at either end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """From which value to which the strips go; of one unit."""

    low: float
    high: float

    def at(self, number: float) -> float:
        """Return where on the strip a value stands."""
        span = self.high - self.low
        return _EDGE + (WIDE - 2 * _EDGE) * ((number - self.low) / span if span else 0.5)


def scale_of(told: Sequence[Told], band: Band | None) -> Scale:
    """Return the scale on which all values and the band find room. Counts begin at nothing, shares end at the whole."""
    numbers = [one.figure.value for one in told if one.figure.value is not None]
    numbers += [band.low, band.high] if band else []
    if not numbers:
        return Scale(low=0.0, high=1.0)
    room = (max(numbers) - min(numbers)) / 20
    low, high = max(0.0, min(numbers) - room), max(numbers) + room
    unit = told[0].figure.unit
    return Scale(low=0.0 if unit is Unit.COUNT else low, high=min(high, 1.0) if unit is Unit.SHARE else high)


def rows_shown(bureau: Bureau, officer_id: str | None) -> Sequence[OfficerFigures]:
    """Return the officer that is asked for, or all."""
    return [one for one in bureau.officers if officer_id in (None, one.officer_id)]


def said(figure: Figure) -> str:
    """Return a value as people read it; the most at once is a whole number."""
    return whole(int(figure.numerator)) if figure.id == PEAK and figure.value is not None else value(figure)


def plain(figure: Figure, number: float) -> str:
    """Return a value of the scale or the band as people read one of this figure's unit."""
    return said(replace(figure, value=number, numerator=number))


def basis(told: Told) -> str:
    """Return what stands behind a figure: both parts of a share of people, else how many; nothing for what is counted.

    Of time, seconds say less than the number of sessions.
    """
    figure = told.figure
    if figure.unit is Unit.COUNT or figure.id == PEAK:
        return ""
    return parts(figure) if figure.denominator == told.behind and figure.unit is Unit.SHARE else whole(told.behind)


class Cell(NamedTuple):
    """A figure of an officer in the table. `place`: above or below the band; empty within it or without one."""

    place: str
    text: str
    basis: str
    is_few: bool


def cells_of(one: OfficerFigures, bureau: Bureau) -> Iterator[Cell]:
    """Yield the row of an officer. There are thousands of cells, and a call costs least outside a template."""
    for name, told in one.figures.items():
        band = bureau.bands[name]
        place = band.place(told) if band else None
        yield Cell(place if place in _OUTSIDE else "", said(told.figure), basis(told), told.is_few)


def addresses(asked: Asked, rows: Iterable[OfficerFigures]) -> dict[str, str]:
    """Return the address of the closed sessions that each officer had last, by officer."""
    days = asked.days
    begin = f"/reports/sessions?from={days.first.isoformat()}&to={days.last.isoformat()}&officer="
    return {one.officer_id: begin + quote(one.officer_id, safe="") for one in rows}


COLUMNS: Final = (
    *("officer_id", "officer_name", "tier", "figure", "definition", "unit", "numerator", "denominator", "value"),
    *("behind", "few", "band_low", "band_median", "band_high", "band_officers"),
)


def lines_of(bureau: Bureau, officer_id: str | None) -> Iterator[Row]:
    """Yield the lines of the file: each figure of each officer, unrounded, with the band that it is shown beside."""
    for one in rows_shown(bureau, officer_id):
        for name, told in one.figures.items():
            figure, band = told.figure, bureau.bands[name]
            cells = (
                *(one.officer_id, one.who.name, one.who.tier, name, figure.definition, figure.unit.value),
                *(figure.numerator, figure.denominator, figure.value, told.behind, told.is_few),
                *((band.low, band.median, band.high, band.officers) if band else (None, None, None, None)),
            )
            yield dict(zip(COLUMNS, cells, strict=True))
