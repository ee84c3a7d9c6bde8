"""The sessions that officers have in hand and those that wait, for who looks at the floor."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import msgspec
import sqlalchemy as sa

from chatserver.domain.actors import OfficerRef, Taxpayer
from chatserver.domain.floor import SessionLine, WaitingLine
from chatserver.domain.session import SessionState
from chatserver.domain.standing import Ending, Offer, Waiting
from storage.schema import sessions

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection


class _InHand(msgspec.Struct):
    """What the floor shows of a session; the rest of the snapshot (form, talk) is passed over unread."""

    session_id: str
    matter_id: str
    taxpayer: Taxpayer
    officer: OfficerRef
    assigned_at: dt.datetime
    ending: Ending | None = None
    monitors: tuple[str, ...] = ()


_decoder = msgspec.json.Decoder(_InHand)


def find_in_hand(connection: Connection) -> list[SessionLine]:
    """Return the sessions with an officer, being handled or wrapped up, oldest first."""
    states = [SessionState.ACTIVE.value, SessionState.WRAP_UP.value]
    rows = connection.execute(
        sa.select(sessions.c.state, sessions.c.snapshot)
        .where(sessions.c.state.in_(states), sessions.c.officer_id.is_not(None))
        .order_by(sessions.c.opened_at)
    )
    return [_line(row.state, _decoder.decode(row.snapshot)) for row in rows]


class _Waits(msgspec.Struct):
    """What the floor shows of a session that waits, as above."""

    session_id: str
    matter_id: str
    tier: int
    taxpayer: Taxpayer
    waiting: Waiting
    first_queued_at: dt.datetime
    offer: Offer | None = None
    wanted_officer_id: str | None = None


_waits_decoder = msgspec.json.Decoder(_Waits)


def find_waiting(connection: Connection, limit: int) -> list[WaitingLine]:
    """Return the first `limit` sessions that no officer has taken yet, by rank."""
    states = [SessionState.QUEUED.value, SessionState.OFFERED.value]
    rows = connection.scalars(
        sa.select(sessions.c.snapshot)
        .where(sessions.c.state.in_(states))
        .order_by(sessions.c.rank, sessions.c.session_id)
        .limit(limit)
    )
    return [_waiting_line(found) for found in map(_waits_decoder.decode, rows)]


def _waiting_line(found: _Waits) -> WaitingLine:
    return WaitingLine(
        session_id=found.session_id,
        queue_id=found.waiting.queue_id,
        matter_id=found.matter_id,
        tier=found.tier,
        taxpayer_name=found.taxpayer.name,
        since=found.first_queued_at,
        boost_reason=found.waiting.boost_reason,
        offered_to=found.offer.officer if found.offer else None,
        wanted_officer_id=found.wanted_officer_id,
    )


class _Monitored(msgspec.Struct):
    session_id: str
    monitors: tuple[str, ...] = ()


_monitored_decoder = msgspec.json.Decoder(_Monitored)
_SOMEBODY = '%"monitors":["%'
"""How a snapshot says that somebody reads along: what people write cannot look so, for its quotes are escaped."""


def find_monitored(connection: Connection) -> list[tuple[str, tuple[str, ...]]]:
    """Return the sessions that are not closed and that somebody reads along, each with who does."""
    rows = connection.scalars(
        sa.select(sessions.c.snapshot).where(
            sessions.c.state != SessionState.CLOSED.value, sessions.c.snapshot.like(_SOMEBODY)
        )
    )
    return [(found.session_id, found.monitors) for found in map(_monitored_decoder.decode, rows)]


def _line(state: str, found: _InHand) -> SessionLine:
    return SessionLine(
        session_id=found.session_id,
        state=state,
        matter_id=found.matter_id,
        taxpayer_name=found.taxpayer.name,
        officer_id=found.officer.officer_id,
        since=found.ending.at if found.ending else found.assigned_at,
        monitors=found.monitors,
    )
