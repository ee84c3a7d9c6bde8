"""`daoban backup` and `daoban restore`: an embedded database, whole, to a file and back."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

import click

from chatserver.commands.failures import CommandFailed, Exit
from chatserver.commands.running import settings_of, sqlite_file
from storage.copying import CopyFailed, CopyFault, copy_database
from storage.migrate import newest

_FILE = click.Path(path_type=Path, dir_okay=False)
_ON_A_SERVER = "This database is on PostgreSQL: use pg_dump and pg_restore, see docs/deploy.md."
_TOLD: dict[CopyFault, tuple[str, Exit]] = {
    CopyFault.EXISTS: ("{path} is there already; nothing is ever overwritten. Name another file", Exit.FILES),
    CopyFault.NO_DATABASE: ("{path} is not a database that can be read ({words})", Exit.DATABASE),
    CopyFault.NO_DAOBAN: ("{path} is a database, but not one of Daoban", Exit.DATABASE),
    CopyFault.DAMAGED: ("{path} is damaged ({words}); take an older backup", Exit.DATABASE),
    CopyFault.NOT_WRITTEN: ("The copy cannot be written in {path} ({words}); what was begun is gone", Exit.FILES),
}


@click.command()
@click.argument("file", type=_FILE)
@click.pass_context
def backup(context: click.Context, file: Path) -> None:
    """Copy the embedded database to a new FILE.

    The copy shows one moment; the hub runs on. It is whole and looked through before it takes its name; whatever was
    purged is not in it. Files that were uploaded are not in it either: copy their folder afterwards. Ends with 8 when
    FILE is there already or cannot be written, with 4 when the database cannot be read.

    \b
    Example:
      daoban backup /backup/daoban-$(date +%F).sqlite3
    """  # noqa: D301 - click keeps the lines after this mark as they are
    database = _embedded(context)
    if not database.exists():
        raise CommandFailed(f"There is no database at {database}.", Exit.DATABASE)
    revision = _copied(database, file)
    click.echo(f"{file}: {file.stat().st_size:,} bytes, revision {revision}")


@click.command()
@click.argument("file", type=_FILE)
@click.pass_context
def restore(context: click.Context, file: Path) -> None:
    """Put a backup FILE where the database belongs.

    Where that is the configuration says, and none must be there: nothing is overwritten. Stop the hub and move the old
    file, with its -wal and -shm, out of the way first. Run it as the hub's account, or as root, who gives the database
    to the owner of its folder. Ends with 8 when there is a database, with 4 when FILE is not a whole backup, with 5
    when it is of a newer Daoban.

    \b
    Example:
      daoban restore /backup/daoban-2026-11-29.sqlite3 && daoban migrate && daoban log check
    """  # noqa: D301 - click keeps the lines after this mark as they are
    database = _embedded(context)
    if not file.exists():
        raise CommandFailed(f"There is no file {file}.", Exit.FILES)
    database.parent.mkdir(parents=True, exist_ok=True)
    revision = _copied(file, database, for_its_folder=True)
    click.echo(f"{database} is as it was backed up, at revision {revision}.")
    if revision < newest():
        click.echo("It is older than this Daoban: run `daoban migrate` before the hub is started.")


def _embedded(context: click.Context) -> Path:
    if (database := sqlite_file(settings_of(context))) is None:
        raise CommandFailed(_ON_A_SERVER, Exit.DATABASE)
    return database


def _copied(source: Path, target: Path, *, for_its_folder: bool = False) -> str:
    try:
        return copy_database(source, target, for_its_folder=for_its_folder)
    except CopyFailed as failed:
        _tell(failed)


def _tell(failed: CopyFailed) -> NoReturn:
    sentence, code = _TOLD[failed.code]
    raise CommandFailed(f"{sentence.format(path=failed.path, words=failed.words)} [{failed.code.value}].", code)
