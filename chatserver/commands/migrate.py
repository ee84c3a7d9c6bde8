"""`daoban migrate`: the database's schema."""

from __future__ import annotations

import asyncio

import click

from chatserver.commands.failures import CommandFailed, Exit
from chatserver.commands.running import settings_of
from chatserver.reaching import reaching
from storage.engine import open_database
from storage.migrate import current, newest, pending, spares, upgrade


@click.command()
@click.option("--check", is_flag=True, help="Change nothing; exit code 5 when revisions are missing.")
@click.pass_context
def migrate(context: click.Context, check: bool) -> None:  # noqa: FBT001 - click passes options
    """Bring the database to what this version needs.

    Safe to run again, and on several machines at once; a failed revision leaves no trace. Nodes of the version before
    go on serving where revisions only add; where one takes something away, --check says to end them first.

    Example: DAOBAN_DATABASE_URL=postgresql://daoban@db/daoban daoban migrate
    """
    settings = settings_of(context)

    async def work() -> tuple[list[str], str | None]:
        database = open_database(settings.database_url)
        try:
            with reaching(settings.database_url):
                revisions = await (database.read(pending) if check else database.write(upgrade))
                return revisions, await database.read(current)
        finally:
            await database.close()

    revisions, reached = asyncio.run(work())
    if check and revisions:
        raise CommandFailed(_tell_missing(revisions, reached), Exit.SCHEMA)
    if revisions:
        click.echo(f"Applied {', '.join(revisions)}.")
    if reached == newest():
        click.echo(f"The database is at revision {reached}, as this version needs.")
    else:
        click.echo(f"The database is at revision {reached}; this version knows {newest()} and may serve it.")


def _tell_missing(revisions: list[str], reached: str | None) -> str:
    first = "" if spares(reached) else "end every node of the version before, then "
    return f"Missing revisions: {', '.join(revisions)}; {first}run `daoban migrate`."
