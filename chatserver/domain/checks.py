"""The form's rules at work: computed cells, closed cells, comparisons, findings. Pure; never decides what happens next.

A value that cannot be read is a finding of its own, and the checks that need it wait until it can be read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from chatserver.domain.catalogue import NO_WORDS, Moment, Severity, Text
from chatserver.domain.field_values import (
    LIST_SEPARATOR,
    NO,
    NUMBER_TYPES,
    YES,
    UnreadableValue,
    read_date,
    read_number,
    read_value,
    split_parts,
    write_number,
)
from chatserver.domain.formula import NotComputable, evaluate, holds, is_blank

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    from chatserver.domain.catalogue import Check, Comparison, ComparisonLine, Field, Matter, Part
    from chatserver.domain.formula import Formula, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What the bureau knows besides the form: facts by id, today and the deadline in its own time zone."""

    facts: Mapping[str, Value]
    today: dt.date
    deadline: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedRow:
    """One row of a comparison with its amounts, two decimals, in yuan."""

    no: int
    source_item: Text
    source_amount: str
    declared_item: Text
    declared_amount: str
    passes: bool

    @property
    def difference(self) -> str:
        """Source less declared amount, two decimals."""
        return write_number(Decimal(self.source_amount) - Decimal(self.declared_amount), 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is not right. `code` is `check_failed`, or how one value is wrong (`limit` says the bound)."""

    code: str
    severity: Severity
    step_id: str
    field_ids: tuple[str, ...]
    check_id: str | None = None
    error_id: str | None = None
    message: Text = NO_WORDS
    comparison: tuple[ComparedRow, ...] = ()
    limit: str | None = None


@dataclass(frozen=True, slots=True)
class _Scope:
    """Values by type for one evaluation."""

    matter: Matter
    values: Mapping[str, str]
    situation: Situation

    @property
    def today(self) -> dt.date:
        return self.situation.today

    @property
    def deadline(self) -> dt.date | None:
        return self.situation.deadline

    def field(self, field_id: str, part_id: str | None) -> Value:
        try:
            return read_value(self.matter.field(field_id), self.values.get(field_id, ""), part_id)
        except UnreadableValue as unreadable:
            unreadable.field_id = field_id
            raise

    def fact(self, fact_id: str) -> Value:
        return self.situation.facts[fact_id]


def recompute(matter: Matter, values: Mapping[str, str], situation: Situation) -> dict[str, str]:
    """Return the values with every computed cell worked out anew; a cell without an answer becomes empty."""
    result = dict(values)
    scope = _Scope(matter, result, situation)
    for field_id, formula in matter.computed.items():
        try:
            result[field_id] = _write(matter.field(field_id), evaluate(formula, scope))
        except (NotComputable, UnreadableValue):
            result[field_id] = ""
    return result


def closed_fields(matter: Matter, values: Mapping[str, str], situation: Situation) -> frozenset[str]:
    """Return the fields that this taxpayer's registrations do not open (grey cells)."""
    scope = _Scope(matter, values, situation)
    return frozenset(item.id for item in matter.fields if item.open_when and not _met(item.open_when, scope))


def compare(
    matter: Matter, comparison: Comparison, values: Mapping[str, str], situation: Situation
) -> tuple[ComparedRow, ...]:
    """Return the comparison's rows as they stand. Raises UnreadableValue, NotComputable."""
    scope = _Scope(matter, values, situation)
    return tuple(_compared(line, scope) for line in comparison.lines)


def check_step(
    matter: Matter, step_id: str, moment: Moment, values: Mapping[str, str], situation: Situation
) -> tuple[Finding, ...]:
    """Return what is not right on coming to or leaving a step, in the order of the form; empty when all is well."""
    found = list(_wrong_values(matter, step_id, values, situation)) if moment is Moment.LEAVE else []
    scope = _Scope(matter, values, situation)
    for check in matter.checks:
        if check.step_id == step_id and check.moment is moment:
            finding = _run(check, scope)
            if finding is not None and not any(_same(finding, known) for known in found):
                found.append(finding)
    return tuple(found)


def wrong_value(item: Field, raw: str) -> tuple[str, str | None] | None:
    """Return the code (and bound) of what is wrong with one field's text by itself, None when it is fine."""
    try:
        if not raw.strip():
            return ("required", None) if item.required and not item.readonly else None
        if item.parts:
            for part, text in zip(item.parts, split_parts(item, raw), strict=True):
                _check_number(part, text)
            return _range_order(item, raw)
        _check_number(item, raw)
        _check_text(item, raw)
    except UnreadableValue as unreadable:
        return unreadable.code, unreadable.limit
    return None


def _wrong_values(matter: Matter, step_id: str, values: Mapping[str, str], situation: Situation) -> Iterator[Finding]:
    closed = closed_fields(matter, values, situation)
    for item in matter.fields_of(step_id):
        if item.computed or item.id in closed:
            continue
        if wrong := wrong_value(item, values.get(item.id, "")):
            yield _value_finding(step_id, item.id, *wrong)


def _run(check: Check, scope: _Scope) -> Finding | None:
    """Return the check's finding. Where its values cannot be read or computed, that is the finding: it never passes."""
    try:
        rows = _rows_of(check, scope)
        raised = (
            holds(check.when, scope)
            if check.when is not None
            else any(row.no in check.lines and not row.passes for row in rows)
        )
    except UnreadableValue as unreadable:
        return _value_finding(check.step_id, unreadable.field_id, unreadable.code, unreadable.limit)
    except NotComputable:
        return Finding(
            code="not_computable",
            severity=Severity.BLOCK,
            step_id=check.step_id,
            field_ids=check.field_ids,
            check_id=check.id,
        )
    if not raised:
        return None
    error = scope.matter.find_error(check.error_id)
    return Finding(
        code="check_failed",
        severity=check.severity,
        step_id=check.step_id,
        field_ids=check.field_ids,
        check_id=check.id,
        error_id=check.error_id,
        message=error.message if error else check.message,
        comparison=rows,
    )


def _rows_of(check: Check, scope: _Scope) -> tuple[ComparedRow, ...]:
    if check.comparison_id is None:
        return ()
    return tuple(_compared(line, scope) for line in scope.matter.comparison(check.comparison_id).lines)


def _compared(line: ComparisonLine, scope: _Scope) -> ComparedRow:
    source, declared = (_amount(formula, scope) for formula in (line.source_amount, line.declared_amount))
    passes = {"equal": declared == source, "at_least": declared >= source, "at_most": declared <= source}
    return ComparedRow(
        no=line.no,
        source_item=line.source_item,
        source_amount=write_number(source, 2),
        declared_item=line.declared_item,
        declared_amount=write_number(declared, 2),
        passes=passes[line.relation],
    )


def _value_finding(step_id: str, field_id: str, code: str, limit: str | None) -> Finding:
    return Finding(code=code, limit=limit, severity=Severity.BLOCK, step_id=step_id, field_ids=(field_id,))


def _same(one: Finding, other: Finding) -> bool:
    return (one.code, one.field_ids, one.check_id) == (other.code, other.field_ids, other.check_id)


def _amount(formula: Formula, scope: _Scope) -> Decimal:
    value = evaluate(formula, scope)
    return value if isinstance(value, Decimal) else Decimal(0)


def _met(formula: Formula, scope: _Scope) -> bool:
    """A cell whose condition cannot be worked out stays closed."""
    try:
        return holds(formula, scope)
    except (UnreadableValue, NotComputable):
        return False


def _write(item: Field, value: Value) -> str:
    if is_blank(value):
        return ""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, Decimal):
        return write_number(value, item.decimals)
    return LIST_SEPARATOR.join(value) if isinstance(value, tuple) else str(value)


def _check_number(cell: Field | Part, raw: str) -> None:
    """Check a number or date against its type and bounds. Raises UnreadableValue."""
    if cell.type == "date":
        read_date(raw)
    number = read_number(raw) if cell.type in NUMBER_TYPES else None
    if number is None:
        return
    if -int(number.as_tuple().exponent) > cell.decimals:
        raise UnreadableValue("too_many_decimals", str(cell.decimals))
    if cell.minimum is not None and number < Decimal(cell.minimum):
        raise UnreadableValue("too_small", cell.minimum)
    if cell.maximum is not None and number > Decimal(cell.maximum):
        raise UnreadableValue("too_large", cell.maximum)


def _check_text(item: Field, raw: str) -> None:
    read_value(item, raw)
    text = raw.strip()
    if item.options and text not in {option.value for option in item.options}:
        raise UnreadableValue("not_an_option")
    if item.max_length is not None and len(text) > item.max_length:
        raise UnreadableValue("too_long", str(item.max_length))
    if item.pattern is not None and not re.fullmatch(item.pattern, text):
        raise UnreadableValue("wrong_form")


def _range_order(item: Field, raw: str) -> tuple[str, str | None] | None:
    if item.type != "date-range":
        return None
    first, last = (read_date(text) for text in split_parts(item, raw))
    if first is None or last is None:
        return "range_incomplete", None
    return ("range_backwards", None) if first > last else None
