"""What can only be seen with all files at hand: overlapping validity, effects on other matters, the demo's cast."""

from __future__ import annotations

import datetime as dt
from itertools import combinations
from typing import TYPE_CHECKING, Any

from chatserver.catalogue.problems import Problem
from chatserver.domain.officer import RIGHTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from chatserver.domain.catalogue import Matter


def together_problems(matters: Mapping[str, Matter], demo: Mapping[str, Any] | None) -> list[Problem]:
    """Return what is wrong between sound files, given by file name; the cast is checked where there is one."""
    found = list(_overlaps(matters))
    if demo is not None:
        found += [*_effects(matters), *_cases(matters, demo), *_cast(matters, demo)]
    return found


def _overlaps(matters: Mapping[str, Matter]) -> Iterator[Problem]:
    for (file, one), (other_file, other) in combinations(matters.items(), 2):
        if one.id != other.id:
            continue
        if one.valid_from <= (other.valid_to or dt.date.max) and other.valid_from <= (one.valid_to or dt.date.max):
            yield Problem(other_file, "valid_from", f"{other.id} is already valid then by {file}")


def _effects(matters: Mapping[str, Matter]) -> Iterator[Problem]:
    switches = {(matter.id, fact.id) for matter in matters.values() for fact in matter.facts if fact.type == "bool"}
    for file, matter in matters.items():
        for index, effect in enumerate(matter.effects):
            if (effect.matter_id, effect.fact_id) not in switches:
                reason = f"no yes/no fact {effect.fact_id} in matter {effect.matter_id}"
                yield Problem(file, f"effects/{index}", reason)


def _cases(matters: Mapping[str, Matter], demo: Mapping[str, Any]) -> Iterator[Problem]:
    allowed = {(item["id"], matter_id) for item in demo["taxpayers"] for matter_id in item["matters"]}
    for file, matter in matters.items():
        for index, scenario in enumerate(matter.scenarios):
            for taxpayer_id in scenario.taxpayer_ids:
                if (taxpayer_id, matter.id) not in allowed:
                    reason = f"no demo taxpayer {taxpayer_id} with this matter"
                    yield Problem(file, f"scenarios/{index}/taxpayers", reason)


def _cast(matters: Mapping[str, Matter], demo: Mapping[str, Any]) -> Iterator[Problem]:
    known = {matter.id for matter in matters.values()}
    taxpayers = {item["id"] for item in demo["taxpayers"]}
    for key, part, allowed in (
        ("taxpayers", "matters", known),
        ("people", "taxpayer", taxpayers),
        ("officers", "skills", known | RIGHTS | {"*"}),
    ):
        for index, item in enumerate(demo[key]):
            named = [item[part]] if isinstance(item[part], str) else item[part]
            for name in named:
                if name not in allowed:
                    yield Problem("demo.json", f"{key}/{index}/{part}", f"there is no {name}")
