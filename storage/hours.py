"""Closed sessions by weekday and hour of opening."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import sqlalchemy as sa

from storage.schema_reports import session_facts

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.engine import Connection

_HOUR = 3_600_000_000
_BEIJING = 8 * _HOUR
"""Beijing has kept no summer time since 1991: the hour of the day is whole-number arithmetic in either database."""


class HourCount(NamedTuple):
    """One hour of one weekday (0: Monday): sessions opened, how many were handled, and the seconds that took."""

    weekday: int
    hour: int
    sessions: int
    handled: int
    handle_seconds: float


def load_hours(connection: Connection, first: dt.date, last: dt.date, matter_id: str | None = None) -> list[HourCount]:
    """Return every hour in which a session of the days `first` … `last` was opened."""
    columns = session_facts.c
    hours = (sa.type_coerce(columns.opened_at, sa.BigInteger) + _BEIJING) // _HOUR
    hour, weekday = (hours % 24).label("hour"), ((hours // 24 + 3) % 7).label("weekday")  # 1970-01-01 was a Thursday
    took = columns.talk_seconds + columns.wrap_up_seconds
    query = (
        sa.select(weekday, hour, sa.func.count(), sa.func.count(took), sa.func.coalesce(sa.func.sum(took), 0.0))
        .where(columns.day.between(first, last))
        .group_by(weekday, hour)
        .order_by(weekday, hour)
    )
    if matter_id is not None:
        query = query.where(columns.matter_id == matter_id)
    return [HourCount(int(row[0]), int(row[1]), row[2], row[3], float(row[4])) for row in connection.execute(query)]
