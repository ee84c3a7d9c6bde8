"""Periodic reports as files: a folder a period, whole or not there, with a manifest of what is in it."""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import hashlib
import json
import os
import secrets
import shutil
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from chatserver.domain.report_period import Every, Span, before, last_whole, name_of
from chatserver.services.calendar import BUREAU_ZONE
from chatserver.services.exporting.datasets import DEFINITIONS
from chatserver.services.periodic import periodic
from chatserver.web.reports import periodic_view
from chatserver.web.reports.overview_page import COLUMNS as FIGURES
from chatserver.web.reports.overview_page import figure_rows
from chatserver.web.reports.reading import csv_text
from chatserver.web.reports.stuck_page import STUCK_COLUMNS, stuck_rows
from storage.history import is_simulated

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from pathlib import Path

    from chatserver.domain.catalogue import Catalogue
    from chatserver.domain.workdays import Workdays
    from storage.engine import Database

MANIFEST: Final = "manifest.json"
WHOLE: Final = "report.html"
MOST_BEHIND: Final = 31
"""Reports of a kind that are written after an outage: a month of days. What is older is left to `daoban report`."""
_DRAFT = ".part"
_GIVEN_UP: Final = dt.timedelta(days=1)
"""The age of a draft that nobody writes any more: a report takes seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What reports are written from; `as_of`: the moment at which the log is read."""

    database: Database
    catalogue: Catalogue
    workdays: Workdays
    as_of: dt.datetime
    language: str


def due(folder: Path, today: dt.date) -> list[tuple[Every, Span]]:
    """Return the periods that are over and of which there is no report, oldest first: since the newest that there is.

    Of a kind of which there is none, the newest period alone: nobody wants years of them on the first day.
    """
    missing = [(every, span) for every in Every for span in _missing(folder, every, today)]
    return sorted(missing, key=lambda one: one[1].last)


def _missing(folder: Path, every: Every, today: dt.date) -> list[Span]:
    most = MOST_BEHIND if any((folder / every.value).glob(f"[0-9]*/{MANIFEST}")) else 1
    span, missing = last_whole(every, today), list[Span]()
    while len(missing) < most and not _is_there(place_of(folder, every, span)):
        missing.append(span)
        span = before(every, span)
    return missing


def _is_there(place: Path) -> bool:
    return (place / MANIFEST).exists()


def place_of(folder: Path, every: Every, span: Span) -> Path:
    """Return where a period's report lies: weekly/2026-W48."""
    return folder / every.value / name_of(every, span)


async def write_report(desk: Desk, folder: Path, every: Every, span: Span) -> bool:
    """Write the report on a period, and one for the owner of each form that somebody was stuck at.

    It appears under its name when it is whole. Tells whether it was written: one that is there stays, also where two
    nodes write the same one. Raises OSError.
    """
    place = place_of(folder, every, span)
    _sweep(place.parent, desk.as_of - _GIVEN_UP)
    if _is_there(place):
        return False
    draft = place.with_name(f".{place.name}.{secrets.token_hex(4)}{_DRAFT}")
    files = {name: text async for name, text in _files(desk, every, span)}
    files[MANIFEST] = json.dumps(_manifest(desk, every, span, files), ensure_ascii=False, indent=1) + "\n"
    try:
        for name, text in files.items():
            _keep(draft / name, text)
        return _settle(draft, place)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _sweep(folder: Path, older_than: dt.datetime) -> None:
    """Remove drafts of writers that were killed."""
    for draft in folder.glob(f".*{_DRAFT}"):
        with contextlib.suppress(FileNotFoundError):  # another node sweeps, too
            if draft.stat().st_mtime < older_than.timestamp():
                shutil.rmtree(draft, ignore_errors=True)


async def _files(desk: Desk, every: Every, span: Span) -> AsyncIterator[tuple[str, str]]:
    simulated = await desk.database.read(is_simulated)
    write = partial(periodic_view.file_of, catalogue=desk.catalogue, language=desk.language, simulated=simulated)
    of_period = partial(periodic, desk.database, desk.workdays, desk.as_of, every, span.first)
    whole = await of_period()
    yield WHOLE, write(whole)
    yield "figures.csv", csv_text(FIGURES, figure_rows(whole.now))
    yield "stuck.csv", csv_text(STUCK_COLUMNS, stuck_rows(whole.stuck))
    for matter_id in sorted({matter_id for matter_id, _ in whole.stuck.steps}):
        yield f"matters/{matter_id}.html", write(await of_period(matter_id=matter_id, whole=whole))


def _manifest(desk: Desk, every: Every, span: Span, files: Mapping[str, str]) -> dict[str, Any]:
    return {
        "report": every.value,
        "first": span.first.isoformat(),
        "last": span.last.isoformat(),
        "time_zone": BUREAU_ZONE.key,
        "as_of": desk.as_of.isoformat(timespec="seconds"),
        "definitions": DEFINITIONS,
        "files": {
            name: {"size_bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            for name, content in ((name, text.encode()) for name, text in files.items())
        },
    }


def _settle(draft: Path, place: Path) -> bool:
    """Give the draft its name, and tell whether it got it; beside a report that is there it is a second copy.

    A folder without a manifest is not a report. It is set aside, not removed: nobody knows whose files are in it.
    """
    if _renamed(draft, place):
        return True
    if _is_there(place):
        return False
    place.rename(place.with_name(f"{place.name}.incomplete-{secrets.token_hex(4)}"))
    return _renamed(draft, place)


def _renamed(draft: Path, place: Path) -> bool:
    """Tell whether the draft got the name: not while a folder with anything in it has it."""
    try:
        draft.rename(place)
    except OSError as error:
        if error.errno not in {errno.ENOTEMPTY, errno.EEXIST}:
            raise
        return False
    return True


def _keep(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())
