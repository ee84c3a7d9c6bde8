"""Reads one file of the catalogue strictly: size, encoding, duplicate keys, NaN, depth. Knows nothing of matters."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NoReturn

from chatserver.catalogue.problems import Problem

if TYPE_CHECKING:
    from pathlib import Path

MAX_BYTES = 1_000_000
"""The largest matter of the demo has 40 kB; a file twenty times larger than any form is a mistake."""
MAX_DEPTH = 40
"""Deepest nesting: formulas have 12 levels, the form around them fewer than 10."""


class _UnreadableError(ValueError):
    """The text is JSON, but not the JSON that a catalogue may use."""


def read_json(file: Path, name: str) -> tuple[dict[str, Any], list[Problem]]:
    """Return the file's content, or the problem that makes it unreadable. Fractions become Decimal."""
    try:
        content = _parse(_read_text(file))
    except json.JSONDecodeError as error:
        problem = Problem(name, f"line {error.lineno} column {error.colno}", f"not JSON: {error.msg}")
    except UnicodeDecodeError as error:
        problem = Problem(name, f"byte {error.start}", "not UTF-8")
    except OSError as error:
        problem = Problem(name, "", f"cannot be read: {error.strerror}")
    except _UnreadableError as error:
        problem = Problem(name, "", str(error))
    else:
        return content, []
    return {}, [problem]


def _parse(text: str) -> dict[str, Any]:
    if _depth(text) > MAX_DEPTH:
        message = f"nested deeper than {MAX_DEPTH} levels"
        raise _UnreadableError(message)
    content = json.loads(
        text, parse_float=Decimal, parse_int=_read_int, parse_constant=_refuse_constant, object_pairs_hook=_unique
    )
    try:
        json.dumps(content, ensure_ascii=False, default=str).encode()
    except UnicodeEncodeError:
        message = "a text with half a character (a lone surrogate)"
        raise _UnreadableError(message) from None
    if not isinstance(content, dict):
        message = "must be an object"
        raise _UnreadableError(message)
    return content


def _read_text(file: Path) -> str:
    with file.open("rb") as stream:
        raw = stream.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        message = f"larger than {MAX_BYTES} bytes"
        raise _UnreadableError(message)
    return raw.decode("utf-8")


def _depth(text: str) -> int:
    """Return how deep the brackets outside of strings nest; cheap, and before the parser's own recursion."""
    deepest = depth = 0
    in_string = escaped = False
    for character in text:
        if in_string:
            in_string = escaped or character != '"'
            escaped = not escaped and character == "\\"
        elif character == '"':
            in_string = True
        elif character in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "]}":
            depth -= 1
    return deepest


def _read_int(text: str) -> int:
    if len(text) > 20:  # noqa: PLR2004 - no count or amount of a form has more digits
        message = "a whole number with more than 20 digits"
        raise _UnreadableError(message)
    return int(text)


def _refuse_constant(name: str) -> NoReturn:
    message = f"{name} is not a number"
    raise _UnreadableError(message)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) < len(pairs):
        names = [name for name, _ in pairs]
        twice = sorted({name for name in names if names.count(name) > 1})
        message = f"the same key twice in one object: {', '.join(twice)}"
        raise _UnreadableError(message)
    return result
