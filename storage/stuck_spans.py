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
    """Spans that are true; `whole`: where the runs stand of those that have any. Both ends of a span are in it."""

    true: frozenset[Between]
    whole: Mapping[Between, str]


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
    whole = {(row.first, row.last): row.made for row in true if row.chunks}
    return Kept(frozenset((row.first, row.last) for row in true), whole)


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


def load_span(connection: Connection, made: str) -> bytes:
    """Return what stands there."""
    columns = stuck_runs.c
    return b"".join(connection.scalars(sa.select(columns.chunk).where(columns.made == made).order_by(columns.number)))


def add_chunk(connection: Connection, made: str, number: int, chunk: bytes) -> None:
    """Write one chunk of a span that is to be kept."""
    connection.execute(sa.insert(stuck_runs), {"made": made, "number": number, "chunk": chunk})


def save_span(connection: Connection, span: Between, *, stamp: int, by_alias: bool, made: str, chunks: int) -> None:
    """Keep a span that was read when the sum of its marks was `stamp`, once all its chunks are there."""
    there = sa.select(sa.func.count()).where(stuck_runs.c.made == made)
    if connection.execute(there).scalar_one() == chunks:  # a purge may have taken what was made of names
        values = {"stamp": stamp, "by_alias": by_alias, "made": made, "chunks": chunks}
        named = {"span": f"{span[0]}/{span[1]}", "first": span[0], "last": span[1]}
        statement = insert_into(connection, stuck_spans).values(named | values)
        connection.execute(statement.on_conflict_do_update(index_elements=["span"], set_=values))


def forget_spans(connection: Connection, wanted: Iterable[Between]) -> None:
    """Forget all spans but these; their runs stay."""
    kept = set(wanted)
    rows = connection.execute(sa.select(stuck_spans.c.span, stuck_spans.c.first, stuck_spans.c.last)).all()
    gone = [row.span for row in rows if (row.first, row.last) not in kept]
    connection.execute(sa.delete(stuck_spans).where(stuck_spans.c.span.in_(gone)))


def forget_chunks(connection: Connection, before: str, most: int) -> int:
    """Forget up to `most` chunks that belong to no span, made before then; return how many."""
    key = stuck_runs.c.made, stuck_runs.c.number
    stray = stuck_runs.c.made < before, stuck_runs.c.made.not_in(sa.select(stuck_spans.c.made))
    some = connection.execute(sa.select(*key).where(*stray).limit(most)).all()
    connection.execute(sa.delete(stuck_runs).where(sa.tuple_(*key).in_([tuple(row) for row in some])))
    return len(some)


def forget_named_spans(connection: Connection) -> None:
    """Forget the spans in which persons have numbers that are made of their names, and what belongs to no span."""
    named = stuck_spans.c.by_alias.is_(False)
    if connection.execute(sa.select(stuck_spans.c.span).where(named).limit(1)).first():
        connection.execute(sa.delete(stuck_spans).where(named))
        connection.execute(sa.delete(stuck_runs).where(stuck_runs.c.made.not_in(sa.select(stuck_spans.c.made))))


def find_first_day(connection: Connection) -> dt.date | None:
    """Return the day of the first question."""
    day: dt.date | None = connection.execute(sa.select(sa.func.min(question_facts.c.day))).scalar_one()
    return day
