"""Sessions of whole days by hour of opening, so that a page about years reads hours and not sessions.

Every change of `session_facts`, by a node of whatever version, leaves a note in `hours_due` in its own transaction
(triggers of the database: migration 0016). What is kept of a day is true as long as there is no note of it; a day with
notes, or of which nothing is kept, is counted. Nobody who notes ever waits for anybody: each transaction has a note of
its own, so nodes may change facts in any order.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from storage.schema_reports import hour_sums, hours_due, session_facts

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

ALL = ""
"""In the place of a matter: the sum over all of them."""
_ONE = dt.timedelta(1)
_SECOND, _HOUR = 1_000_000, 3_600_000_000
_BEIJING = dt.timezone(dt.timedelta(hours=8))
"""Beijing has kept no summer time since 1991: the hour of the day is whole-number arithmetic in either database."""
_LOCK = 0x0DA0B40
"""Any number of our own, beside those of storage/migrate.py and storage/purging.py."""
_HOURS = (sa.type_coerce(session_facts.c.opened_at, sa.BigInteger) + 8 * _HOUR) // _HOUR
HOUR = (_HOURS % 24).label("hour")
WEEKDAY = ((_HOURS // 24 + 3) % 7).label("weekday")  # 1970-01-01 was a Thursday
_TOOK = session_facts.c.talk_seconds + session_facts.c.wrap_up_seconds
_MICROS = sa.cast(sa.func.round(_TOOK * float(_SECOND)), sa.BigInteger)
"""Whole numbers come to the same in whatever order they are added up; a float of seconds tells them for centuries."""


def total(column: sa.ColumnElement[int], name: str) -> sa.ColumnElement[int]:
    """Return a sum as a whole number, which PostgreSQL makes of it only when asked; of nothing it is 0."""
    return sa.cast(sa.func.coalesce(sa.func.sum(column), 0), sa.BigInteger).label(name)


COUNTED = (sa.func.count().label("sessions"), sa.func.count(_TOOK).label("handled"), total(_MICROS, "handle_micros"))
"""What is told of sessions, from `session_facts`."""
KEPT = tuple(total(hour_sums.c[column.name], column.name) for column in COUNTED)
"""The same from what is kept of them."""


def opened_on(first: dt.date, last: dt.date) -> sa.ColumnElement[bool]:
    """Return which facts are of the days `first` … `last`: by the time of opening, which the key begins with."""
    since, until = (dt.datetime.combine(day, dt.time(), _BEIJING) for day in (first, last + _ONE))
    return sa.and_(session_facts.c.opened_at >= since, session_facts.c.opened_at < until)


def find_kept(connection: Connection, first: dt.date, last: dt.date) -> list[dt.date]:
    """Return the days of `first` … `last` of which what is kept is true, in order."""
    day = hour_sums.c.day
    query = sa.select(day).where(hour_sums.c.matter_id == ALL, is_true(first, last)).distinct()
    return list(connection.scalars(query.order_by(day)))


def is_true(first: dt.date, last: dt.date) -> sa.ColumnElement[bool]:
    """Return which rows of `hour_sums` are of these days, and true."""
    return sa.and_(hour_sums.c.day.between(first, last), hour_sums.c.day.not_in(sa.select(hours_due.c.day)))


def find_due(connection: Connection, over_on: dt.date, most: int) -> list[dt.date]:
    """Return up to `most` days before the day `over_on` that are to be counted, the latest first."""
    query = sa.select(hours_due.c.day).where(hours_due.c.day < over_on).distinct()
    return list(connection.scalars(query.order_by(hours_due.c.day.desc()).limit(most)))


def keep_day(connection: Connection, day: dt.date) -> None:
    """Count a day and keep that; a second call does the same again.

    First the notes are taken: whatever they tell of is committed, so the count that follows has it in it. A change that
    is committed later has a note that is still there afterwards.
    """
    if connection.dialect.name == "postgresql":
        # One node at a time: of two that count the same day, hours of both would stay.
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
    for table in (hours_due, hour_sums):
        connection.execute(sa.delete(table).where(table.c.day == day))
    that_day, matter_id = sa.literal(day, sa.Date), session_facts.c.matter_id
    counted = sa.select(that_day, matter_id, HOUR, *COUNTED).where(opened_on(day, day)).group_by(matter_id, HOUR)
    _insert(connection, counted)
    hour = hour_sums.c.hour
    _insert(connection, sa.select(that_day, sa.literal(ALL), hour, *KEPT).where(hour_sums.c.day == day).group_by(hour))


def _insert(connection: Connection, rows: sa.Select[Any]) -> None:
    names = ("day", "matter_id", "hour", *(column.name for column in COUNTED))
    connection.execute(sa.insert(hour_sums).from_select(names, rows))
