"""Puts computed cells into an order in which each comes after those it needs."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from chatserver.domain.formula import FieldRef, references

if TYPE_CHECKING:
    from chatserver.domain.formula import Formula


def in_order(formulas: dict[str, Formula]) -> tuple[dict[str, Formula], list[str]]:
    """Return the formulas in a working order and the fields of a circle, if there is one."""
    needs = {
        field_id: sorted(item.field_id for item in references(formula) if isinstance(item, FieldRef))
        for field_id, formula in formulas.items()
    }
    try:
        order = list(TopologicalSorter(needs).static_order())
    except CycleError as error:
        return formulas, sorted(set(error.args[1]))
    return {field_id: formulas[field_id] for field_id in order if field_id in formulas}, []
