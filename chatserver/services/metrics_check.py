"""`daoban metrics verify`: every figure by both paths, and where they differ, whose sessions make the difference."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any

from chatserver.domain.metrics import OF_HOURS, OF_OFFICERS, OF_REPEATS, in_scope
from chatserver.domain.metrics_facts import SessionFacts
from chatserver.domain.metrics_of_session import contributions
from chatserver.domain.recount import PlainScope
from chatserver.domain.recount_totals import Counted, Recount
from chatserver.services.metrics import facts_of, officer_logs, tally_of
from storage.aliases import load_aliases
from storage.metrics import load_one, load_raw, load_raw_statuses
from storage.types import to_micros

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import AsyncIterator, Mapping, Sequence

    from chatserver.domain.metrics import Tally
    from chatserver.domain.metrics_figures import Result, Scope
    from chatserver.domain.metrics_officers import OfficerLog
    from chatserver.domain.recount import Numbers, Row
    from chatserver.domain.workdays import Workdays
    from storage.engine import Database

KEPT = 20
"""Sessions that are named for one figure; a wrong rule is wrong in thousands."""
GAPS = "gaps"
"""The name under which sessions are told that only one path takes for whole."""
_CLOSE = 1e-12
"""Seconds are whole microseconds in both paths; only the last division is of floats."""


@dataclass(slots=True, kw_only=True)
class Difference:
    """A figure that the two paths do not agree on; `subjects`: the first sessions or officers that they differ in."""

    figure_id: str
    first: Counted | None
    second: Counted | None
    subjects: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """The figures as the first path has them, and every difference."""

    result: Result
    compared: int
    differences: tuple[Difference, ...]


async def verify_metrics(
    database: Database, scope: Scope, workdays: Workdays, calendar: Mapping[str, Any]
) -> Verification:
    """Compute by both paths and compare; `calendar`: the file of working days, which the second path reads itself."""
    tally = await tally_of(database, scope, workdays)
    logs = await officer_logs(database, scope)
    result = tally.result(logs)
    aliases = await database.read(load_aliases)
    recount = Recount(asked_of(scope), calendar, aliases.key if aliases else None)
    async for rows in _raw_sessions(database):
        recount.take(rows)
    second = recount.figures(await database.read(load_raw_statuses))
    first = {one.id: Counted(one.numerator, one.denominator, one.value) for one in result.figures}
    differences = compare(first, second)
    _name_across(differences, tally, logs, recount)
    if any(not difference.subjects for difference in differences):
        await _name_sessions(database, scope, workdays, recount, differences)
    only_one = {gap.subject for gap in result.gaps} ^ recount.gaps.keys()
    if only_one:
        differences.append(Difference(figure_id=GAPS, first=None, second=None, subjects=sorted(only_one)[:KEPT]))
    return Verification(result=result, compared=len(first.keys() | second.keys()), differences=tuple(differences))


def asked_of(scope: Scope) -> PlainScope:
    """Return the scope in plain numbers."""
    return PlainScope(
        since=to_micros(scope.since),
        until=to_micros(scope.until),
        as_of=to_micros(scope.as_of),
        matter_id=scope.matter_id,
        tier=scope.tier,
        business_only=scope.business_only,
        answer_within=_length(scope.answer_within),
        filed_within=_length(scope.filed_within),
        repeat_within=_length(scope.repeat_within),
    )


def compare(first: Mapping[str, Counted], second: Mapping[str, Counted]) -> list[Difference]:
    """Return the figures that differ, or that one path alone has; counts of nothing are the same as none."""
    return [
        Difference(figure_id=name, first=first.get(name), second=second.get(name))
        for name in sorted(first.keys() | second.keys())
        if not _agree(first.get(name), second.get(name))
    ]


def _agree(first: Counted | None, second: Counted | None) -> bool:
    if first is None or second is None:
        only = first or second
        return only is not None and not only.numerator and not only.value
    pairs = zip(first, second, strict=True)
    return all(one is other if one is None or other is None else _is_close(one, other) for one, other in pairs)


def _is_close(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=_CLOSE)


def _length(length: dt.timedelta) -> int:
    return round(length.total_seconds() * 1_000_000)


async def _raw_sessions(database: Database) -> AsyncIterator[Sequence[Row]]:
    after = ""
    while rows := await database.read(partial(load_raw, after=after)):
        for session_id, of_one in groupby(rows, key=lambda row: row[0]):
            yield list(of_one)
            after = session_id


def _name_across(differences: Sequence[Difference], tally: Tally, logs: Sequence[OfficerLog], recount: Recount) -> None:
    """Name who came again by one path alone, and the officers whose sums differ."""
    mine = tally.by_officer(logs)
    officers = [
        officer_id
        for officer_id in sorted(mine.keys() | recount.officers.keys())
        if mine.get(officer_id) != recount.officers.get(officer_id)
    ]
    for difference in differences:
        definition = difference.figure_id.partition(".")[0]
        if definition in OF_REPEATS:
            difference.subjects = sorted(tally.repeated() ^ recount.repeated)[:KEPT]
        if definition in {*OF_OFFICERS, *OF_HOURS}:
            difference.subjects = officers[:KEPT]


async def _name_sessions(
    database: Database, scope: Scope, workdays: Workdays, recount: Recount, differences: Sequence[Difference]
) -> None:
    """Look at every session again, by both paths, and name those that differ in a figure that does."""
    wanted: dict[str, list[Difference]] = {}
    for difference in differences:
        wanted.setdefault(difference.figure_id.partition(".")[0], []).append(difference)
    async for rows in _raw_sessions(database):
        session_id = rows[0][0]
        second = _second(recount, rows)
        first = await _first(database, scope, workdays, session_id)
        for definition, found in wanted.items():
            if first.get(definition) != second.get(definition):
                for difference in found:
                    if len(difference.subjects) < KEPT:
                        difference.subjects.append(session_id)


def _second(recount: Recount, rows: Sequence[Row]) -> dict[str, Numbers]:
    try:
        return recount.of(rows) or {}
    except (KeyError, TypeError):
        return {}


async def _first(database: Database, scope: Scope, workdays: Workdays, session_id: str) -> dict[str, Numbers]:
    until = scope.until + scope.repeat_within
    on_disk = await database.read(partial(load_one, session_id=session_id, since=scope.since, until=until))
    facts = facts_of(on_disk, scope) if on_disk is not None else None
    if not isinstance(facts, SessionFacts) or not in_scope(facts, scope, workdays):
        return {}
    return contributions(facts, scope)
