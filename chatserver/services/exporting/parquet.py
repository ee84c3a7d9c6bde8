"""Rows as Apache Parquet, compressed, in groups that readers can skip. pyarrow is an extra: `daoban[parquet]`."""

from __future__ import annotations

import zoneinfo
from typing import TYPE_CHECKING, Any, ClassVar, Final

from chatserver.domain.errors import DomainError
from chatserver.services.exporting.cells import Lists
from chatserver.services.exporting.collected import Collected
from chatserver.services.exporting.columns import Kind

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from chatserver.services.exporting.columns import Cell, Column

_GROUP: Final = 25_000
"""Rows of a group: what a reader has in memory at once, and what this writer has."""

_ALL_DIFFERENT: Final = {Kind.TIME, Kind.NUMBER}
"""Kinds whose cells hardly come twice in a group: a dictionary of them takes a third of the writing for nothing."""


_LARGEST_DICTIONARY: Final = 64 * 1024
"""Bytes after which a column's dictionary is given up: sessions' ids and taxpayers' names hardly come twice in a group
either. Without theirs a million rows are 4 % smaller and take a tenth less of the writing.
"""


class ParquetMissing(DomainError):
    """This installation cannot write Parquet: the extra `parquet` is not there."""

    code: ClassVar[str] = "export_parquet_missing"


class Parquet:
    """Times are UTC microseconds that carry the zone, lists are lists, yes or no are booleans."""

    at_once = 5_000
    """Arrow makes arrays of thousands quicker than of hundreds: 5 µs a row instead of 7."""

    def __init__(self, columns: Sequence[Column], zone: dt.tzinfo) -> None:
        try:
            import pyarrow as pa  # noqa: PLC0415 - an extra
            import pyarrow.parquet as pq  # noqa: PLC0415
        except ImportError:
            raise ParquetMissing from None
        pa.set_memory_pool(pa.system_memory_pool())  # Arrow's own keeps what is free: 30 MB more for a million rows
        self._pa, self._columns, self._lists = pa, columns, Lists()
        self._schema = pa.schema([(column.name, _type_of(pa, column.kind, zone)) for column in columns])
        self._file = Collected()
        again = [_path(column) for column in columns if column.kind not in _ALL_DIFFERENT]
        self._writer = pq.ParquetWriter(
            self._file,
            self._schema,
            compression="zstd",
            use_dictionary=again,
            dictionary_pagesize_limit=_LARGEST_DICTIONARY,
        )
        self._waiting: list[Any] = []
        self._count = 0

    def begin(self) -> bytes:
        """Return how the file begins."""
        return self._file.take()

    def turned(self, cells: Sequence[Sequence[Cell]]) -> Any:
        """Return rows, given by column, as a record batch in one piece, which goes from process to process at once."""
        told = zip(self._columns, cells, self._schema, strict=True)
        arrays = [self._array(column.kind, part, field.type) for column, part, field in told]
        return self._pa.record_batch(arrays, schema=self._schema).serialize()

    def add(self, turned: Any) -> bytes:
        """Return the groups of rows that are full now."""
        batch = self._pa.ipc.read_record_batch(turned, self._schema)
        self._waiting.append(batch)
        self._count += batch.num_rows
        if self._count >= _GROUP:
            self._write()
        return self._file.take()

    def end(self) -> bytes:
        """Return the last group and the table of contents."""
        if self._count:
            self._write()
        self._writer.close()
        return self._file.take()

    def _write(self) -> None:
        table = self._pa.Table.from_batches(self._waiting, schema=self._schema)
        self._writer.write_table(table, row_group_size=_GROUP)
        self._waiting, self._count = [], 0

    def _array(self, kind: Kind, cells: Sequence[Cell], wanted: Any) -> Any:
        if kind is Kind.LIST:
            return self._pa.array(self._lists.read(cells), type=wanted)
        if kind is Kind.YES_NO:
            return self._pa.array([None if cell is None else bool(cell) for cell in cells], type=wanted)
        return self._pa.array(cells, type=wanted)


def _path(column: Column) -> str:
    """Return what Parquet calls the cells of a column."""
    return f"{column.name}.list.element" if column.kind is Kind.LIST else column.name


def _type_of(pa: Any, kind: Kind, zone: dt.tzinfo) -> Any:
    return {
        Kind.TEXT: pa.string(),
        Kind.COUNT: pa.int64(),
        Kind.NUMBER: pa.float64(),
        Kind.TIME: pa.timestamp("us", tz=zone.key if isinstance(zone, zoneinfo.ZoneInfo) else "UTC"),
        Kind.YES_NO: pa.bool_(),
        Kind.LIST: pa.list_(pa.string()),
    }[kind]
