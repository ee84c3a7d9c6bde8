"""The SQL of events in parts by year: what becomes a part as it stands, and how. When, partitioning.py says.

Whatever locks others out gives up when it would take long, and leaves nothing behind then.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from chatserver.domain.ids import id_of

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

BOUND: Final = "events_until_bound"
"""The constraint that stands while a table is looked through. It binds new rows at once: it must not stay."""
_WHOLE, _LATER = "events", "events_later"
_LOCK: Final = 0x0DA0BA6
"""Any number of our own, beside those of storage/migrate.py and storage/purging.py."""
_PATIENCE: Final = "5s"
"""How long a change waits for transactions that use the table; as long, others wait for it."""
_PATIENCE_TO_DROP: Final = "1s"
"""The same for taking the constraint back, which is tried many times: others have their turn between."""
_STATEMENT: Final = "10s"
"""Longer than the patience, else it would be told instead. Ends what looks through a table while others wait for it."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A table that becomes a part as it stands, for the years from `since` (0: from the first one) before `until`."""

    table: str
    since: int
    until: int

    @property
    def name(self) -> str:
        """What it is called as a part."""
        return f"events_{self.since}_to_{self.until}" if self.since else f"events_to_{self.until}"

    @property
    def check(self) -> str:
        """What holds of its rows."""
        low = f"session_id >= '{_begin_of(self.since)}' AND " if self.since else ""
        return f"{low}session_id < '{_begin_of(self.until)}'"

    @property
    def bounds(self) -> str:
        """The same, as parts have it."""
        low = f"'{_begin_of(self.since)}'" if self.since else "MINVALUE"
        return f"FROM ({low}) TO ('{_begin_of(self.until)}')"


def parts_of(connection: Connection) -> list[str]:
    """Return the names of the parts; none where the events are in one table."""
    return list(connection.scalars(sa.text(_PARTS)))


_PARTS = "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'events'::regclass ORDER BY 1"


def bound_tables(connection: Connection) -> list[str]:
    """Return the tables that have the constraint: one is looked through right now, or somebody was killed over it."""
    return list(connection.scalars(sa.text(_BOUND_TABLES), {"name": BOUND}))


_BOUND_TABLES = "SELECT conrelid::regclass::text FROM pg_constraint WHERE conname = :name AND conrelid <> 0"


def to_part(connection: Connection, until: int) -> Piece | None:
    """Return what has to become a part, so that each year before `until` has one: all, later years, or nothing.

    Years that had no part when they began lie in the part for all later ones, and a part cannot be made over its rows.
    """
    parts = parts_of(connection)
    if not parts:
        return Piece(_WHOLE, 0, until)
    since = until
    while not _covers(parts, since - 1):
        since -= 1
    return Piece(_LATER, since, until) if since < until else None


def _covers(parts: list[str], year: int) -> bool:
    return any(year in _years_of(part) for part in parts if part != _LATER)


def _years_of(part: str) -> range:
    """Return the years of a part, of whose name they are: events_to_2027, events_2027, events_2029_to_2031."""
    since, several, until = part.removeprefix("events_").rpartition("to_")
    return range(int(since.strip("_") or 0), int(until)) if several else range(int(until), int(until) + 1)


def _begin_of(year: int) -> str:
    """Return the least id that a session of this year can have."""
    return id_of(dt.datetime(year, 1, 1, tzinfo=dt.UTC), 0)


def _run(connection: Connection, *statements: str) -> None:
    for statement in statements:
        connection.execute(sa.text(statement))


def _take(connection: Connection, patience: str) -> None:
    _run(connection, f"SET LOCAL lock_timeout = '{patience}'", f"SELECT pg_advisory_xact_lock({_LOCK})")


def _take_briefly(connection: Connection) -> None:
    _take(connection, _PATIENCE)
    _run(connection, f"SET LOCAL statement_timeout = '{_STATEMENT}'")


def promise(connection: Connection, piece: Piece) -> None:
    """Say what holds of the rows of a piece; that it is so is looked through afterwards."""
    withdraw(connection)
    _take_briefly(connection)
    _run(connection, f"ALTER TABLE {piece.table} ADD CONSTRAINT {BOUND} CHECK ({piece.check}) NOT VALID")


def prove(connection: Connection, piece: Piece) -> None:
    """Look through the rows, beside the traffic, for as long as it takes."""
    _take(connection, _PATIENCE)
    _run(connection, f"ALTER TABLE {piece.table} VALIDATE CONSTRAINT {BOUND}")


def withdraw(connection: Connection) -> None:
    """Take back what was said, wherever it stands; locks nobody out where it does not."""
    if tables := bound_tables(connection):
        _take(connection, _PATIENCE_TO_DROP)
        _run(connection, *(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {BOUND}" for table in tables))


def swap(connection: Connection, piece: Piece) -> str:
    """Make a piece the part that it is, with a new empty part for later years; return its name."""
    _take_briefly(connection)
    if piece.table == _WHOLE:
        _make_parent(connection, piece)
    else:
        leave = (f"ALTER TABLE {_WHOLE} DETACH PARTITION {_LATER}", f"ALTER TABLE {_LATER} RENAME TO {piece.name}")
        _run(connection, *leave)
    _run(
        connection,
        f"ALTER TABLE {_WHOLE} ATTACH PARTITION {piece.name} FOR VALUES {piece.bounds}",
        f"ALTER TABLE {piece.name} DROP CONSTRAINT {BOUND}",
        f"CREATE TABLE {_LATER} PARTITION OF {_WHOLE} DEFAULT",
    )
    return piece.name


def _make_parent(connection: Connection, piece: Piece) -> None:
    """Put a table of parts, of which there are none yet, in the place of the events."""
    indexes = connection.execute(sa.text(_INDEXES)).all()
    _run(
        connection,
        *(f"ALTER INDEX {index.name} RENAME TO {index.name}_to_{piece.until}" for index in indexes),
        f"ALTER TABLE {_WHOLE} RENAME TO {piece.name}",
        f"CREATE TABLE {_WHOLE} (LIKE {piece.name} INCLUDING DEFAULTS, PRIMARY KEY (session_id, seq)) "
        "PARTITION BY RANGE (session_id)",
        *(index.definition for index in indexes if not index.is_key),
    )


_INDEXES = """
SELECT indexrelid::regclass::text AS name, indisprimary AS is_key, pg_get_indexdef(indexrelid) AS definition
FROM pg_index WHERE indrelid = 'events'::regclass
"""


def add_years(connection: Connection, years: range) -> list[str]:
    """Make a part for each of the years that has none; return their names."""
    _take_briefly(connection)
    parts, made = parts_of(connection), []
    for year in years:
        if not _covers(parts, year):
            piece = Piece(f"events_{year}", year, year + 1)
            _run(connection, f"CREATE TABLE {piece.table} PARTITION OF {_WHOLE} FOR VALUES {piece.bounds}")
            made.append(piece.table)
    return made
