"""`daoban serve`: one hub node until Ctrl-C or SIGTERM."""

from __future__ import annotations

import logging

import click

from chatserver.commands.logs import set_up_logging
from chatserver.commands.running import settings_of
from chatserver.serving import run

_log = logging.getLogger(__name__)


@click.command()
@click.option("--host", help="Address to listen on, instead of the setting.")
@click.option("--port", type=int, help="Port to listen on, instead of the setting; 0 takes a free one.")
@click.pass_context
def serve(context: click.Context, host: str | None, port: int | None) -> None:
    """Run a hub node for real.

    Settings come from the environment and one TOML file (`daoban settings` lists them). An embedded database is
    brought up to date first; with PostgreSQL run `daoban migrate` before. Ctrl-C or SIGTERM stops cleanly.

    \b
    Example:
      DAOBAN_BUREAUS=my-bureau=https://etax.example/jwks.json \\
      DAOBAN_ALLOWED_ORIGINS=https://etax.example \\
      DAOBAN_PUBLIC_URL=https://daoban.example daoban serve
    """  # noqa: D301 - click keeps the lines after this mark as they are
    settings = settings_of(context, host=host, port=port)
    set_up_logging(settings)
    if not settings.bureaus:
        _log.warning("no bureau is configured (DAOBAN_BUREAUS), so nobody can ask for help")
    for name, folder in (("widget", settings.widget_folder), ("officer console", settings.console_folder)):
        if not folder.is_dir():
            _log.warning("the %s is not built; run `make web`", name)
    run(settings, demo=None, ready=lambda found: _log.info("answering on %s port %s", settings.host, found))
