"""`daoban facts`: what reports read, how far it is behind the log, making it faster, anew, and checking it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from chatserver.catalogue.workdays import load_workdays
from chatserver.clock import SystemClock
from chatserver.commands.counting import counted
from chatserver.commands.failures import Exit
from chatserver.commands.running import settings_of, with_database
from chatserver.services import facts
from chatserver.services.facts_check import verify_facts
from chatserver.services.hours import keep_hours
from chatserver.services.months import make_months
from chatserver.services.officer_days import make_days
from chatserver.services.stuck_spans import keep_spans
from storage.facts_check import forget_all

if TYPE_CHECKING:
    from chatserver.services.facts_check import FactsChecked
    from storage.engine import Database
    from storage.facts import Backlog


@click.group("facts")
def facts_command() -> None:
    """Look after what reports read of closed sessions; all of it is made from the log."""


@facts_command.command()
@click.pass_context
def show(context: click.Context) -> None:
    """Say how many closed sessions reports do not know yet, and of which nothing can be said.

    Ends with 9 when a log is not whole.

    \b
    Example:
      daoban facts show
    """  # noqa: D301 - click keeps the lines after this mark as they are
    behind: Backlog = with_database(settings_of(context), facts.backlog)
    since = f", the longest closed at {behind.since_at.isoformat()}" if behind.since_at else ""
    click.echo(f"{counted(behind.sessions, 'session')} due{since}")
    for session_id, seq in behind.gaps:
        click.echo(f"gap: {session_id} #{seq}: its log is not whole, so it is in no figure")
    if behind.gaps:
        raise SystemExit(int(Exit.VIOLATIONS))


@facts_command.command("catch-up")
@click.pass_context
def catch_up(context: click.Context) -> None:
    """Make the facts of all sessions that are due, at full speed; a hub may be running.

    \b
    Example:
      daoban facts catch-up
    """  # noqa: D301 - click keeps the lines after this mark as they are
    settings = settings_of(context)
    workdays, _ = load_workdays(settings.catalogue_folder)

    async def work(database: Database) -> int:
        done = 0
        while made := await facts.catch_up(database, workdays, most=200):
            done += made
        while await facts.sum_up(database):
            pass
        while await make_months(database, SystemClock().now(), most=1):
            pass
        while await keep_hours(database, SystemClock().now(), most=10):
            pass
        while await make_days(database, SystemClock().now(), most=10):
            pass
        while await keep_spans(database, SystemClock().now(), most=10):
            pass
        return done

    click.echo(f"{counted(with_database(settings, work), 'session')} caught up")


@facts_command.command()
@click.pass_context
def rebuild(context: click.Context) -> None:
    """Forget everything that was made of the log, so that it is made anew: after a change of a definition.

    Until it is, pages say how many sessions are missing. `daoban facts catch-up` hurries.

    \b
    Example:
      daoban facts rebuild && daoban facts catch-up
    """  # noqa: D301 - click keeps the lines after this mark as they are

    async def work(database: Database) -> int:
        return await database.write(forget_all)

    click.echo(f"{counted(with_database(settings_of(context), work), 'session')} due")


@facts_command.command()
@click.pass_context
def verify(context: click.Context) -> None:
    """Compare the facts of every session with its log, and what is kept of days and more with these facts.

    Ends with 0 when all agree, else with 10 and the first that differ. Sessions that are due are left out.

    \b
    Example:
      daoban facts verify
    """  # noqa: D301 - click keeps the lines after this mark as they are
    settings = settings_of(context)
    workdays, _ = load_workdays(settings.catalogue_folder)

    async def work(database: Database) -> FactsChecked:
        return await verify_facts(database, workdays)

    checked: FactsChecked = with_database(settings, work)
    compared = f"{counted(checked.sessions, 'session')} and {counted(checked.days, 'day')}"
    if not checked.named:
        click.echo(f"{compared}: facts and sums are what the log says")
        return
    wrong = (
        f"{checked.wrong_sessions} sessions, {checked.wrong_days} days, {checked.wrong_months} months,"
        f" {checked.wrong_hours} days of hours, {checked.wrong_officer_days} days of officers"
        f" and {checked.wrong_spans} spans"
    )
    click.echo(f"{compared}: {wrong} differ")
    for subject in checked.named:
        click.echo(f"  {subject}")
    raise SystemExit(int(Exit.DIFFERENT))
