"""Sessions in the order they were opened, page by page, each at its newest: for exports of any length.

The keys (opened_at, session_id) never change, so nothing is left out or told twice while the hub goes on writing.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from chatserver.domain.events import SessionQueued
from chatserver.domain.session import fold_all
from chatserver.domain.transfer import REDIRECTED
from storage.codec import decode_event
from storage.paging import beginning
from storage.schema import events, sessions
from storage.schema_reports import facts_due, session_facts
from storage.sessions import load_events, snapshot_of
from storage.types import UtcTime, from_micros, plain_rows, raw

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy.engine import Connection

    from chatserver.domain.session import Session

PAGE = 200
"""Sessions a page: a few hundred kB in memory, and never a long transaction."""
_FIRST = dt.datetime.min.replace(tzinfo=dt.UTC)
_AT, _BEHIND = sa.bindparam("at", type_=UtcTime), sa.bindparam("behind", type_=sa.Text)
_END, _LAST = sa.bindparam("end", type_=UtcTime), sa.bindparam("last", type_=sa.Text)
_SIZE = sa.bindparam("size", type_=sa.Integer)


@dataclass(frozen=True, slots=True)
class ExportedSession:
    """A session and how it waited: every time it was queued, in order."""

    session: Session
    queued: tuple[SessionQueued, ...]

    @property
    def times_queued(self) -> int:
        """How often it came into the queue; put elsewhere while it waits, it has not left it."""
        return sum(event.reason != REDIRECTED for event in self.queued)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page ended."""

    opened_at: dt.datetime
    session_id: str


@dataclass(frozen=True, slots=True)
class Span:
    """Sessions opened from `since` (None: the first) until before `until`, behind `after`."""

    since: dt.datetime | None
    until: dt.datetime
    after: Place | None


@dataclass(frozen=True, slots=True)
class FoundSessions:
    """The sessions of a page. `known`: plain rows of the asked columns, in order; `others`: read from the log.

    `after`: where the next page begins; None when there is nothing more.
    """

    known: Sequence[tuple[Any, ...]]
    others: Sequence[ExportedSession]
    after: Place | None


def load_page(connection: Connection, span: Span, names: Sequence[str], size: int = PAGE) -> FoundSessions:
    """Return up to `size` sessions in the order of opening; what reports do not know yet is read from the log."""
    known = _known(connection, span, names, size)
    last = _place(names, known[-1]) if len(known) == size else None
    if _count(connection, span, last, size + 1) == len(known):
        return FoundSessions(known, (), last)
    ids = plain_rows(connection, _keys_query(), {**_ends(span), "size": size})
    if not ids:  # facts without a session are nobody's
        return FoundSessions((), (), None)
    last = Place(from_micros(ids[-1][0]), ids[-1][1])
    at = list(names).index("session_id")
    wanted = {session_id for _, session_id in ids}
    known = [row for row in known if row[at] in wanted]
    others = _folded(connection, sorted(wanted - {row[at] for row in known}))
    return FoundSessions(known, list(others.values()), last if len(ids) == size else None)


def find_mark(connection: Connection, since: int, until: int, count: int) -> int | None:
    """Return when the session was opened that has `count` others between itself and `since`, in microseconds.

    None where there is none before `until`. Two nodes' sessions of one microsecond stay together.
    """
    opened = raw(sessions.c.opened_at)
    query = sa.select(opened).where(opened > since, opened < until).order_by(opened).offset(count).limit(1)
    return connection.scalar(query)


def _known(connection: Connection, span: Span, names: Sequence[str], size: int) -> Sequence[tuple[Any, ...]]:
    return plain_rows(connection, _known_query(tuple(names)), {**_ends(span), "size": size})


@lru_cache(maxsize=64)
def _known_query(names: tuple[str, ...]) -> sa.Select[Any]:
    facts = session_facts.c
    query = sa.select(*(raw(facts[name]) for name in names)).where(
        facts.session_id.not_in(sa.select(facts_due.c.session_id)), *_within(facts.opened_at, facts.session_id)
    )
    return query.order_by(facts.opened_at, facts.session_id).limit(_SIZE)


def _place(names: Sequence[str], row: tuple[Any, ...]) -> Place:
    told = dict(zip(names, row, strict=True))
    return Place(from_micros(told["opened_at"]), told["session_id"])


def _count(connection: Connection, span: Span, last: Place | None, most: int) -> int:
    """Return how many sessions there are up to `last`, `most` when there are more."""
    end = {"end": last.opened_at, "last": last.session_id} if last else {}
    return connection.scalars(_count_query(), {**_ends(span), **end, "size": most}).one()


@cache
def _count_query() -> sa.Select[int]:
    """Ids are compared only at the two ends: the index on opening holds none, and to fetch each session cost 45 µs."""
    opened_at, session_id = sessions.c.opened_at, sessions.c.session_id
    parts = (
        (opened_at == _AT, session_id > _BEHIND, sa.or_(_AT < _END, session_id <= _LAST)),
        (opened_at > _AT, opened_at < _END),
        (opened_at == _END, session_id <= _LAST, _AT < _END),
    )
    some = sa.union_all(*(sa.select(sa.literal(1)).where(*part) for part in parts)).limit(_SIZE)
    return sa.select(sa.func.count()).select_from(some.subquery())


@cache
def _keys_query() -> sa.Select[Any]:
    own = sessions.c
    query = sa.select(raw(own.opened_at), own.session_id).where(*_within(own.opened_at, own.session_id))
    return query.order_by(own.opened_at, own.session_id).limit(_SIZE)


def _within(opened_at: sa.Column[Any], session_id: sa.Column[Any]) -> list[sa.ColumnElement[bool]]:
    return [*beginning(opened_at, session_id, None, (_AT, _BEHIND)), opened_at < _END]


def _ends(span: Span) -> dict[str, Any]:
    """Return the values of a query's ends. No id is empty: behind an empty one lies all of a moment, up to it none."""
    begin = (span.after.opened_at, span.after.session_id) if span.after else (span.since or _FIRST, "")
    return {"at": begin[0], "behind": begin[1], "end": span.until, "last": ""}


def _folded(connection: Connection, ids: Sequence[str]) -> dict[str, ExportedSession]:
    """Return sessions of which reports do not know everything, from their rows and logs."""
    if not ids:
        return {}
    query = sa.select(sessions.c.session_id, sessions.c.snapshot).where(sessions.c.session_id.in_(ids))
    newest, queued = _newest(connection, ids), _queued(connection, ids)
    return {
        row.session_id: ExportedSession(
            _at_newest(connection, snapshot_of(row.session_id, row.snapshot), newest[row.session_id]),
            tuple(queued.get(row.session_id, ())),
        )
        for row in connection.execute(query)
    }


def _at_newest(connection: Connection, session: Session, newest: int) -> Session:
    """Return the session with its newest events: messages alone do not rewrite a row, so the log may be ahead of it."""
    if session.seq >= newest:
        return session
    tail = load_events(connection, session.session_id, session.seq)
    return fold_all(session, (stored.logged for stored in tail))


def _newest(connection: Connection, ids: Iterable[str]) -> dict[str, int]:
    """Return each session's last number."""
    column = events.c.session_id
    rows = connection.execute(
        sa.select(column, sa.func.max(events.c.seq).label("newest")).where(column.in_(list(ids))).group_by(column)
    )
    return {row.session_id: row.newest for row in rows}


def _queued(connection: Connection, ids: Sequence[str]) -> dict[str, list[SessionQueued]]:
    """Return each session's times in the queue, in order."""
    rows = connection.execute(
        sa.select(events.c.session_id, events.c.body)
        .where(events.c.session_id.in_(ids), events.c.type == SessionQueued.type)
        .order_by(events.c.session_id, events.c.seq)
    )
    found: dict[str, list[SessionQueued]] = {}
    for row in rows:
        event = decode_event(SessionQueued.type, row.body)
        if isinstance(event, SessionQueued):
            found.setdefault(row.session_id, []).append(event)
    return found
