"""Choices of an analyst's page that stand in its address by name: a figure, a line, a matter, an officer."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypeVar

from chatserver.domain.metrics_errors import CalendarUnknown
from chatserver.services.calendar import midnight

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chatserver.domain.catalogue import Catalogue
    from chatserver.domain.workdays import Workdays
    from chatserver.web.reports.asked import Asked

T = TypeVar("T")
TIERS: Final[Mapping[str, int]] = {"1": 1, "2": 2, "3": 3}
BUSINESS: Final = "business"
"""The value of `hours` for sessions opened in business hours alone."""


def chosen(asked: Asked, query: Mapping[str, str], name: str, values: Mapping[str, T], usual: T) -> tuple[Asked, T]:
    """Return what the address chooses, `usual` without a choice.

    What is not there is the problem `<name>_unknown`, and then the usual is shown; a problem before it stays.
    """
    text = query.get(name, "")
    if not text:
        return asked, usual
    if text in values:
        return asked, values[text]
    return replace(asked, problem=asked.problem or f"{name}_unknown"), usual


def chosen_matter(asked: Asked, query: Mapping[str, str], catalogue: Catalogue) -> tuple[Asked, str | None]:
    """Return the matter that the address narrows to; None for all."""
    values: dict[str, str | None] = {matter.id: matter.id for matter in catalogue.matters}
    return chosen(asked, query, "matter", values, None)


def chosen_hours(asked: Asked, query: Mapping[str, str], workdays: Workdays) -> tuple[Asked, bool]:
    """Return whether only business hours are asked for; a problem where the calendar lacks a year of either period."""
    if query.get("hours") != BUSINESS:
        return asked, False
    for days in (asked.days, asked.against):
        if workdays.unknown_years(midnight(days.first), midnight(days.last + dt.timedelta(1))):
            return replace(asked, problem=asked.problem or CalendarUnknown.code), False
    return asked, True
