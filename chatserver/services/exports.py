"""What can be exported, by name; and what of it is masked for those who need no names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from chatserver.domain.masking import mask
from chatserver.services.export import COLUMNS, stream_sessions
from chatserver.services.export_questions import QUESTION_COLUMNS, stream_questions

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import AsyncIterator

    from chatserver.services.export import Column, Row
    from storage.engine import Database

_MASKED = {"taxpayer_id": (0, 4), "taxpayer_name": (1, 0), "receipt": (0, 4)}
"""Columns that tell who it is, and how many characters of them stay at either end."""


class Stream(Protocol):
    """Yields rows of what was asked or opened in a period, oldest first."""

    def __call__(
        self, database: Database, since: dt.datetime | None, until: dt.datetime, zone: dt.tzinfo, size: int = ...
    ) -> AsyncIterator[Row]:
        """Return the rows; `size`: how many are read at once."""
        ...


@dataclass(frozen=True, slots=True)
class Dataset:
    """One kind of rows."""

    columns: tuple[Column, ...]
    stream: Stream


DATASETS = {
    "sessions": Dataset(COLUMNS, stream_sessions),
    "questions": Dataset(QUESTION_COLUMNS, stream_questions),
}


def masked(row: Row) -> Row:
    """Return the row without what tells who it is."""
    return {
        name: _hidden(name, cell) if name in _MASKED and isinstance(cell, str) else cell for name, cell in row.items()
    }


def _hidden(name: str, cell: str) -> str:
    first, last = _MASKED[name]
    return mask(cell, first, last)
