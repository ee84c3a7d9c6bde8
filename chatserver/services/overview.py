"""The figures of whole days, as `metrics` computes them, quickly: sums of closed sessions, and a look at the others.

A session that goes on, or of which reports do not know the last event yet, is folded from its log; every other one is
in the sums. So a page and `daoban metrics show` say the same at the same moment.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from chatserver.domain.metrics import in_scope, wrong_among, wrong_with
from chatserver.domain.metrics_errors import CalendarUnknown
from chatserver.domain.metrics_facts import SessionFacts
from chatserver.domain.metrics_figures import Figure, Gap, Scope, Violation
from chatserver.domain.report_parts import DEFINITIONS, Sum, parts_of
from chatserver.services.calendar import BUREAU_ZONE, midnight, today
from chatserver.services.metrics import facts_of
from storage.live import load_live
from storage.parts import By, Chosen, load_sums

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from sqlalchemy.engine import Connection

    from chatserver.domain.workdays import Workdays
    from chatserver.services.stuck import Days
    from storage.engine import Database
    from storage.log import SessionOnDisk

OF_MATTER: Final = ("sessions", "answered_rate", "service_level", "filed_rate", "solved_rate")
"""Definitions that lists of matters tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Every figure of sessions of some days, and those of each split that were asked for.

    `live`: sessions among them that go on, or are not in the sums yet.
    """

    scope: Scope
    figures: Mapping[str, Figure]
    split: Mapping[By, Mapping[Any, Mapping[str, Figure]]]
    live: int
    gaps: tuple[Gap, ...]
    violations: tuple[Violation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summed:
    """Sums of sessions by each `By` that is wanted, of which figures can be told.

    `wrong`: what cannot be, of sessions that go on.
    """

    scope: Scope
    sums: Mapping[By, dict[Any, Sum]]
    live: int
    gaps: tuple[Gap, ...]
    wrong: tuple[Violation, ...]

    def total(self, by: By) -> Sum:
        """Return the sum of all that was split so."""
        total = Sum()
        for one in self.sums[by].values():
            total.include(one)
        return total


async def overview(
    database: Database,
    chosen: Chosen,
    workdays: Workdays,
    as_of: dt.datetime,
    splits: Mapping[By, Container[str]] = MappingProxyType({}),
) -> Overview:
    """Return the figures; `splits`: by what else, and of which definitions.

    Raises CalendarUnknown where only business hours are wanted and the calendar lacks a year.
    """
    found = await sums_of(database, chosen, workdays, as_of, {By.NOTHING: DEFINITIONS, **splits})
    figures = named(found.total(By.NOTHING))
    return Overview(
        scope=found.scope,
        figures=figures,
        split={by: {key: named(one, wanted) for key, one in found.sums[by].items()} for by, wanted in splits.items()},
        live=found.live,
        gaps=found.gaps,
        violations=(*found.wrong, *wrong_among(figures)),
    )


async def sums_of(
    database: Database,
    chosen: Chosen,
    workdays: Workdays,
    as_of: dt.datetime,
    wanted: Mapping[By, Container[str]],
) -> Summed:
    """Return the sums by each of `wanted`, for figures of the definitions that are named there.

    Raises CalendarUnknown as `overview` does.
    """
    scope = scope_of(chosen, as_of)
    missing = workdays.unknown_years(scope.since, scope.until)
    if chosen.in_hours and missing:
        raise CalendarUnknown(years=[str(year) for year in missing])
    sums, live = await database.read(partial(_load, chosen=chosen, scope=scope, wanted=wanted))
    told = [facts_of(on_disk, scope) for on_disk in live]
    going_on = [one for one in told if isinstance(one, SessionFacts) and in_scope(one, scope, workdays)]
    for facts in going_on:
        parts = parts_of(facts, scope)
        for by, split in sums.items():
            split.setdefault(_key(facts, by), Sum()).change(1, parts)
    return Summed(
        scope=scope,
        sums=sums,
        live=len(going_on),
        gaps=tuple(sorted(one for one in told if isinstance(one, Gap))),
        wrong=tuple(wrong for facts in going_on for wrong in wrong_with(facts)),
    )


def named(total: Sum, wanted: Container[str] = DEFINITIONS) -> Mapping[str, Figure]:
    """Return the figures of a sum by id, those of the definitions `wanted`."""
    return {figure.id: figure for figure in total.figures(wanted)}


def _key(facts: SessionFacts, by: By) -> object:
    return {
        By.NOTHING: (),
        By.DAY: today(facts.opened_at),
        By.MATTER: facts.matter_id,
        By.TIER: facts.tier,
        By.PLACE: (facts.matter_id, facts.tier),
    }[by]


def scope_of(chosen: Chosen, as_of: dt.datetime) -> Scope:
    """Return the same sessions as a scope of metrics, with the usual T and N."""
    return Scope(
        since=midnight(chosen.first),
        until=midnight(chosen.last + dt.timedelta(1)),
        as_of=as_of,
        zone=BUREAU_ZONE.key,
        matter_id=chosen.matter_id,
        tier=chosen.tier,
        business_only=chosen.in_hours,
    )


def chosen_days(days: Days, matter_id: str | None = None, tier: int | None = None, *, in_hours: bool = False) -> Chosen:
    """Return the choice of these days."""
    return Chosen(first=days.first, last=days.last, matter_id=matter_id, tier=tier, in_hours=in_hours)


def _load(
    connection: Connection, chosen: Chosen, scope: Scope, wanted: Mapping[By, Container[str]]
) -> tuple[dict[By, dict[Any, Sum]], list[SessionOnDisk]]:
    unsettled_since = scope.as_of - scope.filed_within
    sums = {by: load_sums(connection, chosen, by, unsettled_since, told) for by, told in wanted.items()}
    return sums, load_live(connection, scope.since, scope.until)
