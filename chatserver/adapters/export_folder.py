"""Where exports that are made in the background lie: one folder that all nodes share, in names of our own."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from chatserver.adapters.disk import settle_folder
from chatserver.services.exporting.drafts import MANIFEST

if TYPE_CHECKING:
    from pathlib import Path

    from chatserver.domain.export_job import ExportJob


class ExportFolder:
    """`<job id>` is a whole file, `<job id>.<attempt>` one that is being written; manifests beside them."""

    def __init__(self, folder: Path) -> None:
        """The folder is made with the first export."""
        self._folder = folder

    def file(self, job: ExportJob) -> Path:
        """Return where its file lies once it is whole."""
        return self._folder / job.job_id

    def manifest(self, job: ExportJob) -> Path:
        """Return where its manifest lies."""
        return self._folder / (job.job_id + MANIFEST)

    def draft(self, job: ExportJob, attempt: int) -> Path:
        """Return where an attempt writes."""
        return self._folder / f"{job.job_id}.{attempt}"

    async def prepare(self) -> None:
        """Have a folder that nobody else looks into."""
        await asyncio.to_thread(self._folder.mkdir, mode=0o700, parents=True, exist_ok=True)

    async def settle(self, job: ExportJob) -> None:
        """Give the finished draft of this attempt its name, the manifest first: a file without one is not whole."""
        await asyncio.to_thread(self._settle, job)

    async def remove(self, job: ExportJob, *, but_attempt: int | None = None) -> None:
        """Drop all that is there of it, or all but one attempt's draft."""
        await asyncio.to_thread(self._remove, job, but_attempt)

    def _settle(self, job: ExportJob) -> None:
        draft = self.draft(job, job.attempt)
        draft.with_name(draft.name + MANIFEST).replace(self.manifest(job))
        draft.replace(self.file(job))
        settle_folder(self._folder)

    def _remove(self, job: ExportJob, but_attempt: int | None) -> None:
        kept = None if but_attempt is None else self.draft(job, but_attempt)
        for path in (self.file(job), *self._folder.glob(f"{job.job_id}.*")):
            if path != kept:
                path.unlink(missing_ok=True)
