"""Sums of whole months, made of the sums of their days, so that a year is a dozen rows and not thousands.

`mark` counts what changed in a month's days, so that nobody keeps what was read before a change; triggers of the
database count it (migration 0014), in the transaction that changes a day. A month that is not made is read by days.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

import sqlalchemy as sa

from chatserver.domain.report_parts import Cell, added_up
from storage.parts_codec import decode_cell, encode_cell
from storage.schema_reports import day_sums, month_sums, months_made, parts_due

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sqlalchemy.engine import Connection

_ONE = dt.timedelta(1)
_LONGEST = dt.timedelta(31)


class Part(NamedTuple):
    """Whose sum a cell of a month is: as `parts.Key`, without the day."""

    matter_id: str
    tier: int
    hours: int


def end_of(month: dt.date) -> dt.date:
    """Return the last day of a month, which is told by its first."""
    return (month + _LONGEST).replace(day=1) - _ONE


def find_made(connection: Connection, first: dt.date, last: dt.date) -> list[dt.date]:
    """Return the months that are kept and lie wholly in the days `first` … `last`, in order."""
    columns = months_made.c
    query = sa.select(columns.month).where(columns.is_made, columns.month.between(first, last))
    return [month for month in connection.scalars(query.order_by(columns.month)) if end_of(month) <= last]


def days_besides(
    first: dt.date, last: dt.date, covered: Iterable[tuple[dt.date, dt.date]]
) -> Iterator[tuple[dt.date, dt.date]]:
    """Yield the stretches of the days `first` … `last` that none of these, in order, covers: first and last."""
    for start, end in covered:
        if first < start:
            yield first, start - _ONE
        first = end + _ONE
    if first <= last:
        yield first, last


def find_unmade(connection: Connection, over_on: dt.date, most: int) -> list[dt.date]:
    """Return up to `most` months that ended before the day `over_on` and are not kept, the latest first.

    One with notes that are not summed up yet is left: it would be made for nothing.
    """
    columns = months_made.c
    query = sa.select(columns.month).where(~columns.is_made, columns.month < over_on).order_by(columns.month.desc())
    over = (month for month in connection.scalars(query).all() if end_of(month) < over_on)
    settled = (month for month in over if not _has_notes(connection, month))
    return [month for month, _ in zip(settled, range(most), strict=False)]


def _has_notes(connection: Connection, month: dt.date) -> bool:
    of_month = sa.select(parts_due.c.day).where(parts_due.c.day.between(month, end_of(month)))
    return connection.execute(of_month.limit(1)).first() is not None


def find_parts(connection: Connection, month: dt.date) -> tuple[int, list[Part]]:
    """Return the mark of a month, and of what its days have sums."""
    mark = connection.scalar(sa.select(months_made.c.mark).where(months_made.c.month == month)) or 0
    columns = [day_sums.c[name] for name in Part._fields]
    query = sa.select(*columns).where(day_sums.c.day.between(month, end_of(month))).distinct().order_by(*columns)
    return mark, [Part(*row) for row in connection.execute(query)]


def add_up_days(connection: Connection, month: dt.date, part: Part) -> Cell:
    """Return one sum of a month."""
    same = [day_sums.c[name] == value for name, value in part._asdict().items()]
    query = sa.select(day_sums.c.sums).where(day_sums.c.day.between(month, end_of(month)), *same)
    return added_up(map(decode_cell, connection.scalars(query)))


def save_month(connection: Connection, month: dt.date, mark: int, sums: Mapping[Part, Cell]) -> bool:
    """Keep a month that was read from this mark on; nothing is kept, and False told, where a day changed since."""
    columns = months_made.c
    kept = sa.update(months_made).where(columns.month == month, columns.mark == mark).values(is_made=True)
    if not connection.execute(kept).rowcount:
        return False
    connection.execute(sa.delete(month_sums).where(month_sums.c.month == month))
    rows = [
        {"month": month, **part._asdict(), "sums": encode_cell(cell, with_totals=True)} for part, cell in sums.items()
    ]
    if rows:
        connection.execute(sa.insert(month_sums), rows)
    return True


def load_kept(connection: Connection, month: dt.date, mark: int) -> dict[Part, Cell] | None:
    """Return what is kept of a month; None where nothing is, or its mark is another."""
    columns = months_made.c
    kept = sa.select(columns.month).where(columns.month == month, columns.mark == mark, columns.is_made)
    if connection.execute(kept).first() is None:
        return None
    query = sa.select(month_sums).where(month_sums.c.month == month)
    return {Part(row.matter_id, row.tier, row.hours): decode_cell(row.sums) for row in connection.execute(query)}
