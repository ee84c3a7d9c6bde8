"""Makes the shared lists and the demo's cast out of `common.json` and `demo.json`, whose shape is already checked."""

from __future__ import annotations

import re
from typing import Any

from chatserver.catalogue.building import named, text_of
from chatserver.domain.common_lists import (
    Choice,
    CommonLists,
    DemoCast,
    DemoOfficer,
    DemoPerson,
    DemoTaxpayer,
    HandoffTrigger,
    RatingLevel,
    Tier,
)
from chatserver.domain.masking import SensitivePattern


def build_common(raw: dict[str, Any]) -> CommonLists:
    """Return the lists of `common.json`. Raises re.error for a pattern that is none."""
    return CommonLists(
        rating_levels=tuple(RatingLevel(item["score"], named(item), item["negative"]) for item in raw["rating_levels"]),
        tiers=tuple(_tier(item) for item in raw["escalation_tiers"]),
        handoff_triggers=tuple(_trigger(item) for item in raw["handoff_triggers"]),
        sensitive_patterns=tuple(_pattern(item) for item in raw["sensitive_patterns"] if item["masked_in_messages"]),
        **{key: tuple(Choice(item["id"], named(item)) for item in raw[key]) for key in CHOICE_LISTS},
    )


CHOICE_LISTS = (
    "negative_rating_reasons",
    "dispositions",
    "away_reasons",
    "decline_reasons",
    "roles",
    "posts",
    "service_modes",
    "work_order_categories",
    "work_order_states",
)


def build_demo(raw: dict[str, Any]) -> DemoCast:
    """Return the cast of `demo.json`."""
    return DemoCast(
        taxpayers=tuple(_taxpayer(item, raw["people"]) for item in raw["taxpayers"]),
        officers=tuple(
            DemoOfficer(
                id=item["id"],
                name=named(item),
                tier=item["tier"],
                skills=tuple(item["skills"]),
                capacity=item["max_sessions"],
            )
            for item in raw["officers"]
        ),
    )


def _taxpayer(raw: dict[str, Any], people: list[dict[str, Any]]) -> DemoTaxpayer:
    return DemoTaxpayer(
        id=raw["id"],
        name=named(raw),
        uscc=raw["uscc"],
        kind=text_of(raw, "type"),
        cit_mode=text_of(raw, "cit_mode"),
        credit_grade=raw["credit_grade"],
        tax_office=text_of(raw, "tax_office"),
        matter_ids=tuple(raw["matters"]),
        people=tuple(
            DemoPerson(id=item["id"], name=named(item), role=item["role"], id_masked=item["id_masked"])
            for item in people
            if item["taxpayer"] == raw["id"]
        ),
    )


def _tier(raw: dict[str, Any]) -> Tier:
    return Tier(
        tier=raw["tier"],
        name=named(raw),
        scope=text_of(raw, "scope"),
        target_first_response_seconds=raw["target_first_response_seconds"],
        target_resolve_minutes=raw["target_resolve_minutes"],
        target=text_of(raw, "target"),
    )


def _trigger(raw: dict[str, Any]) -> HandoffTrigger:
    return HandoffTrigger(
        type=raw["type"], words=tuple(raw.get("words", ())), button=raw.get("button"), threshold=raw.get("threshold")
    )


def _pattern(raw: dict[str, Any]) -> SensitivePattern:
    return SensitivePattern(
        id=raw["id"], regex=re.compile(raw["regex"]), keep_first=raw["keep_first"], keep_last=raw["keep_last"]
    )
