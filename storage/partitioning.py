"""Splits the events of a PostgreSQL database by year, beside running nodes. See decision 23.

The id of a session begins with when it was opened, so a range of ids is a range of time, and the key of an event stays
its key. What there is becomes a part as it stands: nothing is copied, and nobody waits but for the swap.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final

from sqlalchemy.exc import DBAPIError

from storage.year_parts import BOUND, add_years, promise, prove, swap, to_part, withdraw

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.engine import Database
    from storage.year_parts import Piece

_TRIES: Final = 20
"""To take the constraint back: with a second's patience each, as long as a report may take, not as a backup does."""


class NotPartitioned(RuntimeError):
    """It cannot be done now; the text says why: somebody used the table too long, or it holds what no part is for.

    `made`: parts that were made before, which stay.
    """

    def __init__(self, reason: str, made: Sequence[str] = ()) -> None:
        """Keep what is told."""
        super().__init__(reason)
        self.made = made


class BoundLeft(RuntimeError):
    """The constraint on new events could not be taken back: when the year begins, nobody can write any more."""


async def partition_events(database: Database, year: int, years: int) -> list[str]:
    """Give the years after `year` parts of their own, `years` of them; return the names of what was made.

    Up to the end of `year` all is one part, which was the table itself. A second call makes what is missing, and goes
    on where one was killed. Raises NotPartitioned; BoundLeft where it has to be said how to go on, also when cancelled.
    """
    made: list[str] = []
    try:
        if piece := await database.read(lambda sql: to_part(sql, year + 1)):
            made.append(await _part(database, piece))
        return made + await database.write(lambda sql: add_years(sql, range(year + 1, year + 1 + years)))
    except DBAPIError as error:
        raise NotPartitioned(_first_line(error), made) from error


async def _part(database: Database, piece: Piece) -> str:
    """Make a piece a part, in three transactions: those that lock others out read nothing."""
    try:
        await database.write(lambda sql: promise(sql, piece))
        await database.write(lambda sql: prove(sql, piece))
        return await database.write(lambda sql: swap(sql, piece))
    except BaseException as error:  # whoever presses Ctrl-C while the rows are looked through means the same
        if not await _took_back(database):
            raise BoundLeft(f"{_first_line(error)}, and the constraint {BOUND} is still there") from error
        raise


async def _took_back(database: Database) -> bool:
    """Take the constraint back; others have their turn between two tries."""
    for _ in range(_TRIES):
        with contextlib.suppress(DBAPIError, OSError):
            await database.write(withdraw)
            return True
    return False


def _first_line(error: BaseException) -> str:
    told = error.orig if isinstance(error, DBAPIError) else error
    return str(told).partition("\n")[0] or "it was stopped"
