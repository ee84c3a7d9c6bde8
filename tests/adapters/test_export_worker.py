"""Exports in the background through crashes: whoever comes goes on, byte for byte, and nothing is written twice."""

from __future__ import annotations

import asyncio
import hashlib
from typing import TYPE_CHECKING

import pytest

from chatserver.adapters.export_worker import ExportWorker
from chatserver.domain.export_job import MOST_FAILURES, JobState
from chatserver.services.export_jobs import LEASE_SECONDS
from tests.support.export_jobs import ANALYST, REASON, SlowFolder, a_worker, asked_for, begin, now_of
from tests.support.exports import file_of

if TYPE_CHECKING:
    from pathlib import Path

    from chatserver.services.hub import Hub
    from tests.support.clock import FakeClock


@pytest.fixture
async def worker(hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ExportWorker:
    """Who writes."""
    return await a_worker(hub, tmp_path / "exports", monkeypatch)


@pytest.mark.parametrize("format_", ["csv", "jsonl"])
async def test_whoever_comes_after_a_crash_goes_on_byte_for_byte(
    worker: ExportWorker, hub: Hub, clock: FakeClock, format_: str
) -> None:
    job = await asked_for(worker, format_)
    first = await begin(worker, hub)
    begun = await now_of(hub, job)
    assert 0 < begun.rows < 24
    assert await worker.jobs.take() is None  # somebody has it
    clock.advance(LEASE_SECONDS + 1)
    await worker.turn()
    done = await now_of(hub, job)
    whole, written = await file_of(hub.database, "events", format_, reason=REASON)
    content = worker.folder.file(done).read_bytes().removeprefix(b"\xef\xbb\xbf")
    assert content == whole
    assert (done.state, done.rows, done.attempt) == (JobState.READY, written.rows, 2)
    assert done.sha256 == hashlib.sha256(worker.folder.file(done).read_bytes()).hexdigest()
    assert set(await worker.folder.names()) == {f"{job.job_id}.2", f"{job.job_id}.2.manifest.json"}
    assert not await worker.jobs.bring_on(first, rows=1, size_bytes=1, share=0.2)  # it was only frozen
    assert await now_of(hub, job) == done


async def test_what_cannot_be_gone_on_with_is_begun_anew(worker: ExportWorker, hub: Hub, clock: FakeClock) -> None:
    job = await asked_for(worker, "xlsx")
    await begin(worker, hub)
    clock.advance(LEASE_SECONDS + 1)
    await worker.turn()
    whole, written = await file_of(hub.database, "events", "xlsx", reason=REASON)
    done = await now_of(hub, job)
    assert done.rows == written.rows
    assert abs(worker.folder.file(done).stat().st_size - len(whole)) < 200  # the time of making is in it


async def test_a_draft_that_is_gone_is_begun_anew(worker: ExportWorker, hub: Hub, clock: FakeClock) -> None:
    job = await asked_for(worker)
    first = await begin(worker, hub)
    worker.folder.draft(first, 1).unlink()
    clock.advance(LEASE_SECONDS + 1)
    await worker.turn()
    whole, _ = await file_of(hub.database, "events", "jsonl", reason=REASON)
    assert worker.folder.file(await now_of(hub, job)).read_bytes() == whole


async def test_a_full_disk_ends_it_with_a_word_and_leaves_nothing(worker: ExportWorker, hub: Hub) -> None:
    job = await asked_for(worker)
    await worker.folder.prepare()
    worker.folder.draft(job, 1).symlink_to("/dev/full")
    await worker.turn()
    done = await now_of(hub, job)
    assert (done.state, done.problem) == (JobState.FAILED, "export_disk_full")
    assert await worker.folder.names() == []


async def test_what_fails_again_and_again_is_given_up(
    worker: ExportWorker, hub: Hub, caplog: pytest.LogCaptureFixture
) -> None:
    job = await asked_for(worker)
    await worker.jobs.put_back(await begin(worker, hub), failed=False)
    broken = ExportWorker(worker.jobs, worker.folder, "sqlite:////nowhere/at/all.sqlite3")
    for turn in range(MOST_FAILURES):
        assert (await now_of(hub, job)).failures == turn
        assert await worker.folder.names() == [f"{job.job_id}.1"]  # which can be gone on with
        await broken.turn()
    done = await now_of(hub, job)
    assert (done.state, done.problem) == (JobState.FAILED, "export_failed")
    assert "There is no database at /nowhere/at/all.sqlite3" in caplog.text
    assert await worker.folder.names() == []


async def test_who_dies_without_a_word_again_and_again_is_not_waited_for(
    worker: ExportWorker, hub: Hub, clock: FakeClock
) -> None:
    job = await asked_for(worker)
    for _ in range(MOST_FAILURES):
        await begin(worker, hub)
        clock.advance(LEASE_SECONDS + 1)
    await worker.turn()
    assert (await now_of(hub, job)).state is JobState.FAILED
    await worker.tidy()
    assert await worker.folder.names() == []


async def test_a_node_that_stops_leaves_it_to_the_next(worker: ExportWorker, hub: Hub, tmp_path: Path) -> None:
    job, folder = await asked_for(worker), SlowFolder(tmp_path / "exports")
    async with asyncio.TaskGroup() as node:
        turn = node.create_task(ExportWorker(worker.jobs, folder, hub.database.url).turn())
        await folder.reached.wait()
        assert (await now_of(hub, job)).state is JobState.RUNNING
        turn.cancel()
    left = await now_of(hub, job)
    assert (left.state, left.failures) == (JobState.WAITING, 0)
    await worker.turn()
    assert (await now_of(hub, job)).state is JobState.READY


async def test_cancelled_while_it_is_written_it_leaves_nothing(worker: ExportWorker, hub: Hub) -> None:
    job = await asked_for(worker)
    taken = await begin(worker, hub)
    assert await worker.folder.names() == [f"{job.job_id}.1"]
    await worker.cancel(ANALYST, job.job_id)
    assert await worker.folder.names() == []
    assert not await worker.jobs.bring_on(taken, rows=1, size_bytes=1, share=0.5)
    assert not await worker.jobs.finish(taken, rows=1, size_bytes=1, sha256="")
    await worker.cancel(ANALYST, job.job_id)  # twice is nothing
    assert (await now_of(hub, job)).state is JobState.CANCELLED


async def test_two_nodes_share_the_work_and_each_is_written_once(worker: ExportWorker, hub: Hub) -> None:
    jobs = [await asked_for(worker, name=name) for name in ("sessions", "events", "messages")]
    other = ExportWorker(worker.jobs, worker.folder, hub.database.url)
    await asyncio.gather(worker.turn(), other.turn())
    for job in jobs:
        done = await now_of(hub, job)
        assert (done.state, done.attempt) == (JobState.READY, 1)
