"""`python -m bench.reports`: prints the table, keeps bench/reports.json. Exit 1 when a bar is not met."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import dataclasses
import datetime as dt
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import uvloop

from bench import machine
from bench.bars import Bar
from bench.procs import ROOT, StartError, hub_command, scratch_folder, serving
from bench.reports import files, history, pages, relay
from bench.reports.history import History
from chatserver.clock import SystemClock
from chatserver.services.calendar import today

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_RESULTS = ROOT / "bench" / "reports.json"
BARS = (
    Bar(title="slowest page, p95", path=("slowest", "page"), most=500, unit="ms"),
    Bar(title="stuck map, p95", path=("slowest", "stuck"), most=1000, unit="ms"),
    Bar(title="slowest search, p95", path=("slowest", "search"), most=500, unit="ms"),
    Bar(title="CSV of sessions, µs a row", path=("exports", "csv_us"), most=1e6 / 60_000, unit="µs"),
    Bar(title="CSV of sessions ÷ the sqlite3 shell", path=("exports", "csv_to_shell"), most=3, unit="×"),
    Bar(title="XLSX of 1,000,000 × 20", path=("exports", "xlsx_s"), most=25, unit="s"),
    Bar(title="Parquet of 1,000,000 × 20", path=("exports", "parquet_s"), most=8, unit="s"),
    Bar(title="most memory of an export above an empty one", path=("exports", "memory_mb"), most=150, unit="MB"),
    Bar(title="memory of a whole export ÷ a tenth of it", path=("exports", "growth"), most=1.1, unit="×"),
    Bar(title="relay p99 beside an export ÷ without", path=("relay", "ratio"), most=2, unit="×"),
    Bar(title="messages lost, doubled, out of order", path=("relay", "lost"), most=0),
)
_MILLION = 1_000_000
Told = dict[str, Any]


def main(arguments: Sequence[str]) -> int:
    """Return 0 when every bar is met on as many sessions as the bars are about."""
    given = _parse(arguments)
    with contextlib.ExitStack() as stack:
        folder = given.data or stack.enter_context(scratch_folder())
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            try:
                results = runner.run(_measure(folder, given))
            except StartError as error:
                print(f"a server did not start: {error}", file=sys.stderr)
                return 1
    print("\n".join(_lines(results)))
    if not given.dry:
        _RESULTS.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", "utf-8")
        print(f"\nkept in {_RESULTS.relative_to(ROOT)}")
    return 0 if all(one["met"] for one in results["verdicts"]) else 1


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.reports", description=__doc__)
    parser.add_argument("--sessions", type=int, default=_MILLION, help="how many; the bars are for a million")
    parser.add_argument("--data", type=Path, help="folder of a history to use again; made there if there is none")
    parser.add_argument("--dry", action="store_true", help="print only")
    return parser.parse_args(arguments)


async def _measure(folder: Path, given: argparse.Namespace) -> dict[str, Any]:
    before, seconds = machine.describe(), None
    if not (folder / history.FILE).exists():
        began = time.perf_counter()
        history.make(folder, given.sessions, today(SystemClock().now()) - dt.timedelta(1))
        seconds = round(time.perf_counter() - began, 1)
    made = dataclasses.replace(await history.look(folder), seconds=seconds)
    print(f"{made.sessions} sessions, {made.events} events, {made.size_bytes / 1e9:.1f} GB", file=sys.stderr)
    with serving(hub_command(folder)) as server:
        read = await pages.measure(server.port, made)
        talk = await relay.measure(server.port, made)
    written = files.measure(made, folder)
    results = {
        "date": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "command": f"python -m bench.reports --sessions {given.sessions}{' --data FOLDER' if given.data else ''}",
        "machine": {**before, "load_average_after": machine.describe()["load_average"]},
        "versions": machine.versions(),
        "history": {name: str(value) if isinstance(value, dt.date) else value for name, value in _told(made)},
        **read,
        "files": written,
        **_summary(made, read, written, talk),
    }
    return {**results, "verdicts": [told for bar in BARS if (told := bar.judge(results))]}


def _told(made: history.History) -> Iterator[tuple[str, Any]]:
    return ((one.name, getattr(made, one.name)) for one in dataclasses.fields(made) if one.name != "folder")


def _summary(made: History, read: Told, written: Told, talk: Told) -> Told:
    """Return the numbers that the bars are about; seconds of files as for a million rows."""
    share = _MILLION / made.sessions
    slowest = max(one["p95"] for name, one in read["pages"].items() if name != "stuck")
    kinds = ("csv", "xlsx", "parquet", "events_jsonl")
    exports = {
        "csv_us": round(written["csv"]["seconds"] / made.sessions * 1e6, 2),
        "xlsx_s": round(written["xlsx"]["seconds"] * share, 1),
        "parquet_s": round(written["parquet"]["seconds"] * share, 1),
        "memory_mb": max(written[kind]["memory_mb"] for kind in kinds) - written["idle"]["memory_mb"],
        "growth": round(written["csv"]["memory_mb"] / written["csv_tenth"]["memory_mb"], 2),
    }
    if "shell_csv" in written:
        exports["csv_to_shell"] = round(written["csv"]["seconds"] / written["shell_csv"]["seconds"], 2)
    return {
        "slowest": {
            "page": slowest,
            "stuck": read["pages"]["stuck"]["p95"],
            "search": max(one["p95"] for one in read["searches"].values()),
        },
        "exports": exports,
        "relay": {**talk, "ratio": round(talk["beside_p99_ms"] / talk["without_p99_ms"], 2)},
    }


def _lines(results: Told) -> Iterator[str]:
    found = results["history"]
    yield f"{found['sessions']} sessions, {found['events']} events, {found['first']} … {found['last']}"
    yield ""
    for group in ("pages", "searches"):
        for name, one in results[group].items():
            times = "   ".join(f"{kind} {one[kind]:8.1f} ms" for kind in ("first", "p50", "p95"))
            yield f"  {group:8} {name:14} {times}"
    yield ""
    for name, one in results["files"].items():
        rows = f"{one['rows_per_second']:>9,} rows/s" if one.get("rows_per_second") else ""
        yield f"  {name:14} {one['seconds']:7.2f} s {one['memory_mb']:7.1f} MB {one['file_mb']:8.1f} MB written {rows}"
    yield ""
    for one in results["verdicts"]:
        outcome = "met" if one["met"] else "NOT MET"
        yield f"  {one['bar']:48} {one['value']:>10.2f} {one['unit']:3} ≤ {one['most']:<8.4g} {outcome}"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
