"""Where exports that are made in the background lie: one folder that all nodes share, in names of our own."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, Final

from chatserver.adapters.disk import settle_folder
from chatserver.services.exporting.drafts import MANIFEST

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from chatserver.domain.export_job import ExportJob

_OWN: Final = re.compile(r"[0-9a-z]{26}(\.|$)")


class ExportFolder:
    """`<job id>.<attempt>` is what one attempt writes, with its manifest beside it.

    No two nodes ever write, move or read the same name, so one that was frozen cannot spoil what another has made.
    """

    def __init__(self, folder: Path) -> None:
        """The folder is made with the first export."""
        self._folder = folder

    def file(self, job: ExportJob) -> Path:
        """Return where its last attempt writes, which is the export once it is ready."""
        return self.draft(job, job.attempt)

    def manifest(self, job: ExportJob) -> Path:
        """Return where the manifest of its last attempt lies."""
        return self._folder / (self.file(job).name + MANIFEST)

    def draft(self, job: ExportJob, attempt: int) -> Path:
        """Return where an attempt writes."""
        return self._folder / f"{job.job_id}.{attempt}"

    def wanted(self, job: ExportJob) -> set[str]:
        """Return the names that are still of use."""
        names = {self.draft(job, attempt).name for attempt in job.kept_attempts}
        return names | {name + MANIFEST for name in names}

    async def prepare(self) -> None:
        """Have a folder that nobody else looks into."""
        await asyncio.to_thread(self._folder.mkdir, mode=0o700, parents=True, exist_ok=True)

    async def settle(self) -> None:
        """Have the names on disk of files that are there already."""
        await asyncio.to_thread(settle_folder, self._folder)

    async def names(self, job_id: str = "") -> list[str]:
        """Return the names of the files of exports, or of one of them."""
        return await asyncio.to_thread(self._names, job_id)

    async def remove(self, names: Iterable[str]) -> None:
        """Drop files."""
        await asyncio.to_thread(self._remove, names)

    def _names(self, job_id: str) -> list[str]:
        if not self._folder.exists():
            return []
        found = (path.name for path in self._folder.iterdir())
        return [name for name in found if name.startswith(job_id) and _OWN.match(name)]

    def _remove(self, names: Iterable[str]) -> None:
        for name in names:
            (self._folder / name).unlink(missing_ok=True)


def job_of(name: str) -> str:
    """Return the id of the export that a file is of."""
    return name.partition(".")[0]
