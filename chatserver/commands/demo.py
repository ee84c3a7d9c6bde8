"""`daoban demo`: hub, officer console and demo e-tax bureau in one process, with accounts that are told."""

from __future__ import annotations

import asyncio
import os
import secrets
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from chatserver.catalogue.holder import CatalogueHolder
from chatserver.clock import SystemClock
from chatserver.commands.demo_cast import seed
from chatserver.commands.logs import set_up_logging
from chatserver.commands.running import settings_of
from chatserver.services.calendar import today
from chatserver.serving import Demo, run
from chatserver.settings import Settings

if TYPE_CHECKING:
    from chatserver.domain.catalogue import Catalogue

PASSWORD_FILE: Final = "demo-officer-password"  # noqa: S105 - a file's name
_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that are mistaken for each other when read from a screen."""


@click.command()
@click.option("--port", type=int, help="Port to listen on; 8080 unless set, 0 takes a free one.")
@click.option("--data", type=click.Path(path_type=Path), help="Folder for database, keys and files; ./data unless set.")
@click.option("--host", help="Address to listen on; 127.0.0.1 unless set, so that nobody else gets in.")
@click.pass_context
def demo(context: click.Context, port: int | None, data: Path | None, host: str | None) -> None:
    """Try Daoban on this machine: hub, console and a demo e-tax bureau.

    The first start makes the data folder with invented taxpayers, officers and a password; later ones keep it.
    When everything answers, the addresses and accounts are printed. Ctrl-C stops.

    \b
    Example:
      daoban demo --port 8090 --data /tmp/daoban
    """  # noqa: D301 - click keeps the lines after this mark as they are
    settings = settings_of(context, port=port, data=data, host=host)
    set_up_logging(settings, quiet=True)
    clock = SystemClock()
    catalogue = CatalogueHolder(today(clock.now()), settings.catalogue_folder).current
    password = _password(settings.data_folder)
    asyncio.run(seed(settings, catalogue, password, clock.now()))
    run(
        settings, demo=Demo(officer_password=password), ready=lambda found: _greet(settings, catalogue, password, found)
    )


def _password(folder: Path) -> str:
    """Return the demo officers' password, made at the first start; readable by the owner only."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / PASSWORD_FILE
    if not path.exists():
        fresh = "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(fresh + "\n")
    return path.read_text("ascii").strip()


def _greet(settings: Settings, catalogue: Catalogue, password: str, port: int) -> None:
    shown = "127.0.0.1" if settings.host in {"0.0.0.0", "::", ""} else settings.host  # noqa: S104 - compared, not bound
    base = settings.public_url or f"http://{f'[{shown}]' if ':' in shown else shown}:{port}"
    officers = [f"{item.id} {item.name.zh}" for item in catalogue.demo.officers] if catalogue.demo else []
    for line in (
        "",
        "Daoban is running.",
        "",
        f"  Start here       {base}/",
        f"  Side by side     {base}/try  (bureau and officer console in one window)",
        f"  E-tax bureau     {base}/bureau/  (choose a taxpayer, no password)",
        f"  Officer console  {base}/console/  (password of every demo officer: {password})",
        f"  Officers         {'  '.join(officers)}",
        "",
        f"  Data is kept in {settings.data_folder.absolute()}. Ctrl-C stops.",
        *_missing(settings),
    ):
        click.echo(line)
    sys.stdout.flush()


def _missing(settings: Settings) -> list[str]:
    folders = {"widget": settings.widget_folder, "officer console": settings.console_folder}
    return [f"  Not built yet: the {name}; run `make web`." for name, path in folders.items() if not path.is_dir()]
