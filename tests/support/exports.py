"""Exports as tests read them: rows by column, times as moments."""

from __future__ import annotations

import datetime as dt
import json
import zoneinfo
from typing import TYPE_CHECKING, Any

from chatserver.services.exporting.asked import asked
from chatserver.services.exporting.columns import Kind, Period
from chatserver.services.exporting.datasets import DATASETS
from chatserver.services.exporting.formats import FORMATS
from chatserver.services.exporting.writing import Written, pieces
from tests.support.clock import START

if TYPE_CHECKING:
    from storage.engine import Database

CHINA = zoneinfo.ZoneInfo("Asia/Shanghai")
LATER = START + dt.timedelta(days=1)
REASON = "a test"


async def file_of(
    database: Database, name: str, format_: str, *, size: int | None = None, period: Period | None = None, **wish: Any
) -> tuple[bytes, Written]:
    """A whole file, and what was counted while it was written."""
    written = Written()
    wanted = asked(name, period or Period(None, LATER, LATER), CHINA, **{"reason": REASON, **wish})
    found = [piece.data async for piece in pieces(database, wanted, FORMATS[format_], size=size, written=written)]
    return b"".join(found), written


async def rows_of(database: Database, name: str, **wish: Any) -> list[dict[str, Any]]:
    """Every row of a dataset, unmasked unless told otherwise."""
    text, _ = await file_of(database, name, "jsonl", **wish)
    times = {column.name for column in DATASETS[name].columns if column.kind is Kind.TIME}
    return [
        {key: dt.datetime.fromisoformat(cell) if key in times and cell else cell for key, cell in row.items()}
        for row in map(json.loads, text.splitlines())
    ]
