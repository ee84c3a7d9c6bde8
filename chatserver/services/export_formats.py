"""Rows as CSV (RFC 4180) and as JSON lines. CSV is opened in spreadsheets: no cell may turn into a formula there."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from chatserver.services.export import Cell, Row

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
    return _csv_line(_csv_cell(cell) for cell in row.values())


def json_row(row: Row) -> str:
    """Return one row as a JSON object on one line; times are ISO 8601 with offset, nothing is null."""
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"), default=_iso) + "\n"


FORMATS: Final[dict[str, Callable[[Row], str]]] = {"csv": csv_row, "jsonl": json_row}


def _csv_cell(cell: Cell) -> str:
    if isinstance(cell, list):
        return _safe(BETWEEN.join(item or "" for item in cell))
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, dt.datetime):
        return _iso(cell)
    return _safe(cell) if isinstance(cell, str) else "" if cell is None else str(cell)


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def _iso(at: object) -> str:
    if not isinstance(at, dt.datetime):
        raise TypeError(at)
    return at.isoformat(timespec="milliseconds")


def _csv_line(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(cells)
    return line.getvalue()
