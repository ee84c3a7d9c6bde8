"""Splits the events of a PostgreSQL database by year, beside running nodes. See decision 23.

The id of a session begins with when it was opened, so a range of ids is a range of time, and the key of an event stays
its key. What there is becomes the first part as it stands: nothing is copied, and nobody waits but for the swap.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from chatserver.domain.ids import id_of

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from storage.engine import Database

_BOUND: Final = "events_until_bound"
_LOCK: Final = 0x0DA0BA6
"""Any number of our own, beside those of storage/migrate.py and storage/purging.py."""
_PATIENCE: Final = "5s"
"""How long the swap waits for transactions that use the table; as long, others wait for it."""


class NotPartitioned(RuntimeError):
    """Nothing was changed: somebody used the table too long, or it holds what no part is for. The text says which."""


async def partition_events(database: Database, year: int, years: int) -> list[str]:
    """Give the years after `year` parts of their own, `years` of them; return the names of what was made.

    Up to the end of `year` all is one part, which was the table itself. A second call makes what is missing, and goes
    on where one was killed. Raises NotPartitioned.
    """
    try:
        made = [] if await database.read(_is_partitioned) else [await _part(database, year + 1)]
        return made + await database.write(lambda sql: _add_years(sql, range(year + 1, year + 1 + years)))
    except DBAPIError as error:
        raise NotPartitioned(str(error.orig).partition("\n")[0]) from error


async def _part(database: Database, year: int) -> str:
    """Make what is there the part before `year`, in three transactions: those that lock others out read nothing."""
    await database.write(lambda sql: _promise(sql, year))
    try:
        await database.write(lambda sql: _run(sql, f"ALTER TABLE events VALIDATE CONSTRAINT {_BOUND}"))
        return await database.write(lambda sql: _swap(sql, year))
    except DBAPIError:
        await database.write(_take_back)  # else nobody could write any more when the year begins
        raise


def parts_of(connection: Connection) -> list[str]:
    """Return the names of the parts; none where the events are in one table."""
    return list(connection.scalars(sa.text(_PARTS)))


_PARTS = "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'events'::regclass ORDER BY 1"


def _is_partitioned(connection: Connection) -> bool:
    return bool(connection.scalar(sa.text("SELECT relkind = 'p' FROM pg_class WHERE oid = 'events'::regclass")))


def _begin_of(year: int) -> str:
    """Return the least id that a session of this year can have."""
    return id_of(dt.datetime(year, 1, 1, tzinfo=dt.UTC), 0)


def _run(connection: Connection, *statements: str) -> None:
    for statement in statements:
        connection.execute(sa.text(statement))


def _take(connection: Connection) -> None:
    _run(connection, f"SET LOCAL lock_timeout = '{_PATIENCE}'", f"SELECT pg_advisory_xact_lock({_LOCK})")


def _promise(connection: Connection, year: int) -> None:
    """Say that no event is of a session opened in `year` or later; that it is so is looked through afterwards."""
    _take(connection)
    _take_back(connection)
    check = f"CHECK (session_id < '{_begin_of(year)}') NOT VALID"
    _run(connection, f"ALTER TABLE events ADD CONSTRAINT {_BOUND} {check}")


def _take_back(connection: Connection) -> None:
    _run(connection, f"ALTER TABLE events DROP CONSTRAINT IF EXISTS {_BOUND}")


def _swap(connection: Connection, year: int) -> str:
    """Put a table of parts in the place of the events, with what was there as its first part."""
    _take(connection)
    name = f"events_to_{year}"
    indexes = connection.execute(sa.text(_INDEXES)).all()
    _run(connection, *(f"ALTER INDEX {index.name} RENAME TO {index.name}_to_{year}" for index in indexes))
    _run(
        connection,
        f"ALTER TABLE events RENAME TO {name}",
        f"CREATE TABLE events (LIKE {name} INCLUDING DEFAULTS, PRIMARY KEY (session_id, seq)) "
        "PARTITION BY RANGE (session_id)",
        *(index.definition for index in indexes if not index.is_key),
        f"ALTER TABLE events ATTACH PARTITION {name} FOR VALUES FROM (MINVALUE) TO ('{_begin_of(year)}')",
        f"ALTER TABLE {name} DROP CONSTRAINT {_BOUND}",
        "CREATE TABLE events_later PARTITION OF events DEFAULT",
    )
    return name


_INDEXES = """
SELECT indexrelid::regclass::text AS name, indisprimary AS is_key, pg_get_indexdef(indexrelid) AS definition
FROM pg_index WHERE indrelid = 'events'::regclass
"""


def _add_years(connection: Connection, years: range) -> list[str]:
    _take(connection)
    known, made = set(parts_of(connection)), []
    for year in years:
        if f"events_{year}" not in known and not _is_before(known, year):
            bounds = f"FROM ('{_begin_of(year)}') TO ('{_begin_of(year + 1)}')"
            _run(connection, f"CREATE TABLE events_{year} PARTITION OF events FOR VALUES {bounds}")
            made.append(f"events_{year}")
    return made


def _is_before(known: set[str], year: int) -> bool:
    """Tell whether the year belongs to the first part, which was made for more of them."""
    first = next(name for name in known if name.startswith("events_to_"))
    return year < int(first.removeprefix("events_to_"))
