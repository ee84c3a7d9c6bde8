"""Service metrics of what is on disk: reads the log as of a moment, page by page, and lets the domain compute.

What came after `as_of` is passed over, so the same scope gives the same figures while the hub goes on writing, and
whenever they are asked for again.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from chatserver.domain.metrics import Tally
from chatserver.domain.metrics_figures import Gap
from chatserver.domain.metrics_fold import first_gap, fold_facts
from chatserver.domain.metrics_officers import OfficerLog
from storage.aliases import load_aliases
from storage.metrics import find_first_opened, has_matter, load_officer_logs, load_page

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from chatserver.domain.events import LoggedEvent
    from chatserver.domain.metrics_facts import SessionFacts
    from chatserver.domain.metrics_figures import Result, Scope
    from chatserver.domain.workdays import Workdays
    from storage.engine import Database
    from storage.log import SessionOnDisk

SETTLED = dt.timedelta(seconds=5)
"""What was decided so long ago is on disk: a batch waits some milliseconds for its transaction, not seconds."""


async def first_opened(database: Database) -> dt.datetime | None:
    """Return when the first session was opened, or None."""
    return await database.read(find_first_opened)


async def knows_matter(database: Database, matter_id: str) -> bool:
    """Tell whether any session was opened for this matter."""
    return await database.read(partial(has_matter, matter_id=matter_id))


async def compute_metrics(database: Database, scope: Scope, workdays: Workdays) -> Result:
    """Return every figure of the scope. Raises RangeInvalid, CalendarUnknown."""
    tally = await tally_of(database, scope, workdays)
    return tally.result(await officer_logs(database, scope))


async def tally_of(database: Database, scope: Scope, workdays: Workdays) -> Tally:
    """Return the sums of every session that reaches into the scope, or tells who came again."""
    tally = Tally(scope, workdays)
    aliases = await database.read(load_aliases)
    async for on_disk in _sessions(database, scope):
        found = facts_of(on_disk, scope)
        if isinstance(found, Gap):
            tally.mark_gap(found)
        elif found is not None:
            tally.take(replace(found, taxpayer=aliases.of_taxpayer(found.taxpayer)) if aliases else found)
    return tally


async def officer_logs(database: Database, scope: Scope) -> list[OfficerLog]:
    """Return officers with their statuses up to the moment; one with a gap keeps it."""
    return [_as_of(log, scope.as_of) for log in await database.read(load_officer_logs)]


def facts_of(on_disk: SessionOnDisk, scope: Scope) -> SessionFacts | Gap | None:
    """Return the facts as of the moment, None when it was opened later; a gap where the log is not whole."""
    missing = missing_in(on_disk)
    if missing is not None:
        return Gap(on_disk.session_id, missing)
    events = settled(on_disk, scope.as_of)
    return fold_facts(events) if events else None


def settled(on_disk: SessionOnDisk, as_of: dt.datetime) -> Sequence[LoggedEvent]:
    """Return the events of a whole log before the first that is later than the moment."""
    events = on_disk.events
    return events[: next((n for n, logged in enumerate(events) if logged.at > as_of), len(events))]


def missing_in(on_disk: SessionOnDisk) -> int | None:
    """Return the first number that the session's log lacks, or that cannot be read; None for a whole one."""
    events = on_disk.events
    missing = first_gap(events) if events or on_disk.unreadable is None else None
    if missing is None and on_disk.unreadable is not None:
        missing = on_disk.unreadable[0]
    newest = on_disk.row["seq"] if on_disk.row else 0
    return len(events) + 1 if missing is None and newest > len(events) else missing


async def _sessions(database: Database, scope: Scope) -> AsyncIterator[SessionOnDisk]:
    after: tuple[dt.datetime, str] | None = None
    until = scope.until + scope.repeat_within
    while page := await database.read(partial(load_page, since=scope.since, until=until, after=after)):
        for on_disk in page:
            yield on_disk
        row = page[-1].row
        assert row is not None  # noqa: S101 - pages are made of rows
        after = row["opened_at"], row["session_id"]


def _as_of(log: OfficerLog, as_of: dt.datetime) -> OfficerLog:
    if log.gap is not None:
        return log
    known = tuple(status for status in log.statuses if status[1] <= as_of)
    return OfficerLog(officer_id=log.officer_id, capacity=log.capacity, statuses=known)
