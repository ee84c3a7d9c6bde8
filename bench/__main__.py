"""`python -m bench`: measures, prints the tables, keeps the results, draws the chart. Loopback only, a few minutes."""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import json
import resource
import shlex
import sys
import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import uvloop

from bench import contest, idle, machine, nodes, offers
from bench.chart import draw
from bench.procs import ROOT, StartError, scratch_folder
from bench.report import summary, tables

if TYPE_CHECKING:
    from collections.abc import Sequence

_LONGEST_SECONDS = 420.0
_RESULTS = ROOT / "bench" / "results.json"
_CHART = ROOT / "docs" / "bench.svg"


def main(arguments: Sequence[str]) -> int:
    """Return 0 when every bar that must be reached is reached."""
    given = _parse(arguments)
    _allow_sockets(8 * given.pairs + 4000)
    plan = contest.Plan(pairs=given.pairs, rate=given.rate, rounds=given.rounds, idle_lines=given.pairs)
    hall = offers.Hall(samples=given.offers)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        try:
            results = runner.run(_measure(plan, hall))
        except StartError as error:
            print(f"a server did not start: {error}", file=sys.stderr)
            return 1
        except TimeoutError:
            print("gave up: it took too long", file=sys.stderr)
            return 1
    print(tables(results))
    if not given.dry:
        _RESULTS.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", "utf-8")
        _CHART.write_text(draw(results), "utf-8")
        print(f"\nkept in {_RESULTS.relative_to(ROOT)} and {_CHART.relative_to(ROOT)}")
    return 0 if all(one["met"] for one in results["verdicts"] if one["required"]) else 1


async def _measure(plan: contest.Plan, hall: offers.Hall) -> dict[str, Any]:
    started, before = time.perf_counter(), machine.describe()

    def tell(what: str) -> None:
        print(f"{time.perf_counter() - started:6.1f} s  {what}", file=sys.stderr, flush=True)

    with scratch_folder() as folder:
        async with asyncio.timeout(_LONGEST_SECONDS):
            waits = await offers.measure(hall, folder / "hall", tell)
            crowd = await idle.measure(idle.Crowd(), folder / "crowd", tell)
            rounds = await contest.play(plan, folder / "contest", tell)
            shared = await nodes.play(nodes.PLAN, folder / "nodes", tell)
    return {
        "date": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "command": shlex.join(["make", "bench"] if len(sys.argv) < 2 else ["python", "-m", "bench", *sys.argv[1:]]),
        "seconds": round(time.perf_counter() - started),
        "machine": {**before, "load_average_after": machine.describe()["load_average"]},
        "versions": machine.versions(),
        "plan": asdict(plan),
        **summary(rounds, waits, crowd, shared),
        "rounds": rounds,
        "shared_rounds": shared,
    }


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--pairs", type=int, default=1000, help="pairs that talk (two connections each)")
    parser.add_argument("--rate", type=float, default=2000.0, help="messages a second over all pairs")
    parser.add_argument("--rounds", type=int, default=3, help="turns of each server")
    parser.add_argument("--offers", type=int, default=300, help="samples of help → offer, one at a time")
    parser.add_argument("--dry", action="store_true", help="print only: keep no results, draw no chart")
    return parser.parse_args(arguments)


def _allow_sockets(count: int) -> None:
    """Raise this process's and its servers' limit of open files as far as is allowed."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = count if hard == resource.RLIM_INFINITY else min(count, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
