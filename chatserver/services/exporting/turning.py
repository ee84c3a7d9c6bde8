"""Reads a page of an export and turns it into what stands in the file: here, or in the processes of a pool."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol, TypeAlias

from chatserver.services.exporting.columns import Period
from chatserver.services.exporting.stretches import Pace, Stretch
from storage.types import from_micros, to_micros

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence

    from sqlalchemy.engine import Connection

    from chatserver.services.exporting.asked import Asked
    from chatserver.services.exporting.columns import Place
    from chatserver.services.exporting.formats import Encoder
    from storage.engine import Database

_AHEAD: Final = 6
"""Pages under way besides one for each process: with two, two cores were busy for 85 % of the time."""


class Turned(NamedTuple):
    """Rows for `Encoder.add`, in parts; `after`: where the period that was asked for goes on."""

    parts: Sequence[Any]
    rows: int
    after: Place | None


Mark: TypeAlias = "Callable[[int, int, int], Awaitable[int | None]]"
"""Tells when so many sessions of a time (`since`, `until`, in microseconds) have been opened; None: it has fewer."""


class Pool(Protocol):
    """Processes that read and turn pages of one export side by side."""

    size: int

    def turn(self, period: Period, after: Place | None, size: int) -> asyncio.Future[Turned]:
        """Begin with about `size` rows of a period behind a place."""
        ...


def turn(connection: Connection, asked: Asked, encoder: Encoder, after: Place | None, size: int) -> Turned:
    """Return about `size` rows behind a place, read on one consistent state."""
    page = asked.page(connection, after, size)
    parts, rows = [], 0
    for begin in range(0, len(page.rows), encoder.at_once):
        cells = asked.chosen(page._replace(rows=page.rows[begin : begin + encoder.at_once]))
        if cells[0]:
            parts.append(encoder.turned(cells))
            rows += len(cells[0])
    return Turned(parts, rows, page.after)


async def turned_here(
    database: Database, asked: Asked, encoder: Encoder, size: int, after: Place | None
) -> AsyncGenerator[Turned]:
    """Yield what lies behind a place, page by page."""
    while True:
        found = await database.read(partial(turn, asked=asked, encoder=encoder, after=after, size=size))
        yield found
        if (after := found.after) is None:
            return


@dataclass(slots=True, eq=False)
class _Part:
    """A stretch in its place in the order, and the page of it that is being made."""

    stretch: Stretch
    page: asyncio.Future[Turned] | None = None


async def turned_by(pool: Pool, mark: Mark, period: Period, size: int, after: Place) -> AsyncGenerator[Turned]:
    """Yield what lies behind a place, in order; of no page it is known where to go on.

    So many pages are under way that no process waits for a slow neighbour, and so few that memory stays small.
    """
    pace = Pace(size)
    line = [_Part(Stretch(int(after[0]), to_micros(period.until), after))]
    try:
        while line:
            while (part := _next(line, pool.size + _AHEAD)) is not None:
                found = await mark(part.stretch.since, part.stretch.until, pace.sessions)
                part.stretch, rest = part.stretch.cut(found, pace.sessions)
                part.page = pool.turn(_period(part.stretch, period), part.stretch.after, size)
                if rest is not None:
                    line.insert(line.index(part) + 1, _Part(rest))
            part = line.pop(0)
            assert part.page is not None  # noqa: S101 - the first of the line was begun
            turned = await part.page
            pace.learn(part.stretch, turned.rows, is_whole=turned.after is None)
            yield turned._replace(after=None)
            if turned.after is not None:
                line.insert(0, _Part(part.stretch.behind(turned.after)))
    finally:
        for part in line:
            if part.page is not None:
                part.page.cancel()


def _next(line: list[_Part], most: int) -> _Part | None:
    """Return the part to begin next: the first always, another if fewer than `most` pages are under way."""
    waiting = [part for part in line if part.page is None]
    if waiting and (waiting[0] is line[0] or len(line) - len(waiting) < most):
        return waiting[0]
    return None


def _period(stretch: Stretch, whole: Period) -> Period:
    return Period(from_micros(stretch.since), from_micros(stretch.until), whole.as_of or whole.until)
