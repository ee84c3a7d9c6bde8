"""Where slips are found again: one row each with its session and its owners. What a slip says is in its session."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from chatserver.domain.guards import key_of
from chatserver.domain.slip_events import SLIP_EVENTS
from storage.direct import execute_each
from storage.earlier import begins
from storage.schema import slips
from storage.sessions import load_session
from storage.upsert import insert_for

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from sqlalchemy.dialects import postgresql
    from sqlalchemy.engine import Connection

    from chatserver.domain.session import Session
    from chatserver.domain.slip import Slip
    from storage.memory import Outcome

_KINDS = frozenset(SLIP_EVENTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Whose slips: a person's acting for a taxpayer, or all of a taxpayer at one bureau.

    `prefix`: how the addresses of all begin who act for the taxpayer there; another bureau's id may be the same.
    """

    person_key: str | None = None
    taxpayer_id: str | None = None
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class SlipPlace:
    """Where a page ended."""

    started_at: dt.datetime
    no: str


def slip_rows(session: Session) -> list[dict[str, Any]]:
    """Return the rows of a session's slips."""
    taxpayer_id = session.taxpayer.taxpayer_id if session.taxpayer else ""
    return [
        {
            "session_id": session.session_id,
            "slip_id": slip.slip_id,
            "no": slip.no,
            "person_key": key_of(session),
            "taxpayer_id": taxpayer_id,
            "state": slip.state.value,
            "started_at": slip.at,
        }
        for slip in session.slips
    ]


def save_slips(connection: Connection, outcomes: Iterable[Outcome]) -> None:
    """Write the rows of the slips that these changes are about, in the transaction of their events."""
    changed = {
        outcome.session.session_id: outcome.session
        for outcome in outcomes
        if any(type(stored.logged.event) in _KINDS for stored in outcome.events)
    }
    rows = [row for session_id in sorted(changed) for row in slip_rows(changed[session_id])]
    execute_each(connection, _newer_slips(connection.dialect.name), rows)


@cache
def _newer_slips(dialect: str) -> postgresql.Insert:
    statement = insert_for(dialect, slips)
    key = [slips.c.session_id, slips.c.slip_id]
    return statement.on_conflict_do_update(index_elements=key, set_={"state": statement.excluded["state"]})


def load_place(connection: Connection, owner: Owner, no: str) -> SlipPlace | None:
    """Return the place of the owner's slip with this number, or None."""
    query = sa.select(slips.c.started_at, slips.c.no).where(_is_of(connection, owner), slips.c.no == no).limit(1)
    row = connection.execute(query).one_or_none()
    return SlipPlace(row.started_at, row.no) if row else None


def load_slips(connection: Connection, owner: Owner, after: SlipPlace | None, limit: int) -> list[tuple[Session, Slip]]:
    """Return up to `limit` slips of the owner behind `after`, newest first, each with its session as it is now."""
    key = slips.c.started_at, slips.c.no
    query = sa.select(slips.c.session_id, slips.c.slip_id).where(_is_of(connection, owner))
    if after is not None:
        older = sa.or_(key[0] < after.started_at, sa.and_(key[0] == after.started_at, key[1] < after.no))
        query = query.where(key[0] <= after.started_at, older)
    rows = connection.execute(query.order_by(key[0].desc(), key[1].desc()).limit(limit)).all()
    known = {row.session_id: load_session(connection, row.session_id).session for row in rows}
    found = ((known[row.session_id], row.slip_id) for row in rows)
    return [(session, slip) for session, slip_id in found for slip in session.slips if slip.slip_id == slip_id]


def _is_of(connection: Connection, owner: Owner) -> sa.ColumnElement[bool]:
    if owner.person_key is not None:
        return slips.c.person_key == owner.person_key
    return sa.and_(slips.c.taxpayer_id == owner.taxpayer_id, begins(connection, slips.c.person_key, owner.prefix))
