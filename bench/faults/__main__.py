"""Play every fault under load, check the log and every client's view, print a table; exit 1 on any violation."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import datetime as dt
import json
import platform
import shlex
import sys
import time
from typing import TYPE_CHECKING, Any

from bench import machine
from bench.faults import cluster, cuts, disk, embedded, leaving
from bench.faults.play import clean, play
from bench.faults.report import renewed, table
from bench.faults.stage import Load, one_node, two_nodes
from bench.fuzz.play import play as fuzz
from bench.procs import ROOT, scratch_folder

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

    from bench.faults.plan import Fault, Result
    from bench.faults.stage import Stage
    from bench.fuzz.play import Report

_RESULTS = ROOT / "bench" / "faults" / "results.json"
_DOCUMENT = ROOT / "docs" / "reliability.md"
_ONE = "one node, SQLite"
_TWO = "two nodes, PostgreSQL, Valkey"


def main(arguments: Sequence[str]) -> int:
    """Play what was asked for."""
    chosen = _parse(arguments)
    cuts.move_inside(arguments)
    is_private = cuts.prepare()
    if not is_private:
        _tell("no network and mount namespace here: cuts of the network and the full disk are left out")
    started = time.monotonic()
    load = Load(sessions=chosen.sessions, officers=chosen.officers)
    with scratch_folder() as folder:
        results = asyncio.run(_play_all(folder, load, chosen.only, is_private=is_private))
    found = [result.plain() for result in results]
    print(table(found))
    badly = _fuzz(0 if chosen.only else chosen.frames)
    if not chosen.dry:
        _keep(found, badly, load, time.monotonic() - started)
    passed = results and all(result.passed for result in results) and (badly is None or badly.passed)
    return 0 if passed else 1


def _fuzz(frames: int) -> Report | None:
    """Send bad input to a hub of its own."""
    if not frames:
        return None
    _tell(f"bad input: {frames} generated frames and requests")
    report = fuzz(frames)
    print(f"\n{report.summary()}")
    return report


async def _play_all(folder: Path, load: Load, only: str, *, is_private: bool) -> list[Result]:
    results = []
    results += await _play_on(
        _ONE, lambda number: one_node(folder / f"one-{number}", load), _wanted([*embedded.FAULTS, embedded.CLOCK], only)
    )
    if is_private:
        results += await _play_on(_ONE, lambda _: _on_small_disk(folder / "disk", load), _wanted([disk.FAULT], only))
    shared = [*cluster.FAULTS, *leaving.FAULTS, *(cluster.CUTS if is_private else ()), cluster.CLOCK]
    results += await _play_on(_TWO, lambda number: two_nodes(folder / f"two-{number}", load), _wanted(shared, only))
    return results


async def _play_on(
    name: str, stage_of: Callable[[int], AbstractAsyncContextManager[Stage]], faults: Sequence[Fault]
) -> list[Result]:
    """Play the faults one after the other; after a failed one on a new stage."""
    results: list[Result] = []
    while left := faults[len(results) :]:
        async with stage_of(len(results)) as stage:
            for fault in left:
                _tell(f"{name}: {fault.name}")
                results.append(await play(fault, stage, name))
                if not clean(results[-1]):
                    _tell(table([results[-1].plain()]))
                    break
            _tell_complaints(stage)
    return results


@contextlib.asynccontextmanager
async def _on_small_disk(folder: Path, load: Load) -> AsyncIterator[Stage]:
    with disk.small_disk(folder / "data"):
        async with one_node(folder, load) as stage:
            yield stage


def _wanted(faults: Sequence[Fault], only: str) -> list[Fault]:
    return [fault for fault in faults if only in fault.name]


def _tell(words: str) -> None:
    print(f"{time.strftime('%H:%M:%S')}  {words}", file=sys.stderr, flush=True)


def _tell_complaints(stage: Stage) -> None:
    """Keep what the nodes wrote: it says more than a count when something is wrong."""
    for node in stage.nodes:
        kept = ROOT / "artifacts" / "faults" / f"{stage.folder.parent.name}-{node.name}.log"
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(node.complaints(), "utf-8")


def _keep(results: list[dict[str, Any]], badly: Report | None, load: Load, seconds: float) -> None:
    kept = {
        "date": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "command": shlex.join(["make", "faults"]),
        "seconds": round(seconds),
        "machine": machine.describe(),
        "versions": {"python": platform.python_version(), "daoban": machine.commit()},
        "load": {"sessions": load.sessions, "officers": load.officers, "capacity": load.capacity},
        "faults": results,
        "bad_input": badly.plain() if badly else None,
    }
    _RESULTS.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", "utf-8")
    _DOCUMENT.write_text(renewed(_DOCUMENT.read_text("utf-8"), kept), "utf-8")


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.faults", description=__doc__)
    parser.add_argument("--sessions", type=int, default=Load().sessions, help="sessions that talk")
    parser.add_argument("--officers", type=int, default=Load().officers, help="officers who answer")
    parser.add_argument("--only", default="", help="play the faults whose name holds this")
    parser.add_argument("--frames", type=int, default=10_000, help="bad input to send; none when only some are played")
    parser.add_argument("--dry", action="store_true", help="print only: keep no results")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
