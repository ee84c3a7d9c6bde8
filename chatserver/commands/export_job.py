"""`daoban export job`: writes one export that the hub makes in the background, and tells it how far it is."""

from __future__ import annotations

import errno
import sys
from contextlib import aclosing
from typing import TYPE_CHECKING

import click
import msgspec

from chatserver.adapters.export_worker import DISK_FULL
from chatserver.bulk import in_bulk
from chatserver.clock import SystemClock
from chatserver.commands.running import gently, settings_of, with_database
from chatserver.services.exporting.drafts import Draft, write_draft

if TYPE_CHECKING:
    from storage.engine import Database


@click.command(hidden=True)
@click.pass_context
def job(context: click.Context) -> None:
    """Read a draft as JSON from standard input; write a line of JSON for each word about it."""
    draft = msgspec.json.decode(sys.stdin.buffer.read(), type=Draft)
    gently()

    async def work(database: Database) -> None:
        made_at = SystemClock().now().isoformat(timespec="seconds")
        async with aclosing(write_draft(database, draft, made_at)) as words:
            async for told in words:
                click.echo(msgspec.json.encode(told._asdict()))

    try:
        with in_bulk():
            with_database(settings_of(context), work)
    except OSError as error:
        if error.errno not in {errno.ENOSPC, errno.EDQUOT}:
            raise
        click.echo(f"no room for {draft.path}", err=True)
        context.exit(DISK_FULL)
