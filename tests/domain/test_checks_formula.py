"""Formulas are exact, treat blanks as the paper form does, and always end."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatserver.domain.formula import (
    Call,
    FactRef,
    FieldRef,
    Literal,
    NotComputable,
    Value,
    add_months,
    evaluate,
    holds,
    is_blank,
    references,
)


@dataclass
class Values:
    """Values by field id and fact id."""

    fields: dict[str, Value] = field(default_factory=dict)
    facts: dict[str, Value] = field(default_factory=dict)
    today: dt.date = dt.date(2026, 11, 16)
    deadline: dt.date | None = dt.date(2026, 11, 16)

    def field(self, field_id: str, part_id: str | None) -> Value:
        return self.fields[field_id if part_id is None else f"{field_id}.{part_id}"]

    def fact(self, fact_id: str) -> Value:
        return self.facts[fact_id]


def _call(name: str, *arguments: Any) -> Call:
    return Call(
        name, tuple(item if isinstance(item, Call | FieldRef | FactRef) else Literal(item) for item in arguments)
    )


def _number(text: str) -> Decimal:
    return Decimal(text)


DAY = dt.date(2026, 11, 16)


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        (_call("+", _number("0.1"), _number("0.2")), _number("0.3")),
        (_call("sum", _number("1"), None, _number("2")), _number("3")),
        (_call("-", _number("1"), None), _number("1")),
        (_call("*", _number("0.13"), _number("980000.00")), _number("127400")),
        (_call("/", _number("1"), _number("4")), _number("0.25")),
        (_call("round", _number("2.005"), _number("2")), _number("2.01")),
        (_call("round", _number("-2.005"), _number("2")), _number("-2.01")),
        (_call("min", _number("3"), None), _number("0")),
        (_call("max", _number("-3"), None), _number("0")),
        (_call("abs", _number("-3")), _number("3")),
        (_call("count", ("a", "b")), _number("2")),
        (_call("count", None), _number("0")),
        (_call("if", True, "是", "否"), "是"),
        (_call("if", False, "是", "否"), "否"),
        (_call("today"), DAY),
        (_call("deadline"), DAY),
        (_call("add_months", DAY, _number("3")), dt.date(2027, 2, 16)),
        (_call("add_months", None, _number("3")), None),
    ],
)
def test_value_is_exact(formula: Call, value: Value) -> None:
    assert evaluate(formula, Values()) == value


@pytest.mark.parametrize(
    ("formula", "met"),
    [
        (_call("=", _number("1.0"), _number("1.00")), True),
        (_call("=", None, _number("0")), True),
        (_call("!=", "a", "b"), True),
        (_call("=", None, ""), True),
        (_call("=", True, True), True),
        (_call("=", False, None), False),
        (_call("=", (), None), True),
        (_call("<", None, _number("1")), True),
        (_call(">=", _number("1"), _number("1")), True),
        (_call("<", DAY, DAY), False),
        (_call("<=", DAY, DAY), True),
        (_call("<", None, DAY), False),
        (_call(">", DAY, None), False),
        (_call("and", True, False), False),
        (_call("or", False, True), True),
        (_call("not", False), True),
        (_call("blank", None), True),
        (_call("blank", ""), True),
        (_call("blank", ()), True),
        (_call("blank", _number("0")), False),
        (_call("blank", False), False),
        (_call("in", "b", "a", "b"), True),
        (_call("in", None, "a"), False),
        (_call("contains", "东城区示例街", "东城区"), True),
        (_call("contains", "东城区", None), False),
        (_call("contains", None, "东城区"), False),
    ],
)
def test_condition_is_met(formula: Call, met: bool) -> None:
    assert holds(formula, Values()) is met


def test_condition_looks_only_at_what_it_needs() -> None:
    broken = _call("=", _call("/", _number("1"), _number("0")), _number("1"))
    assert not holds(_call("and", False, broken), Values())
    assert holds(_call("or", True, broken), Values())
    assert evaluate(_call("if", True, _number("1"), broken), Values()) == 1


@pytest.mark.parametrize(
    "formula",
    [
        _call("/", _number("1"), _number("0")),
        _call("/", _number("1"), None),
        _call("round", _number("1"), _number("999")),
        _call("add_months", DAY, _number("999999")),
        _call("*", *[_number("9999999999999999")] * 4),
        _call("+", "a", _number("1")),
    ],
    ids=lambda formula: formula.operator,
)
def test_formula_without_an_answer_says_so(formula: Call) -> None:
    with pytest.raises(NotComputable):
        evaluate(formula, Values())


def test_fields_parts_and_facts_are_read() -> None:
    values = Values(fields={"a": _number("1"), "b.tax": _number("2")}, facts={"c": _number("4")})
    formula = Call("+", (FieldRef("a"), FieldRef("b", "tax"), FactRef("c")))
    assert evaluate(formula, values) == 7
    assert references(formula) == {FieldRef("a"), FieldRef("b", "tax"), FactRef("c")}


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [("2026-11-30", 3, "2027-02-28"), ("2027-11-30", 3, "2028-02-29"), ("2026-01-31", -2, "2025-11-30")],
)
def test_months_end_at_the_shorter_month(day: str, months: int, later: str) -> None:
    assert add_months(dt.date.fromisoformat(day), months) == dt.date.fromisoformat(later)


AMOUNTS = st.decimals(min_value=-(10**12), max_value=10**12, places=2)


@given(st.lists(AMOUNTS, min_size=2, max_size=20))
def test_sums_have_no_rounding_error(amounts: list[Decimal]) -> None:
    in_cents = sum(int(amount * 100) for amount in amounts)
    assert evaluate(_call("+", *amounts), Values()) == Decimal(in_cents) / 100


@given(AMOUNTS, AMOUNTS)
def test_orders_agree_with_each_other(one: Decimal, other: Decimal) -> None:
    truths = [holds(_call(name, one, other), Values()) for name in ("<", "=", ">")]
    assert truths.count(True) == 1
    assert holds(_call("<=", one, other), Values()) is not truths[2]
    assert holds(_call(">=", one, other), Values()) is not truths[0]


def test_zero_and_no_are_answers() -> None:
    assert not is_blank(Decimal(0))
    assert not is_blank(value=False)
