"""`daoban retention`: purges closed sessions whose terms are over, as a node does by itself, only faster."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from chatserver.clock import SystemClock
from chatserver.commands.counting import counted
from chatserver.commands.failures import CommandFailed, Exit
from chatserver.commands.running import settings_of, with_database
from chatserver.services.retention import Purging, due

if TYPE_CHECKING:
    from chatserver.domain.purging import Purge
    from chatserver.services.retention import Terms
    from storage.engine import Database

_AT_ONCE = 20
"""Sessions in one transaction: a quarter of a second in which a running hub waits."""


@click.group()
def retention() -> None:
    """Purge closed sessions of what is to be kept no longer: see `talk_days` and `personal_days`."""


@retention.command()
@click.option("--dry-run", is_flag=True, help="Change nothing; say how many sessions are due.")
@click.pass_context
def run(context: click.Context, dry_run: bool) -> None:  # noqa: FBT001 - click passes options
    """Purge every closed session whose term is over, at full speed; a hub may be running.

    The log keeps every event with its number, type, time and actor, and all figures stay what they were; words, names
    and values are gone. What was purged is told in the log of the session and in the table `purges`. There is no way
    back but a backup. Ends with 9 when a session could not be purged.

    \b
    Example:
      DAOBAN_TALK_DAYS=180 daoban retention run --dry-run
    """  # noqa: D301 - click keeps the lines after this mark as they are
    settings = settings_of(context)
    terms = settings.terms
    if not terms.purges:
        raise CommandFailed("Nothing is ever purged: neither talk_days nor personal_days is set.", Exit.SETTINGS)
    if dry_run:
        _tell_due(terms, with_database(settings, lambda database: due(database, terms, SystemClock().now())))
        return

    async def work(database: Database) -> tuple[int, list[str]]:
        purging, done = Purging(database, terms, SystemClock()), 0
        while (step := await purging.step(_AT_ONCE)).looked_at:
            done += len(step.done)
        return done, sorted(purging.stuck)

    done, stuck = with_database(settings, work)
    click.echo(f"{counted(done, 'purge')} done")
    for session_id in stuck:
        click.echo(f"not purged: {session_id}: its log is not whole, or it got an event meanwhile")
    if stuck:
        raise SystemExit(int(Exit.VIOLATIONS))


def _tell_due(terms: Terms, counts: dict[Purge, int]) -> None:
    for purge in terms.purges:
        click.echo(f"{purge.part.value}: {counted(counts[purge], 'session')} closed for more than {purge.days} days")
