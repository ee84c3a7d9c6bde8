"""`daoban doctor`: what is configured, what answers, what is missing; the exit code says whether a hub would run."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import click
import sqlalchemy as sa

from chatserver.adapters.clamd import Clamd
from chatserver.adapters.jwks import open_keys
from chatserver.adapters.redis_finding import connect
from chatserver.adapters.redis_link import LinkError
from chatserver.catalogue.loader import load_catalogue
from chatserver.catalogue.problems import CatalogueRefused
from chatserver.clock import SystemClock
from chatserver.commands.counting import counted
from chatserver.commands.explaining import explain
from chatserver.commands.failures import Exit
from chatserver.commands.running import settings_of, sqlite_file
from chatserver.reaching import reaching
from chatserver.redis_address import parse_redis
from chatserver.services.calendar import today
from storage.engine import open_database
from storage.migrate import current, newest, pending
from storage.year_parts import BOUND, bound_tables

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.engine import Connection

    from chatserver.settings import Settings

ANSWER_SECONDS: Final = 5.0
OK, NOTE, WRONG = "ok", "note", "wrong"
_BOUND_LEFT: Final = (
    f"{{tables}} has the constraint {BOUND}: unless `daoban partition` is running now, one was killed, and no session "
    "can be opened from the coming year on; run it again"
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: `outcome` ok, note (works, but read it) or wrong (a hub would not run, or not for everybody)."""

    outcome: str
    subject: str
    words: str


@click.command()
@click.pass_context
def doctor(context: click.Context) -> None:
    """Say what is configured, what answers and what is missing.

    Looks at settings, data folder, database, schema, catalogue, Redis, bureaus' keys and built front ends, and changes
    nothing. Ends with 1 when something is wrong, with 0 when all is well or there are only notes.

    Example: daoban --config /etc/daoban.toml doctor
    """
    settings = settings_of(context)
    findings = asyncio.run(_examine(settings))
    width = max(len(finding.subject) for finding in findings)
    for finding in findings:
        click.echo(f"{finding.outcome:<5}  {finding.subject:<{width}}  {finding.words}")
    wrong = sum(finding.outcome == WRONG for finding in findings)
    click.echo(f"{wrong} wrong" if wrong else "Nothing is wrong.")
    if wrong:
        raise SystemExit(int(Exit.FAILED))


async def _examine(settings: Settings) -> list[Finding]:
    found = [_settings(settings), _data_folder(settings.data_folder)]
    checks: list[tuple[str, Callable[[Settings], AsyncIterator[Finding]]]] = [
        ("database", _database),
        ("catalogue", _catalogue),
        ("redis", _redis),
        ("bureaus", _bureaus),
        ("files", _files),
        ("front ends", _front_ends),
    ]
    for subject, check in checks:
        try:
            async with asyncio.timeout(2 * ANSWER_SECONDS):
                found += [finding async for finding in check(settings)]
        except TimeoutError:
            found.append(Finding(WRONG, subject, "no answer in time"))
        except Exception as error:  # noqa: BLE001 - an examination goes on to the end
            told = explain(error)
            found.append(Finding(WRONG, subject, told.message if told else f"{type(error).__name__}: {error}"))
    return found


def _settings(settings: Settings) -> Finding:
    given = [f"{name} ({source})" for name, source in settings.sources.items()]
    return Finding(OK, "settings", ", ".join(given) or "all at their defaults")


def _data_folder(folder: Path) -> Finding:
    if not folder.exists():
        parent = next(parent for parent in folder.absolute().parents if parent.exists())
        if os.access(parent, os.W_OK):
            return Finding(NOTE, "data folder", f"{folder} will be made at the first start")
        return Finding(WRONG, "data folder", f"{folder} cannot be made: no permission to write to {parent}")
    try:
        with tempfile.TemporaryFile(dir=folder):
            return Finding(OK, "data folder", f"{folder} can be written")
    except OSError as error:
        return Finding(WRONG, "data folder", f"{folder} cannot be written: {(error.strerror or '').lower()}")


async def _database(settings: Settings) -> AsyncIterator[Finding]:
    if (path := sqlite_file(settings)) is not None and not path.exists():
        yield Finding(NOTE, "database", f"{path} will be made at the first start")
        return
    database = open_database(settings.database_url)
    try:
        version = "SELECT sqlite_version()" if database.dialect == "sqlite" else "SHOW server_version"
        with reaching(settings.database_url):
            number = await database.read(lambda sql: sql.execute(sa.text(version)).scalar_one())
        yield Finding(OK, "database", f"{database.dialect} {number} answers")
        yield await database.read(_schema)
        if database.is_shared and (tables := await database.read(bound_tables)):
            yield Finding(WRONG, "parts", _BOUND_LEFT.format(tables=", ".join(tables)))
    finally:
        await database.close()


def _schema(sql: Connection) -> Finding:
    if missing := pending(sql):
        return Finding(WRONG, "schema", f"revisions {', '.join(missing)} are missing; run `daoban migrate`")
    if (reached := current(sql)) != newest():
        return Finding(OK, "schema", f"revision {reached}, of a newer version; it may be served, too")
    return Finding(OK, "schema", f"revision {reached}")


async def _catalogue(settings: Settings) -> AsyncIterator[Finding]:
    try:
        catalogue = load_catalogue(settings.catalogue_folder, today(SystemClock().now()))
    except CatalogueRefused as refused:
        count = counted(len(refused.problems), "problem")
        yield Finding(WRONG, "catalogue", f"{count}, the first: {refused.problems[0]}; see `daoban matters check`")
        return
    yield Finding(OK, "catalogue", f"{catalogue.version}, {counted(len(catalogue.matters), 'matter')} in force today")


async def _redis(settings: Settings) -> AsyncIterator[Finding]:
    if settings.redis_url is None:
        yield Finding(OK, "redis", "not configured; one node needs none")
        return
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            link = await connect(parse_redis(settings.redis_url), lambda _channel, _payload: None)
        words = (await link.ask("INFO", "server")).decode()
        link.abort()
    except TimeoutError:
        yield Finding(WRONG, "redis", "does not answer in time")
        return
    except (LinkError, OSError) as error:
        yield Finding(WRONG, "redis", f"does not answer: {error}")
        return
    about = dict(line.split(":", 1) for line in words.splitlines() if ":" in line)
    yield Finding(OK, "redis", f"{about.get('server_name', 'redis')} {about.get('redis_version')} answers")


async def _bureaus(settings: Settings) -> AsyncIterator[Finding]:
    if not settings.bureaus:
        yield Finding(NOTE, "bureaus", "none (DAOBAN_BUREAUS): nobody can ask for help but in a demo")
    for issuer, source in settings.bureaus.items():
        keys = open_keys(source, SystemClock())
        try:
            count = await keys.load()
        finally:
            await keys.close()
        subject = f"bureau {issuer}"
        if keys.trouble is not None:
            yield Finding(WRONG, subject, f"keys at {source} cannot be read: {keys.trouble}")
        else:
            yield Finding(OK, subject, f"{counted(count, 'key')} at {source}")


async def _files(settings: Settings) -> AsyncIterator[Finding]:
    where = f"bucket {settings.files_s3_bucket}" if settings.files_s3_bucket else str(settings.kept_files)
    yield Finding(OK, "files", f"kept in {where}")
    if settings.redis_url is not None and settings.files_key is None:
        words = "several nodes need the same DAOBAN_FILES_KEY, or a folder of files that all of them share"
        yield Finding(NOTE, "files", words)
    if settings.files_scanner is None:
        yield Finding(NOTE, "scanner", "none (DAOBAN_FILES_SCANNER): files are not scanned for viruses")
    elif await Clamd(settings.files_scanner, ANSWER_SECONDS).ping():
        yield Finding(OK, "scanner", f"clamd at {settings.files_scanner} answers")
    else:
        yield Finding(WRONG, "scanner", f"clamd at {settings.files_scanner} does not answer; files wait")


async def _front_ends(settings: Settings) -> AsyncIterator[Finding]:
    needed = {"widget": settings.widget_folder / "daoban.js", "console": settings.console_folder / "index.html"}
    for name, path in needed.items():
        yield Finding(OK, name, "built") if path.is_file() else Finding(WRONG, name, "not built; run `make web`")
