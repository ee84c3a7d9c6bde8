"""What a schema cannot say about a matter: references that lead nowhere, ids used twice, samples of the wrong type."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from chatserver.catalogue.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Set as AbstractSet

Found = tuple[str, str]
"""Path and reason."""
_NAMED_LISTS = (
    "steps",
    "fields",
    "grids",
    "errors",
    "help_topics",
    "materials",
    "facts",
    "comparisons",
    "checks",
    "scenarios",
)
BUILT_IN = frozenset({"diff"})
"""`{diff}` is the difference of the first comparison row that fails; the context brings it."""
_PARTS_OF = {"date-range": ["date", "date"], "int-pair": ["int", "int"], "money-pair": ["money", "money"]}
_PLAIN_TYPES = frozenset({"money", "int", "percent", "bool", "date", "list", "file"})
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


def reference_problems(raw: dict[str, Any], file: str) -> list[Problem]:
    """Return everything wrong between the parts of one matter, whose shape is already checked."""
    finders = (_twice, _validity, _steps, _fields, _cells, _errors, _checks, _scenarios)
    return [Problem(file, path, reason) for find in finders for path, reason in find(raw)]


def _items(raw: dict[str, Any], key: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for index, item in enumerate(raw.get(key, ())):
        yield f"{key}/{index}", item


def _ids(raw: dict[str, Any], key: str) -> set[str]:
    return {item["id"] for item in raw.get(key, ())}


def _unknown(path: str, wanted: Iterable[str], known: AbstractSet[str], kind: str) -> Iterator[Found]:
    for name in wanted:
        if name not in known:
            yield path, f"no such {kind}: {name}"


def _twice(raw: dict[str, Any]) -> Iterator[Found]:
    for key in _NAMED_LISTS:
        counts = Counter(item["id"] for item in raw.get(key, ()))
        yield from ((key, f"id used {count} times: {name}") for name, count in counts.items() if count > 1)
    for path, item in [*_items(raw, "fields"), *_items(raw, "grids")]:
        for key in ("parts", "rows", "columns"):
            counts = Counter(part["id"] for part in item.get(key, ()))
            yield from ((f"{path}/{key}", f"id used twice: {name}") for name, count in counts.items() if count > 1)


def _validity(raw: dict[str, Any]) -> Iterator[Found]:
    if raw["valid_to"] is not None and raw["valid_from"] > raw["valid_to"]:
        yield "valid_to", f"is before valid_from {raw['valid_from']}"


def _steps(raw: dict[str, Any]) -> Iterator[Found]:
    steps, fields = _ids(raw, "steps"), _ids(raw, "fields")
    orders = [item["order"] for item in raw["steps"]]
    if orders != list(range(1, len(orders) + 1)):
        yield "steps", "order must be 1, 2, 3 … as the steps are listed"
    for path, item in _items(raw, "steps"):
        yield from _unknown(f"{path}/recap", item.get("recap", ()), fields, "field")
    for key in ("fields", "grids", "errors", "checks", "comparisons"):
        for path, item in _items(raw, key):
            yield from _unknown(f"{path}/step", [item["step"]], steps, "step")


def _fields(raw: dict[str, Any]) -> Iterator[Found]:
    lists = {item["id"] for item in raw.get("facts", ()) if item["type"] == "list"}
    fields = {item["id"]: item for item in raw["fields"]}
    for path, item in _items(raw, "fields"):
        if reason := _missing_for_type(item):
            yield path, f"type {item['type']} needs {reason}"
        yield from _unknown(f"{path}/options_fact", filter(None, [item.get("options_fact")]), lists, "list fact")
    yield from _unknown("computed", raw.get("computed", {}), set(fields), "field")
    for field_id in raw.get("computed", {}):
        if not fields.get(field_id, {"readonly": True})["readonly"]:
            yield f"computed/{field_id}", "a computed field must be readonly"


def _missing_for_type(item: dict[str, Any]) -> str | None:
    parts = [part["type"] for part in item.get("parts", ())]
    wanted = _PARTS_OF.get(item["type"])
    if wanted and parts != wanted:
        return f"parts of types {', '.join(wanted)}"
    if item["type"] == "composite" and not parts:
        return "parts"
    if item["type"] in _PLAIN_TYPES and parts:
        return "no parts"
    return "options" if item["type"] == "enum" and "options" not in item else None


def _cells(raw: dict[str, Any]) -> Iterator[Found]:
    grids = {
        item["id"]: ({line["id"] for line in item["rows"]}, {line["id"] for line in item["columns"]}, item["step"])
        for item in raw.get("grids", ())
    }
    taken: Counter[tuple[str, str, str]] = Counter()
    for path, item in _items(raw, "fields"):
        if (cell := item.get("cell")) is None:
            continue
        rows, columns, step = grids.get(cell["grid"], (set(), set(), None))
        if cell["row"] not in rows or cell["column"] not in columns or step != item["step"]:
            yield f"{path}/cell", "no such place in a table of this step"
        place = (cell["grid"], cell["row"], cell["column"])
        taken[place] += 1
        if taken[place] > 1:
            yield f"{path}/cell", "another field stands there already"


def _errors(raw: dict[str, Any]) -> Iterator[Found]:
    fields, steps, topics = _ids(raw, "fields"), _ids(raw, "steps"), _ids(raw, "help_topics")
    shared = BUILT_IN | set(raw.get("placeholders", {}))
    for path, item in _items(raw, "errors"):
        yield from _unknown(f"{path}/field_ids", item["field_ids"], fields, "field")
        yield from _unknown(f"{path}/help_topic_ids", item["help_topic_ids"], topics, "help topic")
        yield from _unknown(f"{path}/goto_step", filter(None, [item.get("goto_step")]), steps, "step")
        known = shared | set(item.get("placeholders", {}))
        yield from _placeholder_fields(path, item, fields)
        yield from _unfilled(path, item, known)
        for at, step in enumerate(item["fix_steps"]):
            yield from _unfilled(f"{path}/fix_steps/{at}", step, known)
    yield from _placeholder_fields("", raw, fields)
    for path, item in _items(raw, "canned_replies"):
        yield from _unfilled(path, item, shared)


def _placeholder_fields(path: str, raw: dict[str, Any], fields: AbstractSet[str]) -> Iterator[Found]:
    for name, item in raw.get("placeholders", {}).items():
        yield from _unknown(
            f"{path}/placeholders/{name}".lstrip("/"), filter(None, [item.get("field")]), fields, "field"
        )


def _unfilled(path: str, item: dict[str, Any], known: AbstractSet[str]) -> Iterator[Found]:
    for key, text in item.items():
        if key.endswith(("_zh", "_en")):
            yield from _unknown(f"{path}/{key}", _PLACEHOLDER.findall(text), known, "placeholder")


def _checks(raw: dict[str, Any]) -> Iterator[Found]:
    fields, errors = _ids(raw, "fields"), _ids(raw, "errors")
    rows = {item["id"]: {row["no"] for row in item["rows"]} for item in raw.get("comparisons", ())}
    for path, item in _items(raw, "checks"):
        yield from _unknown(f"{path}/error", filter(None, [item.get("error")]), errors, "error")
        yield from _unknown(f"{path}/fields", item.get("fields", ()), fields, "field")
        if (comparison := item.get("comparison")) is None:
            continue
        yield from _unknown(f"{path}/comparison", [comparison], set(rows), "comparison")
        missing = set(item.get("rows", ())) - rows.get(comparison, set())
        yield from ((f"{path}/rows", f"no such row: {no}") for no in sorted(missing) if comparison in rows)
    for path, item in _items(raw, "comparisons"):
        if [row["no"] for row in item["rows"]] != list(range(1, len(item["rows"]) + 1)):
            yield f"{path}/rows", "no must be 1, 2, 3 … as the rows are listed"


def _scenarios(raw: dict[str, Any]) -> Iterator[Found]:
    fields, errors = _ids(raw, "fields"), _ids(raw, "errors")
    yield from _unknown("start_values", raw.get("start_values", {}), fields, "field")
    for path, item in _items(raw, "scenarios"):
        yield from _unknown(f"{path}/error", filter(None, [item["error"]]), errors, "error")
        yield from _unknown(f"{path}/values", item.get("values", {}), fields, "field")
        resolved = item.get("resolution", {}).get("values", {})
        yield from _unknown(f"{path}/resolution/values", resolved, fields, "field")
