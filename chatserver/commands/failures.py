"""A failure of a command that is understood: one sentence with the way out, and an exit code for scripts."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from chatserver.domain.errors import DomainError


class Exit(IntEnum):
    """Exit codes; 0 is success, 1 anything without a code of its own, 2 a wrong command line."""

    FAILED = 1
    USAGE = 2
    SETTINGS = 3
    DATABASE = 4
    SCHEMA = 5
    CATALOGUE = 6
    ADDRESS = 7
    FILES = 8
    VIOLATIONS = 9
    DIFFERENT = 10


class CommandFailed(click.ClickException):
    """A failure that is understood: a sentence for the person, a code for the script."""

    def __init__(self, sentence: str, code: Exit = Exit.FAILED) -> None:
        """`sentence` says what is wrong and what to do."""
        super().__init__(sentence)
        self.exit_code = code  # type: ignore[misc] # click reads it from the instance as well


def coded(sentence: str, error: DomainError) -> str:
    """Return a sentence that ends with the error's code, as documents, pages and the API call it."""
    return f"{sentence} ({error.code})"


def schema_behind() -> CommandFailed:
    """Return what to tell when the database lacks revisions."""
    return CommandFailed("The database is older than this Daoban; run `daoban migrate` first.", Exit.SCHEMA)
