"""The session explorer's list: closed sessions that fit, the newest first, and who has read one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from chatserver.domain.events import MessagePosted, QuestionOpened
from storage.codec import decode_event
from storage.said import find_said
from storage.schema import events
from storage.schema_reports import session_facts
from storage.schema_search import report_views
from storage.sought import asking, fitting, within
from storage.upsert import insert_into

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from sqlalchemy.engine import Connection

    from storage.export import Place
    from storage.sought import Condition, Sought

SHOWN = (
    *("session_id", "opened_at", "taxpayer_id", "taxpayer_name", "matter_id", "first_step_id", "first_error_id"),
    *("officer_name", "wait_seconds", "talk_seconds", "questions", "transfers", "end_reason", "form_outcome"),
    *("solved", "not_solved", "rating_score"),
)
"""The columns of `session_facts` that the list shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """Sessions of the list. `looked_to`: there may be more behind this one, down to which all were looked at."""

    rows: Sequence[dict[str, Any]]
    looked_to: Place | None = None


def find_sessions(connection: Connection, sought: Sought, after: Place | None, size: int) -> Listed:
    """Return up to `size` sessions, those opened last first, that stand behind `after`."""
    if sought.words:
        found = find_said(connection, sought, after, size)
        ids = [session_id for _, session_id in found.keys]
        return Listed(rows=_rows(connection, [session_facts.c.session_id.in_(ids)], size), looked_to=found.looked_to)
    wanted = [*fitting(sought), *within(sought, after)]
    if sought.is_of_questions:
        wanted.append(session_facts.c.session_id.in_(asking(sought)))
    return Listed(rows=_rows(connection, wanted, size))


def _rows(connection: Connection, wanted: Sequence[Condition], size: int) -> list[dict[str, Any]]:
    columns = session_facts.c
    query = sa.select(*(columns[name] for name in SHOWN)).where(*wanted)
    rows = connection.execute(query.order_by(columns.opened_at.desc(), columns.session_id.desc()).limit(size))
    return [dict(row) for row in rows.mappings()]


def load_said(connection: Connection, ids: Sequence[str]) -> dict[str, list[str]]:
    """Return what both sides said in these sessions, in order, as they wrote it."""
    columns = events.c
    query = (
        sa.select(columns.session_id, columns.type, columns.body)
        .where(columns.session_id.in_(ids), columns.type.in_([MessagePosted.type, QuestionOpened.type]))
        .order_by(columns.session_id, columns.seq)
    )
    found: dict[str, list[str]] = {}
    for row in connection.execute(query):
        event = decode_event(row.type, row.body)
        if isinstance(event, (MessagePosted, QuestionOpened)) and event.text:
            found.setdefault(row.session_id, []).append(event.text)
    return found


def load_fact(connection: Connection, session_id: str) -> dict[str, Any] | None:
    """Return what the list shows of one closed session; None where reports do not know it."""
    columns = session_facts.c
    query = sa.select(*(columns[name] for name in SHOWN)).where(columns.session_id == session_id)
    row = connection.execute(query).mappings().one_or_none()
    return dict(row) if row else None


def note_view(connection: Connection, reader: str, session_id: str, at: dt.datetime, why: str) -> None:
    """Write down who reads a session, when, and from which search."""
    row = {"reader": reader, "session_id": session_id, "at": at, "why": why}
    connection.execute(insert_into(connection, report_views).values(row).on_conflict_do_nothing())
