"""The bars to reach, each a place in the results and the most it may be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """`path` leads to a number in the results; `required`: a miss fails the benchmark, else it is a goal ahead."""

    title: str
    path: tuple[str, ...]
    most: float
    unit: str
    required: bool = False

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
            "unit": self.unit,
            "value": value,
            "met": value <= self.most,
            "required": self.required,
        }


_HUB = ("medians", "daoban")
_TO_STOCK = "CPU per durable message ÷ stock python-socketio unstored"
_TO_NODE = "CPU per durable message ÷ Node Socket.IO unstored"
_TWO_NODES = "two nodes, PostgreSQL and Valkey ÷ two of Node with its Redis adapter"
BARS = (
    Bar(title=_TO_STOCK, path=("ratios", "python_socketio", "paced"), most=1.0, unit="×", required=True),
    Bar(title="help → offer, idle, p99", path=("offers", "idle_ms", "p99"), most=100, unit="ms", required=True),
    Bar(title="messages lost", path=("exactness", "lost"), most=0, unit="", required=True),
    Bar(title="messages doubled", path=("exactness", "doubled"), most=0, unit="", required=True),
    Bar(title="messages out of order", path=("exactness", "out_of_order"), most=0, unit="", required=True),
    Bar(title=f"{_TO_STOCK}, full load", path=("ratios", "python_socketio", "rushed"), most=0.45, unit="×"),
    Bar(title=_TO_STOCK, path=("ratios", "python_socketio", "paced"), most=0.45, unit="×"),
    Bar(title=f"{_TO_NODE}, full load", path=("ratios", "node_socketio", "rushed"), most=2.0, unit="×"),
    Bar(title=_TO_NODE, path=("ratios", "node_socketio", "paced"), most=2.0, unit="×"),
    Bar(title=f"{_TWO_NODES}, full load", path=("two_nodes", "ratios", "rushed"), most=2.5, unit="×"),
    Bar(title=_TWO_NODES, path=("two_nodes", "ratios", "paced"), most=2.5, unit="×"),
    Bar(title="memory per idle connection", path=(*_HUB, "idle", "pss_kb"), most=30, unit="kB"),
    Bar(title="end-to-end latency, p50", path=(*_HUB, "paced", "latency_ms", "p50"), most=3, unit="ms"),
    Bar(title="end-to-end latency, p99", path=(*_HUB, "paced", "latency_ms", "p99"), most=30, unit="ms"),
    Bar(title="5,000 idle connections, CPU", path=("crowd", "cpu_percent"), most=4, unit="%"),
    Bar(title="help → offer, busy, p99", path=("offers", "busy_ms", "p99"), most=60, unit="ms"),
)


def verdicts(results: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the verdict on every bar that was measured."""
    judged = (bar.judge(results) for bar in BARS)
    return [verdict for verdict in judged if verdict]
