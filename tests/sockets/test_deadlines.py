"""Deadlines: late work is ended, other work and other cancellations are left alone."""

from __future__ import annotations

import asyncio

import pytest

from chatserver.sockets.deadlines import Deadlines


async def test_work_in_time_returns_its_result() -> None:
    async def work() -> int:
        return 7

    assert await Deadlines(60).run(work()) == 7


async def test_late_work_is_cancelled_and_says_so() -> None:
    cancelled = asyncio.Event()

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.set()

    with pytest.raises(TimeoutError):
        await Deadlines(0.02).run(work())
    assert cancelled.is_set()
    task = asyncio.current_task()
    assert task
    assert not task.cancelling()


async def test_the_next_piece_of_the_same_task_has_its_own_time() -> None:
    deadlines = Deadlines(0.02)
    for _ in range(2):
        with pytest.raises(TimeoutError):
            await deadlines.run(asyncio.Event().wait())


async def test_only_the_late_one_is_ended() -> None:
    deadlines = Deadlines(0.05)
    release = asyncio.Event()
    late = asyncio.get_running_loop().create_task(deadlines.run(asyncio.Event().wait()))
    await asyncio.wait([late], timeout=0.03)
    young = asyncio.get_running_loop().create_task(deadlines.run(release.wait()))
    with pytest.raises(TimeoutError):
        await late
    release.set()
    assert await young


async def test_cancelling_from_outside_stays_a_cancellation() -> None:
    task = asyncio.get_running_loop().create_task(Deadlines(60).run(asyncio.Event().wait()))
    await asyncio.wait([task], timeout=0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_errors_of_the_work_pass_through() -> None:
    async def work() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await Deadlines(60).run(work())


async def test_a_piece_that_fails_to_end_is_logged_and_the_others_end(caplog: pytest.LogCaptureFixture) -> None:
    class Broken:
        def late(self) -> None:
            raise LookupError("a bug")

    deadlines = Deadlines(0.02)
    deadlines.begin(Broken())
    with pytest.raises(TimeoutError):
        await deadlines.run(asyncio.Event().wait())
    assert not len(deadlines)
    assert "a bug" in caplog.text
