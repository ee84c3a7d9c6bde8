"""Officers beside the bureau: the figures of some days of each, and the band of most of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from chatserver.domain.officer_figures import FIGURES, band_of, figures_of
from chatserver.services.officer_days import add_up
from storage.officers import Who, load_who

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from chatserver.domain.officer_figures import Band, Told
    from chatserver.services.stuck import Days
    from storage.engine import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerFigures:
    """One officer's figures by id; `available_seconds`: how long they were there for new sessions."""

    officer_id: str
    who: Who
    available_seconds: float
    figures: Mapping[str, Told]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bureau:
    """Officers that were there, by id, and of each figure the band of them; None where too few have it.

    `known`: everybody who is an officer today, for choosing one.
    """

    officers: Sequence[OfficerFigures]
    bands: Mapping[str, Band | None]
    known: Mapping[str, Who]


async def bureau_of(database: Database, days: Days, as_of: dt.datetime, tier: int | None = None) -> Bureau:
    """Return the officers of a line as it is today, or of all; bands are of the same officers, so like meets like."""
    known = await database.read(load_who)
    summed = await add_up(database, days.first, days.last, as_of)
    told = [
        OfficerFigures(
            officer_id=officer_id,
            who=known.get(officer_id) or Who(officer_id, None, 0),
            available_seconds=day.available / 1_000_000,
            figures=figures_of(day),
        )
        for officer_id, day in sorted(summed.items())
    ]
    chosen = [one for one in told if tier is None or one.who.tier == tier]
    bands = {name: band_of(one.figures[name] for one in chosen) for name in FIGURES}
    return Bureau(officers=chosen, bands=bands, known=known)
