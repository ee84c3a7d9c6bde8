"""What the wallboard shows, read at most once a second however many look: now, the last hour, and today.

Now is the hall; the last hour is the log, so every node draws the same line; today is `overview`, the same as
`daoban metrics show`. Each part says how old it is.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from chatserver.domain.wall import longest_at, waiting_at, wall_of
from chatserver.services.calendar import today
from chatserver.services.metrics import SETTLED
from chatserver.services.overview import chosen_days, overview
from chatserver.services.stuck import Days
from storage.history import is_simulated
from storage.waits import load_waits

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from chatserver.domain.wall import Wait, Wall
    from chatserver.services.hub import Hub
    from chatserver.services.overview import Overview

T = TypeVar("T")

NOW_LASTS: Final = dt.timedelta(seconds=1)
TODAY_LASTS: Final = dt.timedelta(seconds=15)
"""Sessions that go on are folded for it, those of the last hour looked at one by one: 0.1 s on a day of 12,000."""
MINUTE: Final = dt.timedelta(minutes=1)
"""How far apart the points of the line are; the past does not change, so it is read once a minute."""
LINE: Final = dt.timedelta(minutes=60)
BEFORE: Final = dt.timedelta(minutes=10)
"""With when the number of those who wait is compared."""
_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """The figures of the day so far; their moment is `figures.scope.as_of`."""

    figures: Overview
    is_simulated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """The last hour up to a full minute: every stay in a queue that reaches into it, and the line made of them."""

    waits: Sequence[Wait]
    line: Mapping[dt.datetime, dt.timedelta]


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """Everything that is shown. `line`: the longest wait at each full minute of the last hour, oldest first."""

    now: Wall
    waiting_before: int
    line: Mapping[dt.datetime, dt.timedelta]
    today: Today


class Kept(Generic[T]):
    """Something that is read anew in each stretch of time in which anybody asks; who asks meanwhile shares it."""

    def __init__(self, lasting: dt.timedelta, read: Callable[[dt.datetime], Awaitable[T]]) -> None:
        """Nothing is read yet."""
        self._lasting = lasting
        self._read = read
        self._reading = asyncio.Lock()
        self._kept: tuple[int, T] | None = None

    async def get(self, now: dt.datetime) -> T:
        """Return it as it was in this stretch."""
        async with self._reading:
            stretch = (now - _EPOCH) // self._lasting
            if self._kept is None or self._kept[0] != stretch:
                self._kept = None  # a reading that fails leaves nothing old behind
                self._kept = stretch, await self._read(now)
            return self._kept[1]


class WallReader:
    """Reads the wallboard of one node."""

    def __init__(self, hub: Hub) -> None:
        """Nothing is read yet."""
        self._hub = hub
        self._board = Kept(NOW_LASTS, self._read)
        self._past = Kept(MINUTE, self._read_past)
        self._today = Kept(TODAY_LASTS, self._read_today)

    async def look(self) -> Board:
        """Return what is to be shown: the same to all who look within a second."""
        return await self._board.get(self._hub.clock.now())

    async def _read(self, asked_at: dt.datetime) -> Board:
        past = await self._past.get(asked_at - SETTLED)
        return Board(
            now=await self._read_now(),
            waiting_before=waiting_at(past.waits, asked_at - BEFORE),
            line=past.line,
            today=await self._today.get(asked_at),
        )

    async def _read_now(self) -> Wall:
        hall = await self._hub.hall.look()
        queue_ids = [matter.queue_id for matter in self._hub.catalogue.matters]
        return wall_of(queue_ids, hall.unassigned, hall.officers, hall.at)

    async def _read_past(self, settled: dt.datetime) -> Past:
        last = settled - (settled - _EPOCH) % MINUTE
        waits = await self._hub.database.read(partial(load_waits, since=last - LINE))
        return Past(waits=waits, line=longest_at(waits, [last - LINE + n * MINUTE for n in range(LINE // MINUTE + 1)]))

    async def _read_today(self, now: dt.datetime) -> Today:
        day = today(now)
        chosen = chosen_days(Days(first=day, last=day))
        figures = await overview(self._hub.database, chosen, self._hub.workdays, now - SETTLED)
        return Today(figures=figures, is_simulated=await self._hub.database.read(is_simulated))
