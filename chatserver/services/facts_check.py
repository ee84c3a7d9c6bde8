"""Whether what reports read is what the log says: every session's facts, sums of days and months, hours of days,
officers' days, spans of the stuck map.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from chatserver.domain.session import Session, SessionState, fold_all
from chatserver.services.calendar import midnight
from chatserver.services.facts import rows_of
from chatserver.services.hours import tell_hours
from chatserver.services.metrics import missing_in
from chatserver.services.months import read_month
from chatserver.services.officer_days import read_day
from chatserver.services.stuck import EARLIEST, LATEST
from chatserver.services.stuck_spans import find_whole, read_days
from storage.facts_check import find_days, load_added, load_facts, load_hours_kept, load_opened, load_summed
from storage.hour_sums import find_kept as find_days_of_hours
from storage.log import load_page
from storage.months import find_made as find_months
from storage.months import load_kept
from storage.officer_days import find_made, load_days
from storage.stuck_codec import decode_span
from storage.stuck_spans import load_span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.engine import Connection

    from chatserver.domain.workdays import Workdays
    from storage.engine import Database
    from storage.log import SessionOnDisk

_ONE = dt.timedelta(1)
KEPT = 20
"""Sessions and days that are named; a wrong rule is wrong in thousands."""


@dataclass(slots=True)
class FactsChecked:
    """What was compared, and what differs: sessions, days whose sums are not those of their sessions, kept months
    whose sums are not those of their days, days whose hours are kept, kept days of officers, kept spans of the stuck
    map.
    """

    sessions: int = 0
    days: int = 0
    wrong_sessions: int = 0
    wrong_days: int = 0
    wrong_months: int = 0
    wrong_hours: int = 0
    wrong_officer_days: int = 0
    wrong_spans: int = 0
    named: list[str] = field(default_factory=list)

    def name(self, subject: str) -> None:
        """Keep one of what differs, as long as there is room."""
        if len(self.named) < KEPT:
            self.named.append(subject)


async def verify_facts(database: Database, workdays: Workdays) -> FactsChecked:
    """Make the facts of every closed session that is not due once more and compare; then add up every day."""
    checked = FactsChecked()
    after: tuple[dt.datetime, str] | None = None
    while page := await database.read(partial(load_page, since=None, until=None, after=after)):
        closed = [one for one in page if one.row and one.row["state"] == SessionState.CLOSED.value]
        await _check_sessions(database, closed, workdays, checked)
        row = page[-1].row
        assert row is not None  # noqa: S101 - pages are made of rows
        after = row["opened_at"], row["session_id"]
    for day in await database.read(find_days):
        checked.days += 1
        if await database.read(partial(load_summed, day=day)) != await database.read(partial(load_added, day=day)):
            checked.wrong_days += 1
            checked.name(day.isoformat())
    await _check_months(database, checked)
    await _check_hours(database, checked)
    await _check_officer_days(database, checked)
    await _check_spans(database, checked)
    return checked


async def _check_months(database: Database, checked: FactsChecked) -> None:
    for month in await database.read(partial(find_months, first=EARLIEST, last=LATEST)):
        mark, told = await read_month(database, month)
        kept = await database.read(partial(load_kept, month=month, mark=mark))
        if kept not in (told, None):  # None: a day was changed meanwhile
            checked.wrong_months += 1
            checked.name(f"{month.isoformat()[:7]} month")


async def _check_hours(database: Database, checked: FactsChecked) -> None:
    for day in await database.read(partial(find_days_of_hours, first=EARLIEST, last=LATEST)):
        if not await database.read(partial(_has_true_hours, day=day)):
            checked.wrong_hours += 1
            checked.name(f"{day.isoformat()} hours")


def _has_true_hours(connection: Connection, day: dt.date) -> bool:
    """Whether a day's hours are what its sessions say, both read at one moment; also if they are kept no more."""
    hours = load_hours_kept(connection, day)
    return hours is None or hours == tell_hours(load_opened(connection, midnight(day), midnight(day + _ONE)))


async def _check_officer_days(database: Database, checked: FactsChecked) -> None:
    for day in sorted(await database.read(partial(find_made, first=EARLIEST, last=LATEST))):
        _, told = await database.read(partial(read_day, day=day))
        if (await database.read(partial(load_days, days=[day]))).get(day, []) != told:
            checked.wrong_officer_days += 1
            checked.name(f"{day.isoformat()} officers")


async def _check_spans(database: Database, checked: FactsChecked) -> None:
    for (first, last), made in sorted((await database.read(find_whole)).items()):
        kept = await database.read(partial(load_span, made=made))
        rows = await database.read(partial(read_days, first=first, last=last, use_kept=False))
        if decode_span(kept) != rows.span():
            checked.wrong_spans += 1
            checked.name(f"{first.isoformat()} – {last.isoformat()} stuck")


async def _check_sessions(
    database: Database, closed: Sequence[SessionOnDisk], workdays: Workdays, checked: FactsChecked
) -> None:
    kept = await database.read(partial(load_facts, ids=[one.session_id for one in closed]))
    for on_disk in closed:
        if on_disk.session_id not in kept or missing_in(on_disk) is not None:
            continue  # it is due, and known to be
        checked.sessions += 1
        if kept[on_disk.session_id] != _made(on_disk, workdays):
            checked.wrong_sessions += 1
            checked.name(on_disk.session_id)


def _made(on_disk: SessionOnDisk, workdays: Workdays) -> tuple[list[dict[str, Any]], ...]:
    session = fold_all(Session(session_id=on_disk.session_id), on_disk.events)
    rows = rows_of(session, on_disk.events, workdays)
    fields = sorted(rows.fields, key=lambda row: (row["matter_id"], row["step_id"], row["field_id"]))
    return [rows.session], list(rows.questions), fields, list(rows.assignments), list(rows.transfers)
