"""Events of many sessions in the order in which these were opened, page by page, for exports of any length."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import sqlalchemy as sa

from storage.schema import events, sessions
from storage.schema_reports import field_facts, session_facts
from storage.types import plain_rows, to_micros

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from sqlalchemy.engine import Connection

EventPlace: TypeAlias = tuple[int, str, int]
"""Where a page ended: opened_at in microseconds, session_id, seq."""
SessionPlace: TypeAlias = tuple[int, str]
_BEFORE_FIRST = (-1, "", 0)


def load_logged(
    connection: Connection,
    since: dt.datetime | None,
    until: dt.datetime,
    after: EventPlace | None,
    size: int,
    types: Sequence[str] = (),
) -> Sequence[tuple[Any, ...]]:
    """Return up to `size` events of sessions opened in the period: opened_at, session_id, seq, at, type, actor_role,
    actor_id, body. Times are microseconds. Without `types` all of them.
    """
    opened, event = sa.type_coerce(sessions.c.opened_at, sa.BigInteger), events.c
    at, session_id, seq = after or _BEFORE_FIRST
    later = sa.or_(
        opened > at,
        sessions.c.session_id > session_id,
        sa.and_(sessions.c.session_id == session_id, event.seq > seq),
    )
    columns = event.session_id, event.seq, sa.type_coerce(event.at, sa.BigInteger), event.type, event.actor_role
    query = sa.select(opened, *columns, event.actor_id, event.body).join_from(
        sessions, events, event.session_id == sessions.c.session_id
    )
    query = query.where(opened >= _first(since, at), opened < to_micros(until), later)
    if types:
        query = query.where(event.type.in_(types))
    return plain_rows(connection, query.order_by(opened, sessions.c.session_id, event.seq).limit(size))


def _first(since: dt.datetime | None, at: int) -> int:
    return at if since is None else max(at, to_micros(since))


def find_rated(
    connection: Connection, since: dt.datetime | None, until: dt.datetime, after: SessionPlace | None, size: int
) -> Sequence[tuple[Any, ...]]:
    """Return up to `size` closed sessions that were rated: opened_at, session_id, matter_id, officer_id."""
    return _closed(connection, session_facts.c.rating_score.is_not(None), since, until, after, size)


def find_proposed(
    connection: Connection, since: dt.datetime | None, until: dt.datetime, after: SessionPlace | None, size: int
) -> Sequence[tuple[Any, ...]]:
    """Return up to `size` closed sessions with proposals: opened_at, session_id, matter_id, officer_id."""
    proposed = sa.select(field_facts.c.session_id).where(
        field_facts.c.session_id == session_facts.c.session_id, field_facts.c.proposed > 0
    )
    return _closed(connection, proposed.exists(), since, until, after, size)


def _closed(
    connection: Connection,
    fitting: sa.ColumnElement[bool],
    since: dt.datetime | None,
    until: dt.datetime,
    after: SessionPlace | None,
    size: int,
) -> Sequence[tuple[Any, ...]]:
    facts = session_facts.c
    opened = sa.type_coerce(facts.opened_at, sa.BigInteger)
    at, session_id = after or _BEFORE_FIRST[:2]
    query = sa.select(opened, facts.session_id, facts.matter_id, facts.officer_id).where(
        opened >= _first(since, at),
        opened < to_micros(until),
        sa.or_(opened > at, facts.session_id > session_id),
        fitting,
    )
    return plain_rows(connection, query.order_by(opened, facts.session_id).limit(size))


def load_bodies(connection: Connection, ids: Sequence[str], type_: str) -> dict[str, list[tuple[int, str]]]:
    """Return the events of a type in these sessions, in order: (at in microseconds, body)."""
    event = events.c
    query = sa.select(event.session_id, sa.type_coerce(event.at, sa.BigInteger), event.body)
    rows = connection.execute(
        query.where(event.session_id.in_(ids), event.type == type_).order_by(event.session_id, event.seq)
    )
    found: dict[str, list[tuple[int, str]]] = {}
    for session_id, at, body in rows:
        found.setdefault(session_id, []).append((at, body))
    return found
