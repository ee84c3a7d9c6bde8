"""Samples and starting values must fit their fields: what the demo shows is the documentation of the form."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from chatserver.catalogue.problems import Problem
from chatserver.domain.checks import wrong_value
from chatserver.domain.starting import fill_dates, situation_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from chatserver.domain.catalogue import Matter

_ANY_DAY = dt.date(2026, 11, 16)
"""Templates of dates fit on any day; this one is the demo's own."""


def sample_problems(matter: Matter, file: str) -> list[Problem]:
    """Return every sample, starting value and resolution that does not fit its field."""
    found = list(_wrong_samples(matter))
    found += _wrong_values("start_values", matter, matter.start_values)
    for index, scenario in enumerate(matter.scenarios):
        found += _wrong_values(f"scenarios/{index}/values", matter, scenario.values)
        found += _wrong_values(f"scenarios/{index}/resolution/values", matter, scenario.resolution.values)
    return [Problem(file, path, reason) for path, reason in found]


def _wrong_samples(matter: Matter) -> Iterator[tuple[str, str]]:
    for index, item in enumerate(matter.fields):
        wrong = wrong_value(item, item.sample) if item.sample else None
        if wrong:
            yield f"fields/{index}/sample", f"does not fit type {item.type}: {wrong[0]}"


def _wrong_values(path: str, matter: Matter, values: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    filled = fill_dates(values, matter, situation_of(matter, None, _ANY_DAY))
    for field_id, text in filled.items():
        item = matter.find_field(field_id)
        wrong = wrong_value(item, text) if item is not None and text else None
        if wrong and item is not None:
            yield f"{path}/{field_id}", f"does not fit type {item.type}: {wrong[0]}"
