"""`daoban metrics`: the service's figures from the log, and whether a second way of counting comes to the same."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import click

from chatserver.catalogue.loader import load_catalogue
from chatserver.catalogue.workdays import load_workdays
from chatserver.clock import SystemClock
from chatserver.commands.failures import CommandFailed, Exit
from chatserver.commands.metrics_text import difference_text, json_text, table
from chatserver.commands.moments import Moment, Zone, instant
from chatserver.commands.running import settings_of, with_database
from chatserver.domain.metrics_errors import CalendarUnknown, RangeInvalid
from chatserver.domain.metrics_figures import Scope
from chatserver.services.calendar import BUREAU_ZONE
from chatserver.services.metrics import SETTLED, compute_metrics, first_opened, knows_matter
from chatserver.services.metrics_check import verify_metrics

if TYPE_CHECKING:
    from chatserver.domain.metrics_figures import Result
    from chatserver.settings import Settings
    from storage.engine import Database

Command = TypeVar("Command", bound=Callable[..., Any])


HOURS = ("all", "business")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The options as they were given."""

    since: str | None
    until: str | None
    as_of: str | None
    zone: zoneinfo.ZoneInfo
    matter_id: str | None
    tier: int | None
    hours: str
    within: int
    filed_within: int


def _scope_options(command: Command) -> Command:
    """Give a command the options that say what is counted."""
    within = click.IntRange(0, 86_400)
    filed = click.IntRange(0, 10_080)
    options = (
        click.option("--since", "--from", "since", type=Moment(), help="Sessions opened from then on; else all."),
        click.option("--until", "--to", "until", type=Moment(), help="Sessions opened before then; else until now."),
        click.option("--as-of", type=Moment(), help="As the log stood then: the same figures whenever asked."),
        click.option("--zone", "--tz", "zone", type=Zone(), default=BUREAU_ZONE.key, show_default=True, help="Zone."),
        click.option("--matter", "matter_id", help="Only sessions opened for this matter."),
        click.option("--tier", type=click.IntRange(1, 3), help="Only sessions opened for this line: 1, 2 or 3."),
        click.option("--hours", type=click.Choice(HOURS), default=HOURS[0], show_default=True, help="When opened."),
        click.option("--within", type=within, default=180, show_default=True, help="T of the service level, seconds."),
        click.option("--filed-within", type=filed, default=60, show_default=True, help="N of 办成率, minutes."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.group()
def metrics() -> None:
    """Compute the service's figures from the log; docs/metrics.md defines each."""


@metrics.command()
@click.option("--format", "format_", type=click.Choice(["table", "json"]), default="table", show_default=True)
@_scope_options
@click.pass_context
def show(context: click.Context, /, format_: str, **given: Any) -> None:
    """Show every figure, with numerator and denominator.

    Counts sessions opened from --since until before --until, with all that came later. Every result says zone, period
    and moment. T (--within) is that of the service level, N (--filed-within) that of 办成率.

    Ends with 9 when something cannot be (a gap in a log, an officer beyond capacity): the figures come with it.

    \b
    Example:
      daoban metrics show --since 2026-11-01 --until 2026-12-01
      daoban metrics show --matter vat-general --hours business --format json
    """  # noqa: D301 - click keeps the lines after this mark as they are
    settings, wanted = settings_of(context), Wanted(**given)
    workdays, calendar = load_workdays(settings.catalogue_folder)

    async def work(database: Database) -> Result:
        return await compute_metrics(database, await _scope(database, wanted, settings), workdays)

    result = _answered(settings, work)
    click.echo(json_text(result, calendar) if format_ == "json" else table(result, calendar))
    _exit_for(result)


@metrics.command()
@_scope_options
@click.pass_context
def verify(context: click.Context, /, **given: Any) -> None:
    """Count every figure again by a second way that shares no code with the first, and compare.

    Reads the whole log twice; a hub may be running. Ends with 0 when all agree, with 10 when a figure differs: then
    each line names the figure, both values, and the first sessions or officers that make the difference.

    \b
    Example:
      daoban metrics verify
      daoban metrics verify --since 2026-11-01 --until 2026-12-01
    """  # noqa: D301 - click keeps the lines after this mark as they are
    settings, wanted = settings_of(context), Wanted(**given)
    workdays, calendar = load_workdays(settings.catalogue_folder)

    async def work(database: Database) -> Any:
        scope = await _scope(database, wanted, settings)
        return await verify_metrics(database, scope, workdays, calendar)

    verification = _answered(settings, work)
    click.echo(difference_text(verification))
    if verification.differences:
        raise SystemExit(int(Exit.DIFFERENT))
    _exit_for(verification.result)


def _answered(settings: Settings, work: Callable[[Database], Any]) -> Any:
    try:
        return with_database(settings, work)
    except RangeInvalid as error:
        given = f"{error.details['since']} … {error.details['until']}"
        raise click.UsageError(f"--since is not before --until, or no log can know that time: {given}") from error
    except CalendarUnknown as error:
        years = ", ".join(error.details["years"])  # type: ignore[arg-type] # a list of texts
        sentence = f"The calendar of working days has no {years}; add it to workdays.json, or ask for --hours all."
        raise CommandFailed(sentence, Exit.CATALOGUE) from error


async def _scope(database: Database, wanted: Wanted, settings: Settings) -> Scope:
    now = SystemClock().now()
    as_of = instant(wanted.as_of, wanted.zone) or now - SETTLED
    if as_of > now:
        raise click.UsageError(f"--as-of {wanted.as_of} is yet to come")
    until = instant(wanted.until, wanted.zone) or as_of
    since = instant(wanted.since, wanted.zone) or await first_opened(database)
    if since is None or (wanted.since is None and since >= until):  # a log that has nothing before
        since = until - dt.timedelta(days=1)
    await _check_matter(database, wanted.matter_id, settings)
    return Scope(
        since=since,
        until=until,
        as_of=as_of,
        zone=wanted.zone.key,
        matter_id=wanted.matter_id,
        tier=wanted.tier,
        business_only=wanted.hours == "business",
        answer_within=dt.timedelta(seconds=wanted.within),
        filed_within=dt.timedelta(minutes=wanted.filed_within),
    )


async def _check_matter(database: Database, matter_id: str | None, settings: Settings) -> None:
    """A matter that neither catalogue nor log knows is a slip, and 0 sessions would be no answer to it."""
    if matter_id is None or await knows_matter(database, matter_id):
        return
    if load_catalogue(settings.catalogue_folder, SystemClock().now().date()).find_matter(matter_id) is None:
        raise CommandFailed(f"There is no matter {matter_id}; `daoban matters list` lists all.")


def _exit_for(result: Result) -> None:
    if result.violations.counts or result.gaps:
        raise SystemExit(int(Exit.VIOLATIONS))
