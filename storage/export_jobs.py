"""Exports in the background: kept, taken by one node at a time, brought on, ended."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from chatserver.domain.export_job import ExportJob, JobState
from storage.schema_exports import export_jobs

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from sqlalchemy.engine import Connection, RowMapping

_OWN = export_jobs.c
_LISTS: Final = ("columns", "filters", "place")
_UNDER_WAY: Final = (JobState.WAITING, JobState.RUNNING)


def add_job(connection: Connection, job: ExportJob) -> None:
    """Keep what was asked for."""
    connection.execute(sa.insert(export_jobs).values(_row(dataclasses.asdict(job))))


def find_job(connection: Connection, job_id: str) -> ExportJob | None:
    """Return the export, or None."""
    found = connection.execute(sa.select(export_jobs).where(_OWN.job_id == job_id)).mappings().one_or_none()
    return _job(found) if found else None


def find_jobs(connection: Connection, job_ids: Sequence[str]) -> list[ExportJob]:
    """Return those of these exports that there are."""
    query = sa.select(export_jobs).where(_OWN.job_id.in_(job_ids))
    return [_job(row) for row in connection.execute(query).mappings()]


def find_jobs_of(connection: Connection, officer_id: str, most: int) -> list[ExportJob]:
    """Return the newest exports that somebody asked for, newest first."""
    query = sa.select(export_jobs).where(_OWN.officer_id == officer_id)
    return [
        _job(row)
        for row in connection.execute(query.order_by(_OWN.asked_at.desc(), _OWN.job_id).limit(most)).mappings()
    ]


def count_under_way(connection: Connection, officer_id: str) -> int:
    """Return how many exports of somebody are not ended."""
    query = sa.select(sa.func.count()).where(_OWN.officer_id == officer_id, _OWN.state.in_(_UNDER_WAY))
    return connection.execute(query).scalar_one()


def find_next(connection: Connection, now: dt.datetime) -> ExportJob | None:
    """Return the export that nobody writes and that was asked for first."""
    lapsed = sa.and_(_OWN.state == JobState.RUNNING, _OWN.leased_until < now)
    query = sa.select(export_jobs).where(sa.or_(_OWN.state == JobState.WAITING, lapsed))
    found = connection.execute(query.order_by(_OWN.asked_at, _OWN.job_id).limit(1)).mappings().one_or_none()
    return _job(found) if found else None


def change_job(connection: Connection, job: ExportJob, **changes: Any) -> bool:
    """Change an export that still stands as `job` says: same state, same attempt. False when it does not."""
    changed = connection.execute(
        sa.update(export_jobs)
        .where(_OWN.job_id == job.job_id, _OWN.state == job.state, _OWN.attempt == job.attempt)
        .values(_row(changes))
    )
    return changed.rowcount == 1


def find_over(connection: Connection, before: dt.datetime, most: int) -> Sequence[ExportJob]:
    """Return exports that have been ready since before `before`."""
    query = sa.select(export_jobs).where(_OWN.state == JobState.READY, _OWN.ended_at < before)
    return [_job(row) for row in connection.execute(query.limit(most)).mappings()]


def _row(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: json.dumps(value) if name in _LISTS and value is not None else value for name, value in values.items()
    }


def _job(row: RowMapping) -> ExportJob:
    told: dict[str, Any] = {**row}
    lists = {name: tuple(json.loads(told[name])) for name in _LISTS if told[name] is not None}
    return ExportJob(**{**told, **lists, "state": JobState(told["state"])})
