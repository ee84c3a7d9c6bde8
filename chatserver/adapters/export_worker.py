"""Writes the exports that are made in the background, one at a time on each node, each in a process of its own."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import sys
import tempfile
from contextlib import aclosing
from typing import IO, TYPE_CHECKING, Final

import msgspec

from chatserver.adapters.export_folder import job_of
from chatserver.adapters.export_process import LAST_WORDS, ExportFailed
from chatserver.services.exporting.drafts import Draft, Told
from storage.types import to_micros

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from chatserver.adapters.export_folder import ExportFolder
    from chatserver.domain.export_job import ExportJob
    from chatserver.domain.officer import Officer
    from chatserver.services.export_jobs import ExportJobs

_log = logging.getLogger(__name__)

DISK_FULL: Final = 75
"""How `daoban export job` ends when there is no room."""
NO_ROOM: Final = "export_disk_full"


class NoRoom(Exception):
    """The disk is full."""


class ExportWorker:
    """Takes what is asked for, has it written and puts the files where they are fetched."""

    def __init__(self, jobs: ExportJobs, folder: ExportFolder, database_url: str) -> None:
        """Nothing is taken yet."""
        self.jobs, self.folder = jobs, folder
        self._url = database_url

    async def turn(self) -> None:
        """Write what there is to be written. After a failure the next turn goes on, so that nothing is tried wildly."""
        while (job := await self.jobs.take()) is not None:
            worked = await self._write(job)
            await self._sweep(job.job_id)
            if not worked:
                return

    async def cancel(self, officer: Officer, job_id: str) -> None:
        """End it and remove what was written of it. Raises ExportJobUnknown."""
        await self.jobs.cancel(officer, job_id)
        await self._sweep(job_id)

    async def tidy(self) -> None:
        """Remove what nobody can fetch any more: files whose term is over, drafts of what was given up or cancelled."""
        for job in await self.jobs.over():
            await self.jobs.forget(job)
        await self._sweep()

    async def _sweep(self, job_id: str = "") -> None:
        """Remove the files of one export, or of all, that are of no use to anybody.

        Names are read before rows: an attempt is in its row before it is in the folder, so none that has just begun is
        taken for an old one.
        """
        names = await self.folder.names(job_id)
        jobs = await self.jobs.find({job_of(name) for name in names})
        wanted = {name for job in jobs for name in self.folder.wanted(job)}
        await self.folder.remove(name for name in names if name not in wanted)

    async def _write(self, job: ExportJob) -> bool:
        """Write one; False when it did not work."""
        try:
            await self.folder.prepare()
            if (whole := await self._follow(job)) is not None:
                await self._hand_over(job, whole)
        except NoRoom:
            await self.jobs.fail(job, NO_ROOM)
            return False
        except (ExportFailed, OSError):
            _log.exception("export job %s was cut", job.job_id)
            await self.jobs.put_back(job, failed=True)
            return False
        except asyncio.CancelledError:  # the node stops: another goes on, or this one when it is back
            await self.jobs.put_back(job, failed=False)
            raise
        return True

    async def _follow(self, job: ExportJob) -> Told | None:
        """Return the last word, None when nobody wants the file any more. Raises ExportFailed, NoRoom, OSError."""
        async with aclosing(self._words(job)) as words:
            async for told in words:
                if told.sha256 is not None:
                    return told
                progress = {"rows": told.rows, "size_bytes": told.size_bytes, "share": told.share, "place": told.place}
                if told.place is None:
                    progress.pop("place")
                if not await self.jobs.bring_on(job, **progress):
                    return None
        raise ExportFailed("it ended without a last word")

    async def _hand_over(self, job: ExportJob, whole: Told) -> None:
        """Say that it is ready, its file being on disk; somebody else may have it by now, and this one's is waste."""
        await self.folder.settle()
        if await self.jobs.finish(job, rows=whole.rows, size_bytes=whole.size_bytes, sha256=whole.sha256 or ""):
            _log.info("export job %s is ready: %s rows", job.job_id, whole.rows)

    async def _words(self, job: ExportJob) -> AsyncGenerator[Told]:
        with tempfile.TemporaryFile() as said:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "chatserver", "export", "job"),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=said,
                env={**os.environ, "DAOBAN_DATABASE_URL": self._url},
            )
            try:
                async for told in _heard(process, self.draft_of(job)):
                    yield told
                _check_end(await process.wait(), said)
            finally:
                with contextlib.suppress(ProcessLookupError):
                    process.kill()
                await process.wait()

    def draft_of(self, job: ExportJob) -> Draft:
        """Return what the process is to write, and what it may go on with."""
        return Draft(
            path=str(self.folder.file(job)),
            dataset=job.dataset,
            format=job.format,
            since=to_micros(job.since_at) if job.since_at else None,
            until=to_micros(job.until_at),
            as_of=to_micros(job.asked_at),
            zone=job.zone,
            columns=list(job.columns),
            filters=list(job.filters),
            reason=job.reason,
            earlier=str(self.folder.draft(job, job.written_by)) if job.place else None,
            rows=job.rows,
            size_bytes=job.size_bytes,
            after=list(job.place) if job.place else None,
        )


async def _heard(process: asyncio.subprocess.Process, draft: Draft) -> AsyncGenerator[Told]:
    assert process.stdin is not None  # noqa: S101 - it is a pipe
    assert process.stdout is not None  # noqa: S101 - so is it
    process.stdin.write(msgspec.json.encode(draft))
    process.stdin.write_eof()
    while line := await process.stdout.readline():
        yield Told(**msgspec.json.decode(line))


def _check_end(code: int, said: IO[bytes]) -> None:
    """Raise NoRoom or ExportFailed for a process that did not end well."""
    if code == DISK_FULL:
        raise NoRoom
    if code != 0:
        said.seek(0)
        raise ExportFailed(said.read()[-LAST_WORDS:].decode(errors="replace").strip())
