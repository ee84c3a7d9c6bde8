"""Writes an export piece by piece: what is read, turned and passed on is one page, however long the whole is."""

from __future__ import annotations

import contextlib
import hashlib
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from chatserver.services.exporting.datasets import DEFINITIONS, SCHEMA
from chatserver.services.exporting.xlsx import Xlsx

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from chatserver.services.exporting.asked import Asked
    from chatserver.services.exporting.columns import Page, Place
    from chatserver.services.exporting.formats import Encoder, Format
    from storage.engine import Database


class Piece(NamedTuple):
    """Some bytes of the file and how many rows they are of; `after`: where to go on, None at the end."""

    data: bytes
    rows: int
    after: Place | None


@dataclass(slots=True)
class Written:
    """What was written so far."""

    rows: int = 0
    size_bytes: int = 0
    cells_cut: int = 0
    digest: Any = field(default_factory=hashlib.sha256)

    def add(self, piece: Piece) -> None:
        """Count a piece."""
        self.rows += piece.rows
        self.size_bytes += len(piece.data)
        self.digest.update(piece.data)


async def pieces(
    database: Database,
    asked: Asked,
    format_: Format,
    *,
    size: int | None = None,
    written: Written | None = None,
    after: Place | None = None,
) -> AsyncGenerator[Piece]:
    """Yield the file; `size`: rows read at once. `after`: go on behind a piece, in a format that `goes_on`."""
    encoder = format_.make(asked.columns, asked.zone, asked.name)
    counted = written or Written()
    if after is None:
        yield _counted(counted, Piece(encoder.begin(), 0, None))
    async with contextlib.aclosing(_pages(database, asked, size or asked.dataset.size, after)) as found:
        async for page in found:
            cells = asked.chosen(page)
            rows = len(cells[0])
            yield _counted(counted, Piece(encoder.rows(cells) if rows else b"", rows, page.after))
    yield _counted(counted, Piece(encoder.end(), 0, None))
    counted.cells_cut = _cut(encoder)


async def _pages(database: Database, asked: Asked, size: int, after: Place | None) -> AsyncGenerator[Page]:
    while True:
        page = await database.read(partial(asked.page, after=after, size=size))
        yield page
        if (after := page.after) is None:
            return


def _counted(written: Written, piece: Piece) -> Piece:
    written.add(piece)
    return piece


def _cut(encoder: Encoder) -> int:
    return encoder.cut if isinstance(encoder, Xlsx) else 0


def manifest(asked: Asked, format_name: str, written: Written, now: str) -> dict[str, Any]:
    """Return what is kept beside a file: what it is, of what, and how to see that it is whole."""
    period = asked.period
    return {
        "dataset": asked.name,
        "schema": SCHEMA,
        "definitions": DEFINITIONS,
        "format": format_name,
        "rows": written.rows,
        "size_bytes": written.size_bytes,
        "sha256": written.digest.hexdigest(),
        "since": period.since.astimezone(asked.zone).isoformat() if period.since else None,
        "until": period.until.astimezone(asked.zone).isoformat(),
        "about": asked.dataset.about,
        "time_zone": str(asked.zone),
        "columns": [column.name for column in asked.columns],
        "filters": list(asked.filters),
        "masked": asked.reason is None,
        "reason": asked.reason,
        "cells_cut": written.cells_cut,
        "made_at": now,
    }
