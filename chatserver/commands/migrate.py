"""`daoban migrate`: the database's schema."""

from __future__ import annotations

import asyncio

import click

from chatserver.commands.failures import CommandFailed, Exit
from chatserver.commands.running import settings_of
from chatserver.reaching import reaching
from storage.engine import open_database
from storage.migrate import newest, pending, upgrade


@click.command()
@click.option("--check", is_flag=True, help="Change nothing; exit code 5 when revisions are missing.")
@click.pass_context
def migrate(context: click.Context, check: bool) -> None:  # noqa: FBT001 - click passes options
    """Bring the database to what this version needs.

    Safe to run again, on several machines at once, and while nodes of the version before still run: revisions add,
    they take nothing away within a release. A failed revision leaves no trace.

    Example: DAOBAN_DATABASE_URL=postgresql://daoban@db/daoban daoban migrate
    """
    settings = settings_of(context)

    async def work() -> list[str]:
        database = open_database(settings.database_url)
        try:
            with reaching(settings.database_url):
                return await (database.read(pending) if check else database.write(upgrade))
        finally:
            await database.close()

    revisions = asyncio.run(work())
    if check and revisions:
        raise CommandFailed(f"Missing revisions: {', '.join(revisions)}; run `daoban migrate`.", Exit.SCHEMA)
    if revisions:
        click.echo(f"Applied {', '.join(revisions)}.")
    click.echo(f"The database is at revision {newest()}, as this version needs.")
