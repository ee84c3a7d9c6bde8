"""What is left of a story when both windows are closed: its events on disk, and its row in the export."""

from __future__ import annotations

import asyncio
import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from chatserver.adapters.tickets import person_id_of
from chatserver.domain.actors import Role
from chatserver.domain.events import MessagePosted, SessionAssigned, SessionClosed, SessionEnded, SessionQueued
from chatserver.domain.guards import person_key
from chatserver.domain.session import Session, fold_all
from chatserver.serving import DEMO_ISSUER
from storage.engine import open_database
from storage.schema import sessions
from storage.sessions import load_events, load_session
from tests.e2e.demo import daoban

if TYPE_CHECKING:
    import datetime as dt

    from chatserver.domain.events import Event, LoggedEvent
    from tests.e2e.demo import Demo

EXPORT_SECONDS = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """The one session of a person: its events in order, what they fold to, and its exported row."""

    events: list[LoggedEvent]
    session: Session
    row: dict[str, Any]

    @property
    def texts(self) -> list[str]:
        """What was said, by both sides, in the order of the log."""
        return [logged.event.text for logged in self.events if isinstance(logged.event, MessagePosted)]

    def check_waits(self) -> None:
        """Work the waits out again from the bare events; the row must say the same."""
        queued, assigned = self._at(SessionQueued), self._at(SessionAssigned)
        ended, closed = self._at(SessionEnded), self._at(SessionClosed)
        answered = self._at(MessagePosted, by=Role.OFFICER)
        for name, since, until in (
            ("wait_seconds", queued, assigned),
            ("first_answer_seconds", assigned, answered),
            ("talk_seconds", assigned, ended),
            ("wrap_up_seconds", ended, closed),
        ):
            assert self.row[name] == round((until - since).total_seconds(), 3), name
            assert 0 < self.row[name] < 600, name

    def _at(self, kind: type[Event], by: Role | None = None) -> dt.datetime:
        return next(
            logged.at for logged in self.events if isinstance(logged.event, kind) and by in {None, logged.actor.role}
        )


async def read_log(demo: Demo, taxpayer_id: str, person_id: str, matter_id: str | None = None) -> Log:
    """Read the log of a person who asked for help once (with this matter): without gaps, folding to what is stored."""
    database = open_database(f"sqlite:///{demo.folder / 'daoban.sqlite3'}")
    try:
        mine = sa.select(sessions.c.session_id).where(
            sessions.c.person_key == person_key(taxpayer_id, person_id_of(DEMO_ISSUER, person_id)),
            sa.true() if matter_id is None else sessions.c.matter_id == matter_id,
        )
        session_id: str = await database.read(lambda sql: sql.scalars(mine).one())
        stored = await database.read(lambda sql: load_events(sql, session_id, 0))
        loaded = await database.read(lambda sql: load_session(sql, session_id))
    finally:
        await database.close()
    events = [item.logged for item in stored]
    assert [logged.seq for logged in events] == list(range(1, len(events) + 1))
    assert [logged.at for logged in events] == sorted(logged.at for logged in events)
    assert loaded.session == fold_all(Session(session_id=session_id), events)
    assert loaded.row_seq == len(events)
    rows = await export(demo)
    return Log(events=events, session=loaded.session, row=next(row for row in rows if row["session_id"] == session_id))


async def export(demo: Demo) -> list[dict[str, Any]]:
    """Let `daoban export` write out every session of the demo while it runs."""
    file = demo.folder / "exported.jsonl"
    exporting = await asyncio.create_subprocess_exec(
        *daoban("export", "sessions", "--format", "jsonl", "--unmask", "a test", "--output", file),
        env={**os.environ, "DAOBAN_DATA": str(demo.folder)},
    )
    assert await asyncio.wait_for(exporting.wait(), EXPORT_SECONDS) == 0
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]
