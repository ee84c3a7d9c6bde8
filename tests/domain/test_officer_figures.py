"""A figure of few is compared with nothing, and a band tells of the bureau, not of persons."""

from __future__ import annotations

import pytest

from chatserver.domain.metrics_figures import FEW
from chatserver.domain.officer_day import OfficerDay
from chatserver.domain.officer_figures import FEWEST, FIGURES, Stands, Told, band_of, figures_of


def an_officer(achieved: int, of: int) -> OfficerDay:
    return OfficerDay(officer_id="of", achieved=achieved, not_achieved=of - achieved, handled=of)


def told_of(*officers: OfficerDay) -> list[Told]:
    return [figures_of(one)["achieved_rate"] for one in officers]


def test_every_figure_is_told_also_of_a_day_on_which_nothing_happened() -> None:
    told = figures_of(OfficerDay(officer_id="of"))
    assert tuple(told) == FIGURES
    assert {name for name, one in told.items() if one.figure.value is not None} == {
        "taken",
        "missed_offers",
        "concurrency.peak",
    }
    assert not any(one.is_few for one in told.values())


@pytest.mark.parametrize(("of", "few"), [(0, False), (1, True), (FEW - 1, True), (FEW, False)])
def test_figure_of_few_is_marked_and_not_compared(of: int, few: bool) -> None:
    (told,) = told_of(an_officer(of, of))
    assert told.is_few is few
    assert told.is_compared is (of >= FEW)


def test_time_is_few_by_the_sessions_behind_it_not_by_its_seconds() -> None:
    told = figures_of(OfficerDay(officer_id="of", busy=10**12, load=2 * 10**12, sessions=3))
    assert told["occupancy"].is_few
    assert told["concurrency.mean"].is_few


def test_band_is_the_middle_half_of_those_with_enough() -> None:
    many = [an_officer(10 * n, 100) for n in range(1, 9)]  # 10 % … 80 %
    band = band_of(told_of(*many, an_officer(0, FEW - 1)))
    assert band is not None
    assert (band.low, band.median, band.high, band.officers) == (0.2, 0.4, 0.6, 8)
    below, low, high, above, few = told_of(
        an_officer(10, 100), an_officer(20, 100), an_officer(60, 100), an_officer(61, 100), an_officer(0, 1)
    )
    assert [band.place(one) for one in (below, low, high, above, few)] == [
        Stands.BELOW,
        Stands.WITHIN,
        Stands.WITHIN,
        Stands.ABOVE,
        None,
    ]


def test_fewer_than_five_officers_make_no_band() -> None:
    assert band_of(told_of(*[an_officer(1, 100)] * (FEWEST - 1), an_officer(1, 1))) is None
    assert band_of(told_of(*[an_officer(1, 100)] * FEWEST)) is not None
