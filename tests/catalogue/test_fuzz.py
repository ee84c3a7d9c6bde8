"""Whatever stands in a file, checking it ends with problems or with a matter, never with a crash."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chatserver.catalogue.loader import check_files
from chatserver.catalogue.shape import MAX_PROBLEMS

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 5)
    | st.sampled_from(["", "s1", "base", "tax", "2026-01-01", "~", "(", "{x}"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "field", "fact", "step"]), inner, max_size=3)
    ),
    max_leaves=5,
)


def _paths(raw: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = raw.items() if isinstance(raw, dict) else enumerate(raw) if isinstance(raw, list) else ()
    return [path, *(found for key, value in items for found in _paths(value, (*path, key)))]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_matter_changed_anywhere_never_crashes_the_check(
    data: st.DataObject, small: dict[str, Any], tmp_path: Path
) -> None:
    broken = copy.deepcopy(small)
    for _ in range(data.draw(st.integers(1, 3))):
        *parents, last = data.draw(st.sampled_from([path for path in _paths(broken) if path]))
        target: Any = broken
        for key in parents:
            target = target[key]
        if data.draw(st.booleans()):
            target[last] = data.draw(JSON)
        else:
            del target[last]
    file = tmp_path / "fuzzed.json"
    file.write_text(json.dumps(broken), "utf-8")
    assert all(problem.reason for problem in check_files([file]))


@pytest.mark.parametrize("key", ["fields", "steps", "errors"])
def test_hundreds_of_thousands_of_wrong_items_end_the_list(tmp_path: Path, key: str, small: dict[str, Any]) -> None:
    file = tmp_path / "many.json"
    file.write_text(json.dumps(small | {key: [0] * 300_000}), "utf-8")
    problems = check_files([file])
    assert len(problems) == MAX_PROBLEMS + 1
    assert "the rest is not listed" in problems[-1].reason
