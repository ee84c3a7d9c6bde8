"""A backup that is made while people talk holds all that was acknowledged before, and a hub lives on it.

On SQLite by `daoban backup` and `restore`, on PostgreSQL by its own pg_dump and pg_restore, as docs/deploy.md says.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import itertools
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from chatserver.catalogue.loader import FOLDER
from chatserver.catalogue.workdays import load_workdays
from chatserver.domain.metrics_figures import Scope
from chatserver.services import messaging, opening
from chatserver.services.log_check import Wanted, check_log
from chatserver.services.metrics_check import verify_metrics
from storage.copying import copy_database
from storage.engine import SqliteDatabase
from storage.schema import events
from tests.services.test_earlier import over, talk
from tests.support.builders import OFFICER, a_context, a_principal
from tests.support.hub import a_hub, assert_every_session_is_its_log, on_duty
from tests.support.opening import opening as opened
from tests.support.postgres import OWNER, execute, launcher
from tests.support.recorder import RecordingPublisher

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from chatserver.catalogue.holder import CatalogueHolder
    from chatserver.services.hub import Hub
    from storage.engine import Database
    from tests.support.clock import FakeClock

WORKDAYS, CALENDAR = load_workdays(FOLDER)
LONG = "一句话" * 300


async def backed_up(database: Database, folder: Path, port: int, name: str) -> Path:
    """A backup of the database in a file."""
    file = folder / name
    if isinstance(database, SqliteDatabase):
        await asyncio.to_thread(copy_database, folder / "daoban.sqlite3", file)
    else:
        await program(port, "pg_dump", "--format=custom", database.url.rpartition("/")[2], target=file)
    return file


@contextlib.asynccontextmanager
async def restored(database: Database, file: Path, port: int, server: Any) -> AsyncIterator[Database]:
    """The database of a backup, at a new place."""
    if isinstance(database, SqliteDatabase):
        new = file.parent / "new.sqlite3"
        await asyncio.to_thread(copy_database, file, new)
        async with opened(f"sqlite:///{new}") as found:
            yield found
        return
    await execute(server, "CREATE DATABASE restored TEMPLATE template0")
    await program(port, "pg_restore", "--exit-on-error", "--no-owner", "--dbname=restored", source=file)
    async with opened(server.url("restored")) as found:
        yield found
    await execute(server, "DROP DATABASE restored WITH (FORCE)")


async def program(
    port: int, name: str, *arguments: str, source: Path | None = None, target: Path | None = None
) -> None:
    """Run one of PostgreSQL's programs on the test's server, and wait for its end."""
    command = launcher().command(name, "--host=127.0.0.1", f"--port={port}", f"--username={OWNER}", *arguments)
    with contextlib.ExitStack() as files:
        given = files.enter_context(source.open("rb")) if source else asyncio.subprocess.DEVNULL
        taken = files.enter_context(target.open("wb")) if target else asyncio.subprocess.DEVNULL
        running = await asyncio.create_subprocess_exec(*command, stdin=given, stdout=taken, **launcher().user)  # type: ignore[arg-type] # as in process.py
        assert await running.wait() == 0


class Talking:
    """Officer and taxpayers who talk without a pause until they are told to stop; remembers what was acknowledged."""

    def __init__(self, hub: Hub, session_ids: list[str]) -> None:
        self._hub, self._ids = hub, session_ids
        self.acknowledged: list[str] = []
        self.stopped = False
        self._spoken = asyncio.Event()

    async def run(self) -> None:
        number = 0
        while not self.stopped:
            for session_id in self._ids:
                number += 1
                await messaging.post(self._hub, OFFICER, session_id, f"m{number}", f"{number} {LONG}")
                self.acknowledged.append(f"m{number}")
            self._spoken.set()

    async def say_more(self) -> None:
        self._spoken.clear()
        await self._spoken.wait()


async def backed_up_during(talking: Talking, database: Database, folder: Path, port: int) -> tuple[int, Path]:
    """A backup in the course of which something was said; and how much had been acknowledged when it began."""
    for attempt in itertools.count():  # a small one may fall between two messages
        before = len(talking.acknowledged)
        file = await backed_up(database, folder, port, f"backup-{attempt}")
        if len(talking.acknowledged) > before:
            return before, file
    raise AssertionError


async def logs_of(database: Database) -> dict[str, list[Any]]:
    query = sa.select(events).order_by(events.c.session_id, events.c.seq)
    found: dict[str, list[Any]] = {}
    for row in await database.read(lambda sql: [*sql.execute(query)]):
        found.setdefault(row.session_id, []).append(tuple(row))
    return found


async def figures(database: Database, as_of: dt.datetime) -> Any:
    scope = Scope(since=as_of - dt.timedelta(days=1), until=as_of + dt.timedelta(days=1), as_of=as_of)
    verified = await verify_metrics(database, scope, WORKDAYS, CALENDAR)
    assert verified.differences == ()
    return verified.result.figures


async def test_a_backup_under_way_of_talk_holds_what_was_acknowledged_and_a_hub_lives_on_it(
    database: Database,
    catalogue: CatalogueHolder,
    clock: FakeClock,
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> None:
    server = request.getfixturevalue("postgres_server") if database.is_shared else None
    port = server.port if server is not None else 0
    async with a_hub(database, catalogue, clock, RecordingPublisher()) as hub:
        await on_duty(hub)
        await over(hub, clock)
        ids = [await talk(hub, f"pe{number}", f"tp{number}") for number in (2, 3)]
        until = clock.now()
        clock.advance(60)
        talking = Talking(hub, ids)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(talking.run())
            await talking.say_more()
            before, file = await backed_up_during(talking, database, tmp_path, port)
            await talking.say_more()
            talking.stopped = True
        told, log = await figures(database, until), await logs_of(database)
    async with restored(database, file, port, server) as copy:
        kept = await logs_of(copy)
        assert kept.keys() == log.keys()
        for session_id, rows in kept.items():
            assert rows == log[session_id][: len(rows)]
        everything = str(kept)
        for client_msg_id in talking.acknowledged[:before]:
            assert f'"client_msg_id":"{client_msg_id}"' in everything
        assert (await check_log(copy, Wanted())).clean
        assert await figures(copy, until) == told
        async with a_hub(copy, catalogue, clock, RecordingPublisher()) as again:
            await messaging.post(again, OFFICER, ids[0], "after", "还在")
            await opening.open_session(again, a_principal("tp9", "pe9"), a_context(), locale="zh-CN", explained=True)
            await assert_every_session_is_its_log(again)
