"""`daoban partition`: the events of a large PostgreSQL database, a year in a table of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from chatserver.clock import SystemClock
from chatserver.commands.failures import CommandFailed, Exit
from chatserver.commands.running import settings_of, with_database
from storage.partitioning import NotPartitioned, partition_events, parts_of

if TYPE_CHECKING:
    from storage.engine import Database


@click.command()
@click.option("--years", type=click.IntRange(1, 20), default=3, show_default=True, help="Years after this one.")
@click.pass_context
def partition(context: click.Context, years: int) -> None:
    """Split the events of a PostgreSQL database by year.

    Worth it from some hundred million events on. Nodes run on: the table is looked through beside them, then becomes
    the first part within milliseconds; nothing is copied. Later events of years without a part go to `events_later`, so
    run it again before the last year begins. Run it as the tables' owner. Ends with 4 when it cannot be done now, and
    nothing is changed then.

    \b
    Example:
      daoban partition --years 3
    """  # noqa: D301 - click keeps the lines after this mark as they are

    async def work(database: Database) -> tuple[list[str], list[str]]:
        if not database.is_shared:
            raise CommandFailed("The embedded database has no parts; this is for PostgreSQL.", Exit.DATABASE)
        try:
            made = await partition_events(database, SystemClock().now().year, years)
        except NotPartitioned as refused:
            raise CommandFailed(f"The events stay as they were: {refused}.", Exit.DATABASE) from refused
        return made, await database.read(parts_of)

    made, parts = with_database(settings_of(context), work)
    click.echo(f"Made: {', '.join(made) or 'nothing'}")
    click.echo(f"Events are in: {', '.join(parts)}")
