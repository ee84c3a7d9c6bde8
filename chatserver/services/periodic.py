"""What a periodic report is made of: the figures of a period, and where people got stuck, beside the period before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from chatserver.domain.report_period import Every, Span, before, span_of
from chatserver.services import facts
from chatserver.services.overview import OF_MATTER, Overview, chosen_days, overview
from chatserver.services.stuck import Change, Days, change_between, fields_at, stuck_map
from storage.parts import By

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from chatserver.domain.metrics_figures import Figure
    from chatserver.domain.stuck import StuckMap
    from chatserver.domain.workdays import Workdays
    from chatserver.services.stuck import Step
    from storage.engine import Database
    from storage.facts import Backlog
    from storage.stuck import FieldCount

MOST_PLACES: Final = 15
"""Of a report on everything; a matter's own report tells of all its steps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Periodic:
    """One report. `by_matter` is empty in a report on one matter; `changes` and `fields`: of each step that it tells.

    `as_of`: the moment at which the log was read; `backlog`: what reports did not know then.
    """

    every: Every
    days: Days
    against: Days
    matter_id: str | None
    now: Overview
    before: Overview
    by_matter: Mapping[str, Mapping[str, Figure]]
    stuck: StuckMap
    stuck_before: StuckMap
    steps: Sequence[Step]
    changes: Mapping[Step, Change | None]
    fields: Mapping[Step, Sequence[FieldCount]]
    backlog: Backlog
    as_of: dt.datetime


async def periodic(
    database: Database,
    workdays: Workdays,
    as_of: dt.datetime,
    every: Every,
    day: dt.date,
    *,
    matter_id: str | None = None,
    whole: Periodic | None = None,
) -> Periodic:
    """Return the report on the period that `day` lies in, of one matter or of all.

    `whole`: the report on everything in the same period, whose maps are used again.
    """
    span = span_of(every, day)
    days, against = _days(span), _days(before(every, span))
    chosen, earlier = chosen_days(days, matter_id), chosen_days(against, matter_id)
    stuck = whole.stuck if whole else await stuck_map(database, days)
    stuck_before = whole.stuck_before if whole else await stuck_map(database, against)
    steps = _steps(stuck, matter_id)
    fields = {step: await fields_at(database, days, step[0], step[1] or "") for step in steps if matter_id is not None}
    now = await overview(database, chosen, workdays, as_of, {} if matter_id else {By.MATTER: OF_MATTER})
    return Periodic(
        every=every,
        days=days,
        against=against,
        matter_id=matter_id,
        now=now,
        before=await overview(database, earlier, workdays, as_of),
        by_matter=now.split.get(By.MATTER, {}),
        stuck=stuck,
        stuck_before=stuck_before,
        steps=steps,
        changes={step: change_between(stuck_before, stuck, step, (against, days), workdays) for step in steps},
        fields=fields,
        backlog=await facts.backlog(database),
        as_of=as_of,
    )


def _days(span: Span) -> Days:
    return Days(first=span.first, last=span.last)


def _steps(stuck: StuckMap, matter_id: str | None) -> list[Step]:
    """Return where most people were stuck, first; of one matter every step."""
    found = sorted(stuck.steps.items(), key=lambda item: (-item[1].people, item[0][0], item[0][1] or ""))
    if matter_id is None:
        return [step for step, _ in found[:MOST_PLACES]]
    return [step for step, _ in found if step[0] == matter_id]
