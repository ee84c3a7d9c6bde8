"""Periodic reports as files: a folder a period, whole or not there, with a manifest of what is in it."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import secrets
import shutil
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from chatserver.domain.report_period import Every, Span, last_whole, name_of
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
    import datetime as dt
    from collections.abc import AsyncIterator, Mapping
    from pathlib import Path

    from chatserver.domain.catalogue import Catalogue
    from chatserver.domain.workdays import Workdays
    from storage.engine import Database

MANIFEST: Final = "manifest.json"
WHOLE: Final = "report.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What reports are written from; `as_of`: the moment at which the log is read."""

    database: Database
    catalogue: Catalogue
    workdays: Workdays
    as_of: dt.datetime
    language: str


def due(folder: Path, today: dt.date) -> list[tuple[Every, Span]]:
    """Return the periods that are over and of which there is no report: the newest of each kind."""
    newest = [(every, last_whole(every, today)) for every in Every]
    return [(every, span) for every, span in newest if not (place_of(folder, every, span) / MANIFEST).exists()]


def place_of(folder: Path, every: Every, span: Span) -> Path:
    """Return where a period's report lies: weekly/2026-W48."""
    return folder / every.value / name_of(every, span)


async def write_report(desk: Desk, folder: Path, every: Every, span: Span) -> Path:
    """Write the report on a period, and one for the owner of each form that somebody was stuck at.

    It appears under its name when it is whole; where two nodes write the same one, the first stays. Raises OSError.
    """
    place = place_of(folder, every, span)
    draft = place.with_name(f".{place.name}.{secrets.token_hex(4)}.part")
    files = {name: text async for name, text in _files(desk, every, span)}
    files[MANIFEST] = json.dumps(_manifest(desk, every, span, files), ensure_ascii=False, indent=1) + "\n"
    try:
        for name, text in files.items():
            _keep(draft / name, text)
        _settle(draft, place)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return place


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


def _settle(draft: Path, place: Path) -> None:
    """Give the draft its name. Of a folder that is there, and so whole, the draft is a second copy."""
    try:
        draft.rename(place)
    except OSError as error:
        if error.errno not in {errno.ENOTEMPTY, errno.EEXIST}:
            raise


def _keep(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())
