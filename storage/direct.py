"""Statements that run hundreds of times a second: on SQLite straight to the driver, which saves 100 µs each."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy.dialects import sqlite

from storage.engine import driver
from storage.types import from_micros, to_micros

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import sqlalchemy as sa
    from sqlalchemy.engine import Connection

_DIALECT = sqlite.dialect(paramstyle="qmark")
_NOTHING: Mapping[str, Any] = {}


def execute(
    connection: Connection, statement: sa.UpdateBase | sa.Select[Any], values: Mapping[str, Any] = _NOTHING
) -> Any:
    """Run a statement that is kept (a new one each time would fill the cache); return its cursor.

    Columns come as the driver has them: `as_time` reads times on both databases.
    """
    if connection.dialect.name != "sqlite":
        return connection.execute(statement, values)
    text, names, constants = _compiled(statement, tuple(values))
    given = {**constants, **values} if constants else values
    return driver(connection).execute(text, [_plain(given[name]) for name in names])


def execute_each(connection: Connection, statement: sa.UpdateBase, rows: Sequence[Mapping[str, Any]]) -> None:
    """Run a statement that is kept once for each of `rows`, which name the same columns."""
    if connection.dialect.name == "sqlite":
        for row in rows:
            execute(connection, statement, row)
    elif rows:
        connection.execute(statement, rows)


def as_time(column: dt.datetime | int) -> dt.datetime:
    """Return the time of a column that `execute` has read."""
    return from_micros(column) if isinstance(column, int) else column


@lru_cache(maxsize=256)
def _compiled(
    statement: sa.UpdateBase | sa.Select[Any], columns: tuple[str, ...]
) -> tuple[str, tuple[str, ...], dict[str, Any]]:
    """Return the SQL, what its question marks stand for, and the values that the statement brings itself."""
    compiled = statement.compile(
        dialect=_DIALECT, column_keys=list(columns), compile_kwargs={"render_postcompile": True}
    )
    names = tuple(compiled.positiontup or ())
    return str(compiled), names, {name: value for name, value in compiled.params.items() if name not in columns}


def _plain(value: Any) -> Any:
    return to_micros(value) if isinstance(value, dt.datetime) else value
