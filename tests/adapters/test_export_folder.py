"""The folder that nodes share, on SQLite and PostgreSQL: none spoils what another has made, and nothing is left."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
from typing import TYPE_CHECKING

import pytest

from chatserver.adapters.export_worker import ExportWorker
from chatserver.domain.export_job import JobState
from chatserver.domain.ids import new_id
from chatserver.domain.purge_mark import mark
from chatserver.services.export_jobs import FAILED, LEASE_SECONDS
from tests.support.export_jobs import ANALYST, REASON, SlowFolder, a_worker, address_of, asked_for, begin, now_of
from tests.support.exports import file_of
from tests.support.hub import a_hub
from tests.support.recorder import RecordingPublisher

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from chatserver.catalogue.holder import CatalogueHolder
    from chatserver.domain.export_job import ExportJob
    from chatserver.services.hub import Hub
    from storage.engine import Database
    from tests.support.clock import FakeClock

MANIFEST = ".manifest.json"
NAMED = ("taxpayer_name=张三", "state=queued", "taxpayer_id=T-1")


@pytest.fixture
async def node(database: Database, catalogue: CatalogueHolder, clock: FakeClock) -> AsyncIterator[Hub]:
    """A hub on SQLite, then on PostgreSQL."""
    async with a_hub(database, catalogue, clock, RecordingPublisher()) as hub:
        yield hub


@pytest.fixture
async def worker(node: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ExportWorker:
    """Who writes."""
    return await a_worker(node, tmp_path / "exports", monkeypatch)


@contextlib.asynccontextmanager
async def frozen(worker: ExportWorker, node: Hub, clock: FakeClock, folder: Path) -> AsyncIterator[None]:
    """Another node has taken an export and stands still until its lease is over; afterwards it goes on."""
    slow = SlowFolder(folder)
    async with asyncio.TaskGroup() as nodes:
        nodes.create_task(ExportWorker(worker.jobs, slow, address_of(node)).turn())
        await slow.reached.wait()
        clock.advance(LEASE_SECONDS + 1)
        yield
        slow.go.set()


async def assert_is_whole(worker: ExportWorker, node: Hub, job: ExportJob) -> None:
    """Its file and manifest are what its row says, and nothing else is in the folder."""
    content = worker.folder.file(job).read_bytes()
    assert job.sha256 == hashlib.sha256(content).hexdigest()
    assert json.loads(worker.folder.manifest(job).read_text("utf-8"))["sha256"] == job.sha256
    assert content == (await file_of(node.database, "events", "jsonl", reason=REASON))[0]
    name = f"{job.job_id}.{job.attempt}"
    assert set(await worker.folder.names()) == {name, name + MANIFEST}


async def test_who_was_frozen_spoils_nothing_of_who_has_finished(
    worker: ExportWorker, node: Hub, clock: FakeClock, tmp_path: Path
) -> None:
    job = await asked_for(worker)
    async with frozen(worker, node, clock, tmp_path / "exports"):
        await worker.turn()
        done = await now_of(node, job)
        assert (done.state, done.attempt) == (JobState.READY, 2)
    assert await now_of(node, job) == done
    await assert_is_whole(worker, node, done)


async def test_who_was_frozen_spoils_nothing_of_who_is_under_way(
    worker: ExportWorker, node: Hub, clock: FakeClock, tmp_path: Path
) -> None:
    job = await asked_for(worker)
    async with frozen(worker, node, clock, tmp_path / "exports"):
        await begin(worker, node)
        begun = await now_of(node, job)
    assert await now_of(node, job) == begun
    assert await worker.folder.names() == [f"{job.job_id}.2"]
    clock.advance(LEASE_SECONDS + 1)
    await worker.turn()
    done = await now_of(node, job)
    assert (done.state, done.attempt) == (JobState.READY, 3)
    await assert_is_whole(worker, node, done)


async def test_what_nobody_will_fetch_or_go_on_with_goes_and_nothing_else(
    worker: ExportWorker, node: Hub, clock: FakeClock, tmp_path: Path
) -> None:
    folder = tmp_path / "exports"
    ready = await asked_for(worker)
    await worker.turn()
    clock.advance(1)
    cut = await asked_for(worker)
    await begin(worker, node)
    kept = {f"{ready.job_id}.1", f"{ready.job_id}.1{MANIFEST}", f"{cut.job_id}.1"}
    unknown = new_id(clock.now())
    for name in (f"{ready.job_id}.2", f"{ready.job_id}.2{MANIFEST}", f"{cut.job_id}.0", f"{unknown}.1", unknown):
        (folder / name).write_text("a draft")
    (folder / "of-an-administrator.txt").write_text("not ours")
    await worker.tidy()
    assert set(await worker.folder.names()) == kept
    assert {path.name for path in folder.iterdir()} == {*kept, "of-an-administrator.txt"}


async def test_a_cancelled_draft_of_a_node_that_has_gone_is_removed(
    worker: ExportWorker, node: Hub, clock: FakeClock
) -> None:
    job = await asked_for(worker)
    await worker.jobs.put_back(await begin(worker, node), failed=False)
    await worker.jobs.cancel(ANALYST, job.job_id)
    assert await worker.folder.names() == [f"{job.job_id}.1"]
    await worker.tidy()
    assert await worker.folder.names() == []


async def test_tidying_before_there_is_a_folder_is_nothing(worker: ExportWorker) -> None:
    await worker.tidy()
    assert await worker.folder.names() == []


@pytest.mark.parametrize("end", [JobState.GONE, JobState.CANCELLED, JobState.FAILED])
async def test_names_in_filters_go_when_nobody_can_fetch_the_file_any_more(
    worker: ExportWorker, node: Hub, clock: FakeClock, end: JobState
) -> None:
    job = await asked_for(worker, "csv", "sessions", *NAMED)
    clock.advance(3 * 86_400)
    days = 3
    if end is JobState.GONE:
        await worker.turn()
        assert (await now_of(node, job)).filters == NAMED
        clock.advance(7 * 86_400 + 1)
        days = 10
        await worker.tidy()
    elif end is JobState.CANCELLED:
        await worker.cancel(ANALYST, job.job_id)
    else:
        await worker.jobs.fail(job, FAILED)
    done = await now_of(node, job)
    gone = mark(days)
    assert (done.state, done.reason) == (end, REASON)
    assert done.filters == (f"taxpayer_name={gone}", "state=queued", f"taxpayer_id={gone}")
