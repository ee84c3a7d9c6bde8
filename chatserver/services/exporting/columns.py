"""What an export consists of: columns of five kinds, and pages of plain rows in one order that never changes.

Cells are as the database keeps them, so that a million rows cost seconds: a time is microseconds since 1970 UTC, yes or
no is 1 or 0, a list is its JSON text, what is not there is None.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

Cell: TypeAlias = str | int | float | None
Cells: TypeAlias = tuple[Cell, ...]
Place: TypeAlias = tuple[str | int, ...]
"""Where a page ended; JSON can keep it."""
WORDS: Final = (0, 0)
"""For `Column.kept`: free words can tell anything, so a masked export keeps none of them."""
FEW: Final = 500
"""Rows whose cells stay in a core's cache while they become text; a page that is quick to read is larger."""
WITHHELD: Final = "***"
"""What stands for words of which nobody can tell what they give away."""


class Kind(StrEnum):
    """What the cells of a column are."""

    TEXT = "text"
    COUNT = "whole number"
    NUMBER = "number"
    TIME = "time"
    YES_NO = "yes or no"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its stable name, the kind of its cells, what it means.

    `kept`: it tells who somebody is; how many characters of it a masked export keeps, first and last. `WORDS`: none,
    not even how many there were.
    """

    name: str
    kind: Kind
    meaning: str
    kept: tuple[int, int] | None = None


def session_place(after: Place | None) -> tuple[int, str] | None:
    """Return a place behind a session: when it was opened, and its id."""
    return (int(after[0]), str(after[1])) if after else None


def row_place(after: Place | None) -> tuple[int, str, int] | None:
    """Return a place behind one row of a session: as `session_place`, and the row's number."""
    return (int(after[0]), str(after[1]), int(after[2])) if after else None


class Period(NamedTuple):
    """From `since` (None: from the first on) to before `until`, as the log stood at `as_of` (None: at `until`)."""

    since: dt.datetime | None
    until: dt.datetime
    as_of: dt.datetime | None = None


class Page(NamedTuple):
    """Some rows in order, and where they end; `after` is None when there is nothing more.

    `names`: the columns of the rows; None: all of the dataset, in their order.
    """

    rows: Sequence[Cells]
    after: Place | None
    names: Sequence[str] | None = None


Load: TypeAlias = "Callable[[Connection, Period, Place | None, int, Collection[str]], Page]"
"""Returns the page behind a place, of about so many rows, with the columns that are named; on one consistent state."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """One kind of rows. `about`: what the period is about; `size`: rows a page for whoever has nothing else to do.

    `is_divisible`: the rows of a period are those of its parts, wherever it is cut.
    """

    columns: tuple[Column, ...]
    load: Load
    about: str
    size: int
    is_divisible: bool = True

    @property
    def names(self) -> list[str]:
        """The columns' names, in order."""
        return [column.name for column in self.columns]
