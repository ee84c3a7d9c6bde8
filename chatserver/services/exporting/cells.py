"""Cells as people and programs read them: times with their zone, yes or no as words, lists as lists."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from chatserver.services.exporting.columns import Cell

C = TypeVar("C")
T = TypeVar("T")

BETWEEN: Final = ";"
_QUARTER: Final = 900_000_000
"""Offsets of today's zones are whole quarters of an hour, so within one the clock shows the same hour."""
_OF_THE_HOUR: Final = [f"{second // 60:02d}:{second % 60:02d}" for second in range(3600)]
_MILLISECONDS: Final = [f".{millisecond:03d}" for millisecond in range(1000)]
_MOST_KEPT: Final = 100_000


class Clock:
    """Tells times in one zone. Quarters of an hour are worked out once."""

    def __init__(self, zone: dt.tzinfo) -> None:
        self._zone = zone
        self._quarters: dict[int, tuple[str, int, str, float]] = {}

    def iso(self, cells: Sequence[Cell]) -> list[str | None]:
        """Return each time as ISO 8601 with milliseconds (cut, not rounded) and offset."""
        told: list[str | None] = []
        at: Any  # whole numbers, or nothing
        for at in cells:
            if at is None:
                told.append(None)
                continue
            quarter, rest = divmod(at, _QUARTER)
            hour, second, offset, _ = self._quarters.get(quarter) or self._learn(quarter)
            told.append(f"{hour}{_OF_THE_HOUR[second + rest // 1_000_000]}{_MILLISECONDS[rest // 1000 % 1000]}{offset}")
        return told

    def serial(self, at: int) -> float:
        """Return a time as spreadsheets count: days since 1899-12-30, as a clock in the zone shows it."""
        quarter = at // _QUARTER
        offset = (self._quarters.get(quarter) or self._learn(quarter))[3]
        return round((at / 1_000_000 + offset) / 86_400 + 25_569, 9)

    def _learn(self, quarter: int) -> tuple[str, int, str, float]:
        """Return the date and hour, the second of the hour at which it begins, and the offset as text and seconds."""
        if len(self._quarters) > _MOST_KEPT:
            self._quarters.clear()
        at = dt.datetime.fromtimestamp(quarter * 900, self._zone)
        text, offset = at.isoformat(timespec="seconds"), at.utcoffset() or dt.timedelta(0)
        found = text[:14], 60 * at.minute + at.second, text[19:], offset.total_seconds()
        self._quarters[quarter] = found
        return found


def each(turn: Callable[[C], T], cells: Sequence[C]) -> Sequence[T]:
    """Return what each cell is turned into; most columns have few different ones, and these are turned once."""
    different = set(cells)
    if 2 * len(different) > len(cells):
        return list(map(turn, cells))
    known = {cell: turn(cell) for cell in different}
    return [known[cell] for cell in cells]


def texts_of(cells: Sequence[Cell]) -> list[str]:
    """Return the cells of a column of texts, empty where there is none."""
    return [cell or "" for cell in cells]  # type: ignore[misc] # a column of texts holds nothing else


class Lists:
    """Reads lists from their JSON; there are few different ones."""

    def __init__(self) -> None:
        self._known: dict[Cell, list[Any] | None] = {None: None}
        self._joined: dict[Cell, str | None] = {None: None}

    def read(self, cells: Sequence[Cell]) -> list[list[Any] | None]:
        """Return each as a list."""
        return [self._known[cell] if cell in self._known else self._learn(cell) for cell in cells]

    def joined(self, cells: Sequence[Cell]) -> list[str | None]:
        """Return each as one text, its items between semicolons."""
        return [self._joined[cell] if cell in self._joined else self._join(cell) for cell in cells]

    def _learn(self, cell: Cell) -> list[Any] | None:
        if len(self._known) > _MOST_KEPT:
            self._known = {None: None}
        found: list[Any] = json.loads(str(cell))
        self._known[cell] = found
        return found

    def _join(self, cell: Cell) -> str:
        if len(self._joined) > _MOST_KEPT:
            self._joined = {None: None}
        text = BETWEEN.join(item or "" for item in json.loads(str(cell)))
        self._joined[cell] = text
        return text
