"""Has `daoban report scheduled` write the reports that are due, beside the hub: a month of it is a second of a core."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import logging
import os
import sys
from typing import TYPE_CHECKING, Final

from chatserver.adapters.export_process import LAST_WORDS
from chatserver.services.calendar import today
from chatserver.web.reports.periodic_files import due

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from chatserver.clock import Clock

_log = logging.getLogger(__name__)

SETTLING: Final = dt.timedelta(hours=2)
"""After midnight: what was opened late in the day is closed by then, nearly always, and the night is quiet."""


class ReportWriter:
    """Looks whether a period is over of which there is no report. Every node may: the first to write stays."""

    def __init__(self, folder: Path, clock: Clock, environment: Mapping[str, str]) -> None:
        """`environment`: the settings with which the report is written."""
        self._folder, self._clock = folder, clock
        self._environment = environment

    async def turn(self) -> None:
        """Write what is due."""
        settled = today(self._clock.now() - SETTLING)
        if await asyncio.to_thread(due, self._folder, settled):
            await self._write(settled)

    async def _write(self, settled: dt.date) -> None:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "chatserver", "report", "scheduled", "--output", str(self._folder)),
            *("--today", settled.isoformat()),  # not asked again there: a day that is not settled would be written so
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={**os.environ, **self._environment},
        )
        try:
            written, complaints = await process.communicate()
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
        if process.returncode:
            _log.error("reports were not written: %s", complaints[-LAST_WORDS:].decode(errors="replace").strip())
        for place in written.decode().splitlines():
            _log.info("report written: %s", place)
