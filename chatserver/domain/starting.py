"""How a demo case starts: its values and facts, with dates that follow the calendar so that the demo never ages."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Final

from chatserver.domain.checks import Situation, recompute
from chatserver.domain.formula import add_months

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chatserver.domain.catalogue import Matter, Scenario
    from chatserver.domain.common_lists import DemoTaxpayer
    from chatserver.domain.formula import Value

_MONTHS_OF_CYCLE: Final = {"month": 1, "quarter": 3, "year": 12}
_TEMPLATE = re.compile(r"\{(today|deadline|period_from|period_to|month_from|month_to)(?:([+-]\d{1,3})([dm]))?\}")


def previous_period(cycle: str | None, today: dt.date) -> tuple[dt.date, dt.date]:
    """Return the first and last day of the last full month, quarter or year before `today`; a month without cycle."""
    months = _MONTHS_OF_CYCLE.get(cycle or "month", 1)
    first_of_running = dt.date(today.year, (today.month - 1) // months * months + 1, 1)
    return add_months(first_of_running, -months), first_of_running - dt.timedelta(days=1)


def situation_of(
    matter: Matter, scenario: Scenario | None, today: dt.date, taxpayer: DemoTaxpayer | None = None
) -> Situation:
    """Return the facts of a demo case (or of a taxpayer without trouble) on `today`."""
    facts: dict[str, Value] = {fact.id: fact.default for fact in matter.facts}
    days = None
    if taxpayer is not None:
        register = {
            "name": taxpayer.name.zh,
            "credit_grade": taxpayer.credit_grade,
            "cit_mode": taxpayer.cit_mode.zh,
        }
        facts |= {fact.id: known for fact in matter.facts if fact.of_taxpayer and (known := register[fact.of_taxpayer])}
    if scenario is not None:
        facts.update(scenario.facts)
        days = scenario.deadline_in_days
    deadline = None if days is None else today + dt.timedelta(days=days)
    return Situation(facts=facts, today=today, deadline=deadline)


def starting_values(matter: Matter, scenario: Scenario | None, situation: Situation) -> dict[str, str]:
    """Return what stands in the form when a demo case is opened: samples, overridden by the case, recomputed."""
    values = {item.id: item.sample for item in matter.fields}
    values.update(matter.start_values)
    if scenario is not None:
        values.update(scenario.values)
    return recompute(matter, fill_dates(values, matter, situation), situation)


def fill_dates(values: Mapping[str, str], matter: Matter, situation: Situation) -> dict[str, str]:
    """Return the values with templates such as `{deadline+3m}` or `{period_from}` replaced by ISO dates."""
    dates = _dates(matter, situation)
    month = dates["period_from"].isoformat()[:7]
    return {
        field_id: _TEMPLATE.sub(lambda found: _dated(found, dates), text).replace("{period_month}", month)
        for field_id, text in values.items()
    }


def _dates(matter: Matter, situation: Situation) -> dict[str, dt.date]:
    period_from, period_to = previous_period(matter.period_cycle, situation.today)
    month_from = situation.today.replace(day=1)
    return {
        "today": situation.today,
        "deadline": situation.deadline or situation.today,
        "period_from": period_from,
        "period_to": period_to,
        "month_from": month_from,
        "month_to": add_months(month_from, 1) - dt.timedelta(days=1),
    }


def _dated(found: re.Match[str], dates: dict[str, dt.date]) -> str:
    name, amount, unit = found.groups()
    day = dates[name]
    if amount is None:
        return day.isoformat()
    moved = add_months(day, int(amount)) if unit == "m" else day + dt.timedelta(days=int(amount))
    return moved.isoformat()
