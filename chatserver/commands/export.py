"""`daoban export`: what the log holds, as files for spreadsheets and programs."""

from __future__ import annotations

import contextlib
import os
import sys
import zoneinfo
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from chatserver.adapters.export_pool import ExportPool, is_possible
from chatserver.bulk import in_bulk
from chatserver.clock import SystemClock
from chatserver.commands.counting import counted
from chatserver.commands.export_job import job
from chatserver.commands.export_output import output_to
from chatserver.commands.export_reference import reference
from chatserver.commands.failures import CommandFailed, Exit, coded
from chatserver.commands.moments import Moment, Zone, instant
from chatserver.commands.running import gently, settings_of, with_database
from chatserver.domain.export_job import LEAST_REASON, MOST_REASON, ReasonMissing, clean_reason
from chatserver.services.exporting.asked import ColumnUnknown, FilterInvalid, FilterMasked, TooManyFilters, asked
from chatserver.services.exporting.columns import Period
from chatserver.services.exporting.datasets import DATASETS
from chatserver.services.exporting.formats import CSV_WITH_BOM, FORMATS
from chatserver.services.exporting.parquet import ParquetMissing
from chatserver.services.exporting.writing import Written, manifest, pieces

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from chatserver.commands.export_output import Output
    from chatserver.services.exporting.asked import Asked
    from chatserver.services.exporting.formats import Format
    from chatserver.settings import Settings
    from storage.engine import Database

_FILE: Any = click.Path(path_type=Path, dir_okay=False)
_MOST_PROCESSES = 8
_BETWEEN_WORDS = 10_000
"""Rows between two words about how far it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The options as they were given."""

    format_: str
    since: str | None
    until: str | None
    zone: zoneinfo.ZoneInfo
    columns: str | None
    where: tuple[str, ...]
    unmask: str | None
    output: Path | None
    bom: bool
    processes: int | None
    gently: bool


@click.group()
def export() -> None:
    """Write out what the log holds."""


@export.command(hidden=True)
def columns() -> None:
    """Print docs/export.md."""
    click.echo(reference(), nl=False)


def _options() -> list[Callable[[Any], Any]]:
    return [
        click.option("--format", "format_", type=click.Choice([*FORMATS]), default="csv", show_default=True),
        click.option("--from", "since", type=Moment(), help="From this day or time on; all unless given."),
        click.option("--to", "until", type=Moment(), help="Before this day or time; until now unless given."),
        click.option("--tz", "zone", type=Zone(), default="Asia/Shanghai", show_default=True, help="Zone of times."),
        click.option("--columns", help="Names with commas between them, in this order; all unless given."),
        click.option("--where", multiple=True, metavar="COLUMN=VALUE", help="Only rows with this; again for or, and."),
        click.option("--unmask", metavar="REASON", help="Show names, numbers and words; why is kept in the manifest."),
        click.option("--output", type=_FILE, help="File to write, with a manifest beside it; else standard output."),
        click.option("--bom", is_flag=True, help="Begin the CSV with a byte order mark, so that Excel reads UTF-8."),
        click.option("--processes", type=click.IntRange(1, _MOST_PROCESSES), help="How many write it; one a core."),
        click.option("--gently", is_flag=True, hidden=True, help="Leave the machine to whoever else wants it."),
    ]


def _command(name: str) -> click.Command:
    dataset = DATASETS[name]

    def write(context: click.Context, /, **given: Any) -> None:
        _write(context, name, Wanted(**given))

    write.__doc__ = f"""Write {name}, one row each, oldest first.

    --from and --to are about {dataset.about}, and half-open: months put one after another hold every row once.
    docs/export.md explains each column. A file appears under its name when it is complete.

    \b
    Example:
      daoban export {name} --from 2026-11-01 --to 2026-12-01 --format xlsx --output november.xlsx
    """
    command: Any = click.pass_context(write)
    for option in reversed(_options()):
        command = option(command)
    return click.command(name)(command)


for _name in DATASETS:
    export.add_command(_command(_name))
export.add_command(job)


def _write(context: click.Context, name: str, wanted: Wanted) -> None:
    settings, wish = settings_of(context), _asked(name, wanted)
    if wanted.gently:
        gently()
    format_ = CSV_WITH_BOM if wanted.bom and wanted.format_ == "csv" else FORMATS[wanted.format_]

    try:
        with in_bulk(), _pool(settings, wish, format_, wanted) as pool, output_to(wanted.output) as output:
            written = with_database(settings, partial(_written, wish, format_, output, pool))
            output.keep(manifest(wish, wanted.format_, written, SystemClock().now().isoformat(timespec="seconds")))
    except ParquetMissing as error:
        sentence = coded(f"{error.message} pip install 'daoban[parquet]'", error)
        raise CommandFailed(sentence, Exit.SETTINGS) from error
    except BrokenProcessPool as error:
        raise CommandFailed("A process of this export was ended from outside; is there too little memory?") from error
    click.echo(counted(written.rows, name.removesuffix("s")), err=True)


async def _written(
    asked: Asked, format_: Format, output: Output, pool: ExportPool | None, database: Database
) -> Written:
    written = Written()
    async with contextlib.aclosing(pieces(database, asked, format_, written=written, pool=pool)) as found:
        async for piece in found:
            output.file.write(piece.data)
            _tell(written.rows, piece.rows)
    return written


@contextlib.contextmanager
def _pool(settings: Settings, asked: Asked, format_: Format, wanted: Wanted) -> Iterator[ExportPool | None]:
    """Start the processes, before anything else runs; yields None where one is enough."""
    count = wanted.processes or (1 if wanted.gently else min(os.cpu_count() or 1, _MOST_PROCESSES))
    if count == 1 or not is_possible():
        yield None
        return
    pool = ExportPool(settings.database_url, asked, format_, count)
    try:
        yield pool
    finally:
        pool.close()


def _asked(name: str, wanted: Wanted) -> Asked:
    first, last = instant(wanted.since, wanted.zone), instant(wanted.until, wanted.zone) or SystemClock().now()
    if first is not None and first >= last:
        raise click.UsageError(f"--from {wanted.since} is not before --to {wanted.until or 'now'}")
    names = [part.strip() for part in wanted.columns.split(",")] if wanted.columns else []
    reason = None if wanted.unmask is None else _reason(wanted.unmask)
    if wanted.unmask is not None and wanted.output is None:
        raise click.UsageError("--unmask needs --output: the reason is kept in the manifest beside the file")
    period = Period(first, last, SystemClock().now())
    try:
        return asked(name, period, wanted.zone, columns=names, filters=wanted.where, reason=reason)
    except ColumnUnknown as error:
        known = ", ".join(DATASETS[name].names)
        sentence = f"{name} have no column {error.details['column']!r}. Columns: {known}"
        raise click.UsageError(coded(sentence, error)) from error
    except FilterInvalid as error:
        raise click.UsageError(coded(f"--where {error.details['filter']!r}: {error.message}", error)) from error
    except FilterMasked as error:
        sentence = f"--where {error.details['column']}: it is masked; with --unmask REASON it can choose rows"
        raise click.UsageError(coded(sentence, error)) from error
    except TooManyFilters as error:
        sentence = f"{error.details['given']} filters are given, {error.details['most']} at the most"
        raise click.UsageError(coded(sentence, error)) from error


def _reason(told: str) -> str:
    try:
        return clean_reason(told)
    except ReasonMissing as error:
        sentence = f"--unmask needs a reason of {LEAST_REASON} to {MOST_REASON} characters"
        raise click.UsageError(coded(sentence, error)) from error


def _tell(rows: int, more: int) -> None:
    """Say how far it is, to a person who looks on."""
    if sys.stderr.isatty() and rows // _BETWEEN_WORDS > (rows - more) // _BETWEEN_WORDS:
        click.echo(f"\r{rows} rows …", nl=False, err=True)
