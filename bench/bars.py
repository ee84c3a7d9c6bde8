"""The bars to reach, each a place in the results and the most it may be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """`path` leads to a number in the results, `most` is the bar; a miss fails the benchmark, unless it is a `goal`.

    `beyond` is what the best of the field would reach.
    """

    title: str
    path: tuple[str, ...]
    most: float
    beyond: float | None = None
    unit: str = ""
    goal: bool = False

    def judge(self, results: dict[str, Any]) -> dict[str, Any] | None:
        """Return the verdict, None when this was not measured."""
        value: Any = results
        for name in self.path:
            if name not in value:
                return None
            value = value[name]
        return {
            "bar": self.title,
            "most": self.most,
            "beyond": self.beyond,
            "unit": self.unit,
            "value": value,
            "met": value <= self.most,
            "is_beyond": self.beyond is not None and value <= self.beyond,
            "required": not self.goal,
        }


_HUB = ("medians", "daoban")
_STOCK = "CPU a stored message ÷ stock python-socketio unstored"
_NODE = "CPU a stored message ÷ Node Socket.IO unstored"
_TWO_NODES = "two nodes ÷ two of Node with its Redis adapter"
_LATE = (*_HUB, "paced", "latency_ms")
BARS = (
    Bar(title=f"{_STOCK}, full load", path=("ratios", "python_socketio", "rushed"), most=0.45, beyond=0.2, unit="×"),
    Bar(title=f"{_STOCK}, 2,000/s", path=("ratios", "python_socketio", "paced"), most=1.0, unit="×"),
    Bar(title=f"{_NODE}, full load", path=("ratios", "node_socketio", "rushed"), most=2.0, beyond=1.0, unit="×"),
    Bar(title=f"{_NODE}, 2,000/s", path=("ratios", "node_socketio", "paced"), most=2.0, unit="×", goal=True),
    Bar(title=f"{_TWO_NODES}, full load", path=("two_nodes", "ratios", "rushed"), most=2.5, beyond=1.0, unit="×"),
    Bar(title=f"{_TWO_NODES}, 1,000/s", path=("two_nodes", "ratios", "paced"), most=2.5, beyond=1.0, unit="×"),
    Bar(title="memory of an idle connection", path=(*_HUB, "idle", "pss_kb"), most=30, beyond=20, unit="kB"),
    Bar(title="end to end at 2,000/s, p50", path=(*_LATE, "p50"), most=3, unit="ms"),
    Bar(title="end to end at 2,000/s, p99", path=(*_LATE, "p99"), most=30, beyond=10, unit="ms"),
    Bar(title="help → offer, idle, p99", path=("offers", "idle_ms", "p99"), most=100, unit="ms"),
    Bar(title="help → offer, 200 a second, p99", path=("offers", "busy_ms", "p99"), most=60, beyond=20, unit="ms"),
    Bar(title="5,000 idle connections, CPU", path=("crowd", "cpu_percent"), most=4, beyond=1, unit="%"),
    Bar(title="messages lost", path=("exactness", "lost"), most=0),
    Bar(title="messages doubled", path=("exactness", "doubled"), most=0),
    Bar(title="messages out of order", path=("exactness", "out_of_order"), most=0),
)


def verdicts(results: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the verdict on every bar that was measured."""
    judged = (bar.judge(results) for bar in BARS)
    return [verdict for verdict in judged if verdict]
