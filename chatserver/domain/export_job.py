"""Exports that are made in the background: large ones, and those that show who somebody is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, Final

from chatserver.domain.errors import DomainError, NotPermitted

if TYPE_CHECKING:
    import datetime as dt

    from chatserver.domain.officer import Officer

MOST_UNDER_WAY: Final = 10
"""Of one person: enough for every dataset, and nobody keeps the others from theirs."""
MOST_FAILURES: Final = 5
"""After so many it is given up: what fails every time would be tried for ever."""
MOST_REASON: Final = 200
LEAST_REASON: Final = 4
"""Characters of the reason for an unmasked export: a number of an order has as many."""


class JobState(StrEnum):
    """How far an export is. `gone`: it was ready, and its term is over."""

    WAITING = "waiting"
    RUNNING = "running"
    READY = "ready"
    FAILED = "failed"
    CANCELLED = "cancelled"
    GONE = "gone"


class ExportJobUnknown(DomainError):
    """There is no such export of yours."""

    code: ClassVar[str] = "export_job_unknown"


class ExportJobNotReady(DomainError):
    """The export has no file: it is under way, was cancelled, failed, or its term is over."""

    code: ClassVar[str] = "export_job_not_ready"


class TooManyExportJobs(DomainError):
    """You have as many exports under way as anybody may have; wait for one, or cancel it."""

    code: ClassVar[str] = "export_jobs_too_many"
    retryable: ClassVar[bool] = True


class ReasonMissing(DomainError):
    """Names, numbers and words are shown for a reason, which is kept; it has 4 to 200 characters."""

    code: ClassVar[str] = "export_reason_missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportJob:
    """One export. `since_at` and `until_at` are half-open, as the log stood at `asked_at`.

    `attempt` numbers the times that somebody began to write it: what an earlier one still says counts for nothing. Each
    has a file of its own; that of the last is the export once it is ready.
    `place`: where to go on behind `rows` rows and `size_bytes` bytes of what the attempt `written_by` wrote; None: from
    the first row. `share`: of the period, 0 to 1. `leased_until`: until then whoever writes it is believed to live.
    `reason`: None where it is masked. `problem`: why it failed, as a code.
    """

    job_id: str
    officer_id: str
    dataset: str
    format: str
    since_at: dt.datetime | None
    until_at: dt.datetime
    zone: str
    columns: tuple[str, ...]
    filters: tuple[str, ...]
    reason: str | None
    asked_at: dt.datetime
    state: JobState = JobState.WAITING
    attempt: int = 0
    failures: int = 0
    leased_until: dt.datetime | None = None
    rows: int = 0
    size_bytes: int = 0
    share: float = 0.0
    place: tuple[str | int, ...] | None = None
    written_by: int = 0
    sha256: str | None = None
    ended_at: dt.datetime | None = None
    problem: str | None = None

    @property
    def is_under_way(self) -> bool:
        """Tell whether it may still become ready."""
        return self.state in {JobState.WAITING, JobState.RUNNING}

    @property
    def kept_attempts(self) -> frozenset[int]:
        """Attempts whose files are still wanted: the last one's, and until it is ready the one to go on with."""
        if self.is_under_way:
            return frozenset({self.attempt, self.written_by})
        return frozenset({self.attempt} if self.state is JobState.READY else ())


def check_reason(officer: Officer, reason: str | None) -> str | None:
    """Return the reason as it is kept, None for a masked export. Raises NotPermitted, ReasonMissing."""
    if reason is None:
        return None
    if not officer.unmasks:
        raise NotPermitted
    return clean_reason(reason)


def clean_reason(reason: str) -> str:
    """Return a reason for an unmasked export as it is kept. Raises ReasonMissing."""
    told = " ".join(reason.split())
    if not LEAST_REASON <= len(told) <= MOST_REASON:
        raise ReasonMissing(least=LEAST_REASON, most=MOST_REASON)
    return told
