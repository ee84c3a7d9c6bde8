"""Plays generated attacks against a hub and reports how it took them."""

from __future__ import annotations

import asyncio
import collections
import dataclasses
import sys
import time
import uuid
from typing import TYPE_CHECKING, Any, Final

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from bench.fuzz.lines import ALLOWED, Lines
from bench.fuzz.words import Attack, attacks
from bench.procfs import memory_kilobytes
from bench.procs import scratch_folder, serving
from bench.seed import Tickets, prepare

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_AT_ONCE: Final = 10
_WARM: Final = 0.4
"""The part of the run after which memory is looked at first: caches, pools and buckets have filled by then."""
MOST_GROWTH_KILOBYTES: Final = 6_000
"""What the allocator may still take from then on; a leak of a line a frame would be ten times that at 10,000."""


@dataclasses.dataclass(slots=True)
class Report:
    """What was sent and what came of it."""

    frames: int = 0
    seconds: float = 0.0
    outcomes: collections.Counter[str] = dataclasses.field(default_factory=collections.Counter)
    findings: list[str] = dataclasses.field(default_factory=list)
    growth_kilobytes: int = 0

    @property
    def passed(self) -> bool:
        """Nothing unexpected happened."""
        return not self.findings

    def plain(self) -> dict[str, Any]:
        """Return it as JSON takes it."""
        return {**dataclasses.asdict(self), "outcomes": dict(self.outcomes), "passed": self.passed}

    def summary(self) -> str:
        """Return some lines to print."""
        lines = [f"{self.frames:,} frames and requests in {self.seconds:.0f} s, memory {self.growth_kilobytes:+,} kB"]
        lines += [f"  {count:>7,}  {outcome}" for outcome, count in self.outcomes.most_common()]
        lines += [f"  FOUND {finding}" for finding in self.findings]
        return "\n".join([*lines, "passed" if self.passed else "FAILED"])


def run(
    frames: int, *, port: int, pid: int, folder: Path, complaints: Callable[[], str], start: int | None = None
) -> Report:
    """Attack the hub at `port`; `folder` is the one that `bench.seed` prepared, `complaints()` what the hub logged.

    `start` makes a run repeatable. The hub goes on running.
    """
    report = Report()
    began = time.monotonic()
    with asyncio.Runner() as runner:
        lines = Lines(port, Tickets(folder), f"fuzz{uuid.uuid4().hex[:6]}")
        warm = [memory_kilobytes(pid)["rss"]]

        def volley(salvo: list[Attack]) -> None:
            outcomes = runner.run(_play(lines, salvo))
            for attack, outcome in zip(salvo, outcomes, strict=True):
                _note(report, attack, outcome)
            if report.frames <= frames * _WARM:
                warm[0] = memory_kilobytes(pid)["rss"]

        _generate(volley, frames // _AT_ONCE, start)
        runner.run(lines.close())
    report.seconds = time.monotonic() - began
    report.growth_kilobytes = memory_kilobytes(pid)["rss"] - warm[0]
    if report.growth_kilobytes > MOST_GROWTH_KILOBYTES:
        report.findings.append(f"memory grew by {report.growth_kilobytes:,} kB")
    report.findings += [f"logged: {what}" for what in _errors(complaints())[:20]]
    return report


def play(frames: int, start: int | None = None) -> Report:
    """Attack a hub of one's own."""
    with scratch_folder() as folder:
        asyncio.run(prepare(folder, 1, 1))
        with serving([sys.executable, "-m", "bench.targets.hub", str(folder)]) as hub:
            return run(frames, port=hub.port, pid=hub.pid, folder=folder, complaints=hub.complaints, start=start)


async def _play(lines: Lines, salvo: list[Attack]) -> list[str]:
    return await asyncio.gather(*(lines.play(attack) for attack in salvo))


def _generate(volley: Callable[[list[Attack]], None], count: int, start: int | None) -> None:
    """Call `volley` with `count` lists of attacks."""
    suppressed = list(HealthCheck)

    @settings(
        max_examples=count, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=suppressed
    )
    @given(st.lists(attacks, min_size=_AT_ONCE, max_size=_AT_ONCE))
    def generated(salvo: list[Attack]) -> None:
        volley(salvo)

    (seed(start)(generated) if start is not None else generated)()


def _note(report: Report, attack: Attack, outcome: str) -> None:
    report.frames += 1
    report.outcomes[outcome] += 1
    if outcome not in ALLOWED and len(report.findings) < 20:
        report.findings.append(f"{outcome}: {attack.way} {attack.content[:300]!r}")


def _errors(log: str) -> list[str]:
    """Return the last line of every stack trace."""
    found, inside = [], False
    for line in log.splitlines():
        if line.startswith("Traceback"):
            inside = True
        elif inside and not line.startswith(" "):
            found.append(line[:300])
            inside = False
    return found
