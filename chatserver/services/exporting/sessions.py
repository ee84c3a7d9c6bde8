"""One row a session, from the log alone: what was asked, how long each part took, how it ended, how it was rated.

The columns are a promise to whoever reads the files (docs/export.md is made from this table): new ones are added at
the end, none is renamed or taken away.
"""

from __future__ import annotations

import datetime as dt
import json
from operator import itemgetter
from typing import TYPE_CHECKING, Any, TypeAlias

from chatserver.domain.masking import mask
from chatserver.services.exporting.columns import Cell, Cells, Column, Dataset, Kind, Page, session_place
from storage.export import Place, Span, load_page
from storage.types import from_micros, to_micros

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy.engine import Connection

    from chatserver.domain.session import Session
    from chatserver.services.exporting import columns
    from storage.export import ExportedSession

Told: TypeAlias = dict[str, Any]

TEXT, COUNT, NUMBER, TIME, YES_NO, LIST = Kind

COLUMNS = (
    Column("session_id", TEXT, "The session's id."),
    Column("opened_at", TIME, "When help was asked for."),
    Column("taxpayer_id", TEXT, "The bureau's id of the taxpayer.", kept=(0, 4)),
    Column("taxpayer_name", TEXT, "The taxpayer's name.", kept=(1, 0)),
    Column("person_role", TEXT, "In what role the person acts for the taxpayer."),
    Column("matter_id", TEXT, "The matter that help was asked about."),
    Column("first_step_id", TEXT, "The step of the first question."),
    Column("first_error_id", TEXT, "The error of the first question."),
    Column("tier", COUNT, "The line that should answer: 1 一线, 2 二线, 3 三线."),
    Column("boost_reason", TEXT, "Why it was put forward in the queue at first; empty when it was not."),
    Column("explained", YES_NO, "Whether the error's explanation had been shown before help was asked for."),
    Column("wait_seconds", NUMBER, "From asking to the first assignment, or to the end without one."),
    Column("offers_made", COUNT, "How often it was offered to an officer."),
    Column("officer_id", TEXT, "Who is, or was last, responsible."),
    Column("officer_name", TEXT, "Their name on duty."),
    Column("first_answer_seconds", NUMBER, "From the first assignment to an officer's first message."),
    Column("talk_seconds", NUMBER, "From the first assignment to the end, any return to the queue included."),
    Column("wrap_up_seconds", NUMBER, "From the end to closing, where an officer took part."),
    Column("questions", COUNT, "How many questions it holds."),
    Column("dispositions", LIST, "The outcome of each question, in order; empty where there is none yet."),
    Column("solved", COUNT, "Questions that the taxpayer called solved."),
    Column("not_solved", COUNT, "Questions that the taxpayer called not solved."),
    Column("taxpayer_messages", COUNT, "Messages by the taxpayer."),
    Column("officer_messages", COUNT, "Messages by officers."),
    Column("end_reason", TEXT, "finished, cancelled, left or officer_lost; empty while it goes on."),
    Column("ended_by", TEXT, "taxpayer, officer or hub."),
    Column("rating_score", COUNT, "The 好差评 level, 5 the best; empty without a rating."),
    Column("rating_reasons", LIST, "Reasons of a negative rating."),
    Column("achieved", YES_NO, "Whether it got done that day, in the taxpayer's words; empty when not said."),
    Column("state", TEXT, "queued, offered, active, wrap_up or closed."),
    Column("ended_at", TIME, "When the talk, or the waiting without one, ended."),
    Column("closed_at", TIME, "When nothing more was to be done."),
    Column("times_queued", COUNT, "How often it stood in the queue: more than once after a loss or a transfer."),
    Column("form_outcome", TEXT, "What the page last said became of the form: filed or refused; empty: nothing."),
    Column("form_outcome_at", TIME, "When it said so."),
    Column("receipt", TEXT, "The bureau's number of what was filed, where the page showed one.", kept=(0, 4)),
    Column("slips", LIST, "How each service confirmation slip stands: open, confirmed, checking, or its outcome."),
)
_NAMES = tuple(column.name for column in COLUMNS)
_KEY = _NAMES[:2]
"""By which rows are ordered: always loaded."""
_KEPT = {column.name: column.kept for column in COLUMNS if column.kept}


def load_sessions(
    connection: Connection, period: columns.Period, after: columns.Place | None, size: int, wanted: Collection[str]
) -> Page:
    """Return sessions opened in the period, oldest first."""
    names = [name for name in _NAMES if name in wanted or name in _KEY]
    behind = session_place(after)
    place = Place(from_micros(behind[0]), behind[1]) if behind else None
    found = load_page(connection, Span(period.since, period.until, place), names, size)
    rows: Sequence[Cells] = found.known
    if found.others:
        chosen = itemgetter(*map(_NAMES.index, names))
        rows = sorted([*rows, *(chosen(cells_of(one)) for one in found.others)], key=itemgetter(1, 0))
    last = found.after
    return Page(rows, (to_micros(last.opened_at), last.session_id) if last else None, names)


SESSIONS = Dataset(COLUMNS, load_sessions, "when help was asked for", 4_000)


def cells_of(exported: ExportedSession) -> Cells:
    """Return one session as a plain row."""
    return tuple(map(_plain, told_of(exported).values()))


def _plain(told: Any) -> Cell:
    if isinstance(told, dt.datetime):
        return to_micros(told)
    if isinstance(told, bool):
        return int(told)
    return json.dumps(told) if isinstance(told, list) else told


def told_of(exported: ExportedSession) -> Told:
    """Return what the log tells of a session, by column, in their order; times are aware, lists are lists."""
    session = exported.session
    told = {**_asked(exported), **_times(session), **_outcome(session), "times_queued": exported.times_queued}
    return {name: told[name] for name in _NAMES}


def masked(told: Told) -> Told:
    """Return what is told of a session without what tells who it is."""
    return {
        name: mask(cell, *_KEPT[name]) if name in _KEPT and isinstance(cell, str) else cell
        for name, cell in told.items()
    }


def _asked(exported: ExportedSession) -> Told:
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


def _times(session: Session) -> Told:
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


def _outcome(session: Session) -> Told:
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
