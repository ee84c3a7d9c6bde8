"""Rows as an Excel workbook, written as it goes: nothing is kept but the part of a sheet that is being compressed.

Office Open XML (ECMA-376): text is inline, so it can never be a formula; a sheet ends at 1,048,576 rows and the next
one goes on; a cell holds 32,767 characters, longer ones are cut and counted.
"""

from __future__ import annotations

import re
import zipfile
from concurrent.futures import Future, ThreadPoolExecutor
from typing import IO, TYPE_CHECKING, Final, NamedTuple

from chatserver.services.exporting.cells import Clock, Lists, each, texts_of
from chatserver.services.exporting.collected import Collected
from chatserver.services.exporting.columns import FEW, Kind

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from chatserver.services.exporting.columns import Cell, Column

MOST_ROWS: Final = 1_048_576
"""Of a sheet, the line of names included."""
MOST_CHARACTERS: Final = 32_767
_WIDTHS: Final = {Kind.TEXT: 22, Kind.TIME: 24, Kind.LIST: 22}
_OTHER_WIDTH: Final = 14
_UNSOUND: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_SPECIAL: Final = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff&<]|_x")
_NOT_PLAIN: Final = ("&", "<", "_x", "\0 ", " \0")
_LOOKS_ESCAPED: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_DOCUMENT: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_STYLES: Final = (
    f'{_XML}<styleSheet xmlns="{_MAIN}">'
    '<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss.000"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf/>'
    '<xf numFmtId="164" applyNumberFormat="1"/><xf fontId="1" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
_TIME_STYLE: Final = 1
_HEAD_STYLE: Final = 2
_ROW_END: Final = b"</row>"


class Lines(NamedTuple):
    """Some rows of a sheet, and how many cells of theirs were too long."""

    data: bytes
    rows: int
    cut: int


class Xlsx:
    """Numbers and times are numbers, yes or no are TRUE and FALSE; lists are joined by semicolons."""

    at_once = FEW

    def __init__(self, columns: Sequence[Column], zone: dt.tzinfo, title: str) -> None:
        self._columns, self._title = columns, title
        self._clock, self._lists = Clock(zone), Lists()
        self._out = Collected()
        self._zip = zipfile.ZipFile(self._out, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
        self._pool = ThreadPoolExecutor(1, "xlsx")
        self._work: Future[None] | None = None  # what is being compressed while the next rows are put into words
        self._sheet: IO[bytes] | None = None
        self._sheets = self._room = self._longer = 0
        self.cut = 0
        """Cells that were too long."""

    def begin(self) -> bytes:
        """Return how the file begins."""
        self._next_sheet()
        return self._out.take()

    def turned(self, cells: Sequence[Sequence[Cell]]) -> Lines:
        """Return rows, given by column."""
        self._longer = 0
        told = [self._told(column.kind, part) for column, part in zip(self._columns, cells, strict=True)]
        rows = "</row><row>".join(map("".join, zip(*told, strict=True)))
        return Lines(f"<row>{rows}</row>".encode(), len(cells[0]), self._longer)

    def add(self, turned: Lines) -> bytes:
        """Return what is compressed by now; the lines that are given will be, meanwhile."""
        found = self._compressed()
        self.cut += turned.cut
        self._work = self._pool.submit(self._write, turned.data, turned.rows)
        return found

    def _write(self, data: bytes, count: int) -> None:
        """Put lines into the sheet, and what it has no room for into the next."""
        while count > self._room:
            here, data = _parted(data, self._room)
            count -= self._room
            self._put(here)
            self._next_sheet()
        self._put(data)
        self._room -= count

    def _put(self, data: bytes) -> None:
        assert self._sheet is not None  # noqa: S101 - there is one from the beginning on
        self._sheet.write(data)

    def _compressed(self) -> bytes:
        """Wait for what was given last, and return all that is new in the file. Raises what the compressing raised."""
        if self._work is not None:
            self._work.result()
        return self._out.take()

    def end(self) -> bytes:
        """Return the rest."""
        begun = self._compressed()
        self._pool.shutdown()
        self._end_sheet()
        numbers = range(1, self._sheets + 1)
        self._zip.writestr("xl/styles.xml", _STYLES)
        self._zip.writestr("xl/workbook.xml", _workbook(numbers, self._title))
        self._zip.writestr("xl/_rels/workbook.xml.rels", _workbook_parts(numbers))
        self._zip.writestr("_rels/.rels", _package_parts())
        self._zip.writestr("[Content_Types].xml", _content_types(numbers))
        self._zip.close()
        return begun + self._out.take()

    def _next_sheet(self) -> None:
        self._end_sheet()
        self._sheets += 1
        self._room = MOST_ROWS - 1
        self._sheet = self._zip.open(f"xl/worksheets/sheet{self._sheets}.xml", "w", force_zip64=True)
        self._sheet.write((_sheet_begin(self._columns)).encode())

    def _end_sheet(self) -> None:
        if self._sheet is not None:
            self._sheet.write(b"</sheetData></worksheet>")
            self._sheet.close()

    def _told(self, kind: Kind, cells: Sequence[Cell]) -> Sequence[str]:
        if kind is Kind.TIME:
            serial = self._clock.serial
            return ["<c/>" if cell is None else f'<c s="1"><v>{serial(cell)}</v></c>' for cell in cells]  # type: ignore[arg-type] # whole numbers
        if kind is Kind.YES_NO:
            return ["<c/>" if cell is None else f'<c t="b"><v>{cell}</v></c>' for cell in cells]
        if kind is Kind.TEXT or kind is Kind.LIST:
            texts = texts_of(cells if kind is Kind.TEXT else self._lists.joined(cells))
            if _are_plain(texts):
                return [f'<c t="inlineStr"><is><t>{text}</t></is></c>' if text else "<c/>" for text in texts]
            self._longer += sum(len(text) > MOST_CHARACTERS for text in texts)
            return each(_text, texts)
        return each(_number, cells)


def _parted(data: bytes, rows: int) -> tuple[bytes, bytes]:
    """Return so many rows, and those behind them; within a cell no < stands for itself."""
    *before, behind = data.split(_ROW_END, rows)
    return b"".join(row + _ROW_END for row in before), behind


def _are_plain(texts: list[str]) -> bool:
    """Tell whether all of them stand in a cell as they are: a few looks at all are quicker than one at each."""
    whole = "\0".join(("", *texts, ""))
    if not "".join(texts).isprintable() or any(mark in whole for mark in _NOT_PLAIN):
        return False
    return max(map(len, texts), default=0) <= MOST_CHARACTERS


def _number(cell: Cell) -> str:
    return "<c/>" if cell is None else f"<c><v>{cell}</v></c>"


def _text(cell: str) -> str:
    if not cell:
        return "<c/>"
    text = cell[:MOST_CHARACTERS]
    if _SPECIAL.search(text):
        text = _LOOKS_ESCAPED.sub("_x005F_", _UNSOUND.sub("�", text))
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace("\r", "&#13;")
    return f'<c t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _sheet_begin(columns: Sequence[Column]) -> str:
    widths = "".join(
        f'<col min="{place}" max="{place}" width="{_WIDTHS.get(column.kind, _OTHER_WIDTH)}" customWidth="1"/>'
        for place, column in enumerate(columns, 1)
    )
    names = "".join(f'<c s="{_HEAD_STYLE}" t="inlineStr"><is><t>{column.name}</t></is></c>' for column in columns)
    return (
        f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f"<cols>{widths}</cols><sheetData><row>{names}</row>"
    )


def _workbook(numbers: range, title: str) -> str:
    sheets = "".join(
        f'<sheet name="{title if number == 1 else f"{title} {number}"}" sheetId="{number}" r:id="rId{number}"/>'
        for number in numbers
    )
    return f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_DOCUMENT}"><sheets>{sheets}</sheets></workbook>'


def _workbook_parts(numbers: range) -> str:
    parts = "".join(
        f'<Relationship Id="rId{number}" Type="{_DOCUMENT}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in numbers
    )
    styles = f'<Relationship Id="rId{len(numbers) + 1}" Type="{_DOCUMENT}/styles" Target="styles.xml"/>'
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{parts}{styles}</Relationships>'


def _package_parts() -> str:
    part = f'<Relationship Id="rId1" Type="{_DOCUMENT}/officeDocument" Target="xl/workbook.xml"/>'
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{part}</Relationships>'


def _content_types(numbers: range) -> str:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    sheets = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{kind}.worksheet+xml"/>'
        for number in numbers
    )
    return (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{kind}.styles+xml"/>{sheets}</Types>'
    )
