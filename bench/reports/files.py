"""Exports of the whole history as `daoban export` makes them, beside the sqlite3 shell writing the same columns."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from bench import procfs
from chatserver.services.exporting.datasets import DATASETS

if TYPE_CHECKING:
    from pathlib import Path

    from bench.reports.history import History

_TWENTY: Final = DATASETS["sessions"].names[:20]
_LOOK_SECONDS: Final = 0.3
"""Each look holds up the programs for 3 ms: their memory is counted page by page."""
_LOOKS: Final = 10
"""How many there are at least in a program's time, however short it is."""
_TENTH: Final = 10
"""The first part of the rows of which memory is looked at, to see that it is flat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a program took: seconds, the most memory that it and its children were seen with, and what it wrote."""

    seconds: float
    memory_mb: float
    file_mb: float


def measure(history: History, folder: Path) -> dict[str, Any]:
    """Return the costs by kind of file, with rows a second; `idle`: of an export without any row."""
    middle = history.first + (history.last - history.first) / _TENTH
    kinds = {
        "idle": ("sessions", "csv", ["--to", "2001-01-01"]),
        "csv": ("sessions", "csv", []),
        "csv_tenth": ("sessions", "csv", ["--to", f"{middle}"]),
        "xlsx": ("sessions", "xlsx", ["--columns", ",".join(_TWENTY)]),
        "parquet": ("sessions", "parquet", ["--columns", ",".join(_TWENTY)]),
        "events_jsonl": ("events", "jsonl", []),
    }
    found: dict[str, Any] = {}
    for kind, (name, format_, more) in kinds.items():
        cost = _export(history, folder / f"{kind}.{format_}", name, format_, more)
        found[kind] = {**asdict(cost), "rows_per_second": round(_rows(history, kind) / cost.seconds)}
    if shutil.which("sqlite3"):
        found["shell_csv"] = asdict(_shell(history, folder / "shell.csv"))
    return found


def _rows(history: History, kind: str) -> int:
    return history.events if kind.startswith("events") else 0 if kind in {"idle", "csv_tenth"} else history.sessions


def _export(history: History, file: Path, name: str, format_: str, more: list[str]) -> Cost:
    command = [sys.executable, "-m", "chatserver", "export", name, "--format", format_, "--output", f"{file}", *more]
    return _cost(command, file, {**os.environ, "DAOBAN_DATA": str(history.folder)})


def _shell(history: History, file: Path) -> Cost:
    names = ", ".join(DATASETS["sessions"].names)
    query = f"SELECT {names} FROM session_facts ORDER BY opened_at, session_id"  # noqa: S608 - our own names
    script = f".mode csv\n.headers on\n.output {file}\n{query};\n"
    return _cost(["sqlite3", f"file:{history.folder / 'daoban.sqlite3'}?mode=ro"], file, dict(os.environ), script)


def _cost(command: list[str], file: Path, environment: dict[str, str], said: str = "") -> Cost:
    began, most = time.perf_counter(), 0
    process = subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert process.stdin is not None
    process.stdin.write(said.encode())
    process.stdin.close()
    while not _has_ended(process, min(_LOOK_SECONDS, (time.perf_counter() - began) / _LOOKS)):
        most = max(most, procfs.family_kilobytes(process.pid))
    seconds = time.perf_counter() - began
    if process.returncode != 0:
        raise RuntimeError(f"{command[0]} … ended with {process.returncode}")
    size = file.stat().st_size / 1e6
    file.unlink()
    file.with_name(f"{file.name}.manifest.json").unlink(missing_ok=True)
    return Cost(seconds=round(seconds, 2), memory_mb=round(most / 1024, 1), file_mb=round(size, 1))


def _has_ended(process: subprocess.Popen[bytes], seconds: float) -> bool:
    """Wait so long for it."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True
