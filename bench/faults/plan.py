"""What a fault is, and what one play of it came to."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bench.faults.judge import ON_ONE_MACHINE, Verdict

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bench.faults.stage import Stage

STUCK_SECONDS = 30.0


class Unmet(Exception):
    """A fault showed something that must not be, beyond what is counted for all; the text says what."""


@dataclass(frozen=True, slots=True)
class Played:
    """`since`: the moment (time.monotonic) from which recovery counts; `note`: what else was seen."""

    since: float
    note: str = ""
    recovered: float | None = None
    """Seconds from `since` until everything was well again, when the play has waited for that itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault. `play` raises Unmet; recovery is waited for and everything is judged after it."""

    name: str
    words: str
    """What happens, and from when recovery counts."""
    play: Callable[[Stage], Awaitable[Played]]
    skew: dt.timedelta = ON_ONE_MACHINE
    may_move: bool = False
    """Whether officers are away for longer than the grace, so that their sessions go to others."""


@dataclass(slots=True, kw_only=True)
class Result:
    """What became of one fault."""

    fault: Fault
    stage: str
    seconds: float = 0.0
    recovered_seconds: float | None = None
    stuck: int = 0
    stuck_words: list[str] = field(default_factory=list)
    unsent: int = 0
    verdict: Verdict = field(default_factory=Verdict)
    note: str = ""
    unmet: str = ""
    moved: int = 0
    """How often a session went back to the queue."""
    acknowledged: int = 0
    """Messages acknowledged on this stage so far, all of which were looked for."""
    refusals: dict[str, int] = field(default_factory=dict)
    wrong_answers: dict[str, int] = field(default_factory=dict)
    broken_lines: int = 0

    @property
    def passed(self) -> bool:
        """Whether everything that must be zero is."""
        one = self.verdict
        counts = one.lost, one.doubled, one.out_of_order, one.capacity, one.log_violations, one.views
        is_restless = bool(self.moved) and not self.fault.may_move
        return not (is_restless or any(counts) or self.stuck or self.unsent or self.unmet or self.wrong_answers)

    def plain(self) -> dict[str, Any]:
        """Return it as plain values."""
        one = self.verdict
        return {
            "fault": self.fault.name,
            "stage": self.stage,
            "what": self.fault.words,
            "passed": self.passed,
            "lost": one.lost,
            "doubled": one.doubled,
            "out_of_order": one.out_of_order,
            "stuck": self.stuck,
            "capacity_exceeded": one.capacity,
            "log_violations": one.log_violations,
            "wrong_views": one.views,
            "moved": self.moved,
            "unsent": self.unsent,
            "recovered_seconds": None if self.recovered_seconds is None else round(self.recovered_seconds, 2),
            "seconds": round(self.seconds, 1),
            "acknowledged_so_far": self.acknowledged,
            "broken_lines": self.broken_lines,
            "refusals": self.refusals,
            "wrong_answers": self.wrong_answers,
            "note": self.note,
            "unmet": self.unmet,
            "words": one.words,
        }
