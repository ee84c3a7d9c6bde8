"""Checks a file's content against its JSON Schema (2020-12) and says in words what does not fit."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator, FormatChecker

from chatserver.catalogue.problems import Problem

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

SCHEMA_FOLDER = Path(__file__).parent
MATTER, COMMON, DEMO = "matter.schema.json", "common.schema.json", "demo.schema.json"
WORKDAYS = "workdays.schema.json"
MAX_PROBLEMS = 500
"""More than anybody mends in one go; a hostile file could have a million."""
MAX_SHOWN = 80
"""Characters of a wrong value that are repeated in the reason."""


def shape_problems(content: Any, schema: str, file: str) -> list[Problem]:
    """Return everything that does not fit the schema."""
    found = islice(_validator(schema).iter_errors(content), MAX_PROBLEMS + 1)
    problems = [
        Problem(file, "/".join(map(str, error.absolute_path)), _reason(error)) for error in map(_deepest, found)
    ]
    if len(problems) > MAX_PROBLEMS:
        problems[-1] = Problem(file, "", f"more than {MAX_PROBLEMS} problems; the rest is not listed")
    return problems


@cache
def _validator(schema: str) -> Draft202012Validator:
    text = (SCHEMA_FOLDER / schema).read_text("utf-8")
    return Draft202012Validator(json.loads(text), format_checker=FormatChecker())


def _deepest(error: ValidationError) -> ValidationError:
    """Return what is wrong deepest inside, where several shapes were allowed and one of them nearly fits."""
    inner = max(error.context or (), key=lambda item: len(item.absolute_path), default=error)
    return inner if len(inner.absolute_path) > len(error.absolute_path) else error


def _reason(error: ValidationError) -> str:
    """Return the reason without repeating a long value."""
    shown, wanted = _shown(error.instance), error.validator_value
    match error.validator:
        case "enum":
            reason = f"{shown} is not one of {', '.join(map(str, wanted))}"
        case "pattern" | "format":
            reason = f"{shown} is not {_expected(error)}"
        case "type":
            reason = f"{shown} is not of type {wanted if isinstance(wanted, str) else ' or '.join(wanted)}"
        case "anyOf" | "oneOf":
            reason = f"{shown} has none of the allowed forms; see docs/catalogue.md"
        case "minLength" | "minItems":
            reason = f"is shorter than {wanted}"
        case "maxLength" | "maxItems" | "maxProperties":
            reason = f"is longer than {wanted}"
        case _:
            reason = str(error.message)[: MAX_SHOWN * 2]
    return reason


def _expected(error: ValidationError) -> str:
    return f"a valid {error.validator_value}" if error.validator == "format" else f"like {error.validator_value}"


def _shown(value: Any) -> str:
    text = str(value) if isinstance(value, Decimal) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= MAX_SHOWN else text[:MAX_SHOWN] + "…"
