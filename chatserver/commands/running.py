"""What commands share: the settings of this call, and a piece of work on the database."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click
import sqlalchemy as sa

from chatserver.commands.failures import CommandFailed, Exit, schema_behind
from chatserver.reaching import reaching
from chatserver.setting_sources import load_settings
from chatserver.settings import Settings
from storage.engine import open_database
from storage.migrate import pending

if TYPE_CHECKING:
    from storage.engine import Database

T = TypeVar("T")

_NICENESS = 10


def settings_of(context: click.Context, **command_line: object) -> Settings:
    """Return the settings of this call; options of the command (None: not given) win. Raises SettingsError."""
    call = context.find_root().obj or {}
    return load_settings(call["environment"], config=call["config"], command_line=command_line)


def with_database(settings: Settings, work: Callable[[Database], Awaitable[T]]) -> T:
    """Run `work` on the database of the settings, which must exist and be current."""

    async def run() -> T:

        database = open_database(settings.database_url)
        try:
            with reaching(settings.database_url):
                await _check_current(database)
            return await work(database)
        finally:
            await database.close()

    if (path := sqlite_file(settings)) is not None and not path.exists():
        sentence = f"There is no database at {path}; `daoban migrate` makes one, `daoban demo` one for a demo."
        raise CommandFailed(sentence, Exit.DATABASE)
    return asyncio.run(run())


def gently() -> None:
    """Leave the machine to whoever else wants it: where the system can, whoever wakes up goes first, at once."""
    if hasattr(os, "sched_setscheduler"):
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    elif hasattr(os, "nice"):
        os.nice(_NICENESS)


def sqlite_file(settings: Settings) -> Path | None:
    """Return the file of an embedded database, or None for a server."""
    url = sa.make_url(settings.database_url)
    return Path(url.database or "") if url.get_backend_name() == "sqlite" else None


async def _check_current(database: Database) -> None:

    if await database.read(pending):
        raise schema_behind()
