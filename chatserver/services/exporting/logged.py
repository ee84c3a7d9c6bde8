"""Rows of what was logged: every event, every message, every rating. The columns are a promise, as everywhere."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from chatserver.domain.events import MessagePosted, QuestionOpened, SessionRated
from chatserver.domain.events_together import AsidePosted
from chatserver.domain.purge_mark import purged_after
from chatserver.services.exporting.columns import WORDS, Cells, Column, Dataset, Kind, Page, row_place, session_place
from storage.logged import find_rated, load_bodies, load_logged

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy.engine import Connection

    from chatserver.services.exporting.columns import Period, Place

EVENT_COLUMNS = (
    Column("session_id", Kind.TEXT, "The session whose log it is in."),
    Column("seq", Kind.COUNT, "Its number in this log: 1, 2, 3 … without gaps."),
    Column("at", Kind.TIME, "When it happened."),
    Column("type", Kind.TEXT, "What happened; docs/protocol.md has every type."),
    Column("actor_role", Kind.TEXT, "Who did it: taxpayer, officer or hub."),
    Column("actor_id", Kind.TEXT, "Which one.", kept=(0, 4)),
    Column("body", Kind.TEXT, "What the log says of it, as JSON.", kept=WORDS),
)
MESSAGE_COLUMNS = (
    Column("session_id", Kind.TEXT, "The session that it was said in."),
    Column("seq", Kind.COUNT, "Its number in the session's log."),
    Column("at", Kind.TIME, "When it was said."),
    Column("said_as", Kind.TEXT, "message, question, or aside (between officers, unseen by the taxpayer)."),
    Column("actor_role", Kind.TEXT, "Who said it: taxpayer or officer."),
    Column("actor_id", Kind.TEXT, "Which one.", kept=(0, 4)),
    Column("text", Kind.TEXT, "What was said, numbers in it masked as they were when it was sent.", kept=WORDS),
    Column("characters", Kind.COUNT, "How long it is; empty once it was purged."),
)
RATING_COLUMNS = (
    Column("session_id", Kind.TEXT, "The session that was rated."),
    Column("opened_at", Kind.TIME, "When help was asked for in it."),
    Column("at", Kind.TIME, "When it was rated."),
    Column("matter_id", Kind.TEXT, "The matter of the session."),
    Column("officer_id", Kind.TEXT, "Who was last responsible."),
    Column("score", Kind.COUNT, "The 好差评 level, 5 the best; empty: only the question below was answered."),
    Column("reasons", Kind.LIST, "Reasons of a negative rating."),
    Column("achieved", Kind.YES_NO, "Whether it got done that day, in the taxpayer's words; empty when not said."),
    Column("comment", Kind.TEXT, "In their own words.", kept=WORDS),
)
_SAID: Final = {MessagePosted.type: "message", QuestionOpened.type: "question", AsidePosted.type: "aside"}


def load_events(connection: Connection, period: Period, after: Place | None, size: int, _: Collection[str]) -> Page:
    """Return the events of sessions opened in the period, session by session."""
    rows = load_logged(connection, period.since, period.until, row_place(after), size)
    return Page([row[1:] for row in rows], _end(rows, size))


def load_messages(connection: Connection, period: Period, after: Place | None, size: int, _: Collection[str]) -> Page:
    """Return what was said in sessions opened in the period, session by session."""
    rows = load_logged(connection, period.since, period.until, row_place(after), size, tuple(_SAID))
    return Page([cells for row in rows if (cells := _said(row))], _end(rows, size))


def load_ratings(connection: Connection, period: Period, after: Place | None, size: int, _: Collection[str]) -> Page:
    """Return the ratings of closed sessions opened in the period."""
    rated = find_rated(connection, period.since, period.until, session_place(after), size)
    bodies = load_bodies(connection, [row[1] for row in rated], SessionRated.type)
    rows = [
        _rating(row, *bodies[row[1]][-1])  # the last word counts
        for row in rated
        if row[1] in bodies
    ]
    return Page(rows, rated[-1][:2] if len(rated) == size else None)


def _end(rows: Sequence[tuple[Any, ...]], size: int) -> Place | None:
    return rows[-1][:3] if len(rows) == size else None


def _said(row: tuple[Any, ...]) -> Cells | None:
    _, session_id, seq, at, type_, role, actor, body = row
    text = json.loads(body).get("text")
    if not text:  # a question by pressing help alone has no words
        return None
    length = len(text) if purged_after(text) is None else None
    return session_id, seq, at, _SAID[type_], role, actor, text, length


def _rating(session: tuple[Any, ...], at: int, body: str) -> Cells:
    opened_at, session_id, matter_id, officer_id = session
    told = json.loads(body)
    achieved = told.get("achieved")
    return (
        *(session_id, opened_at, at, matter_id, officer_id, told.get("score")),
        json.dumps(told.get("reasons", [])),
        None if achieved is None else int(achieved),
        told.get("comment"),
    )


EVENTS = Dataset(EVENT_COLUMNS, load_events, "when help was asked for in its session", 5_000)
MESSAGES = Dataset(MESSAGE_COLUMNS, load_messages, "when help was asked for in its session", 5_000)
RATINGS = Dataset(RATING_COLUMNS, load_ratings, "when help was asked for in its session", 1_000)
