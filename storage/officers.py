"""Officers: who they are, what they declared, which slots they have in use; and the log of their status."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa

from chatserver.domain.officer import Officer, OfficerStatus
from storage.direct import as_time, execute
from storage.schema import connections, nodes, officer_events, officer_slots, officers

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.engine import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOfficer:
    """What is needed to add an officer; `password_hash` is an Argon2id PHC string."""

    officer_id: str
    name: str
    tier: int
    capacity: int
    skills: tuple[str, ...]
    password_hash: str
    name_en: str | None = None


def add_officer(connection: Connection, new: NewOfficer, now: dt.datetime) -> bool:
    """Add an officer, off duty; False when the id is taken."""
    if find_officer(connection, new.officer_id, now):
        return False
    connection.execute(
        sa.insert(officers).values(
            officer_id=new.officer_id,
            name=new.name,
            name_en=new.name_en,
            tier=new.tier,
            capacity=new.capacity,
            skills=json.dumps(new.skills),
            password_hash=new.password_hash,
            status=OfficerStatus.OFF_DUTY.value,
            status_at=now,
        )
    )
    return True


def find_password_hash(connection: Connection, officer_id: str) -> str | None:
    """Return the officer's Argon2id string, or None."""
    return connection.execute(
        sa.select(officers.c.password_hash).where(officers.c.officer_id == officer_id)
    ).scalar_one_or_none()


def set_password_hash(connection: Connection, officer_id: str, password_hash: str) -> bool:
    """Replace the password; False when there is no such officer."""
    changed = connection.execute(
        sa.update(officers).where(officers.c.officer_id == officer_id).values(password_hash=password_hash)
    )
    return changed.rowcount == 1


def load_names(connection: Connection) -> dict[str, tuple[str, str | None]]:
    """Return of each officer the name on duty, and the same in English where one was given."""
    columns = officers.c
    rows = connection.execute(sa.select(columns.officer_id, columns.name, columns.name_en))
    return {row.officer_id: (row.name, row.name_en) for row in rows}


class Who(NamedTuple):
    """Who an officer is on duty; `tier`: the line that they belong to today."""

    name: str
    name_en: str | None
    tier: int


def load_who(connection: Connection) -> dict[str, Who]:
    """Return every officer by id."""
    columns = officers.c
    rows = connection.execute(sa.select(columns.officer_id, columns.name, columns.name_en, columns.tier))
    return {row.officer_id: Who(row.name, row.name_en, row.tier) for row in rows}


def load_officers(connection: Connection, now: dt.datetime) -> list[Officer]:
    """Return every officer; present means that a connection lives on a node whose lease has not lapsed."""
    return [officer for officer, _ in load_officers_since(connection, now)]


def load_officers_since(connection: Connection, now: dt.datetime) -> list[tuple[Officer, dt.datetime]]:
    """Return every officer, and since when the status holds."""
    return _load(connection, _OF_ALL, {"now": now})


def find_officer(connection: Connection, officer_id: str, now: dt.datetime) -> Officer | None:
    """Return one officer, or None."""
    found = find_officer_since(connection, officer_id, now)
    return found[0] if found else None


def find_officer_since(connection: Connection, officer_id: str, now: dt.datetime) -> tuple[Officer, dt.datetime] | None:
    """Return one officer, and since when the status holds. Reads nobody else's rows: it is asked all the time."""
    return next(iter(_load(connection, _OF_ONE, {"now": now, "officer_id": officer_id})), None)


def set_status(
    connection: Connection,
    officer_id: str,
    status: OfficerStatus,
    *,
    reason: str | None,
    cause: str,
    now: dt.datetime,
) -> bool:
    """Declare a status and log it with its cause; False when it already holds."""
    changed = connection.execute(
        sa.update(officers)
        .where(
            officers.c.officer_id == officer_id,
            sa.or_(officers.c.status != status.value, officers.c.status_reason.is_distinct_from(reason)),
        )
        .values(status=status.value, status_reason=reason, status_at=now)
    )
    if changed.rowcount != 1:
        return False
    last = sa.select(sa.func.coalesce(sa.func.max(officer_events.c.seq), 0)).where(
        officer_events.c.officer_id == officer_id
    )
    connection.execute(
        sa.insert(officer_events).values(
            officer_id=officer_id,
            seq=connection.execute(last).scalar_one() + 1,
            at=now,
            status=status.value,
            reason=reason,
            cause=cause,
        )
    )
    return True


class _Statements(NamedTuple):
    """What is asked to know officers; put together once, which costs as much as running it."""

    present: sa.Select[Any]
    taken: sa.Select[Any]
    officers: sa.Select[Any]


def _statements(*conditions: sa.ColumnElement[bool]) -> _Statements:
    """`conditions` on the officer's id in connections, officer_slots and officers."""
    of_connections, of_slots, of_officers = conditions
    living = nodes.c.lease_until > sa.bindparam("now", type_=nodes.c.lease_until.type)
    return _Statements(
        sa.select(connections.c.officer_id)
        .join(nodes, nodes.c.node_id == connections.c.node_id)
        .where(living, of_connections)
        .distinct(),
        sa.select(officer_slots.c.officer_id, officer_slots.c.slot).where(of_slots),
        sa.select(*(officers.c[name] for name in _COLUMNS)).where(of_officers).order_by(officers.c.officer_id),
    )


_COLUMNS = ("officer_id", "name", "name_en", "tier", "skills", "capacity", "status", "status_reason", "status_at")
_OF_ALL = _statements(sa.true(), sa.true(), sa.true())
_OF_ONE = _statements(
    *(table.c.officer_id == sa.bindparam("officer_id") for table in (connections, officer_slots, officers))
)


def _load(connection: Connection, statements: _Statements, values: dict[str, Any]) -> list[tuple[Officer, dt.datetime]]:
    present = {officer_id for (officer_id,) in execute(connection, statements.present, values).fetchall()}
    taken: dict[str, tuple[int, ...]] = {}
    for officer_id, slot in execute(connection, statements.taken, values).fetchall():
        taken[officer_id] = (*taken.get(officer_id, ()), slot)
    rows = execute(connection, statements.officers, values).fetchall()
    return [_officer(tuple(row), row[0] in present, taken.get(row[0], ())) for row in rows]


@lru_cache(maxsize=4096)
def _officer(row: tuple[Any, ...], present: bool, taken: tuple[int, ...]) -> tuple[Officer, dt.datetime]:  # noqa: FBT001 - a column
    """From one look to the next hardly an officer changes, and to make one costs ten times as much as to find it."""
    officer_id, name, name_en, tier, skills, capacity, status, status_reason, status_at = row
    officer = Officer(
        officer_id=officer_id,
        name=name,
        name_en=name_en,
        tier=tier,
        skills=frozenset(json.loads(skills)),
        capacity=capacity,
        status=OfficerStatus(status),
        status_reason=status_reason,
        present=present,
        taken=frozenset(taken),
    )
    return officer, as_time(status_at)
