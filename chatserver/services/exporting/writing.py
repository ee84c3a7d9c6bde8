"""Writes an export piece by piece: what is read, turned and passed on is one page, however long the whole is."""

from __future__ import annotations

import contextlib
import hashlib
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from chatserver.services.exporting.datasets import DEFINITIONS, SCHEMA
from chatserver.services.exporting.turning import turned_by, turned_here
from chatserver.services.exporting.xlsx import Xlsx
from storage.export import find_mark

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from chatserver.services.exporting.asked import Asked
    from chatserver.services.exporting.columns import Place
    from chatserver.services.exporting.formats import Encoder, Format
    from chatserver.services.exporting.turning import Pool, Turned
    from storage.engine import Database


class Piece(NamedTuple):
    """Some bytes of the file and how many rows they are of; `after`: where to go on, None where nobody can."""

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
    pool: Pool | None = None,
) -> AsyncGenerator[Piece]:
    """Yield the file; `size`: rows read at once. `after`: go on behind a piece, in a format that `goes_on`.

    With a pool what follows the first page is made by it where rows allow it, and nobody can go on behind its pieces.
    """
    encoder = format_.make(asked.columns, asked.zone, asked.name)
    counted = written or Written()
    if after is None:
        yield _counted(counted, Piece(encoder.begin(), 0, None))
    size = size or asked.dataset.size
    async with contextlib.aclosing(_turned(database, asked, encoder, size, after, pool)) as found:
        async for turned in found:
            data = b"".join(map(encoder.add, turned.parts))
            yield _counted(counted, Piece(data, turned.rows, turned.after))
    yield _counted(counted, Piece(encoder.end(), 0, None))
    counted.cells_cut = _cut(encoder)


async def _turned(
    database: Database, asked: Asked, encoder: Encoder, size: int, after: Place | None, pool: Pool | None
) -> AsyncGenerator[Turned]:
    async with contextlib.aclosing(turned_here(database, asked, encoder, size, after)) as here:
        async for turned in here:
            yield turned
            if pool is not None and asked.dataset.is_divisible and turned.after is not None:
                after = turned.after
                break
        else:
            return
    async with contextlib.aclosing(turned_by(pool, partial(_mark, database), asked.period, size, after)) as there:
        async for turned in there:
            yield turned


async def _mark(database: Database, since: int, until: int, sessions: int) -> int | None:
    return await database.read(partial(find_mark, since=since, until=until, count=sessions))


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
