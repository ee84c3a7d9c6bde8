"""The session explorer's list: closed sessions that fit, the newest first, and who has read one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from chatserver.domain.events import MessagePosted, QuestionOpened
from storage.codec import decode_event
from storage.export import Place
from storage.schema import events
from storage.schema_reports import question_facts, session_facts
from storage.schema_search import report_views, session_texts
from storage.search import holds
from storage.upsert import insert_into

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from sqlalchemy.engine import Connection

FILED = "filed"
Condition = sa.ColumnElement[bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """Which closed sessions: opened on the days `first` … `last` or, with a step or an error, with a question of these
    days about it. None asks for nothing; an empty step or error means a question without one.
    """

    first: dt.date
    last: dt.date
    matter_id: str | None = None
    step_id: str | None = None
    error_id: str | None = None
    officer_id: str | None = None
    end_reason: str | None = None
    most_rating: int | None = None
    transferred: bool = False
    filed: bool | None = None
    words: tuple[str, ...] = ()


SHOWN = (
    *("session_id", "opened_at", "taxpayer_id", "taxpayer_name", "matter_id", "first_step_id", "first_error_id"),
    *("officer_name", "wait_seconds", "talk_seconds", "questions", "transfers", "end_reason", "form_outcome"),
    *("solved", "not_solved", "rating_score"),
)
"""The columns of `session_facts` that the list shows."""


def find_sessions(connection: Connection, sought: Sought, after: Place | None, size: int) -> list[dict[str, Any]]:
    """Return up to `size` sessions, those opened last first, that stand behind `after`."""
    columns = session_facts.c
    query = sa.select(*(columns[name] for name in SHOWN)).where(*_fitting(sought))
    if after is not None:
        same = sa.and_(columns.opened_at == after.opened_at, columns.session_id < after.session_id)
        query = query.where(columns.opened_at <= after.opened_at, sa.or_(columns.opened_at < after.opened_at, same))
    if sought.words:
        query = query.join(session_texts, session_texts.c.session_id == columns.session_id)
        query = query.where(*holds(connection, sought.words))
    rows = connection.execute(query.order_by(columns.opened_at.desc(), columns.session_id.desc()).limit(size))
    return [dict(row) for row in rows.mappings()]


def _fitting(sought: Sought) -> list[Condition]:
    columns = session_facts.c
    wanted: list[Condition] = [_when(sought)]
    if sought.matter_id is not None and sought.step_id is None and sought.error_id is None:
        wanted.append(columns.matter_id == sought.matter_id)
    if sought.officer_id is not None:
        wanted.append(columns.officer_id == sought.officer_id)
    if sought.end_reason is not None:
        wanted.append(columns.end_reason == sought.end_reason)
    if sought.most_rating is not None:
        wanted.append(columns.rating_score <= sought.most_rating)
    if sought.transferred:
        wanted.append(columns.transfers > 0)
    if sought.filed is not None:
        is_filed = sa.func.coalesce(columns.form_outcome, "") == FILED
        wanted.append(is_filed if sought.filed else ~is_filed)
    return wanted


def _when(sought: Sought) -> Condition:
    if sought.step_id is None and sought.error_id is None:
        return session_facts.c.day.between(sought.first, sought.last)
    asked = question_facts.c
    about: list[Condition] = [asked.day.between(sought.first, sought.last)]
    if sought.matter_id is not None:
        about.append(asked.matter_id == sought.matter_id)
    for column, wanted in ((asked.step_id, sought.step_id), (asked.error_id, sought.error_id)):
        if wanted is not None:
            about.append(column == wanted if wanted else column.is_(None))
    return session_facts.c.session_id.in_(sa.select(asked.session_id).where(*about))


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
