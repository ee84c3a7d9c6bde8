"""What an analyst's page is asked for: days, a matter and a step, as they stand in its address."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chatserver.domain.metrics_errors import RangeInvalid
from chatserver.services.stuck import Days

if TYPE_CHECKING:
    from collections.abc import Mapping

SHOWN_DAYS = 30
"""The period of a page whose address names none: today and the days before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The periods to be shown and compared. `problem`: the code of what is wrong with the address; then the default.

    `about`: what exactly is wrong, where a code alone does not tell.
    """

    days: Days
    against: Days
    problem: str | None = None
    about: str = ""


def read_periods(query: Mapping[str, str], today: dt.date) -> Asked:
    """Return the periods of an address (`from`, `to`, `against_from`, `against_to`, ISO days, all included)."""
    usual = Days(first=today - dt.timedelta(SHOWN_DAYS - 1), last=today)
    try:
        days = _days(query, "from", "to", usual)
        return Asked(days=days, against=_days(query, "against_from", "against_to", days.before()))
    except RangeInvalid as error:
        return Asked(days=usual, against=usual.before(), problem=error.code)


def _days(query: Mapping[str, str], first: str, last: str, usual: Days) -> Days:
    """Return the days between two names of the address; one alone is a single day. Raises RangeInvalid."""
    given = {name: query.get(name, "") for name in (first, last)}
    if not any(given.values()):
        return usual
    try:
        found = {name: dt.date.fromisoformat(text or given[first] or given[last]) for name, text in given.items()}
    except ValueError:
        raise RangeInvalid(since=given[first][:40], until=given[last][:40]) from None
    return Days(first=found[first], last=found[last])
