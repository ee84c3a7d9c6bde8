"""Session rows and their events: load a session, read its log, find those in a state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import sqlalchemy as sa

from chatserver.domain.actors import Actor, Role
from chatserver.domain.events import LoggedEvent
from chatserver.domain.guards import key_of
from chatserver.domain.routing import WaitingSession
from chatserver.domain.session import Session, SessionState, fold_all
from storage.codec import decode_event, decode_session, decode_waiting, encode_session, is_own_fold
from storage.direct import execute
from storage.schema import events, person_holds, sessions

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.engine import Connection


class StoredEvent(msgspec.Struct, frozen=True):
    """An event as it is on disk; `body` is its JSON. (A struct is made in a fifth of a frozen dataclass's time.)"""

    logged: LoggedEvent
    body: str


class LoadedSession(msgspec.Struct, frozen=True):
    """A session at its newest, and the number up to which its row tells the story."""

    session: Session
    row_seq: int


def load_session(connection: Connection, session_id: str) -> LoadedSession:
    """Return the session: its row and the events after it; all of them where another version wrote the row.

    Unknown ids give a session without events.
    """
    row = connection.execute(
        sa.select(sessions.c.seq, sessions.c.snapshot).where(sessions.c.session_id == session_id)
    ).one_or_none()
    session = snapshot_of(session_id, row.snapshot if row else "")
    tail = [stored.logged for stored in load_events(connection, session_id, session.seq)]
    return LoadedSession(fold_all(session, tail), row.seq if row else 0)


def snapshot_of(session_id: str, snapshot: str) -> Session:
    """Return what the row tells of a session: nothing, where this version has not written it."""
    return decode_session(snapshot) if is_own_fold(snapshot) else Session(session_id=session_id)


def load_events(connection: Connection, session_id: str, after_seq: int) -> list[StoredEvent]:
    """Return the events after `after_seq`, in order."""
    columns = events.c
    rows = connection.execute(
        sa.select(columns.seq, columns.at, columns.type, columns.actor_role, columns.actor_id, columns.body)
        .where(columns.session_id == session_id, columns.seq > after_seq)
        .order_by(columns.seq)
    )
    return [
        StoredEvent(
            LoggedEvent(
                session_id=session_id,
                seq=row.seq,
                at=row.at,
                actor=Actor(role=Role(row.actor_role), id=row.actor_id),
                event=decode_event(row.type, row.body),
            ),
            row.body,
        )
        for row in rows
    ]


def session_row(session: Session) -> dict[str, Any]:
    """Return the columns of a session's row."""
    waiting, offer, talk, ending = session.waiting, session.offer, session.talk, session.ending
    return {
        "session_id": session.session_id,
        "seq": session.seq,
        "state": session.state.value,
        "person_key": key_of(session),
        "matter_id": session.matter_id,
        "tier": session.tier,
        "queue_id": waiting.queue_id if waiting else None,
        "rank": waiting.rank if waiting else None,
        "first_queued_at": session.first_queued_at,
        "offer_officer_id": offer.officer.officer_id if offer else None,
        "offer_expires_at": offer.expires_at if offer else None,
        "officer_id": session.officer.officer_id if session.officer else None,
        "opened_at": session.opened_at,
        "first_assigned_at": session.first_assigned_at,
        "first_answer_at": talk.first_answer_at,
        "ended_at": ending.at if ending else None,
        "closed_at": session.closed_at,
        "snapshot": encode_session(session),
    }


def find_unassigned(connection: Connection) -> list[WaitingSession]:
    """Return the sessions that no officer has taken yet (waiting or on offer), by rank."""
    return [decode_waiting(snapshot) for (snapshot,) in execute(connection, _UNASSIGNED).fetchall()]


_UNASSIGNED = (
    sa.select(sessions.c.snapshot)
    .where(sessions.c.state.in_([SessionState.QUEUED.value, SessionState.OFFERED.value]))
    .order_by(sessions.c.rank)
)


def find_due_offers(connection: Connection, now: dt.datetime) -> list[tuple[str, str]]:
    """Return (session_id, officer_id) of the offers whose deadline has passed."""
    rows = connection.execute(
        sa.select(sessions.c.session_id, sessions.c.offer_officer_id).where(
            sessions.c.state == SessionState.OFFERED.value, sessions.c.offer_expires_at < now
        )
    )
    return [(row.session_id, row.offer_officer_id) for row in rows]


def find_desk(connection: Connection, officer_id: str) -> list[str]:
    """Return the ids of the sessions that the officer is responsible for, or is offered."""
    rows = connection.execute(
        sa.select(sessions.c.session_id)
        .where(
            sa.or_(
                sa.and_(
                    sessions.c.officer_id == officer_id,
                    sessions.c.state.in_([SessionState.ACTIVE.value, SessionState.WRAP_UP.value]),
                ),
                sa.and_(sessions.c.offer_officer_id == officer_id, sessions.c.state == SessionState.OFFERED.value),
            )
        )
        .order_by(sessions.c.opened_at)
    )
    return [row.session_id for row in rows]


def find_held(connection: Connection, person_key: str) -> str | None:
    """Return the id of the person's open session, or None."""
    return connection.execute(
        sa.select(person_holds.c.session_id).where(person_holds.c.person_key == person_key)
    ).scalar_one_or_none()


def find_last_ended(connection: Connection, person_key: str, since: dt.datetime) -> str | None:
    """Return the id of the person's last session if it ended after `since`, or None."""
    return connection.execute(
        sa.select(sessions.c.session_id)
        .where(sessions.c.person_key == person_key, sessions.c.ended_at > since)
        .order_by(sessions.c.opened_at.desc())
        .limit(1)
    ).scalar_one_or_none()
