"""Figures of told sessions, and how a test asks for them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from chatserver.domain import events as ev
from chatserver.domain.metrics import compute
from chatserver.domain.metrics_figures import Scope
from chatserver.domain.workdays import Workdays
from tests.support.clock import START

if TYPE_CHECKING:
    from chatserver.domain.metrics_figures import Result
    from tests.support.telling import Telling

DAY = dt.timedelta(days=1)
MUCH_LATER = START + 30 * DAY
WORKDAYS = Workdays(
    zone=dt.UTC,
    weekdays=frozenset(range(1, 8)),
    hours=((dt.time(9), dt.time(17)),),
    years=frozenset({2026}),
    holidays=frozenset(),
    working_days=frozenset(),
)


def a_scope(**changes: Any) -> Scope:
    return Scope(**{"since": START - DAY, "until": START + DAY, "as_of": MUCH_LATER, **changes})


def result_of(*told: Telling, **scope: Any) -> Result:
    return compute([one.facts for one in told], (), a_scope(**scope), WORKDAYS)


def shares(result: Result, figure_id: str) -> tuple[float, float]:
    figure = result.figure(figure_id)
    return figure.numerator, figure.denominator


def value(result: Result, figure_id: str) -> float | None:
    return result.figure(figure_id).value


def numbered(one: ev.LoggedEvent, number: int) -> ev.LoggedEvent:
    """The same event in another place."""
    return ev.LoggedEvent(session_id=one.session_id, seq=number, at=one.at, actor=one.actor, event=one.event)
