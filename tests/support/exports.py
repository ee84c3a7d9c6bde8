"""Exports as tests read them: rows by column, times as moments."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import zoneinfo
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from chatserver.services.exporting.asked import asked
from chatserver.services.exporting.columns import Kind, Period
from chatserver.services.exporting.datasets import DATASETS
from chatserver.services.exporting.formats import FORMATS
from chatserver.services.exporting.turning import Turned, turn
from chatserver.services.exporting.writing import Written, pieces
from tests.support.clock import START

if TYPE_CHECKING:
    from chatserver.services.exporting.asked import Asked
    from chatserver.services.exporting.columns import Place
    from chatserver.services.exporting.formats import Encoder
    from storage.engine import Database

CHINA = zoneinfo.ZoneInfo("Asia/Shanghai")
LATER = START + dt.timedelta(days=1)
REASON = "a test"


async def file_of(
    database: Database,
    name: str,
    format_: str,
    *,
    size: int | None = None,
    period: Period | None = None,
    by_pool: bool = False,
    **wish: Any,
) -> tuple[bytes, Written]:
    """A whole file, and what was counted while it was written."""
    written = Written()
    wanted = asked(name, period or Period(None, LATER, LATER), CHINA, **{"reason": REASON, **wish})
    kind = FORMATS[format_]
    pool = PoolHere(database, wanted, kind.make(wanted.columns, CHINA, name)) if by_pool else None
    found = [piece.data async for piece in pieces(database, wanted, kind, size=size, written=written, pool=pool)]
    return b"".join(found), written


@dataclass
class PoolHere:
    """Makes pages as the processes of a pool do, with an encoder of its own, in this process."""

    database: Database
    asked: Asked
    encoder: Encoder
    size: int = 2

    def turn(self, period: Period, after: Place | None, size: int) -> asyncio.Future[Turned]:
        wish = replace(self.asked, period=period)
        work = partial(turn, asked=wish, encoder=self.encoder, after=after, size=size)
        return asyncio.get_running_loop().create_task(self.database.read(work))


async def rows_of(database: Database, name: str, **wish: Any) -> list[dict[str, Any]]:
    """Every row of a dataset, unmasked unless told otherwise."""
    text, _ = await file_of(database, name, "jsonl", **wish)
    times = {column.name for column in DATASETS[name].columns if column.kind is Kind.TIME}
    return [
        {key: dt.datetime.fromisoformat(cell) if key in times and cell else cell for key, cell in row.items()}
        for row in map(json.loads, text.splitlines())
    ]
