"""Rows as CSV (RFC 4180) and as JSON lines. CSV is opened in spreadsheets: no cell may turn into a formula there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import msgspec

from chatserver.services.exporting.cells import Clock, Lists, each, texts_of
from chatserver.services.exporting.columns import FEW, Kind

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from chatserver.services.exporting.columns import Cell, Column

BOM: Final = "\ufeff"
"""Tells Excel that a file is UTF-8; other programs may take it for part of the first name."""
_FORMULA: Final = "=+-@\t\r\n＝＋－＠"
"""What makes a spreadsheet calculate when a text begins with it; the full-width ones do so in East Asian versions."""
_QUOTED: Final = re.compile('[",\r\n]')
_NOT_PLAIN: Final = (*'",\r\n', *(f"\0{sign}" for sign in _FORMULA))
_MOST_KEPT: Final = 10_000
_LINE_END: Final = "\r\n"
_WORDS: Final = {1: "true", 0: "false", None: ""}
_BOOLS: Final = {1: True, 0: False, None: None}
_encoder = msgspec.json.Encoder()


def _cell(text: str) -> str:
    """Return a text as it stands in a line: nothing that a spreadsheet takes for a formula, in quotes where need be."""
    if text and text[0] in _FORMULA:
        text = f"'{text}"
    return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text


class _Counts(dict[Any, str]):
    """Whole numbers as they are written; nearly all are small and come again and again."""

    def __missing__(self, count: Any) -> str:
        text = "" if count is None else str(count)
        if len(self) < _MOST_KEPT:
            self[count] = text
        return text


class Csv:
    """Numbers as they are, texts made safe, lists joined by semicolons, empty for nothing. Turned by column, a row of
    forty cells costs half of what the csv module takes.
    """

    at_once = FEW

    def __init__(self, columns: Sequence[Column], zone: dt.tzinfo, *, bom: bool = False) -> None:
        self._columns = columns
        self._clock, self._lists, self._counts = Clock(zone), Lists(), _Counts()
        self._bom = BOM if bom else ""

    def begin(self) -> bytes:
        """Return the names of the columns."""
        return (self._bom + csv_line(column.name for column in self._columns)).encode()

    def turned(self, cells: Sequence[Sequence[Cell]]) -> bytes:
        """Return rows, given by column."""
        told = [self._told(column.kind, part) for column, part in zip(self._columns, cells, strict=True)]
        if len(told) == 1:  # an empty line would be no row
            told = [[text or '""' for text in told[0]]]
        return (_LINE_END.join(map(",".join, zip(*told, strict=True))) + _LINE_END).encode()

    def add(self, turned: bytes) -> bytes:
        """Return them as they are."""
        return turned

    def end(self) -> bytes:
        """Return nothing."""
        return b""

    def _told(self, kind: Kind, cells: Sequence[Cell]) -> Sequence[str]:
        if kind is Kind.TIME:
            return [text or "" for text in self._clock.iso(cells)]
        if kind is Kind.YES_NO:
            return [_WORDS[cell] for cell in cells]  # type: ignore[index] # 1, 0 or None
        if kind is Kind.LIST:
            cells = self._lists.joined(cells)
        elif kind is Kind.COUNT:
            return list(map(self._counts.__getitem__, cells))
        elif kind is not Kind.TEXT:
            return ["" if cell is None else str(cell) for cell in cells]
        texts = texts_of(cells)
        return texts if _are_plain(texts) else each(_of, cells)


def _are_plain(texts: list[str]) -> bool:
    """Tell whether all of them stand in a line as they are: a few looks at all are quicker than one at each."""
    whole = "\0".join(("", *texts))
    return not any(mark in whole for mark in _NOT_PLAIN)


def _of(cell: object) -> str:
    return "" if cell is None else _cell(cell) if isinstance(cell, str) else str(cell)


class JsonLines:
    """An object a line; numbers, lists, true and false are typed, what is not there is null."""

    at_once = FEW

    def __init__(self, columns: Sequence[Column], zone: dt.tzinfo) -> None:
        self._columns = columns
        self._names = [column.name for column in columns]
        self._clock, self._lists = Clock(zone), Lists()

    def begin(self) -> bytes:
        """Return nothing."""
        return b""

    def turned(self, cells: Sequence[Sequence[Cell]]) -> bytes:
        """Return rows, given by column."""
        return _encoder.encode_lines(self.objects(cells))

    def add(self, turned: bytes) -> bytes:
        """Return them as they are."""
        return turned

    def end(self) -> bytes:
        """Return nothing."""
        return b""

    def objects(self, cells: Sequence[Sequence[Cell]]) -> list[dict[str, object]]:
        """Return rows as they are written, times as text."""
        told = [self._told(column.kind, part) for column, part in zip(self._columns, cells, strict=True)]
        return [dict(zip(self._names, row, strict=True)) for row in zip(*told, strict=True)]

    def _told(self, kind: Kind, cells: Sequence[Cell]) -> Sequence[object]:
        if kind is Kind.TIME:
            return self._clock.iso(cells)
        if kind is Kind.YES_NO:
            return [_BOOLS[cell] for cell in cells]  # type: ignore[index] # 1, 0 or None
        return self._lists.read(cells) if kind is Kind.LIST else cells


def csv_line(cells: Iterable[object]) -> str:
    """Return one line of a small table: its texts made safe, yes or no as true or false."""
    told = [_WORDS[cell] if isinstance(cell, bool) else _of(cell) for cell in cells]
    return (",".join(told) if len(told) > 1 else told[0] or '""') + _LINE_END
