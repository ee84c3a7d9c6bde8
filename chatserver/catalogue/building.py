"""Makes a matter out of a file's content whose shape is already checked; formulas and typed values are read here."""

from __future__ import annotations

import datetime as dt
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from chatserver.catalogue.building_rules import RuleBuilder
from chatserver.domain.catalogue import (
    Cell,
    Field,
    FormCode,
    Grid,
    GridLine,
    HelpTopic,
    Material,
    Matter,
    MatterError,
    Option,
    Part,
    Placeholder,
    Sensitivity,
    Severity,
    Step,
    Text,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from chatserver.catalogue.problems import Problem
    from chatserver.domain.formula import Formula

DEFAULT_DECIMALS = {"money": 2, "percent": 2, "money-pair": 2}
DEFAULT_SEPARATORS = {"date-range": "~"}


def build_matter(raw: dict[str, Any], file: str) -> tuple[Matter | None, list[Problem]]:
    """Return the matter, or None with every problem of its formulas and typed values."""
    rules = RuleBuilder(raw, file)
    computed = rules.computed()
    fields = tuple(
        _field(item, rules.open_when(at, item), computed=item["id"] in computed)
        for at, item in enumerate(raw["fields"])
    )
    parts: dict[str, Any] = {
        "computed": MappingProxyType(computed),
        "comparisons": rules.comparisons(),
        "checks": rules.checks(),
        "facts": rules.facts(),
        "effects": rules.effects(),
        "scenarios": rules.scenarios(),
    }
    if rules.problems:
        return None, rules.problems
    return Matter(**_plain_parts(raw), fields=fields, **parts), []


def text_of(raw: dict[str, Any], key: str) -> Text:
    """Return `key_zh` and `key_en` as one text, empty where the file has neither."""
    return Text(raw.get(f"{key}_zh", ""), raw.get(f"{key}_en", ""))


def named(raw: dict[str, Any]) -> Text:
    """Return an item's name."""
    return text_of(raw, "name")


def _plain_parts(raw: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": raw["id"],
        "version": raw["version"],
        "valid_from": dt.date.fromisoformat(raw["valid_from"]),
        "valid_to": dt.date.fromisoformat(raw["valid_to"]) if raw["valid_to"] else None,
        "name": named(raw),
        "category": text_of(raw, "category"),
        "form_codes": tuple(FormCode(item["code"], named(item)) for item in raw["form_codes"]),
        "codes_confidence": raw["codes_confidence"],
        "frequency": text_of(raw, "frequency"),
        "deadline": text_of(raw, "deadline"),
        "menu_path": text_of(raw, "menu_path"),
        "period_cycle": raw.get("period_cycle"),
        "steps": _each(raw, "steps", _step),
        "grids": _each(raw, "grids", _grid),
        "errors": _each(raw, "errors", _error),
        "placeholders": _placeholders(raw),
        "help_topics": _each(raw, "help_topics", _help_topic),
        "materials": _each(raw, "materials", _material),
        "canned_replies": tuple(text_of(item, "text") for item in raw.get("canned_replies", ())),
        "start_values": MappingProxyType(dict(raw.get("start_values", {}))),
    }


def _each(raw: dict[str, Any], key: str, build: Callable[[dict[str, Any]], Any]) -> tuple[Any, ...]:
    return tuple(build(item) for item in raw.get(key, ()))


def _step(raw: dict[str, Any]) -> Step:
    return Step(
        id=raw["id"],
        order=raw["order"],
        name=named(raw),
        tip=text_of(raw, "tip"),
        action=raw.get("action", "next"),
        recap=tuple(raw.get("recap", ())),
    )


def _field(raw: dict[str, Any], open_when: Formula | None, *, computed: bool) -> Field:
    cell = raw.get("cell")
    kind = raw["type"]
    return Field(
        id=raw["id"],
        step_id=raw["step"],
        row=raw.get("row", ""),
        name=named(raw),
        type=kind,
        unit=raw.get("unit", ""),
        required=raw["required"],
        readonly=raw["readonly"],
        sensitivity=Sensitivity(raw["sensitivity"]),
        sample=raw["sample"],
        added=raw.get("added", False),
        decimals=raw.get("decimals", DEFAULT_DECIMALS.get(kind, 0)),
        minimum=raw.get("min"),
        maximum=raw.get("max"),
        max_length=raw.get("max_length"),
        pattern=raw.get("pattern"),
        options_fact=raw.get("options_fact"),
        options=tuple(Option(item["value"], named(item)) for item in raw.get("options", ())),
        parts=tuple(_part(item, raw) for item in raw.get("parts", ())),
        separator=raw.get("separator", DEFAULT_SEPARATORS.get(kind, "/")) if raw.get("parts") else "",
        cell=Cell(cell["grid"], cell["row"], cell["column"]) if cell else None,
        open_when=open_when,
        hint=text_of(raw, "hint"),
        computed=computed,
    )


def _part(raw: dict[str, Any], of_field: dict[str, Any]) -> Part:
    kind = raw["type"]
    return Part(
        id=raw["id"],
        name=named(raw),
        type=kind,
        unit=raw.get("unit", of_field.get("unit", "")),
        decimals=raw.get("decimals", DEFAULT_DECIMALS.get(kind, 0)),
        minimum=raw.get("min"),
        maximum=raw.get("max"),
    )


def _grid(raw: dict[str, Any]) -> Grid:
    return Grid(
        id=raw["id"],
        step_id=raw["step"],
        title=text_of(raw, "title"),
        heading=text_of(raw, "heading"),
        note=text_of(raw, "note"),
        rows=_each(raw, "rows", _grid_line),
        columns=_each(raw, "columns", _grid_line),
    )


def _grid_line(raw: dict[str, Any]) -> GridLine:
    return GridLine(raw["id"], named(raw), raw.get("line", ""), raw.get("total", False))


def _error(raw: dict[str, Any]) -> MatterError:
    return MatterError(
        id=raw["id"],
        step_id=raw["step"],
        field_ids=tuple(raw["field_ids"]),
        severity=Severity(raw["severity"]),
        message=text_of(raw, "message"),
        title=text_of(raw, "title"),
        cause=text_of(raw, "cause"),
        explanation=text_of(raw, "officer_explanation"),
        fix_steps=tuple(text_of(item, "text") for item in raw["fix_steps"]),
        start_tier=raw["start_tier"],
        suggest_human=raw["suggest_human"],
        help_topic_ids=tuple(raw["help_topic_ids"]),
        goto_step_id=raw.get("goto_step"),
        placeholders=_placeholders(raw),
        confidence=raw["confidence"],
    )


def _placeholders(raw: dict[str, Any]) -> Mapping[str, Placeholder]:
    return MappingProxyType(
        {
            name: Placeholder(item.get("field"), text_of(item, "otherwise"))
            for name, item in raw.get("placeholders", {}).items()
        }
    )


def _help_topic(raw: dict[str, Any]) -> HelpTopic:
    return HelpTopic(raw["id"], text_of(raw, "question"), text_of(raw, "answer"))


def _material(raw: dict[str, Any]) -> Material:
    return Material(
        id=raw["id"],
        name=named(raw),
        required=raw["required"],
        when=text_of(raw, "when"),
        copies=raw.get("copies", 1),
        original=raw.get("original", False),
        confidence=raw["confidence"],
    )
