"""`daoban simulate`: an invented history, to try reports, exports and screens on."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TYPE_CHECKING

import click

from chatserver.catalogue.holder import CatalogueHolder
from chatserver.clock import SystemClock
from chatserver.commands.counting import counted
from chatserver.commands.failures import CommandFailed
from chatserver.commands.running import settings_of, sqlite_file, with_database
from chatserver.services.calendar import today
from chatserver.simulation.history import DatabaseNotEmpty, Maker, Plan, Workers, simulate
from storage.engine import open_database
from storage.migrate import upgrade

if TYPE_CHECKING:
    from chatserver.settings import Settings
    from storage.engine import Database

_DAY = click.DateTime(["%Y-%m-%d"])
_USUAL_DAYS = 60


@click.command("simulate")
@click.option("--sessions", type=click.IntRange(1, 5_000_000), default=5_000, show_default=True, help="How many.")
@click.option("--from", "first", type=_DAY, help="First day; 60 days ago unless given.")
@click.option("--to", "last", type=_DAY, help="Last day, included; yesterday unless given.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same history.")
@click.option("--processes", type=click.IntRange(1, 64), help="How many make it; one a core unless given.")
@click.pass_context
def simulate_command(
    context: click.Context,
    sessions: int,
    first: dt.datetime | None,
    last: dt.datetime | None,
    seed: int,
    processes: int | None,
) -> None:
    """Invent a history of sessions into an EMPTY database, by the rules of live traffic.

    Everybody in it is invented and named so, and every page of figures says that its data is simulated. A database
    that holds any session is left alone.

    \b
    Example:
      DAOBAN_DATA=./tryout daoban simulate --sessions 20000 --from 2026-09-01 --to 2026-11-27
      daoban demo --data ./tryout
    """  # noqa: D301 - click keeps the lines after this mark as they are
    settings, now = settings_of(context), SystemClock().now()
    plan = _plan(sessions, first, last, seed, today(now))
    holder = CatalogueHolder(today(now), settings.catalogue_folder)
    maker = Maker(plan, holder.current, holder.workdays)

    async def work(database: Database) -> int:
        begun = (plan, settings.catalogue_folder, today(now))
        count = processes or os.cpu_count() or 1
        with (
            ProcessPoolExecutor(count, get_context("spawn"), initializer=Workers.start, initargs=begun) as pool,
            click.progressbar(length=plan.sessions, label="Simulating", file=sys.stderr) as bar,
        ):
            return await simulate(database, maker, now, lambda done: bar.update(done - bar.pos), pool)

    if (path := sqlite_file(settings)) is not None and not path.exists():
        asyncio.run(_make(settings))
    try:
        count = with_database(settings, work)
    except DatabaseNotEmpty:
        raise CommandFailed("There are sessions in this database; a simulation needs an empty one.") from None
    click.echo(f"{counted(count, 'simulated session')} from {plan.first} to {plan.last}, seed {plan.seed}.")


async def _make(settings: Settings) -> None:
    database = open_database(settings.database_url)
    try:
        await database.write(upgrade)
    finally:
        await database.close()


def _plan(sessions: int, first: dt.datetime | None, last: dt.datetime | None, seed: int, on: dt.date) -> Plan:
    end = last.date() if last else on - dt.timedelta(1)
    begin = first.date() if first else end - dt.timedelta(_USUAL_DAYS)
    if begin > end:
        raise click.UsageError(f"--from {begin} is after --to {end}")
    if end >= on:
        raise click.UsageError(f"--to {end} is not over yet: what is to come must not be in a log")
    return Plan(sessions=sessions, first=begin, last=end, seed=seed)
