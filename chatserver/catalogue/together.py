"""What can only be seen with all files at hand: overlapping validity, effects on other matters, the demo's cast."""

from __future__ import annotations

import datetime as dt
from itertools import combinations
from typing import TYPE_CHECKING, Any

from chatserver.catalogue.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from chatserver.domain.catalogue import Matter


def together_problems(matters: Mapping[str, Matter], demo: Mapping[str, Any] | None) -> list[Problem]:
    """Return what is wrong between sound files, given by file name; the cast is checked where there is one."""
    found = list(_overlaps(matters))
    if demo is not None:
        found += _effects(matters)
        found += _cast(matters, demo)
    return found


def _overlaps(matters: Mapping[str, Matter]) -> Iterator[Problem]:
    for (file, one), (other_file, other) in combinations(matters.items(), 2):
        if one.id != other.id:
            continue
        if one.valid_from <= (other.valid_to or dt.date.max) and other.valid_from <= (one.valid_to or dt.date.max):
            yield Problem(other_file, "valid_from", f"{other.id} is already valid then by {file}")


def _effects(matters: Mapping[str, Matter]) -> Iterator[Problem]:
    switches = {
        (matter.id, fact.id) for matter in matters.values() for fact in matter.facts if fact.type == "bool"
    }
    for file, matter in matters.items():
        for index, effect in enumerate(matter.effects):
            if (effect.matter_id, effect.fact_id) not in switches:
                reason = f"no yes/no fact {effect.fact_id} in matter {effect.matter_id}"
                yield Problem(file, f"effects/{index}", reason)


def _cast(matters: Mapping[str, Matter], demo: Mapping[str, Any]) -> Iterator[Problem]:
    taxpayers = {item["id"]: item for item in demo["taxpayers"]}
    known = {matter.id for matter in matters.values()}
    for file, matter in matters.items():
        for index, scenario in enumerate(matter.scenarios):
            for taxpayer_id in scenario.taxpayer_ids:
                if matter.id not in taxpayers.get(taxpayer_id, {"matters": ()})["matters"]:
                    reason = f"no demo taxpayer {taxpayer_id} with this matter"
                    yield Problem(file, f"scenarios/{index}/taxpayers", reason)
    for index, item in enumerate(demo["taxpayers"]):
        for matter_id in item["matters"]:
            if matter_id not in known:
                yield Problem("demo.json", f"taxpayers/{index}/matters", f"no such matter: {matter_id}")
    for index, item in enumerate(demo["people"]):
        if item["taxpayer"] not in taxpayers:
            yield Problem("demo.json", f"people/{index}/taxpayer", f"no such taxpayer: {item['taxpayer']}")
    for index, item in enumerate(demo["officers"]):
        for skill in item["skills"]:
            if skill not in known | {"*", "monitor"}:
                yield Problem("demo.json", f"officers/{index}/skills", f"no such matter: {skill}")
