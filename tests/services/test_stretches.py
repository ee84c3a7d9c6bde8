"""Pages made side by side: whatever the times and the sizes, every row comes once and in order."""

from __future__ import annotations

import asyncio
import datetime as dt
from bisect import bisect_right
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st
from typing_extensions import override

from chatserver.services.exporting.columns import Period
from chatserver.services.exporting.stretches import Pace, Stretch
from chatserver.services.exporting.turning import Turned, turned_by
from storage.types import from_micros, to_micros

if TYPE_CHECKING:
    from chatserver.services.exporting.columns import Place

Row = tuple[int, str]
DAY = 86_400_000_000
TIMES = st.one_of(st.integers(0, 5), st.integers(0, DAY), st.integers(0, 400 * DAY))


class Shelf:
    """Answers as datasets do, out of rows in order; notes how many pages are under way at most."""

    def __init__(self, rows: list[Row], size: int) -> None:
        self.rows, self.size = rows, size
        self.begun = self.taken = self.most = 0

    async def mark(self, since: int, until: int, sessions: int) -> int | None:
        """Rows are as many as a few sessions have, or as hundreds have."""
        times = [at for at, _ in self.rows if since < at < until]
        return next(iter(times[sessions // self.size :]), None)

    def turn(self, period: Period, after: Place | None, size: int) -> asyncio.Future[Turned]:
        assert period.since is not None
        self.begun += 1
        self.most = max(self.most, self.begun - self.taken)
        since, until = to_micros(period.since), to_micros(period.until)
        wanted = [row for row in self.rows if since <= row[0] < until]
        begin = bisect_right(wanted, (int(after[0]), str(after[1]))) if after else 0
        page = wanted[begin : begin + size]
        found: asyncio.Future[Turned] = asyncio.get_running_loop().create_future()
        found.set_result(Turned(page, len(page), page[-1] if len(page) == size else None))
        return found


@given(
    times=st.lists(TIMES, min_size=1, max_size=120),
    size=st.integers(1, 12),
    processes=st.integers(1, 4),
    left=st.integers(0, 400 * DAY),
)
def test_every_row_comes_once_and_in_order(times: list[int], size: int, processes: int, left: int) -> None:
    rows = [(at, f"{number:03}") for number, at in enumerate(sorted(times))]
    shelf = Shelf(rows, processes)
    whole = Period(None, from_micros(rows[-1][0] + 1 + left), None)

    async def told() -> list[Row]:
        found: list[Row] = []
        async for turned in turned_by(shelf, shelf.mark, whole, size, rows[0]):
            shelf.taken += 1
            assert len(turned.parts) == turned.rows
            found += turned.parts
        return found

    assert [rows[0], *asyncio.run(told())] == rows
    assert shelf.most <= 2 * processes + 1  # the page in hand is one more


def test_stretches_become_a_page_long_however_many_rows_a_session_has() -> None:
    for rows_each in (1, 20, 900):
        pace = Pace(1_000)
        for _ in range(12):
            rows = pace.sessions * rows_each
            stretch = Stretch(0, DAY, None, pace.sessions)
            pace.learn(stretch, min(rows, 1_000), is_whole=rows < 1_000)
        assert pace.sessions * rows_each <= 1_000
        assert pace.sessions == 1 or pace.sessions * rows_each > 700


def test_the_period_of_a_stretch_keeps_the_moment_that_the_export_is_of() -> None:
    as_of = dt.datetime(2026, 11, 29, tzinfo=dt.UTC)
    seen: list[dt.datetime | None] = []

    class Noting(Shelf):
        @override
        def turn(self, period: Period, after: Place | None, size: int) -> asyncio.Future[Turned]:
            seen.append(period.as_of)
            return super().turn(period, after, size)

    async def run(period: Period) -> None:
        shelf = Noting([(1, "a")], 1)
        async for _ in turned_by(shelf, shelf.mark, period, 1, (0, "")):
            pass

    asyncio.run(run(Period(None, from_micros(5), as_of)))
    asyncio.run(run(Period(None, from_micros(5))))
    assert set(seen) == {as_of, from_micros(5)}
