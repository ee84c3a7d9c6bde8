"""Officers' days: what they are made of, those that are made, and which facts have changed since.

A day is made once it is over, and anew whenever a fact of it changes: `mark` counts changes, so that nobody keeps what
was read before one.
"""

from __future__ import annotations

import collections
import datetime as dt
from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from chatserver.domain.metrics_facts import Assignment
from chatserver.domain.metrics_officers import OfficerLog
from chatserver.domain.officer_day import COUNTS, TIMES, OfficerDay, Taken
from chatserver.domain.report_parts import lengths_of
from storage.parts_codec import decode_lengths, decode_parts, encode_lengths
from storage.schema import officer_events
from storage.schema_reports import assignment_facts, facts_due, officer_days, officer_days_made, session_facts
from storage.types import plain_rows
from storage.upsert import insert_into

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy.engine import Connection

MISSED = "missed_offer"
"""The cause of a status: an offer ran out while the officer was there (decision 0006)."""
_DAY = dt.timedelta(1)


@dataclass(frozen=True, slots=True)
class Declared:
    """Officers' statuses that reach into a time, and of each when an offer that ran out made them away."""

    logs: list[OfficerLog]
    missed: dict[str, list[dt.datetime]]


def mark_sessions(connection: Connection, ids: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Note that the days of `rows` of `assignment_facts`, and of those that sessions `ids` have now, are not made."""
    columns = assignment_facts.c
    older = connection.execute(sa.select(columns.day, columns.last_day).where(columns.session_id.in_(ids)))
    spans = {(row.day, row.last_day) for row in older} | {(row["day"], row["last_day"]) for row in rows}
    days = {first + _DAY * n for first, last in spans for n in range((last - first).days + 1)}
    if days:
        statement = insert_into(connection, officer_days_made)
        again = {"mark": officer_days_made.c.mark + 1, "is_made": False}
        marked = statement.on_conflict_do_update(index_elements=["day"], set_=again)
        connection.execute(marked, [{"day": day, "mark": 1, "is_made": False} for day in sorted(days)])


def load_taken(connection: Connection, first: dt.date, last: dt.date) -> list[Taken]:
    """Return every time with a closed session that reaches into the days `first` … `last`.

    Sessions that are due anew are left out, for their log says more.
    """
    columns, of_session = assignment_facts.c, session_facts.c
    fresh = columns.session_id.not_in(sa.select(facts_due.c.session_id))
    before = columns.last_day > columns.day, columns.day < first, columns.last_day >= first
    query = sa.select(assignment_facts, of_session.achieved, of_session.parts)
    query = query.join(session_facts, of_session.session_id == columns.session_id).where(fresh)
    begun = connection.execute(query.where(columns.day.between(first, last)))
    lasting = connection.execute(query.where(*before))
    return [_taken(row) for rows in (begun, lasting) for row in rows]


def _taken(row: Any) -> Taken:
    had = Assignment(officer_id=row.officer_id, slot=row.slot, start=row.start_at, end=row.end_at)
    told = {name: getattr(row, name) for name in ("session_id", "number", "handled", "solved", "not_solved", "score")}
    firsts = lengths_of(decode_parts(row.parts), "first_response") if row.number == 1 else ()
    achieved = row.achieved if row.handled else None
    return Taken(assignment=had, achieved=achieved, first_response=next(iter(firsts), None), **told)


def load_declared(connection: Connection, since: dt.datetime, until: dt.datetime) -> Declared:
    """Return the statuses that were true at any moment from `since` until before `until`; one that lasts longer, too.

    Logs with a gap are left out. The numbers of what is returned begin with 1 again.
    """
    columns = officer_events.c
    newest = sa.func.max(columns.seq)
    later = sa.func.min(sa.case((columns.at >= since, columns.seq)))
    begun = sa.func.max(sa.case((columns.at < until, columns.seq)))
    bound = (
        sa.select(
            columns.officer_id,
            (sa.func.coalesce(later, newest + 1) - 1).label("first"),
            (begun + 1).label("last"),
        )
        .group_by(columns.officer_id)
        .having(sa.func.count() == newest)
        .subquery()
    )
    reaching = columns.seq.between(bound.c.first, bound.c.last), columns.officer_id == bound.c.officer_id
    query = sa.select(columns.officer_id, columns.at, columns.status).where(*reaching)
    statuses: dict[str, list[tuple[int, dt.datetime, str]]] = collections.defaultdict(list)
    for row in connection.execute(query.order_by(columns.officer_id, columns.seq)):
        log = statuses[row.officer_id]
        log.append((len(log) + 1, row.at, row.status))
    logs = [OfficerLog(officer_id=one, capacity=None, statuses=tuple(log)) for one, log in statuses.items()]
    return Declared(logs, _missed(connection, since, until))


def _missed(connection: Connection, since: dt.datetime, until: dt.datetime) -> dict[str, list[dt.datetime]]:
    columns = officer_events.c
    query = sa.select(columns.officer_id, columns.at)
    found: dict[str, list[dt.datetime]] = collections.defaultdict(list)
    for row in connection.execute(query.where(columns.cause == MISSED, columns.at >= since, columns.at < until)):
        found[row.officer_id].append(row.at)
    return found


def find_beginning(connection: Connection) -> tuple[dt.datetime | None, dt.date | None]:
    """Return when the first officer declared a status, and the day on which the first closed session was taken."""
    declared = connection.scalar(sa.select(sa.func.min(officer_events.c.at)))
    return declared, connection.scalar(sa.select(sa.func.min(assignment_facts.c.day)))


def find_made(connection: Connection, first: dt.date, last: dt.date) -> set[dt.date]:
    """Return the days of `first` … `last` that stand in `officer_days`."""
    columns = officer_days_made.c
    older = sa.select(officer_days.c.day).where(officer_days.c.answers.is_(None), officer_days.c.day == columns.day)
    query = sa.select(columns.day).where(columns.day.between(first, last), columns.is_made, ~older.exists())
    return set(connection.scalars(query))


def find_days_of_due(connection: Connection) -> set[dt.date]:
    """Return the days that hold facts of sessions that are due anew."""
    columns = assignment_facts.c
    due = columns.session_id.in_(sa.select(facts_due.c.session_id))
    rows = connection.execute(sa.select(columns.day, columns.last_day).where(due).distinct())
    return {row.day + _DAY * n for row in rows for n in range((row.last_day - row.day).days + 1)}


def load_mark(connection: Connection, day: dt.date) -> int:
    """Return how often facts of the day have changed."""
    return connection.scalar(sa.select(officer_days_made.c.mark).where(officer_days_made.c.day == day)) or 0


def save_day(connection: Connection, day: dt.date, mark: int, made: Iterable[OfficerDay]) -> bool:
    """Keep a day that was read when its mark was this; nothing is kept, and False told, where facts changed since."""
    new = {"day": day, "mark": 0, "is_made": False}
    connection.execute(insert_into(connection, officer_days_made).on_conflict_do_nothing(), new)
    columns = officer_days_made.c
    kept = sa.update(officer_days_made).where(columns.day == day, columns.mark == mark).values(is_made=True)
    if not connection.execute(kept).rowcount:
        return False
    connection.execute(sa.delete(officer_days).where(officer_days.c.day == day))
    rows = [{"day": day, "officer_id": one.officer_id, **_numbers(one)} for one in made]
    if rows:
        connection.execute(sa.insert(officer_days), rows)
    return True


def _numbers(day: OfficerDay) -> dict[str, int | bytes]:
    numbers = {name: getattr(day, name) for name in (*TIMES, *COUNTS)}
    return {**numbers, "answers": encode_lengths(array("q", day.answers))}


def load_days(connection: Connection, days: Iterable[dt.date]) -> dict[dt.date, list[OfficerDay]]:
    """Return what is kept of these days, officers by id."""
    found: dict[dt.date, list[OfficerDay]] = collections.defaultdict(list)
    query = sa.select(officer_days).where(officer_days.c.day.in_(list(days)))
    for row in connection.execute(query.order_by(officer_days.c.day, officer_days.c.officer_id)).mappings():
        values = dict(row)
        answers = tuple(decode_lengths(values.pop("answers")))
        found[values.pop("day")].append(OfficerDay(answers=answers, **values))
    return found


def add_up_days(connection: Connection, days: Iterable[dt.date]) -> list[OfficerDay]:
    """Return what is kept of these days, added up for each officer."""
    columns, wanted = officer_days.c, list(days)
    summed = (columns[name] for name in (*TIMES, *COUNTS) if name != columns.most.name)
    sums = [sa.cast(sa.func.sum(column), sa.BigInteger).label(column.name) for column in summed]
    most = sa.func.max(columns.most).label(columns.most.name)
    query = sa.select(columns.officer_id, most, *sums).where(columns.day.in_(wanted)).group_by(columns.officer_id)
    answers = _answers(connection, wanted)
    return [OfficerDay(**row, answers=answers[row["officer_id"]]) for row in connection.execute(query).mappings()]


def _answers(connection: Connection, days: Sequence[dt.date]) -> dict[str, tuple[int, ...]]:
    """Return the lengths of first responses of each officer, in order. Plain rows: a year has thousands of them."""
    columns = officer_days.c
    found: dict[str, list[bytes]] = collections.defaultdict(list)
    for officer_id, lengths in plain_rows(
        connection, sa.select(columns.officer_id, columns.answers).where(columns.day.in_(days))
    ):
        found[officer_id].append(lengths)
    return {officer_id: tuple(sorted(decode_lengths(b"".join(parts)))) for officer_id, parts in found.items()}
