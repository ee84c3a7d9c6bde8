"""`daoban report`: reports on whole days, weeks and months as files."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from chatserver.catalogue.holder import CatalogueHolder
from chatserver.clock import SystemClock
from chatserver.commands.failures import CommandFailed, Exit
from chatserver.commands.running import gently, settings_of, with_database
from chatserver.domain.report_period import Every, Span, last_whole, span_of
from chatserver.services.calendar import today
from chatserver.services.metrics import SETTLED
from chatserver.web.pages import LANGUAGES
from chatserver.web.reports.periodic_files import Desk, due, place_of, write_report

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.engine import Database

_FOLDER: Any = click.Path(path_type=Path, file_okay=False)
_DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.group()
def report() -> None:
    """Write reports for printing.

    Of a day, a week or a month: figures, where taxpayers got stuck, and a page for the owner of each form.
    """


def _command(every: Every) -> click.Command:
    @click.option("--day", type=_DAY, help="A day of the period; without it the newest one that is over.")
    @click.option("--lang", type=click.Choice(LANGUAGES), default=LANGUAGES[0], show_default=True)
    @click.option("--output", type=_FOLDER, required=True, help="Folder; the report gets one of its own in it.")
    @click.pass_context
    def write(context: click.Context, day: dt.datetime | None, lang: str, output: Path) -> None:
        now = today(SystemClock().now())
        span = span_of(every, day.date()) if day else last_whole(every, now)
        if span.last >= now:
            raise click.UsageError(f"the period {span.first} – {span.last} is not over")
        place = place_of(output, every, span)
        if not _write(context, output, [(every, span)], lang):
            raise CommandFailed(f"{place} is there already; move it away to have it written anew.", Exit.FILES)
        click.echo(place)

    write.__doc__ = f"""Write the {every.value} report.

    Ends with 8 when there is one of this period in the folder already: it stays as it is.

    \b
    Example:
      daoban report {every.value} --output reports
    """
    return click.command(every.value)(write)


for _every in Every:
    report.add_command(_command(_every))


@report.command(hidden=True)
@click.option("--output", type=_FOLDER, required=True)
@click.option("--today", "settled", type=_DAY, required=True)
@click.pass_context
def scheduled(context: click.Context, output: Path, settled: dt.datetime) -> None:
    """Write what is due on a day, for the hub, who knows when one is settled.

    What another node has written meanwhile is not told.
    """
    gently()
    for place in _write(context, output, due(output, settled.date()), LANGUAGES[0]):
        click.echo(place)


def _write(context: click.Context, output: Path, spans: Sequence[tuple[Every, Span]], language: str) -> list[Path]:
    """Write reports; return where those are that were not there."""
    settings, now = settings_of(context), SystemClock().now()
    holder = CatalogueHolder(today(now), settings.catalogue_folder)

    async def work(database: Database) -> list[Path]:
        desk = Desk(
            database=database,
            catalogue=holder.current,
            workdays=holder.workdays,
            as_of=now - SETTLED,
            language=language,
        )
        return [place_of(output, *one) for one in spans if await write_report(desk, output, *one)]

    try:
        return with_database(settings, work)
    except OSError as error:
        raise CommandFailed(f"{output}: {error.strerror}") from error
