"""Rows as CSV (RFC 4180) and as JSON lines. CSV is opened in spreadsheets: no cell may turn into a formula there."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from chatserver.services.export import Row

BOM: Final = "\ufeff"
"""Tells Excel that a file is UTF-8; other programs may take it for part of the first name."""
BETWEEN: Final = ";"
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What makes a spreadsheet calculate; the full-width ones do so in East Asian versions."""


def csv_head(names: Iterable[str]) -> str:
    """Return the line of column names."""
    return _csv_line(names)


def csv_row(row: Row) -> str:
    """Return one row; numbers as they are, texts made safe, lists joined by semicolons, empty for nothing."""
    return _csv_line([_TOLD[type(cell)](cell) for cell in row.values()])


def json_row(row: Row) -> str:
    """Return one row as a JSON object on one line; times are ISO 8601 with offset, nothing is null."""
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"), default=_iso) + "\n"


FORMATS: Final[dict[str, Callable[[Row], str]]] = {"csv": csv_row, "jsonl": json_row}


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def _iso(at: object) -> str:
    if not isinstance(at, dt.datetime):
        raise TypeError(at)
    return at.isoformat(timespec="milliseconds")


def _listed(cell: list[str | None]) -> str:
    return _safe(BETWEEN.join(item or "" for item in cell))


_TOLD: Final[dict[type, Callable[[Any], str]]] = {
    str: _safe,
    int: str,
    float: str,
    bool: lambda cell: "true" if cell else "false",
    dt.datetime: _iso,
    list: _listed,
    type(None): lambda _: "",
}
"""By the type itself: an export asks half a million times a second."""


class _Lines:
    """What the writer writes to: the last line alone."""

    def __init__(self) -> None:
        self.last = ""

    def write(self, line: str) -> None:
        self.last = line


_lines = _Lines()
_writer = csv.writer(_lines, lineterminator="\r\n")


def _csv_line(cells: Iterable[str]) -> str:
    _writer.writerow(cells)
    return _lines.last
