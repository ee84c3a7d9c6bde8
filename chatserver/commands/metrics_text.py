"""How figures are told on the command line: as a table for people, as JSON for programs. Both say all that speaks
against a figure: violations, gaps, what was left out.
"""

from __future__ import annotations

import json
import zoneinfo
from typing import TYPE_CHECKING, Any

from chatserver.commands.counting import counted
from chatserver.domain.metrics_figures import DEFINITIONS_VERSION, MEANING, Unit

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    from chatserver.domain.metrics_figures import Figure, Result, Scope
    from chatserver.domain.recount_totals import Counted
    from chatserver.services.metrics_check import Difference, Verification

METHOD = "nearest rank"


def table(result: Result, calendar: Mapping[str, Any]) -> str:
    """Return the result for a person."""
    lines = [*_heading(result.scope, calendar), "", f"{'figure':<24} {'value':>14}  numerator / denominator"]
    lines += [
        f"{one.id:<24} {_value(one):>14}  {_plain(one.numerator)} / {_plain(one.denominator)}" for one in result.figures
    ]
    return "\n".join([*lines, *_doubts(result)])


def json_text(result: Result, calendar: Mapping[str, Any]) -> str:
    """Return the result for a program; a value that is not there is null."""
    scope = result.scope
    told = {
        "definitions": DEFINITIONS_VERSION,
        "percentiles": METHOD,
        "zone": scope.zone,
        "since": _local(scope.since, scope.zone),
        "until": _local(scope.until, scope.zone),
        "as_of": _local(scope.as_of, scope.zone),
        "matter_id": scope.matter_id,
        "tier": scope.tier,
        "hours": "business" if scope.business_only else "all",
        "business_hours": {"zone": calendar["zone"], "hours": calendar["hours"]},
        "within_seconds": scope.answer_within.total_seconds(),
        "filed_within_seconds": scope.filed_within.total_seconds(),
        "repeat_within_seconds": scope.repeat_within.total_seconds(),
        "figures": [_figure(one) for one in result.figures],
        "left_out": result.left_out,
        "gaps": [{"subject": gap.subject, "seq": gap.seq} for gap in result.gaps],
        "violations": {kind.value: count for kind, count in sorted(result.violations.counts.items())},
        "violations_kept": [
            {"kind": one.kind.value, "subject": one.subject, "words": one.words} for one in result.violations.kept
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=2, allow_nan=False)


def difference_text(verification: Verification) -> str:
    """Return what the comparison found."""
    sessions = counted(int(verification.result.figure("sessions").numerator), "session")
    figures = counted(verification.compared, "figure")
    if not verification.differences:
        lines = [f"{figures} of {sessions}: both ways of counting agree"]
    else:
        lines = [f"{figures} of {sessions}: {counted(len(verification.differences), 'difference')}", ""]
        lines += [_difference(one) for one in verification.differences]
    return "\n".join([*lines, *_doubts(verification.result)])


def _heading(scope: Scope, calendar: Mapping[str, Any]) -> Iterator[str]:
    hours = ", ".join(f"{item['from']}–{item['to']}" for item in calendar["hours"])
    only = {
        f"matter {scope.matter_id}": scope.matter_id is not None,
        f"line {scope.tier}": scope.tier is not None,
        "opened in business hours": scope.business_only,
    }
    filters = ", ".join(words for words, is_wanted in only.items() if is_wanted) or "all"
    yield f"Sessions opened from {_local(scope.since, scope.zone)} until before {_local(scope.until, scope.zone)}"
    yield f"Zone {scope.zone}; the log as of {_local(scope.as_of, scope.zone)}; sessions: {filters}"
    yield f"Business hours {hours} {calendar['zone']} on working days; percentiles by {METHOD}"
    seconds, minutes = scope.answer_within.total_seconds(), scope.filed_within.total_seconds() / 60
    yield f"Service level within {seconds:g} s; filed within {minutes:g} min; definitions {DEFINITIONS_VERSION}"


def _doubts(result: Result) -> Iterator[str]:
    for definition, reason in result.left_out.items():
        yield f"{definition:<24} {'left out':>14}  {reason}"
    if result.gaps:
        yield ""
        yield f"{len(result.gaps):>6}  gap: a log that is not whole is in no figure (`daoban log check` tells more)"
        yield from (f"        {gap.subject} #{gap.seq}" for gap in result.gaps)
    for kind, count in sorted(result.violations.counts.items()):
        yield ""
        yield f"{count:>6}  {kind.value}: {MEANING[kind]}"
        yield from (f"        {one.subject}  {one.words}" for one in result.violations.kept if one.kind is kind)


def _difference(one: Difference) -> str:
    subjects = ", ".join(one.subjects) or "no session differs by itself"
    if one.first is None and one.second is None:
        return f"{one.figure_id}: whole by one way only: {subjects}"
    return f"{one.figure_id}: {_counted(one.first)} by the fold, {_counted(one.second)} by the recount: {subjects}"


def _counted(one: Counted | None) -> str:
    return "none" if one is None else f"{_plain(one.numerator)} / {_plain(one.denominator)} = {one.value}"


def _figure(one: Figure) -> dict[str, Any]:
    return {
        "id": one.id,
        "definition": one.definition,
        "unit": one.unit.value,
        "numerator": one.numerator,
        "denominator": one.denominator,
        "value": one.value,
    }


def _value(one: Figure) -> str:
    if one.value is None:
        return "–"
    forms = {Unit.SHARE: f"{one.value:.2%}", Unit.SECONDS: f"{one.value:.3f} s", Unit.EACH: f"{one.value:.3f}"}
    return forms.get(one.unit, f"{one.value:g}" if one.value < 1 else f"{one.value:.0f}")


def _plain(number: float) -> str:
    return f"{number:.6f}".rstrip("0").rstrip(".") if number % 1 else f"{number:.0f}"


def _local(at: dt.datetime, zone: str) -> str:
    return at.astimezone(zoneinfo.ZoneInfo(zone)).isoformat()
