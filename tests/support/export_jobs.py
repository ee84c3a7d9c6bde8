"""Exports in the background as tests see them: who asks, who writes, who is cut or frozen in the midst of it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from typing_extensions import override

from chatserver.adapters.export_folder import ExportFolder
from chatserver.adapters.export_worker import ExportWorker
from chatserver.domain.officer import Officer
from chatserver.services.calendar import BUREAU_ZONE
from chatserver.services.export_jobs import ExportJobs
from chatserver.services.exporting.asked import asked
from chatserver.services.exporting.columns import Period
from chatserver.services.exporting.drafts import Told, write_draft
from storage.export_jobs import find_job
from tests.support.exports import LATER
from tests.support.whole_story import ask

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from chatserver.domain.export_job import ExportJob
    from chatserver.services.exporting.asked import Asked
    from chatserver.services.hub import Hub
    from tests.support.clock import FakeClock

ANALYST = Officer(officer_id="an1", name="分析员01", tier=0, skills=frozenset({"report", "unmask"}), capacity=0)
REASON = "a test of it"
_EARLY = 5
_DAYS = 7


async def a_worker(hub: Hub, folder: Path, monkeypatch: pytest.MonkeyPatch) -> ExportWorker:
    """Who writes; a dozen people have asked for help, and are read two at a time."""
    for number in range(12):
        await ask(hub, number)
    monkeypatch.setattr("chatserver.services.exporting.drafts.PAUSE_SECONDS", 0.0)
    return ExportWorker(ExportJobs(hub, _DAYS), ExportFolder(folder), address_of(hub))


def address_of(hub: Hub) -> str:
    """Where its database is, as settings say it."""
    return hub.database.url.replace("+asyncpg", "")


class SlowFolder(ExportFolder):
    """On a disk that takes its time: whoever writes there stands still until it may `go` on."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.reached, self.go = asyncio.Event(), asyncio.Event()

    @override
    async def prepare(self) -> None:
        self.reached.set()
        await self.go.wait()
        await super().prepare()


async def asked_for(worker: ExportWorker, format_: str = "jsonl", name: str = "events", *filters: str) -> ExportJob:
    return await worker.jobs.ask(ANALYST, a_wish(name, *filters), format_, REASON)


async def an_export_that_is_over(hub: Hub, clock: FakeClock, *filters: str) -> ExportJobs:
    """Exports of which one has been ready for longer than it is kept; there was never a file."""
    jobs = ExportJobs(hub, _DAYS)
    await jobs.ask(ANALYST, a_wish("sessions", *filters), "csv", REASON)
    job = await jobs.take()
    assert job
    assert await jobs.finish(job, rows=1, size_bytes=1, sha256="")
    clock.advance(_DAYS * 86_400 + 1)
    return jobs


def a_wish(name: str, *filters: str) -> Asked:
    return asked(name, Period(None, LATER, LATER), BUREAU_ZONE, filters=filters, reason=REASON)


async def now_of(hub: Hub, job: ExportJob) -> ExportJob:
    found = await hub.database.read(lambda sql: find_job(sql, job.job_id))
    assert found
    return found


async def begin(worker: ExportWorker, hub: Hub) -> ExportJob:
    """Write as a process does that is killed after its first word: half a page more is in the file than it has said."""
    job = await worker.jobs.take()
    assert job
    await worker.folder.prepare()
    draft = worker.draft_of(job)
    words = write_draft(hub.database, draft, "", size=_EARLY)
    told: Told = await anext(words)
    assert await worker.jobs.bring_on(job, rows=told.rows, size_bytes=told.size_bytes, share=0.1, place=told.place)
    await words.aclose()
    with worker.folder.draft(job, job.attempt).open("ab") as file:
        file.write(b'{"half of a li')
    return job
