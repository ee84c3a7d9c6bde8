"""Column types that mean the same on SQLite and PostgreSQL."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.engine import Connection, Dialect

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)


def to_micros(at: dt.datetime) -> int:
    """Return microseconds since 1970-01-01 UTC, exactly."""
    return (at - _EPOCH) // _MICROSECOND


def from_micros(micros: int) -> dt.datetime:
    """Return the aware UTC datetime of a microsecond count."""
    return _EPOCH + micros * _MICROSECOND


class UtcTime(sa.types.TypeDecorator[dt.datetime]):
    """An aware UTC datetime, stored as microseconds since 1970: exact, sortable, equal on every database."""

    impl = sa.BigInteger
    cache_ok = True

    @override
    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else to_micros(value)

    @override
    def process_result_value(self, value: int | None, dialect: Dialect) -> dt.datetime | None:
        return None if value is None else from_micros(value)


def raw(column: sa.Column[Any]) -> sa.ColumnElement[Any]:
    """Return a column as the database keeps it, for those who read millions of cells: times as microseconds, yes or no
    as 1 or 0.
    """
    if isinstance(column.type, UtcTime):
        return sa.type_coerce(column, sa.BigInteger)
    return sa.cast(column, sa.Integer) if isinstance(column.type, sa.Boolean) else column


def plain_rows(
    connection: Connection, query: sa.Select[Any] | sa.TextClause, given: Mapping[str, Any] | None = None
) -> Sequence[tuple[Any, ...]]:
    """Return the rows of a query of `raw` columns as the driver has them: nothing is made of each."""
    cursor = connection.execute(query, given).cursor
    assert cursor is not None  # noqa: S101 - a SELECT has one
    rows: Sequence[tuple[Any, ...]] = cursor.fetchall()
    return rows
