"""Exports in the background: asked for and cancelled by people, taken and brought on by whoever writes them."""

from __future__ import annotations

import dataclasses
import datetime as dt
import logging
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from chatserver.domain.export_job import (
    MOST_FAILURES,
    MOST_UNDER_WAY,
    ExportJob,
    ExportJobUnknown,
    JobState,
    TooManyExportJobs,
    check_reason,
)
from chatserver.domain.purge_mark import mark
from chatserver.services.exporting.datasets import DATASETS
from chatserver.services.hub import Nudge
from storage.export_jobs import (
    add_job,
    change_job,
    count_under_way,
    find_job,
    find_jobs,
    find_jobs_of,
    find_next,
    find_over,
)

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.engine import Connection

    from chatserver.domain.officer import Officer
    from chatserver.services.exporting.asked import Asked
    from chatserver.services.hub import Hub

_log = logging.getLogger(__name__)

LEASE_SECONDS: Final = 30.0
"""Whoever writes says how far it is every second; a node that is silent for so long is gone, and another goes on."""
_SHOWN: Final = 30
_PAGE: Final = 100
FAILED: Final = "export_failed"
"""Why an export is given up: a code that a page has words for."""


class ExportJobs:
    """The exports of a hub."""

    def __init__(self, hub: Hub, days: int) -> None:
        """`days`: how long a file is kept."""
        self._hub = hub
        self.days = days
        self.wanted = Nudge()

    async def ask(self, officer: Officer, wish: Asked, format_: str, reason: str | None) -> ExportJob:
        """Take a wish in, to be met soon. Raises NotPermitted, ReasonMissing, TooManyExportJobs."""
        told, now = check_reason(officer, reason), self._hub.clock.now()
        job = ExportJob(
            job_id=self._hub.new_id(),
            officer_id=officer.officer_id,
            dataset=wish.name,
            format=format_,
            since_at=wish.period.since,
            until_at=wish.period.until,
            zone=str(wish.zone),
            columns=tuple(column.name for column in wish.columns),
            filters=wish.filters,
            reason=told,
            asked_at=now,
        )
        await self._hub.database.write(partial(_add, job=job))
        how = "masked" if told is None else f"unmasked: {told}"
        _log.info("export job %s of %s asked by %s, %s", job.job_id, job.dataset, job.officer_id, how)
        self.wanted.want()
        return job

    async def of(self, officer: Officer) -> list[ExportJob]:
        """Return what somebody asked for, newest first."""
        return await self._hub.database.read(lambda sql: find_jobs_of(sql, officer.officer_id, _SHOWN))

    async def load(self, officer: Officer, job_id: str) -> ExportJob:
        """Return one's own export. Raises ExportJobUnknown."""
        job = await self._hub.database.read(partial(find_job, job_id=job_id))
        if job is None or job.officer_id != officer.officer_id:
            raise ExportJobUnknown
        return job

    async def find(self, job_ids: Collection[str]) -> list[ExportJob]:
        """Return whoever's exports, those of these that there are."""
        ids, found = sorted(job_ids), []
        for begin in range(0, len(ids), _PAGE):
            found += await self._hub.database.read(partial(find_jobs, job_ids=ids[begin : begin + _PAGE]))
        return found

    async def cancel(self, officer: Officer, job_id: str) -> None:
        """End it; whoever writes it notices within a second. What has ended stays as it is. Raises ExportJobUnknown."""
        while (job := await self.load(officer, job_id)).is_under_way:
            if await self._end(job, JobState.CANCELLED):
                _log.info("export job %s cancelled", job_id)
                return

    async def take(self) -> ExportJob | None:
        """Return an export that is this node's to write now; None when there is nothing to be done."""
        while True:
            now = self._hub.clock.now()
            job = await self._hub.database.read(partial(find_next, now=now))
            if job is None:
                return None
            failures = job.failures + (job.state is JobState.RUNNING)  # whoever wrote it went without a word
            if failures >= MOST_FAILURES:
                await self.fail(job, FAILED)
                continue
            until = now + dt.timedelta(seconds=LEASE_SECONDS)
            taken = dataclasses.replace(
                job, state=JobState.RUNNING, attempt=job.attempt + 1, failures=failures, leased_until=until
            )
            told = {"state": taken.state, "attempt": taken.attempt, "failures": failures, "leased_until": until}
            if await self._change(job, **told):
                return taken

    async def bring_on(self, job: ExportJob, **progress: Any) -> bool:
        """Note how far it is (`rows`, `size_bytes`, `share`; `place` where one can go on). False: nobody wants it."""
        if "place" in progress:
            progress["written_by"] = job.attempt
        until = self._hub.clock.now() + dt.timedelta(seconds=LEASE_SECONDS)
        return await self._change(job, leased_until=until, **progress)

    async def finish(self, job: ExportJob, *, rows: int, size_bytes: int, sha256: str) -> bool:
        """Say that the file of this attempt is whole and on disk; False: nobody wants it any more."""
        told = {"rows": rows, "size_bytes": size_bytes, "sha256": sha256, "share": 1.0, "leased_until": None}
        return await self._change(job, state=JobState.READY, ended_at=self._hub.clock.now(), **told)

    async def put_back(self, job: ExportJob, *, failed: bool) -> None:
        """Let whoever comes go on with it; what fails again and again is given up."""
        failures = job.failures + failed
        if failures >= MOST_FAILURES:
            await self.fail(job, FAILED)
        else:
            await self._change(job, state=JobState.WAITING, failures=failures, leased_until=None)

    async def fail(self, job: ExportJob, problem: str) -> None:
        """Say that nothing will come of it; `problem` is a code that a page has words for."""
        if await self._end(job, JobState.FAILED, problem=problem):
            _log.warning("export job %s failed: %s", job.job_id, problem)

    async def over(self) -> list[ExportJob]:
        """Return exports whose term is over, and whose files may go."""
        before = self._hub.clock.now() - dt.timedelta(days=self.days)
        return list(await self._hub.database.read(lambda sql: find_over(sql, before, _PAGE)))

    async def forget(self, job: ExportJob) -> None:
        """Say that nobody can fetch its file any more."""
        await self._change(job, state=JobState.GONE, filters=_without_names(job, self._hub.clock.now()))

    async def _end(self, job: ExportJob, state: JobState, **told: Any) -> bool:
        """End it without a file."""
        now = self._hub.clock.now()
        filters = _without_names(job, now)
        return await self._change(job, state=state, ended_at=now, leased_until=None, filters=filters, **told)

    async def _change(self, job: ExportJob, **changes: Any) -> bool:
        return await self._hub.database.write(lambda sql: change_job(sql, job, **changes))


def _add(connection: Connection, job: ExportJob) -> None:
    if count_under_way(connection, job.officer_id) >= MOST_UNDER_WAY:
        raise TooManyExportJobs(most=MOST_UNDER_WAY)
    add_job(connection, job)


def _without_names(job: ExportJob, now: dt.datetime) -> tuple[str, ...]:
    """Return its filters with a mark for every value that could tell who somebody is; a column that is not known here
    could.
    """
    dataset = DATASETS.get(job.dataset)
    plain = {column.name for column in dataset.columns if column.kept is None} if dataset else set()
    parts = ((one, one.partition("=")[0]) for one in job.filters)
    marked = mark((now - job.asked_at).days)
    return tuple(one if name in plain else f"{name}={marked}" for one, name in parts)
