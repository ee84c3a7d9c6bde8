"""`daoban partition`: the events of a large PostgreSQL database, a year in a table of its own."""

from __future__ import annotations

import asyncio
import signal
from functools import partial
from typing import TYPE_CHECKING, Final

import click

from chatserver.clock import SystemClock
from chatserver.commands.failures import CommandFailed, Exit
from chatserver.commands.running import settings_of, with_database
from storage.partitioning import BoundLeft, NotPartitioned, partition_events
from storage.year_parts import parts_of

if TYPE_CHECKING:
    from storage.engine import Database

_BOUND_LEFT: Final = (
    "{reason}: while it is, no session can be opened from the coming year on. Run `daoban partition` again when "
    "nothing long (a backup, a report) uses the table, or drop the constraint; `daoban doctor` names its table."
)


@click.command()
@click.option("--years", type=click.IntRange(1, 20), default=3, show_default=True, help="Years after this one.")
@click.pass_context
def partition(context: click.Context, years: int) -> None:
    """Split the events of a PostgreSQL database by year.

    Worth it from some hundred million events on. Nodes run on: the table is looked through beside them, then becomes
    the first part within milliseconds; nothing is copied. Later events of years without a part go to `events_later`, so
    run it again before the last year begins; else those years become one part. Run it as the tables' owner. Ends with 4
    when it cannot be done now, and says what was changed: mostly nothing.

    \b
    Example:
      daoban partition --years 3
    """  # noqa: D301 - click keeps the lines after this mark as they are

    async def work(database: Database) -> tuple[list[str], list[str]]:
        if not database.is_shared:
            raise CommandFailed("The embedded database has no parts; this is for PostgreSQL.", Exit.DATABASE)
        _stop_as_by_ctrl_c()
        return await _made(database, years), await database.read(parts_of)

    made, parts = with_database(settings_of(context), work)
    click.echo(f"Made: {', '.join(made) or 'nothing'}")
    click.echo(f"Events are in: {', '.join(parts)}")


async def _made(database: Database, years: int) -> list[str]:
    try:
        return await partition_events(database, SystemClock().now().year, years)
    except NotPartitioned as refused:
        what = f"Made: {', '.join(refused.made)}; no more" if refused.made else "The events stay as they were"
        raise CommandFailed(f"{what}: {refused}. It may be tried again.", Exit.DATABASE) from refused
    except BoundLeft as left:
        raise CommandFailed(_BOUND_LEFT.format(reason=left), Exit.DATABASE) from left


def _stop_as_by_ctrl_c() -> None:
    """Who is ended, or loses the terminal, takes back what was begun, as with Ctrl-C."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, partial(signal.raise_signal, signal.SIGINT))
