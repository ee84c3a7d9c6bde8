"""Puts told logs on disk, as the journal would have: events, and a row for each session."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from chatserver.domain.session import Session, fold_all
from storage.codec import encode
from storage.officers import NewOfficer, add_officer
from storage.schema import officer_events
from storage.sessions import StoredEvent, session_row
from storage.writing import insert_events, save_sessions
from tests.support.clock import START

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy.engine import Connection

    from chatserver.domain.events import LoggedEvent
    from chatserver.domain.metrics_officers import OfficerLog
    from storage.engine import Database


async def put_on_disk(
    database: Database, logs: Iterable[Sequence[LoggedEvent]], officers: Iterable[OfficerLog] = ()
) -> None:
    """Write all of it in one transaction; officers without a capacity are no longer there."""

    def work(sql: Connection) -> None:
        for log in logs:
            insert_events(sql, [StoredEvent(logged, encode(logged.event)) for logged in log])
            save_sessions(sql, [session_row(fold_all(Session(session_id=log[0].session_id), log))])
        for officer in officers:
            _put_officer(sql, officer)

    await database.write(work)


def _put_officer(sql: Connection, officer: OfficerLog) -> None:
    name = officer.officer_id
    if officer.capacity is not None:
        given = NewOfficer(
            officer_id=name, name=name, tier=1, capacity=officer.capacity, skills=("*",), password_hash="-"
        )
        add_officer(sql, given, START)
    for seq, at, status in officer.statuses:
        row = {"officer_id": name, "seq": seq, "at": at, "status": status, "reason": None, "cause": "officer"}
        sql.execute(sa.insert(officer_events).values(row))
