"""Takes out of closed sessions what is to be kept no longer: out of the log, its snapshot, and every other table.

A session's purge is one transaction: first an event of its own takes the next number, so that whoever decides on a
state from before loses it and reads again; then the older events are written anew, and all that was made of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa

from chatserver.domain.actors import Role
from chatserver.domain.guards import key_of, taxpayer_prefix
from chatserver.domain.metrics_fold import first_gap
from chatserver.domain.purge_mark import mark
from chatserver.domain.purging import Part, Purge, is_due, purge_log
from chatserver.domain.session import Session, SessionState, fold_all
from storage.aliases import make_aliases
from storage.codec import encode
from storage.direct import execute_each
from storage.log import SessionOnDisk, read_events
from storage.schema import events, files, sessions, slips
from storage.schema_purges import purges
from storage.schema_reports import question_facts, session_facts
from storage.schema_search import report_views
from storage.search import forget_texts
from storage.sessions import StoredEvent, session_row
from storage.stuck_spans import forget_named_spans
from storage.writing import insert_events, save_sessions

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from sqlalchemy.engine import Connection

    from chatserver.domain.aliases import Aliases
    from chatserver.domain.events import LoggedEvent


_LOCK = 0x0DA0BA5
"""Any number of our own, beside that of storage/migrate.py."""
_NOTE = sa.insert(purges)


class Closed(NamedTuple):
    """A closed session's place in the order of closing."""

    closed_at: dt.datetime
    session_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Purged:
    """What one transaction came to.

    `done`: the sessions that were purged, and how many of its events were changed in each. `stuck`: those that stay as
    they are, because they got an event from elsewhere meanwhile, or their log has a gap or an event that this version
    cannot read, so that it cannot know what it says. Who is in neither was purged by somebody else.
    """

    done: Mapping[str, int]
    stuck: Sequence[str]


def find_due(connection: Connection, purge: Purge, now: dt.datetime, after: Closed | None, most: int) -> list[Closed]:
    """Return up to `most` sessions of which this is to be purged, behind `after`, those closed first come first."""
    columns = sessions.c
    query = sa.select(columns.closed_at, columns.session_id).where(*_due(purge, now))
    if after is not None:
        same = sa.and_(columns.closed_at == after.closed_at, columns.session_id > after.session_id)
        query = query.where(columns.closed_at >= after.closed_at, sa.or_(columns.closed_at > after.closed_at, same))
    rows = connection.execute(query.order_by(columns.closed_at, columns.session_id).limit(most))
    return [Closed(row.closed_at, row.session_id) for row in rows]


def count_due(connection: Connection, purge: Purge, now: dt.datetime) -> int:
    """Return of how many sessions this is to be purged."""
    return connection.execute(sa.select(sa.func.count()).select_from(sessions).where(*_due(purge, now))).scalar_one()


def _due(purge: Purge, now: dt.datetime) -> tuple[sa.ColumnElement[bool], ...]:
    done = sa.select(purges.c.session_id).where(
        purges.c.session_id == sessions.c.session_id, purges.c.part == purge.part.value
    )
    is_closed = sessions.c.state == SessionState.CLOSED.value
    return is_closed, sessions.c.closed_at <= now - purge.term, ~done.exists()


def find_purged(connection: Connection, since: dt.datetime) -> list[str]:
    """Return the sessions that were purged of anything since then, by whoever it was."""
    return list(connection.scalars(sa.select(purges.c.session_id).where(purges.c.at >= since).distinct()))


def purge_sessions(connection: Connection, ids: Sequence[str], purge: Purge, now: dt.datetime) -> Purged:
    """Purge these sessions of what is due; a second call finds nothing to do."""
    _prepare(connection)
    aliases = make_aliases(connection)
    whole = _load(connection, sorted(ids))
    found = [one for one in whole if is_due(one.session, purge, now)]
    ready = [one.without(purge, aliases, now) for one in found]
    told = [StoredEvent(one.log[-1], encode(one.log[-1].event)) for one in ready]
    lost = insert_events(connection, told) if told else set()
    done = [one for one in ready if one.session.session_id not in lost]
    save_sessions(connection, [session_row(one.session) for one in done])
    for one in done:
        _rewrite(connection, one)
    _TABLES[purge.part](connection, done, mark(purge.days))
    counts = {one.session.session_id: len(one.changed) for one in done}
    row = {"part": purge.part.value, "at": now, "days": purge.days}
    execute_each(connection, _NOTE, [row | {"session_id": one, "events": count} for one, count in counts.items()])
    readable = {one.session.session_id for one in whole}
    return Purged(done=counts, stuck=sorted(lost | set(ids) - readable))


def _prepare(connection: Connection) -> None:
    """On PostgreSQL one purges at a time, so that nodes that find the same session due do not get in each other's way;
    its vacuum gives the room back. SQLite has one writer, and writes zeros by itself: see `storage.engine`.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))


@dataclass(frozen=True, slots=True)
class _Log:
    """A session with its whole log; `changed`: the events that are to be written anew."""

    session: Session
    log: Sequence[LoggedEvent]
    changed: Sequence[LoggedEvent] = ()

    def without(self, purge: Purge, aliases: Aliases, now: dt.datetime) -> _Log:
        log = purge_log(self.session, self.log, purge, aliases, now)
        changed = [new for old, new in zip(self.log, log, strict=False) if new != old]
        return _Log(fold_all(Session(session_id=self.session.session_id), log), log, changed)


def _load(connection: Connection, ids: Sequence[str]) -> list[_Log]:
    found = {session_id: SessionOnDisk(session_id=session_id, row=None) for session_id in ids}
    read_events(connection, found)
    newest = sa.select(sessions.c.session_id, sessions.c.seq).where(sessions.c.session_id.in_(ids))
    rows = {row.session_id: row.seq for row in connection.execute(newest)}
    return [
        _Log(fold_all(Session(session_id=one.session_id), one.events), one.events)
        for one in found.values()
        if one.unreadable is None and first_gap(one.events) is None and rows.get(one.session_id, 0) <= len(one.events)
    ]


def _rewrite(connection: Connection, one: _Log) -> None:
    rows = [
        {"of": logged.session_id, "number": logged.seq, "by": logged.actor.id, "text": encode(logged.event)}
        for logged in one.changed
    ]
    if rows:
        connection.execute(_REWRITE, rows)


_REWRITE = (
    sa.update(events)
    .where(events.c.session_id == sa.bindparam("of"), events.c.seq == sa.bindparam("number"))
    .values(actor_id=sa.bindparam("by"), body=sa.bindparam("text"))
)


def _forget_talk(connection: Connection, done: Sequence[_Log], marked: str) -> None:
    """What was said is searched for no more, nor kept for what somebody searched when they read it."""
    ids = [one.session.session_id for one in done]
    forget_texts(connection, ids)
    searched = report_views.c.session_id.in_(ids), report_views.c.why != ""
    connection.execute(sa.update(report_views).where(*searched).values(why=marked))


def _forget_persons(connection: Connection, done: Sequence[_Log], marked: str) -> None:
    """Spans of the stuck map stay true: in them, persons have numbers that are made of their aliases already. Those
    that are older than the first alias go.
    """
    forget_named_spans(connection)
    for one in done:
        session, key = one.session, key_of(one.session)
        taxpayer, person = session.taxpayer, session.person
        assert taxpayer and person  # noqa: S101, PT018 - a whole log begins with the opening
        names = {"taxpayer_id": taxpayer.taxpayer_id}
        prefix = taxpayer_prefix(taxpayer.taxpayer_id, person.person_id)
        facts = names | {"taxpayer": prefix, "taxpayer_name": taxpayer.name}
        _change(connection, session_facts, session, facts)
        receipt = session_facts.c.session_id == session.session_id, session_facts.c.receipt.is_not(None)
        connection.execute(sa.update(session_facts).where(*receipt).values(receipt=marked))
        _change(connection, question_facts, session, {"person_key": key})
        _change(connection, slips, session, names | {"person_key": key})
        _change(connection, files, session, {"name": marked})
        sent = files.c.session_id == session.session_id, files.c.actor_role == Role.TAXPAYER.value
        connection.execute(sa.update(files).where(*sent).values(actor_id=key))


def _change(connection: Connection, table: sa.Table, session: Session, values: dict[str, Any]) -> None:
    connection.execute(sa.update(table).where(table.c.session_id == session.session_id).values(values))


_TABLES = {Part.TALK: _forget_talk, Part.PERSONAL: _forget_persons}
