"""Reads formulas from JSON and makes sure that every operator gets the kinds it can work with.

What passes here cannot fail for its kind when it is evaluated; only values (division by zero) still can.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from chatserver.domain.formula import Call, FactRef, FieldRef, Formula, Literal

MAX_DEPTH: Final = 12
MAX_NODES: Final = 200
MAX_LITERAL: Final = 200
"""Characters of a text in a formula: an option of a form, never prose."""

NUMBER, TEXT, BOOL, DATE, LIST, ANY, SAME = "number", "text", "yes/no", "date", "list", "any", "same"


@dataclass(frozen=True, slots=True)
class _Signature:
    """Kinds of the arguments (the last one repeats up to `most`), kind of the result."""

    arguments: tuple[str, ...]
    result: str
    least: int
    most: int


def _exactly(*arguments: str, result: str) -> _Signature:
    return _Signature(arguments, result, len(arguments), len(arguments))


def _many(argument: str, result: str, least: int = 1) -> _Signature:
    return _Signature((argument,), result, least, MAX_NODES)


_ORDER = "number or date"
SIGNATURES: Final = {
    "+": _many(NUMBER, NUMBER, 2),
    "sum": _many(NUMBER, NUMBER),
    "-": _exactly(NUMBER, NUMBER, result=NUMBER),
    "*": _many(NUMBER, NUMBER, 2),
    "/": _exactly(NUMBER, NUMBER, result=NUMBER),
    "min": _many(NUMBER, NUMBER),
    "max": _many(NUMBER, NUMBER),
    "abs": _exactly(NUMBER, result=NUMBER),
    "round": _exactly(NUMBER, NUMBER, result=NUMBER),
    "=": _exactly(SAME, SAME, result=BOOL),
    "!=": _exactly(SAME, SAME, result=BOOL),
    "<": _exactly(_ORDER, SAME, result=BOOL),
    "<=": _exactly(_ORDER, SAME, result=BOOL),
    ">": _exactly(_ORDER, SAME, result=BOOL),
    ">=": _exactly(_ORDER, SAME, result=BOOL),
    "and": _many(BOOL, BOOL),
    "or": _many(BOOL, BOOL),
    "not": _exactly(BOOL, result=BOOL),
    "blank": _exactly(ANY, result=BOOL),
    "if": _exactly(BOOL, ANY, SAME, result=SAME),
    "in": _Signature((TEXT,), BOOL, 2, MAX_NODES),
    "contains": _exactly(TEXT, TEXT, result=BOOL),
    "count": _exactly(LIST, result=NUMBER),
    "today": _exactly(result=DATE),
    "deadline": _exactly(result=DATE),
    "add_months": _exactly(DATE, NUMBER, result=DATE),
}

KIND_OF_TYPE: Final = {
    "money": NUMBER,
    "int": NUMBER,
    "percent": NUMBER,
    "bool": BOOL,
    "date": DATE,
    "list": LIST,
    "file": LIST,
}
"""Kinds of field and fact types; whatever is missing is text."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What formulas of a matter may refer to: kinds of fields, of parts by (field, part), of facts."""

    fields: dict[str, str] = field(default_factory=dict)
    parts: dict[tuple[str, str], str] = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)


class FormulaRefused(ValueError):
    """The formula cannot be used; says where within it (`path`) and why."""

    def __init__(self, reason: str, path: tuple[int, ...] = ()) -> None:
        """Keep the two apart for the report."""
        super().__init__(reason)
        self.reason = reason
        self.path = path


def read_formula(raw: Any, vocabulary: Vocabulary, kind: str = ANY) -> Formula:
    """Return the formula of `raw`, which must give `kind`. Raises FormulaRefused."""
    if _size(raw) > MAX_NODES:
        reason = f"more than {MAX_NODES} parts"
        raise FormulaRefused(reason)
    formula, found = _read(raw, vocabulary, ())
    _require(kind, found, ())
    return formula


def _size(raw: Any) -> int:
    """Count the parts without recursion: the reading itself is bounded by MAX_DEPTH only."""
    count, rest = 0, [raw]
    while rest:
        item = rest.pop()
        count += 1
        if isinstance(item, list):
            rest.extend(item)
    return count


def _read(raw: Any, vocabulary: Vocabulary, path: tuple[int, ...]) -> tuple[Formula, str]:
    if len(path) >= MAX_DEPTH:
        reason = f"nested deeper than {MAX_DEPTH} levels"
        raise FormulaRefused(reason, path)
    if isinstance(raw, list):
        return _read_call(raw, vocabulary, path)
    if isinstance(raw, dict):
        return _read_reference(raw, vocabulary, path)
    if isinstance(raw, bool):
        return Literal(raw), BOOL
    if isinstance(raw, int | Decimal):
        return Literal(Decimal(raw)), NUMBER
    if isinstance(raw, str) and len(raw) <= MAX_LITERAL:
        return Literal(raw), TEXT
    reason = "must be an operator list, a field, a fact, or a short literal"
    raise FormulaRefused(reason, path)


def _read_reference(raw: dict[str, Any], vocabulary: Vocabulary, path: tuple[int, ...]) -> tuple[Formula, str]:
    match raw:
        case {"fact": str(fact_id), **rest} if not rest:
            found: tuple[Formula, str | None] = FactRef(fact_id), vocabulary.facts.get(fact_id)
        case {"field": str(field_id), "part": str(part_id), **rest} if not rest:
            found = FieldRef(field_id, part_id), vocabulary.parts.get((field_id, part_id))
        case {"field": str(field_id), **rest} if not rest:
            found = FieldRef(field_id), vocabulary.fields.get(field_id)
        case _:
            reason = 'a reference is {"field": id}, {"field": id, "part": id} or {"fact": id}'
            raise FormulaRefused(reason, path)
    reference, kind = found
    if kind is None:
        reason = f"refers to what is not there: {', '.join(f'{key} {value}' for key, value in raw.items())}"
        raise FormulaRefused(reason, path)
    return reference, kind


def _read_call(raw: list[Any], vocabulary: Vocabulary, path: tuple[int, ...]) -> tuple[Formula, str]:
    name = raw[0] if raw else None
    signature = SIGNATURES.get(name) if isinstance(name, str) else None
    if signature is None or not isinstance(name, str):
        reason = f"unknown operator {name!r}; known are {' '.join(SIGNATURES)}"
        raise FormulaRefused(reason, path)
    if not signature.least <= len(raw) - 1 <= signature.most:
        reason = f"{name} takes {_count(signature)} arguments, not {len(raw) - 1}"
        raise FormulaRefused(reason, path)
    arguments: list[Formula] = []
    kinds: list[str] = []
    for index, item in enumerate(raw[1:]):
        argument, kind = _read(item, vocabulary, (*path, index + 1))
        wanted = signature.arguments[min(index, len(signature.arguments) - 1)]
        _require(kinds[-1] if wanted == SAME and kinds else wanted, kind, (*path, index + 1))
        arguments.append(argument)
        kinds.append(kind)
    return Call(name, tuple(arguments)), kinds[-1] if signature.result == SAME else signature.result


def _require(wanted: str, found: str, path: tuple[int, ...]) -> None:
    if wanted in {ANY, SAME, found} or (wanted == _ORDER and found in {NUMBER, DATE}):
        return
    reason = f"must be {wanted}, is {found}"
    raise FormulaRefused(reason, path)


def _count(signature: _Signature) -> str:
    if signature.least == signature.most:
        return str(signature.least)
    return f"{signature.least} or more"
