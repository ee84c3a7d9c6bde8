"""`python -m bench.guidance`: how long until a page shows what the officer points at or proposes, in a busy bureau.

Real sockets, a hub process of its own on SQLite; meanwhile other forms report what their people type. Exit 1 beyond
the bar.
"""

from __future__ import annotations

import argparse
import asyncio
import collections
import json
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import uvloop

from bench import procfs, seed
from bench.people import HubPeople, command
from bench.procs import StartError, hub_command, scratch_folder, serving
from bench.tally import Spread, spread

if TYPE_CHECKING:
    from bench.load import Pair
    from bench.wire import Line

MOST_P99_MS = 100.0
_FIELD, _BEFORE = "f1_6_wkp", "35000.00"
_PAGE: dict[str, Any] = {"matter_id": seed.MATTER, "step_id": "s6", "error_id": "vatg-cmp-output"}
_LONGEST_SECONDS = 300.0
_DRAIN_SECONDS = 2.0
"""What comes later counts as lost."""
_WARM_SECONDS = 2.0
_PROBES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How much is pointed at and proposed, and what else goes on."""

    samples: int = 1000
    """Of each kind."""
    rate: float = 50.0
    """Cards a second over all guided sessions: a hundred officers would not put up as many."""
    guided: int = 20
    """Sessions that are guided: a session has an end to its cards, and a person to their commands a second."""
    forms: int = 50
    form_rate: float = 2.0
    """Changes a second of each other form."""


class Cards:
    """When each card was due, and when its page was told of it."""

    def __init__(self, pairs: list[Pair]) -> None:
        """Listen on the taxpayers' lines."""
        self.due: dict[str, float] = {}
        self.late: dict[str, list[float]] = {"highlight": [], "proposal": []}
        self.own_late: list[float] = []
        """How late this process was itself: part of `late`, which is counted from when a card was due."""
        self.refused: collections.Counter[str] = collections.Counter()
        for pair in pairs:
            pair.lines[0].heard = self._heard
            pair.lines[1].acked = self.acked

    def put(self, pair: Pair, number: int, due: float) -> None:
        """Point and propose in turns."""
        kind = "proposal" if number % 2 else "highlight"
        guide_id = f"{kind}-{number}"
        self.due[guide_id] = due
        here = {"session_id": pair.session_id, "guide_id": guide_id}
        if kind == "highlight":
            name, given = b"field.highlight", {"kind": "field", "target_id": _FIELD, "text": "请看这一栏"}
        else:
            change = {"field_id": _FIELD, "before": _BEFORE, "after": f"{number}.00"}
            name, given = b"field.propose", {"changes": [change], "reason": "未开票收入填到了开票栏"}  # type: ignore[dict-item]
        self.own_late.append(time.perf_counter() - due)
        pair.lines[1].post(name, _json({**here, **given}))

    def acked(self, _: Line, __: int, packet: bytes) -> None:
        """Count what was refused."""
        answer = json.loads(packet[packet.index(b"[") :])[0]
        if not answer["ok"]:
            self.refused[answer["error"]["code"]] += 1

    def _heard(self, _: Line, packet: bytes) -> None:
        now = time.perf_counter()
        name, payload = json.loads(packet[packet.index(b"[") :])
        if name in {"field.highlighted", "field.proposed"}:
            guide_id = payload["body"]["guide_id"]
            self.late[guide_id.partition("-")[0]].append(now - self.due.pop(guide_id))


async def measure(plan: Plan, folder: Path) -> dict[str, Any]:
    """Return the spreads in milliseconds, the hub's CPU in percent of a core, and what went wrong."""
    everybody = plan.guided + plan.forms
    await seed.prepare(folder, officers=everybody, capacity=1)
    with serving(hub_command(folder)) as server:
        pairs = await HubPeople(folder).pairs((server.port, server.port), everybody)
        for pair in pairs:
            fields = [{"id": _FIELD, "value": _BEFORE}, {"id": "f1_13_zp", "value": "860000.00"}]
            await command(pair.lines[0], "context.update", _update(pair, fields))
        cards = Cards(pairs[: plan.guided])
        for pair in pairs[plan.guided :]:
            pair.lines[0].acked = cards.acked
        disk = spread(await asyncio.to_thread(_syncs, folder))
        async with asyncio.TaskGroup() as tasks:
            forms = [tasks.create_task(_type(pair, plan, number)) for number, pair in enumerate(pairs[plan.guided :])]
            await asyncio.sleep(_WARM_SECONDS)
            before, since = procfs.cpu_seconds(server.pid), time.perf_counter()
            kept = _kept_waiting(server.pid)
            await _guide(cards, pairs[: plan.guided], plan)
            took = time.perf_counter() - since
            share, kept = (procfs.cpu_seconds(server.pid) - before) / took, (_kept_waiting(server.pid) - kept) / took
            await asyncio.sleep(_DRAIN_SECONDS)
            for form in forms:
                form.cancel()
        complaints = server.complaints()[-2000:]
    return {
        "highlight": spread(cards.late["highlight"]),
        "proposal": spread(cards.late["proposal"]),
        "own": spread(cards.own_late),
        "disk": disk,
        "cpu_percent": share * 100,
        "kept_percent": kept * 100,
        "lost": len(cards.due),
        "refused": dict(cards.refused),
        "complaints": complaints,
    }


async def _guide(cards: Cards, pairs: list[Pair], plan: Plan) -> None:
    started = time.perf_counter()
    for number in range(2 * plan.samples):
        due = started + number / plan.rate
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        cards.put(pairs[number // 2 % len(pairs)], number, due)


def _kept_waiting(pid: int) -> float:
    """Return for how many seconds the process's main thread was ready and had no core: what others took from it."""
    return int(Path(f"/proc/{pid}/schedstat").read_text("ascii").split()[1]) / 1e9


def _syncs(folder: Path) -> list[float]:
    """Return what one durable write costs here and now: no card can be faster."""
    found = []
    with (folder / "probe").open("wb", buffering=0) as file:
        for _ in range(_PROBES):
            began = time.perf_counter()
            file.write(b"x" * 4096)
            os.fsync(file.fileno())
            found.append(time.perf_counter() - began)
            time.sleep(0.01)
    return found


async def _type(pair: Pair, plan: Plan, number: int) -> None:
    """Change a field again and again, each form at its own moment."""
    await asyncio.sleep(number / plan.forms / plan.form_rate)
    turn = 0
    while True:
        turn += 1
        fields = [{"id": "f1_13_zp", "value": f"{turn}.00"}, {"id": "f1_13_hj", "value": f"{turn}.00"}]
        pair.lines[0].post(b"context.update", _json(_update(pair, fields)))
        await asyncio.sleep(1 / plan.form_rate)


def _update(pair: Pair, fields: list[dict[str, str]]) -> dict[str, Any]:
    return {"session_id": pair.session_id, "context": {**_PAGE, "fields": fields}}


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _words(name: str, one: Spread) -> str:
    return f"{name:<10} {one.count:>5} times   p50 {one.p50:6.2f} ms   p99 {one.p99:6.2f} ms   max {one.max:6.2f} ms"


async def _run(plan: Plan) -> dict[str, Any]:
    with scratch_folder() as folder:
        async with asyncio.timeout(_LONGEST_SECONDS):
            return await measure(plan, folder)


def main() -> int:
    """Return 0 when every card came, and 99 of 100 within the bar."""
    parser = argparse.ArgumentParser(prog="python -m bench.guidance", description=__doc__)
    parser.add_argument("--samples", type=int, default=1000, help="highlights, and as many proposals")
    given = parser.parse_args()
    plan = Plan(samples=given.samples)
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            found = runner.run(_run(plan))
    except StartError as error:
        print(f"the hub did not start: {error}", file=sys.stderr)
        return 1
    print(f"{plan.rate:.0f} cards a second, {plan.forms} other forms changing {plan.form_rate:g} times a second")
    print(_words("highlight", found["highlight"]))
    print(_words("proposal", found["proposal"]))
    print(_words("of it own", found["own"]))
    print(_words("one fsync", found["disk"]))
    print(f"hub: {found['cpu_percent']:.1f} % of a core, ready without one {found['kept_percent']:.1f} % of the time")
    print(f"lost {found['lost']}, refused {found['refused'] or 'none'}")
    if found["complaints"]:
        print(found["complaints"], file=sys.stderr)
    in_time = all(found[kind].p99 <= MOST_P99_MS for kind in ("highlight", "proposal"))
    met = in_time and not found["lost"] and not found["refused"]
    print(f"bar: p99 at most {MOST_P99_MS:.0f} ms, nothing lost: {'met' if met else 'MISSED'}")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
