"""`daoban officers`: accounts of officers."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from chatserver.adapters.passwords import Passwords
from chatserver.catalogue.loader import load_catalogue
from chatserver.clock import SystemClock
from chatserver.commands.counting import counted
from chatserver.commands.failures import CommandFailed
from chatserver.commands.running import settings_of, with_database
from chatserver.domain.officer import LANGUAGE, RIGHTS
from chatserver.services.calendar import today
from chatserver.services.login import MAX_PASSWORD, MIN_PASSWORD
from chatserver.settings import Settings
from storage.logins import revoke_all
from storage.officers import NewOfficer, add_officer, load_officers, set_password_hash

if TYPE_CHECKING:
    from chatserver.domain.officer import Officer
    from storage.engine import Database

ANY_MATTER: Final = "*"
_LANGUAGE_SKILL: Final = re.compile(f"{LANGUAGE}[a-z]{{2,3}}")
_PASSWORD_FILE = click.option(
    "--password-file",
    type=click.Path(path_type=Path, allow_dash=True),
    help="Read the password from this file, `-` for standard input; asked for otherwise.",
)


@click.group()
def officers() -> None:
    """Look after officers' accounts.

    An officer signs in to the console with id and password, and is offered sessions about the matters they know.
    """


@officers.command()
@click.argument("officer_id")
@click.option("--name", required=True, help="Name on duty, as taxpayers see it: 导办01.")
@click.option("--name-en", help="The same in English: Guide 01.")
@click.option("--tier", type=click.IntRange(0, 3), default=1, show_default=True, help="1 一线 … 3 三线; 0 supervises.")
@click.option("--capacity", type=click.IntRange(0, 10), default=3, show_default=True, help="Most sessions at once.")
@click.option(
    "--skill",
    "skills",
    multiple=True,
    help="A matter id of `daoban matters list`, a language as lang:en, monitor (supervisor), report (analyst) or"
    " unmask (exports that show who somebody is); again for more.",
)
@_PASSWORD_FILE
@click.pass_context
def add(
    context: click.Context,
    officer_id: str,
    name: str,
    name_en: str | None,
    tier: int,
    capacity: int,
    skills: tuple[str, ...],
    password_file: Path | None,
) -> None:
    """Add an officer, off duty.

    Example: daoban officers add of8 --name 导办08 --name-en "Guide 08" --skill vat-general --skill payment
    """
    settings = settings_of(context)
    if not re.fullmatch(r"[A-Za-z0-9._-]{1,64}", officer_id):
        raise CommandFailed("An officer id has 1 to 64 letters, digits, dots, dashes or underscores.")
    _check_skills(settings, skills)
    password = _ask_password(password_file)
    now = SystemClock().now()

    async def work(database: Database) -> bool:
        new = NewOfficer(
            officer_id=officer_id,
            name=name,
            name_en=name_en,
            tier=tier,
            capacity=capacity,
            skills=skills if _besides_languages(skills) else (ANY_MATTER, *skills),
            password_hash=await _hash(password),
        )
        return await database.write(lambda sql: add_officer(sql, new, now))

    if not with_database(settings, work):
        raise CommandFailed(f"There is an officer {officer_id} already; `daoban officers list` shows all.")
    click.echo(f"Added {officer_id} {name}; sign in at /console/.")


@officers.command(name="list")
@click.pass_context
def list_officers(context: click.Context) -> None:
    """List the officers: id, tier, slots in use, status, presence, skills, name, name in English.

    Example: daoban officers list
    """
    now = SystemClock().now()

    async def work(database: Database) -> list[Officer]:
        return await database.read(lambda sql: load_officers(sql, now))

    found = with_database(settings_of(context), work)
    width = max((len(officer.officer_id) for officer in found), default=0)
    for officer in found:
        presence = "connected" if officer.present else "not connected"
        click.echo(
            f"{officer.officer_id:<{width}}  tier {officer.tier}  {len(officer.taken)}/{officer.capacity} slots  "
            f"{officer.status.value:<9}  {presence:<13}  {' '.join(sorted(officer.skills))}  {_names(officer)}"
        )
    click.echo(counted(len(found), "officer"))


@officers.command()
@click.argument("officer_id")
@_PASSWORD_FILE
@click.pass_context
def set_password(context: click.Context, officer_id: str, password_file: Path | None) -> None:
    """Give an officer a new password and end all their logins.

    Example: daoban officers set-password of8
    """
    settings = settings_of(context)
    password = _ask_password(password_file)
    now = SystemClock().now()

    async def work(database: Database) -> int | None:
        password_hash = await _hash(password)
        return await database.write(
            lambda sql: revoke_all(sql, officer_id, now) if set_password_hash(sql, officer_id, password_hash) else None
        )

    ended = with_database(settings, work)
    if ended is None:
        raise CommandFailed(f"There is no officer {officer_id}; `daoban officers list` shows all.")
    click.echo(f"The password of {officer_id} is changed; logins ended: {ended}.")


def _names(officer: Officer) -> str:
    return f"{officer.name}  {officer.name_en}" if officer.name_en else officer.name


def _ask_password(file: Path | None) -> str:
    """Return the password from the file, or as typed twice; never from the command line, where others can read it."""
    if file is None:
        if not sys.stdin.isatty():
            raise CommandFailed("Nobody is there to type a password; give it with --password-file.")
        password = str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
    else:
        content = sys.stdin.read() if str(file) == "-" else file.read_text("utf-8")
        password = content.rstrip("\r\n")
    if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
        raise CommandFailed(f"A password has {MIN_PASSWORD} to {MAX_PASSWORD} characters.")
    return password


def _check_skills(settings: Settings, skills: tuple[str, ...]) -> None:
    known = {matter.id for matter in load_catalogue(settings.catalogue_folder, today(SystemClock().now())).matters}
    unknown = sorted(_besides_languages(skills) - known - RIGHTS - {ANY_MATTER})
    if unknown:
        raise CommandFailed(f"No such matter: {', '.join(unknown)}; there are {', '.join(sorted(known))}.")


def _besides_languages(skills: tuple[str, ...]) -> set[str]:
    """Return the matters and roles among skills."""
    return {skill for skill in skills if not _LANGUAGE_SKILL.fullmatch(skill)}


async def _hash(password: str) -> str:
    passwords = Passwords()
    try:
        return await passwords.hash(password)
    finally:
        passwords.close()
