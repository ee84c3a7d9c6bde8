"""Announcements: the one that stands, and all that ever stood."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from chatserver.domain.announcement import Announcement
from storage.schema import announcements
from storage.upsert import insert_into

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.engine import Connection


_LOCK = 0x64616F616E6E6F75
"""Of PostgreSQL's advisory locks: two announcements made at once do not see each other, so one waits for the other."""


def add_announcement(connection: Connection, announcement: Announcement) -> bool:
    """Keep it, in place of whatever stands; False when it is there already."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
    statement = insert_into(connection, announcements).values(dataclasses.asdict(announcement))
    columns = announcements.c.announcement_id
    added = connection.execute(statement.on_conflict_do_nothing().returning(columns)).first() is not None
    if added:
        others = announcements.c.announcement_id != announcement.announcement_id
        _withdraw(connection, others, announcement.posted_by, announcement.posted_at)
    return added


def withdraw_announcement(connection: Connection, announcement_id: str, officer_id: str, now: dt.datetime) -> bool:
    """Take it back; False when it does not stand."""
    return _withdraw(connection, announcements.c.announcement_id == announcement_id, officer_id, now) > 0


def find_announcement(connection: Connection, announcement_id: str) -> Announcement | None:
    """Return the announcement, whether or not it stands, or None."""
    query = sa.select(announcements).where(announcements.c.announcement_id == announcement_id)
    return _announcement(connection.execute(query))


def find_standing(connection: Connection, now: dt.datetime) -> Announcement | None:
    """Return the announcement that stands, or None."""
    query = (
        sa.select(announcements)
        .where(announcements.c.until_at > now, announcements.c.withdrawn_at.is_(None))
        .order_by(announcements.c.posted_at.desc())
        .limit(1)
    )
    return _announcement(connection.execute(query))


def _announcement(found: sa.Result[Any]) -> Announcement | None:
    row = found.mappings().one_or_none()
    return Announcement(**row) if row else None


def _withdraw(connection: Connection, which: sa.ColumnElement[bool], officer_id: str, now: dt.datetime) -> int:
    changed = connection.execute(
        sa.update(announcements)
        .where(which, announcements.c.until_at > now, announcements.c.withdrawn_at.is_(None))
        .values(withdrawn_at=now, withdrawn_by=officer_id)
    )
    return changed.rowcount
