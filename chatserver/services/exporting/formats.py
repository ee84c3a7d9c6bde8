"""The kinds of files, by name."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, ClassVar, Final, Protocol

from chatserver.domain.errors import DomainError
from chatserver.services.exporting.parquet import Parquet, ParquetMissing
from chatserver.services.exporting.text_formats import Csv, JsonLines
from chatserver.services.exporting.xlsx import Xlsx

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence

    from chatserver.services.exporting.columns import Cell, Column


class FormatUnknown(DomainError):
    """There is no such kind of file."""

    code: ClassVar[str] = "export_format_unknown"


class Encoder(Protocol):
    """Turns rows into a file, piece by piece; to be used for one file. What `turned` does may be done elsewhere."""

    at_once: int
    """Rows to be turned at once."""

    def begin(self) -> bytes:
        """Return what stands before the first row."""
        ...

    def turned(self, cells: Sequence[Sequence[Cell]], /) -> Any:
        """Return rows, given by column, as they stand in the file, or nearly so; it can be pickled."""
        ...

    def add(self, turned: Any, /) -> bytes:
        """Return what the next rows add to the file; some of it may come later."""
        ...

    def end(self) -> bytes:
        """Return what is still to come."""
        ...


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of files. `make(columns, zone, dataset's name)`; `goes_on`: rows can be added to a file that was cut."""

    media_type: str
    make: Callable[[Sequence[Column], dt.tzinfo, str], Encoder]
    goes_on: bool = False


def _csv(columns: Sequence[Column], zone: dt.tzinfo, _: str, *, bom: bool = False) -> Encoder:
    return Csv(columns, zone, bom=bom)


def _json_lines(columns: Sequence[Column], zone: dt.tzinfo, _: str) -> Encoder:
    return JsonLines(columns, zone)


def _parquet(columns: Sequence[Column], zone: dt.tzinfo, _: str) -> Encoder:
    return Parquet(columns, zone)


FORMATS: Final[Mapping[str, Format]] = {
    "csv": Format("text/csv", _csv, goes_on=True),
    "xlsx": Format("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Xlsx),
    "jsonl": Format("application/x-ndjson", _json_lines, goes_on=True),
    "parquet": Format("application/vnd.apache.parquet", _parquet),
}


def writable() -> list[str]:
    """Return the kinds of files that this installation can write."""
    return [name for name in FORMATS if name != "parquet" or find_spec("pyarrow")]


def check_format(name: str) -> None:
    """Raise FormatUnknown or ParquetMissing for what this installation cannot write."""
    if name not in FORMATS:
        raise FormatUnknown(format=name[:40], known=writable())
    if name not in writable():
        raise ParquetMissing


CSV_WITH_BOM: Final = Format("text/csv", partial(_csv, bom=True), goes_on=True)
