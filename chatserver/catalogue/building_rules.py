"""Makes the rules of a matter out of its file: formulas, facts, checks, demo cases. Collects every problem it meets."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from chatserver.catalogue.formulas import (
    ANY,
    BOOL,
    KIND_OF_TYPE,
    NUMBER,
    TEXT,
    FormulaRefused,
    Vocabulary,
    read_formula,
)
from chatserver.catalogue.ordering import in_order
from chatserver.catalogue.problems import Problem
from chatserver.domain.catalogue import (
    Check,
    Comparison,
    ComparisonLine,
    Effect,
    Fact,
    Moment,
    Resolution,
    Scenario,
    Severity,
    Text,
)
from chatserver.domain.field_values import UnreadableValue, read_date, read_number
from chatserver.domain.formula import Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chatserver.domain.formula import Formula, Value

_NO_ANSWER = Literal(None)
"""Stands for a formula that was refused, so that reading goes on to the next problem."""


class RuleBuilder:
    """Reads the rules of one file; `problems` is complete once every part was asked for."""

    def __init__(self, raw: dict[str, Any], file: str) -> None:
        """Take the file's content, whose shape is already checked."""
        self._raw = raw
        self._file = file
        self._vocabulary = _vocabulary_of(raw)
        self._fact_types = {item["id"]: item["type"] for item in raw.get("facts", ())}
        self.problems: list[Problem] = []

    def refuse(self, path: str, reason: str) -> None:
        """Note a problem."""
        self.problems.append(Problem(self._file, path, reason))

    def computed(self) -> dict[str, Formula]:
        """Return the formulas of computed cells, each after those it needs."""
        formulas = {
            field_id: self._formula(f"computed/{field_id}", raw, self._vocabulary.fields.get(field_id, ANY))
            for field_id, raw in self._raw.get("computed", {}).items()
        }
        ordered, circle = in_order(formulas)
        for field_id in circle:
            self.refuse(f"computed/{field_id}", "is computed from itself in a circle")
        return ordered

    def open_when(self, index: int, raw: dict[str, Any]) -> Formula | None:
        """Return the condition that opens a field's cell, None when it is always open."""
        if "open_when" not in raw:
            return None
        return self._formula(f"fields/{index}/open_when", raw["open_when"], BOOL)

    def comparisons(self) -> tuple[Comparison, ...]:
        """Return the tables of the 一窗式比对."""
        return tuple(
            Comparison(
                id=raw["id"],
                step_id=raw["step"],
                title=_text(raw, "title"),
                lines=tuple(self._line(f"comparisons/{at}/rows/{no}", row) for no, row in enumerate(raw["rows"])),
            )
            for at, raw in enumerate(self._raw.get("comparisons", ()))
        )

    def checks(self) -> tuple[Check, ...]:
        """Return the checks; a check of a catalogue error takes severity and fields from it unless it has its own."""
        errors = {raw["id"]: raw for raw in self._raw["errors"]}
        return tuple(
            self._check(f"checks/{at}", raw, errors.get(raw.get("error", ""), {}))
            for at, raw in enumerate(self._raw.get("checks", ()))
        )

    def facts(self) -> tuple[Fact, ...]:
        """Return the facts with their defaults by type."""
        return tuple(
            Fact(
                id=raw["id"],
                name=_text(raw, "name"),
                type=raw["type"],
                unit=raw.get("unit", ""),
                default=self._value(f"facts/{at}/default", raw["type"], raw["default"]),
                of_taxpayer=raw.get("of_taxpayer"),
            )
            for at, raw in enumerate(self._raw.get("facts", ()))
        )

    def effects(self) -> tuple[Effect, ...]:
        """Return which yes/no facts of other matters filing this one changes."""
        return tuple(Effect(raw["matter"], raw["fact"], raw["value"]) for raw in self._raw.get("effects", ()))

    def scenarios(self) -> tuple[Scenario, ...]:
        """Return the demo cases."""
        return tuple(self._scenario(f"scenarios/{at}", raw) for at, raw in enumerate(self._raw.get("scenarios", ())))

    def _scenario(self, path: str, raw: dict[str, Any]) -> Scenario:
        resolution = raw.get("resolution", {})
        return Scenario(
            id=raw["id"],
            taxpayer_ids=tuple(raw["taxpayers"]),
            name=_text(raw, "name"),
            error_id=raw.get("error"),
            deadline_in_days=raw.get("deadline_in_days"),
            values=MappingProxyType(dict(raw.get("values", {}))),
            facts=self._facts(f"{path}/facts", raw.get("facts", {})),
            resolution=Resolution(
                values=MappingProxyType(dict(resolution.get("values", {}))),
                facts=self._facts(f"{path}/resolution/facts", resolution.get("facts", {})),
            ),
        )

    def _facts(self, path: str, raw: dict[str, Any]) -> Mapping[str, Value]:
        values: dict[str, Value] = {}
        for fact_id, value in raw.items():
            if fact_id in self._fact_types:
                values[fact_id] = self._value(f"{path}/{fact_id}", self._fact_types[fact_id], value)
            else:
                self.refuse(f"{path}/{fact_id}", "no such fact")
        return MappingProxyType(values)

    def _line(self, path: str, raw: dict[str, Any]) -> ComparisonLine:
        return ComparisonLine(
            no=raw["no"],
            source_item=_text(raw, "source_item"),
            source_amount=self._formula(f"{path}/source_amount", raw["source_amount"], NUMBER),
            declared_item=_text(raw, "declared_item"),
            declared_amount=self._formula(f"{path}/declared_amount", raw["declared_amount"], NUMBER),
            relation=raw.get("relation", "equal"),
        )

    def _check(self, path: str, raw: dict[str, Any], error: dict[str, Any]) -> Check:
        return Check(
            id=raw["id"],
            step_id=raw["step"],
            moment=Moment(raw.get("at", "leave")),
            severity=Severity(raw.get("severity", error.get("severity", "block"))),
            field_ids=tuple(raw.get("fields", error.get("field_ids", ()))),
            error_id=raw.get("error"),
            message=_text(raw, "message"),
            when=self._formula(f"{path}/when", raw["when"], BOOL) if "when" in raw else None,
            comparison_id=raw.get("comparison"),
            lines=tuple(raw.get("rows", ())),
        )

    def _formula(self, path: str, raw: Any, kind: str) -> Formula:
        try:
            return read_formula(raw, self._vocabulary, kind)
        except FormulaRefused as refused:
            self.refuse("/".join((path, *map(str, refused.path))), refused.reason)
            return _NO_ANSWER

    def _value(self, path: str, kind: str, raw: Any) -> Value:
        try:
            return _typed(kind, raw)
        except UnreadableValue:
            self.refuse(path, f"is not of type {kind}")
            return None


def _text(raw: dict[str, Any], key: str) -> Text:
    return Text(raw.get(f"{key}_zh", ""), raw.get(f"{key}_en", ""))


def _typed(kind: str, raw: Any) -> Value:
    """Return a fact's value: amounts and dates are texts in the file, so that nothing is rounded on the way."""
    wanted = KIND_OF_TYPE.get(kind, TEXT)
    if raw is None:
        return None
    if wanted == BOOL and isinstance(raw, bool):
        return raw
    if wanted == "list" and isinstance(raw, list):
        return tuple(raw)
    if wanted in {NUMBER, "date", TEXT} and isinstance(raw, str):
        readers = {NUMBER: read_number, "date": read_date}
        return readers[wanted](raw) if wanted in readers else raw
    code = "wrong_type"
    raise UnreadableValue(code)


def _vocabulary_of(raw: dict[str, Any]) -> Vocabulary:
    return Vocabulary(
        fields={
            item["id"]: TEXT if item.get("parts") else KIND_OF_TYPE.get(item["type"], TEXT) for item in raw["fields"]
        },
        parts={
            (item["id"], part["id"]): KIND_OF_TYPE.get(part["type"], TEXT)
            for item in raw["fields"]
            for part in item.get("parts", ())
        },
        facts={item["id"]: KIND_OF_TYPE.get(item["type"], TEXT) for item in raw.get("facts", ())},
    )
