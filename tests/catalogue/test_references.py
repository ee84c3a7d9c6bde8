"""Everything a schema or the parts of a matter can be wrong in is named by path and reason, all at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Change = Callable[[dict[str, Any]], Any]


def _set(path: str, value: object) -> Change:
    """Return a change that puts `value` at a path such as `fields/0/type`."""

    def change(raw: dict[str, Any]) -> None:
        *parents, last = [int(part) if part.isdecimal() else part for part in path.split("/")]
        target: Any = raw
        for part in parents:
            target = target[part]
        if isinstance(target, list) and last == len(target):
            target.append(value)
        else:
            target[last] = value

    return change


FIELD = {"id": "x", "step": "s1", "name_zh": "格", "required": False, "readonly": False, "sensitivity": "none"}


@pytest.mark.parametrize(
    ("change", "path", "reason"),
    [
        # shape
        (_set("surprise", 1), "", "surprise"),
        (_set("version", "1"), "version", '"1" is not of type integer'),
        (_set("version", 0), "version", "less than the minimum"),
        (_set("id", "1 x"), "id", "is not like"),
        (_set("valid_from", "2026-02-30"), "valid_from", "is not a valid date"),
        (_set("valid_to", "soon"), "valid_to", "soon"),
        (_set("name_zh", ""), "name_zh", "is shorter than 1"),
        (_set("name_zh", "申报\u202e表"), "name_zh", "is not like"),
        (_set("fields/0/sensitivity", "secret"), "fields/0/sensitivity", "not one of none, business, personal"),
        (_set("fields/0/type", "colour"), "fields/0/type", "not one of money"),
        (_set("fields/0/min", 0), "fields/0/min", "is not of type string"),
        (_set("fields/0/pattern", "("), "fields/0/pattern", "is not a valid regex"),
        (_set("errors/0/severity", "fatal"), "errors/0/severity", "not one of block, warn, info"),
        (_set("errors/0/start_tier", 4), "errors/0/start_tier", "greater than the maximum"),
        (_set("errors/0/fix_steps", []), "errors/0/fix_steps", "is shorter than 1"),
        (_set("steps", []), "steps", "is shorter than 1"),
        (_set("checks/1", {"id": "odd", "step": "s1"}), "checks/1", "none of the allowed forms"),
        (_set("computed/tax", {"python": "import os"}), "computed/tax", "none of the allowed forms"),
        # references
        (_set("valid_to", "2025-12-31"), "valid_to", "is before valid_from"),
        (_set("fields/1/id", "base"), "fields", "id used 2 times: base"),
        (_set("steps/1/order", 3), "steps", "order must be 1, 2, 3"),
        (_set("steps/1/recap", ["nothing"]), "steps/1/recap", "no such field: nothing"),
        (_set("fields/2/step", "s9"), "fields/2/step", "no such step: s9"),
        (_set("errors/0/step", "s9"), "errors/0/step", "no such step: s9"),
        (_set("errors/0/field_ids", ["base", "gone"]), "errors/0/field_ids", "no such field: gone"),
        (_set("errors/0/help_topic_ids", ["gone"]), "errors/0/help_topic_ids", "no such help topic: gone"),
        (_set("errors/0/goto_step", "s9"), "errors/0/goto_step", "no such step: s9"),
        (_set("errors/0/cause_zh", "因为{why}"), "errors/0/cause_zh", "no such placeholder: why"),
        (_set("errors/0/placeholders/tax/field", "gone"), "errors/0/placeholders/tax", "no such field: gone"),
        (_set("canned_replies/0/text_zh", "{sum}元"), "canned_replies/0/text_zh", "no such placeholder: sum"),
        (_set("checks/0/error", "gone"), "checks/0/error", "no such error: gone"),
        (_set("checks/0/comparison", "gone"), "checks/0/comparison", "no such comparison: gone"),
        (_set("checks/0/rows", [1, 2]), "checks/0/rows", "no such row: 2"),
        (_set("checks/1/fields", ["gone"]), "checks/1/fields", "no such field: gone"),
        (_set("comparisons/0/rows/0/no", 2), "comparisons/0/rows", "no must be 1, 2, 3"),
        (_set("scenarios/0/error", "gone"), "scenarios/0/error", "no such error: gone"),
        (_set("scenarios/0/values", {"gone": "1"}), "scenarios/0/values", "no such field: gone"),
        (_set("scenarios/0/facts", {"gone": True}), "scenarios/0/facts/gone", "no such fact"),
        (_set("start_values", {"gone": "1"}), "start_values", "no such field: gone"),
        (_set("computed/gone", 1), "computed", "no such field: gone"),
        (_set("computed/base", 1), "computed/base", "must be readonly"),
        (_set("fields/0/cell/row", "r9"), "fields/0/cell", "no such place in a table"),
        (_set("fields/2/cell", {"grid": "g", "row": "r1", "column": "c1"}), "fields/2/cell", "another field"),
        (_set("fields/0/options_fact", "contracts"), "fields/0/options_fact", "no such list fact"),
        (_set("fields/4", FIELD | {"type": "enum", "sample": ""}), "fields/4", "type enum needs options"),
        (_set("fields/4", FIELD | {"type": "composite", "sample": ""}), "fields/4", "type composite needs parts"),
        (_set("fields/3/parts/1/type", "text"), "fields/3", "needs parts of types date, date"),
        (_set("fields/3/parts/1/id", "from"), "fields/3/parts", "id used twice: from"),
        # typed values
        (_set("facts/0/default", True), "facts/0/default", "is not of type money"),
        (_set("facts/0/default", "1e9"), "facts/0/default", "is not of type money"),
        (_set("facts/2/default", "true"), "facts/2/default", "is not of type bool"),
        (_set("scenarios/0/facts", {"open": "1"}), "scenarios/0/facts/open", "is not of type bool"),
        (_set("fields/0/sample", "lots"), "fields/0/sample", "does not fit type money: not_a_number"),
        (_set("fields/0/sample", "-1.00"), "fields/0/sample", "too_small"),
        (_set("fields/0/sample", "1.005"), "fields/0/sample", "too_many_decimals"),
        (_set("fields/2/sample", "船舶"), "fields/2/sample", "not_an_option"),
        (_set("fields/3/sample", "2026-12-31~2026-01-01"), "fields/3/sample", "range_backwards"),
        (_set("scenarios/0/values/base", "lots"), "scenarios/0/values/base", "not_a_number"),
        (_set("scenarios/0/resolution/values/base", "lots"), "scenarios/0/resolution/values/base", "not_a_number"),
        (_set("start_values", {"span": "{tomorrow}~{today}"}), "start_values/span", "not_a_date"),
    ],
)
def test_problem_is_named_by_path_and_reason(
    small: dict[str, Any], problems_of: Any, change: Change, path: str, reason: str
) -> None:
    change(small)
    found = problems_of(small)
    assert [(where, why) for where, why in found if where == path and reason in why], found


def test_every_problem_is_told_not_only_the_first(small: dict[str, Any], problems_of: Any) -> None:
    for change in (
        _set("errors/0/step", "s9"),
        _set("fields/2/step", "s8"),
        _set("checks/1/when", ["<", {"field": "gone"}, 1]),
        _set("facts/0/default", "much"),
        _set("computed/tax", ["mystery"]),
    ):
        change(small)
    assert {path for path, _ in problems_of(small)} == {
        "errors/0/step",
        "fields/2/step",
        "checks/1/when/1",
        "facts/0/default",
        "computed/tax",
    }


def test_long_wrong_value_is_not_repeated_in_full(small: dict[str, Any], problems_of: Any) -> None:
    small["id"] = "x " * 5_000
    [(path, reason)] = problems_of(small)
    assert path == "id"
    assert len(reason) < 200
