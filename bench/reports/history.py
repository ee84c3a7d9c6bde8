"""The history that is read: made once by `daoban simulate`, kept in a folder that later runs may use again."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from bench import seed
from chatserver.clock import SystemClock
from storage.engine import open_database
from storage.logins import add_login
from storage.migrate import upgrade
from storage.officers import NewOfficer, add_officer, load_names
from storage.schema import events, logins, sessions
from storage.schema_reports import simulations

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.engine import Connection

FILE = "daoban.sqlite3"
ANALYST, LOGIN = "bench-analyst", "bench-analyst-login"
OFFICERS = 50
"""Who talk while others export."""
_DAYS = 364


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """A made history: its days, how much there is of it, and how long the making took (None: it was there)."""

    folder: Path
    first: dt.date
    last: dt.date
    sessions: int
    events: int
    size_bytes: int
    seconds: float | None = None

    @property
    def url(self) -> str:
        """Where its database is."""
        return f"sqlite:///{self.folder / FILE}"


def make(folder: Path, count: int, last: dt.date) -> None:
    """Invent `count` sessions of the year up to `last`."""
    first = last - dt.timedelta(_DAYS)
    simulate = ["simulate", "--sessions", f"{count}", "--from", f"{first}", "--to", f"{last}"]
    for command in (simulate, ["facts", "catch-up"]):
        subprocess.run(
            [sys.executable, "-m", "chatserver", *command],
            env={**os.environ, "DAOBAN_DATA": str(folder)},
            check=True,
            stdout=subprocess.DEVNULL,
        )


async def look(folder: Path) -> History:
    """Return what is there, with an analyst who may read it and people who may talk."""
    database = open_database(f"sqlite:///{folder / FILE}")
    try:
        has_people = await database.write(_prepare)
        first, last, count, logged = await database.read(_extent)
    finally:
        await database.close()
    if not has_people:
        await seed.prepare(folder, officers=OFFICERS, capacity=1)
    size = sum(path.stat().st_size for path in folder.glob(f"{FILE}*"))
    return History(folder=folder, first=first, last=last, sessions=count, events=logged, size_bytes=size)


def _prepare(connection: Connection) -> bool:
    """Let the analyst in, and people who may talk; tell whether these are here from an earlier run."""
    upgrade(connection)
    now, known = SystemClock().now(), load_names(connection)
    if ANALYST not in known:
        new = NewOfficer(officer_id=ANALYST, name="分析员", tier=0, capacity=0, skills=("report",), password_hash="-")
        add_officer(connection, new, now)
    has_people = seed.officer_id(0) in known
    people = {seed.officer_id(number): seed.login_of(number) for number in range(OFFICERS)} if has_people else {}
    for officer_id, login in {ANALYST: LOGIN, **people}.items():  # those of an earlier run may be over
        connection.execute(sa.delete(logins).where(logins.c.officer_id == officer_id))
        add_login(connection, login, officer_id, now, now + dt.timedelta(hours=12))
    return has_people


def _extent(connection: Connection) -> tuple[dt.date, dt.date, int, int]:
    """Return the days of the invented sessions, whoever has talked since; how many sessions and events there are."""
    first, last = connection.execute(sa.select(simulations.c.first, simulations.c.last)).one()
    count = connection.scalar(sa.select(sa.func.count()).select_from(sessions)) or 0
    logged = connection.scalar(sa.select(sa.func.count()).select_from(events)) or 0
    return first, last, count, logged
