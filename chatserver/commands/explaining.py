"""What to tell about errors of the machinery below: the one place that knows all of them."""

from __future__ import annotations

import errno
import socket
from typing import TYPE_CHECKING

import asyncpg
from sqlalchemy.exc import DBAPIError

from chatserver.adapters.s3 import ExtraMissing
from chatserver.catalogue.problems import CatalogueRefused
from chatserver.commands.failures import CommandFailed, Exit, schema_behind
from chatserver.reaching import DatabaseUnreachable
from chatserver.serving import SchemaBehind
from chatserver.setting_sources import SettingsError
from storage.migrate import SchemaNewer

if TYPE_CHECKING:
    from collections.abc import Iterator


def explain(error: BaseException) -> CommandFailed | None:
    """Return what to tell about an error of the machinery below, or None when it is a bug."""
    for inner in _flattened(error):
        for ask in (_explain_settings, _explain_schema, _explain_catalogue, _explain_database, _explain_files):
            if (found := ask(inner)) is not None:
                return found
    return None


def _flattened(error: BaseException) -> Iterator[BaseException]:
    """The error itself, those of a task group, and what each was raised from."""
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield from _flattened(inner)
        return
    yield error
    if error.__cause__ is not None:
        yield from _flattened(error.__cause__)


def _explain_settings(error: BaseException) -> CommandFailed | None:
    if isinstance(error, ExtraMissing):
        return CommandFailed("Files in S3 need `pip install 'daoban[s3]'`.", Exit.SETTINGS)
    if not isinstance(error, SettingsError):
        return None
    lines = "\n".join(f"  {problem}" for problem in error.problems)
    return CommandFailed(f"These settings are wrong (`daoban settings` lists all of them):\n{lines}", Exit.SETTINGS)


def _explain_schema(error: BaseException) -> CommandFailed | None:

    if isinstance(error, SchemaBehind):
        return schema_behind()
    if isinstance(error, SchemaNewer):
        sentence = (
            f"The database (revision {error.revision}) is newer than this Daoban and no longer has what it needs; "
            "install the newer version."
        )
        return CommandFailed(sentence, Exit.SCHEMA)
    return None


def _explain_catalogue(error: BaseException) -> CommandFailed | None:

    if not isinstance(error, CatalogueRefused):
        return None
    return CommandFailed(f"The catalogue is refused until this is put right:\n{error}", Exit.CATALOGUE)


def _explain_database(error: BaseException) -> CommandFailed | None:

    if isinstance(error, DatabaseUnreachable):
        return CommandFailed(str(error), Exit.DATABASE)
    if isinstance(error, DBAPIError):
        return CommandFailed(f"The database does not work: {_first_line(error.orig or error)}", Exit.DATABASE)
    if isinstance(error, asyncpg.PostgresError | asyncpg.InterfaceError):
        return CommandFailed(f"PostgreSQL refuses: {_first_line(error)}", Exit.DATABASE)
    if isinstance(error, ConnectionError | TimeoutError):
        return CommandFailed(f"The database does not answer: {_first_line(error)}", Exit.DATABASE)
    return None


def _explain_files(error: BaseException) -> CommandFailed | None:
    if not isinstance(error, OSError):
        return None
    if isinstance(error, socket.gaierror):
        return CommandFailed(f"The host to listen on has no address: {error.strerror}; see --host.", Exit.ADDRESS)
    if error.errno == errno.EADDRINUSE:
        return CommandFailed("The port is taken by another program; choose another one with --port.", Exit.ADDRESS)
    if error.errno in {errno.EADDRNOTAVAIL, errno.EACCES} and error.filename is None:
        return CommandFailed(f"Cannot listen there: {_first_line(error)}; see --host and --port.", Exit.ADDRESS)
    return _explain_disk(error)


def _explain_disk(error: OSError) -> CommandFailed | None:
    if error.filename is not None:
        reason = (error.strerror or str(error)).lower()
        return CommandFailed(f"{error.filename}: {reason}; choose another folder or file.", Exit.FILES)
    if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}:
        return CommandFailed(f"It cannot be written on: {_first_line(error)}. What is incomplete is gone.", Exit.FILES)
    return None


def _first_line(error: BaseException) -> str:
    return (str(error) or type(error).__name__).partition("\n")[0]
