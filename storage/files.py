"""Rows of files: who sends what into which session, and where it stands. What a file holds is never here."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from chatserver.domain.actors import Actor, Role
from chatserver.domain.files import FileState
from chatserver.domain.slip import RUNNING
from storage.schema import files, sessions, slips

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy.engine import Connection

_GIVEN_UP = (FileState.REFUSED.value, FileState.QUARANTINED.value)
_UNDER_WAY = (FileState.RECEIVING.value, FileState.CHECKING.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """One row; what its columns mean is said in `schema.py`."""

    file_id: str
    session_id: str
    actor: Actor
    name: str
    size_bytes: int
    state: FileState
    state_at: dt.datetime
    expires_at: dt.datetime
    reason: str | None = None
    media_type: str | None = None


def add_file(connection: Connection, new: StoredFile, check: Callable[[Sequence[int]], None]) -> None:
    """Keep a new upload if `check` lets it in, given the sizes of those that the session has.

    The session's row is held meanwhile, so that two uploads that begin at once are counted one after the other.
    """
    session = sa.select(sessions.c.seq).where(sessions.c.session_id == new.session_id).with_for_update()
    connection.execute(session)
    counted = sa.select(files.c.size_bytes).where(files.c.session_id == new.session_id, files.c.state.not_in(_GIVEN_UP))
    check(connection.scalars(counted).all())
    connection.execute(
        sa.insert(files).values(
            file_id=new.file_id,
            session_id=new.session_id,
            actor_role=new.actor.role.value,
            actor_id=new.actor.id,
            name=new.name,
            size_bytes=new.size_bytes,
            state=new.state.value,
            state_at=new.state_at,
            expires_at=new.expires_at,
        )
    )


def find_file(connection: Connection, file_id: str) -> StoredFile | None:
    """Return the row, or None."""
    row = connection.execute(sa.select(files).where(files.c.file_id == file_id)).one_or_none()
    return None if row is None else _stored(row)


def find_due(connection: Connection, now: dt.datetime, most: int, after: StoredFile | None = None) -> list[StoredFile]:
    """Return complete uploads that are to be looked into, those that are due longest first; from behind `after` on."""
    place = sa.tuple_(files.c.state_at, files.c.file_id)
    query = sa.select(files).where(files.c.state == FileState.CHECKING.value, files.c.state_at <= now)
    if after is not None:
        query = query.where(place > (after.state_at, after.file_id))
    rows = connection.execute(query.order_by(files.c.state_at, files.c.file_id).limit(most))
    return [_stored(row) for row in rows]


def find_abandoned(connection: Connection, now: dt.datetime, most: int) -> list[StoredFile]:
    """Return uploads whose time to become complete is over."""
    query = sa.select(files).where(files.c.state == FileState.RECEIVING.value, files.c.expires_at <= now).limit(most)
    return [_stored(row) for row in connection.execute(query)]


def find_under_way(connection: Connection, session_id: str, actor: Actor) -> list[StoredFile]:
    """Return what `actor` sends into a session and nobody can read yet, oldest first."""
    query = sa.select(files).where(
        files.c.session_id == session_id,
        files.c.actor_role == actor.role.value,
        files.c.actor_id == actor.id,
        files.c.state.in_(_UNDER_WAY),
    )
    return [_stored(row) for row in connection.execute(query.order_by(files.c.file_id))]


def find_sessions_over(connection: Connection, before: dt.datetime, most: int, after: str = "") -> list[str]:
    """Return sessions with files that were closed by `before` without an unfinished slip, from behind `after` on."""
    unfinished = sa.select(slips.c.session_id).where(
        slips.c.session_id == files.c.session_id, slips.c.state.in_([state.value for state in RUNNING])
    )
    query = (
        sa.select(files.c.session_id)
        .join(sessions, sessions.c.session_id == files.c.session_id)
        .where(
            files.c.state == FileState.READY.value,
            files.c.state_at <= before,  # shared before the session was closed
            sessions.c.closed_at <= before,
            files.c.session_id > after,
            sa.not_(unfinished.exists()),
        )
    )
    return list(connection.scalars(query.distinct().order_by(files.c.session_id).limit(most)))


def find_ready(connection: Connection, session_id: str) -> list[StoredFile]:
    """Return what of a session can be read."""
    query = sa.select(files).where(files.c.session_id == session_id, files.c.state == FileState.READY.value)
    return [_stored(row) for row in connection.execute(query.order_by(files.c.file_id))]


def find_quarantined(connection: Connection, before: dt.datetime, most: int, after: str = "") -> list[StoredFile]:
    """Return what was put into quarantine before `before`, from behind the id `after` on."""
    query = sa.select(files).where(
        files.c.state == FileState.QUARANTINED.value, files.c.state_at <= before, files.c.file_id > after
    )
    return [_stored(row) for row in connection.execute(query.order_by(files.c.file_id).limit(most))]


def move_file(connection: Connection, found: StoredFile, to: FileState, now: dt.datetime, **changes: Any) -> bool:
    """Bring a file from where it was found to another state, or time; False when somebody else did meanwhile.

    The time tells one look into a file from the next: whoever moves it on takes it from all who found it before.
    """
    changed = connection.execute(
        sa.update(files)
        .where(files.c.file_id == found.file_id, files.c.state == found.state.value, files.c.state_at == found.state_at)
        .values(state=to.value, state_at=now, **changes)
    )
    return changed.rowcount == 1


def forget_file(connection: Connection, file_id: str) -> bool:
    """Drop the row of an upload that was taken back or given up; False when it is not there, or complete by now."""
    upload = (files.c.file_id == file_id, files.c.state == FileState.RECEIVING.value)
    return connection.execute(sa.delete(files).where(*upload)).rowcount == 1


def _stored(row: Any) -> StoredFile:
    return StoredFile(
        file_id=row.file_id,
        session_id=row.session_id,
        actor=Actor(role=Role(row.actor_role), id=row.actor_id),
        name=row.name,
        size_bytes=row.size_bytes,
        state=FileState(row.state),
        state_at=row.state_at,
        expires_at=row.expires_at,
        reason=row.reason,
        media_type=row.media_type,
    )
