"""Formulas are read with their kinds; what cannot be evaluated is refused when the catalogue loads."""

from __future__ import annotations

import pytest

from chatserver.catalogue.formulas import MAX_DEPTH, MAX_NODES, SIGNATURES, FormulaRefused, Vocabulary, read_formula
from chatserver.domain.formula import OPERATORS, Call, FactRef, FieldRef, Literal

WORDS = Vocabulary(
    fields={
        "a": "number",
        "b": "number",
        "name": "text",
        "due": "date",
        "ok": "yes/no",
        "files": "list",
        "doc": "text",
    },
    parts={("doc", "tax"): "number"},
    facts={"total": "number", "known": "yes/no"},
)


def test_formula_is_read_into_its_parts() -> None:
    formula = read_formula(["+", {"field": "a"}, {"field": "doc", "part": "tax"}, {"fact": "total"}], WORDS, "number")
    assert formula == Call("+", (FieldRef("a"), FieldRef("doc", "tax"), FactRef("total")))


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (["if", {"fact": "known"}, "是", "否"], "text"),
        (["if", {"field": "ok"}, {"field": "a"}, 0], "number"),
        (["and", {"field": "ok"}, ["not", {"fact": "known"}], [">", {"field": "due"}, ["today"]]], "yes/no"),
        (["add_months", ["deadline"], 3], "date"),
        (["count", {"field": "files"}], "number"),
        (["in", {"field": "name"}, "x", "y"], "yes/no"),
        (["contains", {"field": "name"}, "区"], "yes/no"),
        (["blank", {"field": "files"}], "yes/no"),
        (["max", {"field": "a"}, 0], "number"),
    ],
)
def test_formula_gives_its_kind(raw: object, kind: str) -> None:
    assert isinstance(read_formula(raw, WORDS, kind), Call)


def test_literals_are_read_by_their_kind() -> None:
    assert read_formula("x", WORDS, "text") == Literal("x")
    assert read_formula(True, WORDS, "yes/no") == Literal(value=True)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ([], "unknown operator None"),
        (["exec", "rm"], "unknown operator 'exec'"),
        ([["+"], 1], "unknown operator"),
        (["+", 1], "takes 2 or more arguments, not 1"),
        (["not", True, False], "takes 1 arguments, not 2"),
        (["today", 1], "takes 0 arguments, not 1"),
        (["+", {"field": "name"}, 1], "must be number, is text"),
        (["<", {"field": "name"}, "z"], "must be number or date, is text"),
        (["<", {"field": "a"}, {"field": "due"}], "must be number, is date"),
        (["=", {"field": "a"}, "1"], "must be number, is text"),
        (["and", {"field": "a"}], "must be yes/no, is number"),
        (["if", True, 1, "1"], "must be number, is text"),
        (["count", {"field": "name"}], "must be list, is text"),
        ({"field": "gone"}, "refers to what is not there: field gone"),
        ({"field": "a", "part": "tax"}, "refers to what is not there: field a, part tax"),
        ({"fact": "gone"}, "refers to what is not there: fact gone"),
        ({"field": "a", "or": 1}, "a reference is"),
        ({"field": ["a"]}, "a reference is"),
        ({}, "a reference is"),
        (None, "must be an operator list"),
        ("x" * 201, "must be an operator list"),
        (["+", *[1] * MAX_NODES], f"more than {MAX_NODES} parts"),
    ],
)
def test_unusable_formula_is_refused_with_its_reason(raw: object, reason: str) -> None:
    with pytest.raises(FormulaRefused) as refused:
        read_formula(raw, WORDS)
    assert reason in refused.value.reason


def test_deep_formula_is_refused_with_the_place() -> None:
    raw: object = True
    for _ in range(MAX_DEPTH + 5):
        raw = ["not", raw]
    with pytest.raises(FormulaRefused, match=f"deeper than {MAX_DEPTH}") as refused:
        read_formula(raw, WORDS)
    assert refused.value.path == (1,) * MAX_DEPTH


def test_formula_of_the_wrong_kind_is_refused() -> None:
    with pytest.raises(FormulaRefused, match="must be yes/no, is number"):
        read_formula({"field": "a"}, WORDS, "yes/no")


def test_every_operator_that_may_be_written_can_be_evaluated() -> None:
    known = set(OPERATORS) | {"and", "or", "if", "today", "deadline"}
    assert set(SIGNATURES) == known
