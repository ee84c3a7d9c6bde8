"""One row a session, from the log alone: what was asked, how long each part took, how it ended, how it was rated.

The columns are a promise to whoever reads the files (docs/export.md is made from this table): new ones are added at
the end, none is renamed or taken away.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

from storage.export import KNOWN, PAGE, ExportedSession, KnownSession, Place, load_page

if TYPE_CHECKING:
    from chatserver.domain.session import Session
    from storage.engine import Database

Cell: TypeAlias = str | int | float | bool | dt.datetime | list[str | None] | None
Row: TypeAlias = dict[str, Cell]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its stable name, the kind of its values (text, number, time, yes or no, list), what it means."""

    name: str
    kind: str
    meaning: str


COLUMNS = (
    Column("session_id", "text", "The session's id."),
    Column("opened_at", "time", "When help was asked for."),
    Column("taxpayer_id", "text", "The bureau's id of the taxpayer."),
    Column("taxpayer_name", "text", "The taxpayer's name."),
    Column("person_role", "text", "In what role the person acts for the taxpayer."),
    Column("matter_id", "text", "The matter that help was asked about."),
    Column("first_step_id", "text", "The step of the first question."),
    Column("first_error_id", "text", "The error of the first question."),
    Column("tier", "number", "The line that should answer: 1 一线, 2 二线, 3 三线."),
    Column("boost_reason", "text", "Why it was put forward in the queue at first; empty when it was not."),
    Column("explained", "yes or no", "Whether the error's explanation had been shown before help was asked for."),
    Column("wait_seconds", "number", "From asking to the first assignment, or to the end without one."),
    Column("offers_made", "number", "How often it was offered to an officer."),
    Column("officer_id", "text", "Who is, or was last, responsible."),
    Column("officer_name", "text", "Their name on duty."),
    Column("first_answer_seconds", "number", "From the first assignment to an officer's first message."),
    Column("talk_seconds", "number", "From the first assignment to the end, any return to the queue included."),
    Column("wrap_up_seconds", "number", "From the end to closing, where an officer took part."),
    Column("questions", "number", "How many questions it holds."),
    Column("dispositions", "list", "The outcome of each question, in order; empty where there is none yet."),
    Column("solved", "number", "Questions that the taxpayer called solved."),
    Column("not_solved", "number", "Questions that the taxpayer called not solved."),
    Column("taxpayer_messages", "number", "Messages by the taxpayer."),
    Column("officer_messages", "number", "Messages by officers."),
    Column("end_reason", "text", "finished, cancelled, left or officer_lost; empty while it goes on."),
    Column("ended_by", "text", "taxpayer, officer or hub."),
    Column("rating_score", "number", "The 好差评 level, 5 the best; empty without a rating."),
    Column("rating_reasons", "list", "Reasons of a negative rating."),
    Column("achieved", "yes or no", "Whether it got done that day, in the taxpayer's words; empty when not said."),
    Column("state", "text", "queued, offered, active, wrap_up or closed."),
    Column("ended_at", "time", "When the talk, or the waiting without one, ended."),
    Column("closed_at", "time", "When nothing more was to be done."),
    Column("times_queued", "number", "How often it stood in the queue: more than once after a loss or a transfer."),
    Column("form_outcome", "text", "What the page last said became of the form: filed or refused; empty: nothing."),
    Column("form_outcome_at", "time", "When it said so."),
    Column("receipt", "text", "The bureau's number of what was filed, where the page showed one."),
    Column("slips", "list", "How each service confirmation slip stands: open, confirmed, checking, or its outcome."),
)


_NAMES = [column.name for column in COLUMNS]
_LISTS = [column.name for column in COLUMNS if column.kind == "list"]
_TIMES = [column.name for column in COLUMNS if column.kind == "time"]


async def stream_sessions(
    database: Database, since: dt.datetime | None, until: dt.datetime, zone: dt.tzinfo, size: int = PAGE
) -> AsyncIterator[Row]:
    """Yield a row for each session opened from `since` until before `until`, oldest first; times in `zone`.

    Pages are short transactions of their own, so an export of a year neither holds the database nor fills the memory.
    """
    after: Place | None = None
    while page := await database.read(partial(load_page, since=since, until=until, after=after, size=size)):
        for exported in page:
            yield row_of(exported, zone) if isinstance(exported, ExportedSession) else _known_row(exported, zone)
        after = _place_of(page[-1])
        if after is None:  # a session without its first event has no row
            return


def row_of(exported: ExportedSession, zone: dt.tzinfo) -> Row:
    """Return one session as a row, columns in their order, times in `zone`."""
    session = exported.session
    cells = {**_asked(exported), **_times(session), **_outcome(session), "times_queued": exported.times_queued}
    return {column.name: _placed(cells[column.name], zone) for column in COLUMNS}


def _known_row(known: KnownSession, zone: dt.tzinfo) -> Row:
    told: dict[str, Any] = dict(zip(KNOWN, known.values, strict=True))
    told["session_id"], told["opened_at"] = known.place.session_id, known.place.opened_at
    for name in _LISTS:
        told[name] = [] if told[name] == "[]" else json.loads(told[name])
    for name in _TIMES:
        if (at := told[name]) is not None:
            told[name] = at.astimezone(zone)
    return {name: told[name] for name in _NAMES}


def _place_of(exported: ExportedSession | KnownSession) -> Place | None:
    if isinstance(exported, KnownSession):
        return exported.place
    session = exported.session
    return Place(session.opened_at, session.session_id) if session.opened_at is not None else None


def _asked(exported: ExportedSession) -> Row:
    session = exported.session
    taxpayer, first = session.taxpayer, session.questions[0] if session.questions else None
    return {
        "session_id": session.session_id,
        "opened_at": session.opened_at,
        "taxpayer_id": taxpayer.taxpayer_id if taxpayer else None,
        "taxpayer_name": taxpayer.name if taxpayer else None,
        "person_role": session.person.role if session.person else None,
        "matter_id": session.matter_id,
        "first_step_id": first.step_id if first else None,
        "first_error_id": first.error_id if first else None,
        "tier": session.tier,
        "boost_reason": exported.queued[0].boost_reason if exported.queued else None,
        "explained": session.explained,
    }


def _times(session: Session) -> Row:
    assigned_at, ended_at = session.first_assigned_at, session.ending.at if session.ending else None
    return {
        "wait_seconds": _seconds(session.first_queued_at, assigned_at or ended_at),
        "offers_made": session.offers_made,
        "officer_id": session.officer.officer_id if session.officer else None,
        "officer_name": session.officer.name if session.officer else None,
        "first_answer_seconds": _seconds(assigned_at, session.talk.first_answer_at),
        "talk_seconds": _seconds(assigned_at, ended_at),
        "wrap_up_seconds": _seconds(ended_at, session.closed_at) if assigned_at else None,
        "ended_at": ended_at,
        "closed_at": session.closed_at,
    }


def _outcome(session: Session) -> Row:
    ending, rating, questions = session.ending, session.rating, session.questions
    told = session.outcomes[-1] if session.outcomes else None
    return {
        "questions": len(questions),
        "dispositions": [question.disposition for question in questions],
        "solved": sum(question.solved is True for question in questions),
        "not_solved": sum(question.solved is False for question in questions),
        "taxpayer_messages": session.talk.taxpayer_messages,
        "officer_messages": session.talk.officer_messages,
        "end_reason": ending.reason if ending else None,
        "ended_by": ending.by.value if ending else None,
        "rating_score": rating.score if rating else None,
        "rating_reasons": list(rating.reasons) if rating else [],
        "achieved": rating.achieved if rating else None,
        "form_outcome": told.outcome if told else None,
        "form_outcome_at": told.at if told else None,
        "receipt": told.receipt if told else None,
        "state": session.state.value,
        "slips": [slip.state.value for slip in session.slips],
    }


def _seconds(since: dt.datetime | None, until: dt.datetime | None) -> float | None:
    return None if since is None or until is None else round((until - since).total_seconds(), 3)


def _placed(cell: Cell, zone: dt.tzinfo) -> Cell:
    return cell.astimezone(zone) if isinstance(cell, dt.datetime) else cell
