"""Spans of the stuck map: which are kept, which of them are true, and marking the days whose questions change.

Marks only grow and change in the transaction that changes the questions, so whoever reads both in one transaction
knows which state they read. A span that was read before a change may be written after it: it is never true.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from storage.schema_reports import question_facts
from storage.schema_stuck import stuck_marks, stuck_runs, stuck_spans
from storage.upsert import insert_into

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy.engine import Connection

Between = tuple[dt.date, dt.date]
_ONE = dt.timedelta(1)
_SEEN = [
    question_facts.c[name]
    for name in (
        *("day", "session_id", "number", "opened_at", "matter_id", "step_id", "error_id", "person_key"),
        *("lost", "solved_by"),
    )
]
"""Of a question what the map sees, and the order of asking: only a change of these is one."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Spans that are true; `whole`: those that have runs. Both ends of a span are in it."""

    true: frozenset[Between]
    whole: frozenset[Between]


def mark_changed(connection: Connection, ids: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Mark the days on which `rows` differ from the questions that sessions `ids` have now: before they are changed.

    Facts are made anew for many a reason, and seldom say anything else about a question.
    """
    older = {tuple(row) for row in connection.execute(sa.select(*_SEEN).where(question_facts.c.session_id.in_(ids)))}
    newer = {tuple(row[column.name] for column in _SEEN) for row in rows}
    _mark(connection, {row[0] for row in older ^ newer})


def mark_all(connection: Connection) -> None:
    """Mark every day of which there is a question."""
    _mark(connection, connection.scalars(sa.select(question_facts.c.day).distinct()))


def _mark(connection: Connection, days: Iterable[dt.date]) -> None:
    marks = [{"day": day, "mark": 1} for day in sorted(days)]  # in one order, so nobody waits in a circle
    if marks:
        statement = insert_into(connection, stuck_marks)
        again = statement.on_conflict_do_update(index_elements=["day"], set_={"mark": stuck_marks.c.mark + 1})
        connection.execute(again, marks)


def find_kept(connection: Connection, first: dt.date, last: dt.date, *, by_alias: bool) -> Kept:
    """Return the spans within these days that are true."""
    columns = stuck_spans.c
    within = columns.first >= first, columns.last <= last, columns.by_alias.is_(by_alias)
    sums = _sums(connection, first, last)
    true = [
        row
        for row in connection.execute(sa.select(stuck_spans).where(*within))
        if sums[(row.last - first).days + 1] - sums[(row.first - first).days] == row.stamp
    ]
    return Kept(
        frozenset((row.first, row.last) for row in true),
        frozenset((row.first, row.last) for row in true if row.is_whole),
    )


def find_bounds(connection: Connection) -> Between | None:
    """Return the first and the last day of all spans; None while there are none."""
    first, last = connection.execute(sa.select(sa.func.min(stuck_spans.c.first), sa.func.max(stuck_spans.c.last))).one()
    return (first, last) if first and last else None


def load_stamp(connection: Connection, first: dt.date, last: dt.date) -> int:
    """Return the sum of the marks of these days."""
    return _sums(connection, first, last)[-1]


def _sums(connection: Connection, first: dt.date, last: dt.date) -> list[int]:
    """Return the sums of the marks before each day, and that of all."""
    query = sa.select(stuck_marks.c.day, stuck_marks.c.mark).where(stuck_marks.c.day.between(first, last))
    marks = {row.day: row.mark for row in connection.execute(query)}
    days = (first + _ONE * n for n in range((last - first).days + 1))
    return list(accumulate((marks.get(day, 0) for day in days), initial=0))


def load_span(connection: Connection, span: Between) -> list[bytes]:
    """Return the runs of a span, in order."""
    columns = stuck_runs.c
    query = sa.select(columns.runs).where(columns.span == _name(span)).order_by(columns.number)
    return list(connection.scalars(query))


def save_span(connection: Connection, span: Between, stamp: int, runs: Sequence[bytes], *, by_alias: bool) -> None:
    """Keep a span that was read when the sum of its marks was `stamp`; without runs: that it has none."""
    name, first, last = _name(span), *span
    values = {"stamp": stamp, "by_alias": by_alias, "is_whole": bool(runs)}
    statement = insert_into(connection, stuck_spans).values(span=name, first=first, last=last, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["span"], set_=values))
    connection.execute(sa.delete(stuck_runs).where(stuck_runs.c.span == name))
    rows = [{"span": name, "number": number, "runs": one} for number, one in enumerate(runs)]
    if rows:
        connection.execute(sa.insert(stuck_runs), rows)


def forget_spans(connection: Connection, wanted: Iterable[Between]) -> None:
    """Forget all spans but these."""
    kept = set(map(_name, wanted))
    gone = [name for name in connection.scalars(sa.select(stuck_spans.c.span)) if name not in kept]
    for table in (stuck_runs, stuck_spans):
        connection.execute(sa.delete(table).where(table.c.span.in_(gone)))


def forget_named_spans(connection: Connection) -> None:
    """Forget the spans in which persons have numbers that are made of their names."""
    named = sa.select(stuck_spans.c.span).where(stuck_spans.c.by_alias.is_(False))
    connection.execute(sa.delete(stuck_runs).where(stuck_runs.c.span.in_(named)))
    connection.execute(sa.delete(stuck_spans).where(stuck_spans.c.by_alias.is_(False)))


def find_first_day(connection: Connection) -> dt.date | None:
    """Return the day of the first question."""
    return connection.scalar(sa.select(sa.func.min(question_facts.c.day)))


def _name(span: Between) -> str:
    return f"{span[0]}/{span[1]}"
