"""Formulas: rules of a form as data. Parsed once when the catalogue loads, then evaluated with exact decimals.

There are no loops, names or calls into Python, so a formula always ends. `chatserver/catalogue/formulas.py` reads
them from JSON, bounds their depth and size, and makes sure that every operator gets the kinds it can work with.
"""

from __future__ import annotations

import datetime as dt
import operator
from calendar import monthrange
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, DecimalException, localcontext
from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Value: TypeAlias = "Decimal | str | bool | dt.date | tuple[str, ...] | None"
"""A number, text, yes or no, date, list of texts; None is a blank cell."""

_ARITHMETIC = Context(prec=34, rounding=ROUND_HALF_UP, Emin=-40, Emax=40)


class NotComputable(ArithmeticError):
    """The formula has no answer for these values: division by zero, a number out of range, an impossible date."""


@dataclass(frozen=True, slots=True)
class Literal:
    """A constant."""

    value: Value


@dataclass(frozen=True, slots=True)
class FieldRef:
    """The value of a field, or of one of its parts."""

    field_id: str
    part_id: str | None = None


@dataclass(frozen=True, slots=True)
class FactRef:
    """Something that the bureau's own systems know."""

    fact_id: str


@dataclass(frozen=True, slots=True)
class Call:
    """An operator applied to arguments."""

    operator: str
    arguments: tuple[Formula, ...]


Formula: TypeAlias = Literal | FieldRef | FactRef | Call


class Scope(Protocol):
    """Where a formula finds its values."""

    @property
    def today(self) -> dt.date:
        """The date in the bureau's time zone."""
        ...

    @property
    def deadline(self) -> dt.date | None:
        """Last day for filing, None when the matter has none."""
        ...

    def field(self, field_id: str, part_id: str | None) -> Value:
        """Return a field's value by its type."""
        ...

    def fact(self, fact_id: str) -> Value:
        """Return a fact's value."""
        ...


def _number(value: Value) -> Decimal:
    """Return the number; a blank cell counts as zero, as on the paper form."""
    if value is None:
        return Decimal(0)
    if isinstance(value, Decimal):
        return value
    raise NotComputable


def _rounded(number: Value, digits: Value) -> Decimal:
    return _number(number).quantize(Decimal(1).scaleb(-int(_number(digits))))


def add_months(day: dt.date, months: int) -> dt.date:
    """Return the same day `months` later, or that month's last day when it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _later(day: Value, months: Value) -> Value:
    return add_months(day, int(_number(months))) if isinstance(day, dt.date) else None


def _ordered(compare: Callable[[Decimal, Decimal], bool]) -> Callable[[Value, Value], bool]:
    """Return a comparison: blank numbers count as zero, a blank date is neither before nor after anything."""

    def compared(left: Value, right: Value) -> bool:
        days = [side.toordinal() for side in (left, right) if isinstance(side, dt.date)]
        if days:
            return len(days) == 2 and compare(Decimal(days[0]), Decimal(days[1]))  # noqa: PLR2004 - both sides
        return compare(_number(left), _number(right))

    return compared


def _equal(left: Value, right: Value) -> bool:
    if isinstance(left, Decimal) or isinstance(right, Decimal):
        return _number(left) == _number(right)
    return (left or None) == (right or None) if not isinstance(left, bool) else left == right


def is_blank(value: Value) -> bool:
    """Say whether the cell is empty; zero and 否 are answers, not blanks."""
    return value is None or (isinstance(value, str | tuple) and not value)


def _product(*numbers: Value) -> Decimal:
    product = Decimal(1)
    for number in numbers:
        product *= _number(number)
    return product


def _sum(*numbers: Value) -> Decimal:
    return sum(map(_number, numbers), Decimal(0))


OPERATORS: Mapping[str, Callable[..., Value]] = {
    "+": _sum,
    "sum": _sum,
    "-": lambda left, right: _number(left) - _number(right),
    "*": _product,
    "/": lambda left, right: _number(left) / _number(right),
    "min": lambda *numbers: min(map(_number, numbers)),
    "max": lambda *numbers: max(map(_number, numbers)),
    "abs": lambda number: abs(_number(number)),
    "round": _rounded,
    "=": _equal,
    "!=": lambda left, right: not _equal(left, right),
    "<": _ordered(operator.lt),
    "<=": _ordered(operator.le),
    ">": _ordered(operator.gt),
    ">=": _ordered(operator.ge),
    "not": lambda value: not value,
    "blank": is_blank,
    "in": lambda value, *choices: value in choices,
    "contains": lambda text, part: bool(text) and bool(part) and part in text,
    "count": lambda items: Decimal(len(items or ())),
    "add_months": _later,
}


def evaluate(formula: Formula, scope: Scope) -> Value:
    """Return the formula's value. Raises NotComputable; what the scope raises passes through."""
    with localcontext(_ARITHMETIC):
        try:
            return _evaluate(formula, scope)
        except (DecimalException, OverflowError, ValueError, TypeError) as error:
            raise NotComputable(str(error)) from error


def holds(formula: Formula, scope: Scope) -> bool:
    """Say whether a condition is met."""
    return bool(evaluate(formula, scope))


def _evaluate(formula: Formula, scope: Scope) -> Value:
    match formula:
        case Literal(value):
            return value
        case FieldRef(field_id, part_id):
            return scope.field(field_id, part_id)
        case FactRef(fact_id):
            return scope.fact(fact_id)
        case Call(name, arguments):
            return _apply(name, arguments, scope)


def _apply(name: str, arguments: tuple[Formula, ...], scope: Scope) -> Value:
    """Apply one operator; `and`, `or` and `if` look only at what they need."""
    match name:
        case "and":
            return all(_evaluate(argument, scope) for argument in arguments)
        case "or":
            return any(_evaluate(argument, scope) for argument in arguments)
        case "if":
            return _evaluate(arguments[1 if _evaluate(arguments[0], scope) else 2], scope)
        case "today":
            return scope.today
        case "deadline":
            return scope.deadline
        case _:
            return OPERATORS[name](*[_evaluate(argument, scope) for argument in arguments])


def references(formula: Formula) -> frozenset[FieldRef | FactRef]:
    """Return the fields and facts that the formula reads."""
    match formula:
        case FieldRef() | FactRef():
            return frozenset({formula})
        case Call(_, arguments):
            return frozenset().union(*map(references, arguments))
        case _:
            return frozenset()
