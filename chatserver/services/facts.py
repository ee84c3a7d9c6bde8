"""Keeps what reports read up with the log: every closed session as flat rows, made anew whenever it gets an event.

A few sessions at a time, so that nobody who talks notices. How far it is behind is known at any moment (`backlog`) and
stands on every page of figures.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING

from chatserver.domain.events import MessagePosted, QuestionOpened, SessionQueued, SessionTransferred
from chatserver.domain.guards import key_of, taxpayer_prefix
from chatserver.domain.metrics_fold import fold_facts
from chatserver.domain.officer_day import taken_of
from chatserver.domain.purge_mark import purged_after
from chatserver.domain.report_facts import fields_of, questions_of
from chatserver.domain.report_moves import moves_of
from chatserver.domain.report_parts import parts_of
from chatserver.domain.search import fold_messages
from chatserver.domain.session import Session, fold_all
from chatserver.services.calendar import today
from chatserver.services.exporting.sessions import told_of
from chatserver.services.metrics import missing_in
from storage import parts
from storage.export import ExportedSession
from storage.facts import SessionRows, load_backlog, load_due, mark_missed, save_facts
from storage.parts_codec import encode_parts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from chatserver.domain.events import LoggedEvent
    from chatserver.domain.officer_day import Taken
    from chatserver.domain.report_moves import Move
    from chatserver.domain.workdays import Workdays
    from storage.engine import Database
    from storage.facts import Backlog, Values
    from storage.log import SessionOnDisk

AT_ONCE = 20
"""Sessions in one transaction: about as many milliseconds of work."""
SUMMED_AT_ONCE = 2_000
"""Notes in one transaction: a tenth of a second."""
MISSED_WITHIN = dt.timedelta(days=7)
"""How long a node of an older version, which notes nothing, may have served beside newer ones."""


async def catch_up(database: Database, workdays: Workdays, *, most: int = AT_ONCE) -> int:
    """Make the facts of up to `most` sessions that are due; return how many were."""
    due = await database.read(partial(load_due, most=most))
    if not due:
        return 0
    gaps = {one.session_id: gap for one in due if (gap := missing_in(one)) is not None}
    made = [_made_of(one, workdays) for one in due if one.session_id not in gaps]
    return await database.write(lambda sql: save_facts(sql, made, gaps))


async def sum_up(database: Database, *, most: int = SUMMED_AT_ONCE) -> int:
    """Put up to `most` notes of sessions into the sums of their days; return how many there were."""
    return await database.write(partial(parts.sum_up, most=most))


async def find_missed(database: Database, now: dt.datetime) -> int:
    """Note what closed lately without a note; return how many sessions that were."""
    return await database.write(partial(mark_missed, since=now - MISSED_WITHIN))


async def backlog(database: Database) -> Backlog:
    """Return how far reports are behind the log."""
    return await database.read(load_backlog)


def _made_of(on_disk: SessionOnDisk, workdays: Workdays) -> SessionRows:
    return rows_of(fold_all(Session(session_id=on_disk.session_id), on_disk.events), on_disk.events, workdays)


def rows_of(session: Session, events: Sequence[LoggedEvent], workdays: Workdays) -> SessionRows:
    """Return all rows of a session from its log, which must be whole, and what that folds into."""
    queued = tuple(logged.event for logged in events if isinstance(logged.event, SessionQueued))
    assert session.opened_at is not None  # noqa: S101 - a whole log begins with the opening
    day, told = today(session.opened_at), fold_facts(events)
    return SessionRows(
        session_id=session.session_id,
        seq=session.seq,
        session={
            **_stored(ExportedSession(session, queued)),
            "seq": session.seq,
            "day": day,
            "in_hours": _in_hours(session.opened_at, workdays),
            "taxpayer": _taxpayer(session),
            "transfers": sum(isinstance(logged.event, SessionTransferred) for logged in events),
            "assignments": len(told.assignments),
            "parts": encode_parts(parts_of(told)),
        },
        questions=[_question(session, asdict(question)) for question in questions_of(session)],
        fields=[{**asdict(one), "session_id": session.session_id, "day": day} for one in fields_of(session)],
        assignments=[_assignment(one) for one in taken_of(told)],
        transfers=[_transfer(session.session_id, day, number, one) for number, one in enumerate(moves_of(events), 1)],
        said=fold_messages(said_in(events)),
    )


def said_in(events: Iterable[LoggedEvent]) -> Iterator[str]:
    """Yield what both sides said to each other, in order; notes and asides of officers are not among it."""
    for logged in events:
        text = logged.event.text if isinstance(logged.event, (MessagePosted, QuestionOpened)) else None
        if text and purged_after(text) is None:
            yield text


def _stored(exported: ExportedSession) -> Values:
    """Return the columns of the export, lists as JSON."""
    row = told_of(exported)
    return {name: json.dumps(cell) if isinstance(cell, list) else cell for name, cell in row.items()}


def _question(session: Session, question: Values) -> Values:
    return {
        **question,
        "session_id": session.session_id,
        "person_key": key_of(session),
        "day": today(question["opened_at"]),
        "lost": question["lost"] // dt.timedelta.resolution,
        "solved_by": question["solved_by"] and question["solved_by"].value,
    }


def _assignment(one: Taken) -> Values:
    had = one.assignment
    assert had.end is not None  # noqa: S101 - it ends with the closing at the latest
    return {
        "session_id": one.session_id,
        "number": one.number,
        "officer_id": had.officer_id,
        "slot": had.slot,
        "start_at": had.start,
        "end_at": had.end,
        "day": today(had.start),
        "last_day": today(had.end),
        **{name: getattr(one, name) for name in ("handled", "solved", "not_solved", "score")},
    }


def _transfer(session_id: str, day: dt.date, number: int, move: Move) -> Values:
    return {
        "session_id": session_id,
        "number": number,
        "day": day,
        "from_queue": move.start.queue_id,
        "from_tier": move.start.tier,
        "to_queue": move.end.queue_id,
        "to_tier": move.end.tier,
    }


def _taxpayer(session: Session) -> str:
    taxpayer, person = session.taxpayer, session.person
    return taxpayer_prefix(taxpayer.taxpayer_id, person.person_id) if taxpayer and person else ""


def _in_hours(at: dt.datetime, workdays: Workdays) -> bool | None:
    return None if workdays.unknown_years(at, at + dt.timedelta.resolution) else workdays.is_open(at)
