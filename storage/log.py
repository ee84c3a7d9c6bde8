"""The log as it is on disk, with what the other tables say of the same sessions: for checking, not for working.

Read page by page in the order of opening, each page on one consistent state, so a running hub may go on writing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec
import sqlalchemy as sa

from chatserver.domain.actors import Actor, Role
from chatserver.domain.events import LoggedEvent
from chatserver.domain.foreign import ForeignEvent
from storage.codec import decode_event
from storage.paging import beginning
from storage.schema import consults, events, officer_events, officer_slots, officers, person_holds, sessions, slips

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from sqlalchemy.engine import Connection

PAGE = 50
"""Sessions a page: the longest talk has some thousand events, and all of a page's are in memory."""


@dataclass(slots=True, kw_only=True)
class SessionOnDisk:
    """Everything that the tables hold of one session."""

    session_id: str
    row: Mapping[str, Any] | None
    """The columns of its row; None when there is none."""
    events: list[LoggedEvent] = field(default_factory=list)
    """In order; ends before the first that cannot be read."""
    unreadable: tuple[int, str] | None = None
    """Number of the first event that cannot be read, and why."""
    persons: set[str] = field(default_factory=set)
    slots: set[tuple[str, int]] = field(default_factory=set)
    consults: set[str] = field(default_factory=set)
    """Officers asked in, or joined, as the second one."""
    slips: list[Mapping[str, Any]] = field(default_factory=list)
    """The rows of its slips, in the order of starting."""


@dataclass(frozen=True, slots=True)
class OfficerOnDisk:
    """An officer's status, and the log of it as (seq, status, reason)."""

    officer_id: str
    capacity: int
    status: str
    status_reason: str | None
    log: tuple[tuple[int, str, str | None], ...]


def load_page(
    connection: Connection,
    since: dt.datetime | None,
    until: dt.datetime | None,
    after: tuple[dt.datetime, str] | None,
    size: int = PAGE,
) -> list[SessionOnDisk]:
    """Return up to `size` sessions opened from `since` until before `until`, behind `after` (opened_at, id)."""
    key = sessions.c.opened_at, sessions.c.session_id
    query = sa.select(sessions).where(*beginning(*key, since, after)).order_by(*key).limit(size)
    if until is not None:
        query = query.where(sessions.c.opened_at < until)
    rows = connection.execute(query).mappings().all()
    return _with_all(connection, {row["session_id"]: dict(row) for row in rows})


def load_one(connection: Connection, session_id: str) -> SessionOnDisk | None:
    """Return one session, or None when no table knows it."""
    row = connection.execute(sa.select(sessions).where(sessions.c.session_id == session_id)).mappings().one_or_none()
    found = _with_all(connection, {session_id: dict(row) if row else None})[0]
    return found if row or found.events or found.unreadable else None


def find_rowless(connection: Connection) -> list[str]:
    """Return the ids that have events, a slot, a person, a consult or a slip, but no row."""
    known = sa.select(sessions.c.session_id)
    found: set[str] = set()
    for table in (events, officer_slots, person_holds, consults, slips):
        column = table.c.session_id
        found.update(connection.scalars(sa.select(column).distinct().where(column.not_in(known))))
    return sorted(found)


def load_rowless(connection: Connection, session_ids: Sequence[str]) -> list[SessionOnDisk]:
    """Return what there is of sessions without a row."""
    return _with_all(connection, dict.fromkeys(session_ids))


def load_statuses(connection: Connection) -> list[OfficerOnDisk]:
    """Return every officer with the log of their status, in order."""
    columns = officer_events.c
    logs: dict[str, list[tuple[int, str, str | None]]] = {}
    query = sa.select(columns.officer_id, columns.seq, columns.status, columns.reason)
    for row in connection.execute(query.order_by(columns.officer_id, columns.seq)):
        logs.setdefault(row.officer_id, []).append((row.seq, row.status, row.reason))
    rows = connection.execute(sa.select(officers).order_by(officers.c.officer_id))
    return [
        OfficerOnDisk(row.officer_id, row.capacity, row.status, row.status_reason, tuple(logs.get(row.officer_id, ())))
        for row in rows
    ]


def _with_all(connection: Connection, rows: Mapping[str, Mapping[str, Any] | None]) -> list[SessionOnDisk]:
    found = {session_id: SessionOnDisk(session_id=session_id, row=row) for session_id, row in rows.items()}
    ids = list(found)
    read_events(connection, found)
    held = sa.select(person_holds.c.session_id, person_holds.c.person_key).where(person_holds.c.session_id.in_(ids))
    for row in connection.execute(held):
        found[row.session_id].persons.add(row.person_key)
    taken = sa.select(officer_slots).where(officer_slots.c.session_id.in_(ids))
    for row in connection.execute(taken):
        found[row.session_id].slots.add((row.officer_id, row.slot))
    for row in connection.execute(sa.select(consults).where(consults.c.session_id.in_(ids))):
        found[row.session_id].consults.add(row.officer_id)
    started = sa.select(slips).where(slips.c.session_id.in_(ids)).order_by(slips.c.started_at, slips.c.slip_id)
    for slip in connection.execute(started).mappings():
        found[slip["session_id"]].slips.append(dict(slip))
    return list(found.values())


def read_events(connection: Connection, found: Mapping[str, SessionOnDisk]) -> None:
    """Add the events of these sessions, each up to the first that cannot be read."""
    query = sa.select(events).where(events.c.session_id.in_(list(found))).order_by(events.c.session_id, events.c.seq)
    for row in connection.execute(query):
        session = found[row.session_id]
        if session.unreadable is not None:
            continue
        try:
            session.events.append(_known(_event(row)))
        except (KeyError, ValueError, msgspec.MsgspecError) as error:
            session.unreadable = row.seq, f"{row.type} by {row.actor_role}: {type(error).__name__}: {error}"


def _known(logged: LoggedEvent) -> LoggedEvent:
    """Raise KeyError for what a newer version wrote: what cannot be read cannot be checked."""
    if isinstance(logged.event, ForeignEvent):
        raise KeyError(logged.event.name)
    return logged


def _event(row: sa.Row[Any]) -> LoggedEvent:
    return LoggedEvent(
        session_id=row.session_id,
        seq=row.seq,
        at=row.at,
        actor=Actor(role=Role(row.actor_role), id=row.actor_id),
        event=decode_event(row.type, row.body),
    )
