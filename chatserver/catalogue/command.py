"""`daoban matters`: check files before they are used, list what is in force."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from chatserver.catalogue.loader import FOLDER, check_files, check_folder, load_catalogue
from chatserver.catalogue.problems import CatalogueRefused
from chatserver.clock import SystemClock

if TYPE_CHECKING:
    from collections.abc import Iterable

    from chatserver.catalogue.problems import Problem
    from chatserver.domain.catalogue import Matter

_CHINA = dt.timezone(dt.timedelta(hours=8))
_FILE = click.Path(path_type=Path)
_FOLDER_OPTION = click.option(
    "--folder", type=_FILE, default=FOLDER, show_default="the one that comes with Daoban", help="Catalogue folder."
)


@click.group()
def matters() -> None:
    """Look after the catalogue of matters: forms, errors, explanations, rules.

    A matter is one JSON file. Write a new one, check it, put it into the folder `matters`, and reload;
    docs/catalogue.md explains every part.
    """


@matters.command()
@click.argument("files", nargs=-1, type=_FILE)
@_FOLDER_OPTION
def check(files: tuple[Path, ...], folder: Path) -> None:
    """Check FILES, or the whole catalogue folder when none is named.

    Prints every problem as "file: path: reason", not only the first, and ends with 1 when there is any.

    Example: daoban matters check new/vat-general.json
    """
    problems = check_files(files) if files else check_folder(folder)
    if problems:
        click.echo(report(problems))
        raise SystemExit(1)
    count = len(files) if files else len(list((folder / "matters").glob("*.json")))
    click.echo(f"{count} files, no problems")


@matters.command(name="list")
@_FOLDER_OPTION
@click.option(
    "--on",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    default=lambda: SystemClock().now().astimezone(_CHINA),
    show_default="today in China",
    help="Day on which the matters are valid.",
)
def list_matters(folder: Path, day: dt.datetime) -> None:
    """List the matters in force: id, version, validity, numbers of steps, fields, errors and topics, name.

    Example: daoban matters list --on 2027-01-01
    """
    try:
        catalogue = load_catalogue(folder, day.date())
    except CatalogueRefused as refused:
        click.echo(report(refused.problems))
        raise SystemExit(1) from None
    click.echo(f"catalogue {catalogue.version}, valid on {catalogue.valid_on}")
    for line in table(catalogue.matters):
        click.echo(line)


def report(problems: Iterable[Problem]) -> str:
    """Return one line for each problem, in the order of files and paths."""
    return "\n".join(str(problem) for problem in sorted(problems))


def table(listed: Iterable[Matter]) -> list[str]:
    """Return the lines of `list`, the name last because its width cannot be told."""
    counts = "steps fields errors topics"
    return [f"{'id':<16} version {'from':<10} {'to':<10} {counts}  name", *(_row(matter) for matter in listed)]


def _row(matter: Matter) -> str:
    numbers = f"{len(matter.steps):>5} {len(matter.fields):>6} {len(matter.errors):>6} {len(matter.help_topics):>6}"
    until = matter.valid_to.isoformat() if matter.valid_to else "open"
    return f"{matter.id:<16} {matter.version:>7} {matter.valid_from} {until:<10} {numbers}  {matter.name.zh}"
