"""A chart's scale has room for all its values, and round steps."""

from __future__ import annotations

from random import Random

import pytest

from chatserver.domain.metrics_figures import Unit
from chatserver.web.reports.scales import scale_of


@pytest.mark.parametrize("unit", Unit)
@pytest.mark.parametrize("seed", range(50))
def test_every_value_finds_room_between_few_ticks(seed: int, unit: Unit) -> None:
    rng = Random(seed)
    size = 1.0 if unit is Unit.SHARE else 10 ** rng.uniform(-2, 6)
    numbers = [rng.uniform(rng.choice([0, 0.9]), 1) * size for _ in range(rng.randint(0, 9))]
    if unit is Unit.COUNT:
        numbers = [float(round(number)) for number in numbers]
    scale = scale_of(numbers, unit)
    assert scale.low < scale.high
    assert all(-1e-9 <= scale.share(number) <= 1 + 1e-9 for number in numbers)
    assert 2 <= len(list(scale.ticks)) <= 7
    assert scale.low >= 0
    if unit is Unit.SHARE:
        assert scale.high <= 1 + 1e-9
    if unit is Unit.COUNT:
        assert scale.low == 0
        assert all(tick == int(tick) for tick in scale.ticks)


@pytest.mark.parametrize(
    ("numbers", "unit", "ticks"),
    [
        ([], Unit.SHARE, [0, 0.5, 1]),
        ([0.0], Unit.COUNT, [0, 1]),
        ([3.0], Unit.COUNT, [0, 1, 2, 3]),
        ([410.0, 828.0], Unit.COUNT, [0, 500, 1000]),
        ([0.9, 0.95], Unit.SHARE, [0.86, 0.88, 0.9, 0.92, 0.94, 0.96]),
        ([12.0, 28.0], Unit.SECONDS, [0, 10, 20, 30]),
        ([100.0, 400.0], Unit.SECONDS, [0, 120, 240, 360, 480]),
    ],
)
def test_steps_are_round(numbers: list[float], unit: Unit, ticks: list[float]) -> None:
    assert list(scale_of(numbers, unit).ticks) == pytest.approx(ticks)
