"""Reads `workdays.json`: its shape by the schema, then what a schema cannot say. A folder without it has the product's.

Each year comes from the State Council's notice of the November before it; the file is where to add the next one.
"""

from __future__ import annotations

import datetime as dt
import itertools
import zoneinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chatserver.catalogue.problems import CatalogueRefused, Problem
from chatserver.catalogue.reading import read_json
from chatserver.catalogue.shape import WORKDAYS, shape_problems
from chatserver.domain.workdays import Workdays

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = "workdays.json"
_OWN = Path(__file__).parent / NAME


def load_workdays(folder: Path) -> tuple[Workdays, dict[str, Any]]:
    """Return when the bureau works, and the same as it stands in the file. Raises CatalogueRefused."""
    file = folder / NAME if (folder / NAME).exists() else _OWN
    raw, problems = read_workdays(file)
    if problems:
        raise CatalogueRefused(problems)
    return _built(raw), raw


def read_workdays(file: Path) -> tuple[dict[str, Any], list[Problem]]:
    """Return the file's content and everything that is wrong with it."""
    raw, problems = read_json(file, str(file))
    problems = problems or shape_problems(raw, WORKDAYS, str(file))
    return raw, problems or [Problem(str(file), path, reason) for path, reason in _contradictions(raw)]


def _contradictions(raw: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if raw["zone"] not in zoneinfo.available_timezones():
        yield "zone", f"{raw['zone']} is no time zone; they are named like Asia/Shanghai"
    edges = [edge for item in raw["hours"] for edge in (item["from"], item["to"])]
    if any(later <= earlier for earlier, later in itertools.pairwise(edges)):
        yield "hours", "must be in order, and end after they begin"
    years = [item["year"] for item in raw["years"]]
    if len(set(years)) < len(years):
        yield "years", "the same year twice"
    for n, year in enumerate(raw["years"]):
        yield from _year_contradictions(year, f"years/{n}")


def _year_contradictions(raw: dict[str, Any], path: str) -> Iterator[tuple[str, str]]:
    for n, holiday in enumerate(raw["holidays"]):
        if not holiday["from"] <= holiday["to"]:
            yield f"{path}/holidays/{n}", "ends before it begins"
        if {holiday["from"][:4], holiday["to"][:4]} != {str(raw["year"])}:
            yield f"{path}/holidays/{n}", f"is not in {raw['year']}"
    for n, day in enumerate(raw["working_days"]):
        if day[:4] != str(raw["year"]):
            yield f"{path}/working_days/{n}", f"is not in {raw['year']}"
        if any(holiday["from"] <= day <= holiday["to"] for holiday in raw["holidays"]):
            yield f"{path}/working_days/{n}", f"{day} is a holiday, too"


def _built(raw: dict[str, Any]) -> Workdays:
    return Workdays(
        zone=zoneinfo.ZoneInfo(raw["zone"]),
        weekdays=frozenset(raw["weekdays"]),
        hours=tuple((dt.time.fromisoformat(item["from"]), dt.time.fromisoformat(item["to"])) for item in raw["hours"]),
        years=frozenset(item["year"] for item in raw["years"]),
        holidays=frozenset(day for item in raw["years"] for holiday in item["holidays"] for day in _days(holiday)),
        working_days=frozenset(dt.date.fromisoformat(day) for item in raw["years"] for day in item["working_days"]),
    )


def _days(holiday: dict[str, Any]) -> Iterator[dt.date]:
    first, last = dt.date.fromisoformat(holiday["from"]), dt.date.fromisoformat(holiday["to"])
    for n in range((last - first).days + 1):
        yield first + dt.timedelta(days=n)
