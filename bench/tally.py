"""Counts what became of every message: acknowledged, delivered, lost, doubled, out of order, and how late."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, field
from typing import Any


class Lane:
    """One side's messages to the other in one round, numbered 0, 1, 2 …"""

    __slots__ = ("acked", "due", "expected", "seen")

    def __init__(self) -> None:
        """Nothing was said yet."""
        self.due: list[float] = []
        """When each message was to be sent; a generator that falls behind must not flatter the server."""
        self.acked = bytearray()
        self.seen = bytearray()
        self.expected = 0

    def send(self, due: float) -> int:
        """Note a message; return its number."""
        self.due.append(due)
        self.acked.append(0)
        self.seen.append(0)
        return len(self.due) - 1


@dataclass(slots=True)
class Tally:
    """The counts of one round, over all lanes."""

    sent: int = 0
    acknowledged: int = 0
    refused: int = 0
    delivered: int = 0
    echoed: int = 0
    """Own messages that came back to the sender, as Daoban does."""
    doubled: int = 0
    out_of_order: int = 0
    stray: int = 0
    """Events that belong to nobody here: somebody else's, or never sent."""
    latencies: list[float] = field(default_factory=list)
    """Seconds from when a message was due to its delivery."""
    ack_latencies: list[float] = field(default_factory=list)

    def deliver(self, lane: Lane, number: int, now: float) -> bool:
        """Note that message `number` reached the other side; False when it should not have."""
        if number >= len(lane.due):
            self.stray += 1
            return False
        if lane.seen[number]:
            self.doubled += 1
            return False
        lane.seen[number] = 1
        if number < lane.expected:  # a later one was here before
            self.out_of_order += 1
        else:
            lane.expected = number + 1
        self.delivered += 1
        self.latencies.append(now - lane.due[number])
        return True

    def acknowledge(self, lane: Lane, number: int, now: float, *, ok: bool) -> None:
        """Note the answer to message `number`."""
        if not ok:
            self.refused += 1
        elif not lane.acked[number]:
            lane.acked[number] = 1
            self.acknowledged += 1
            self.ack_latencies.append(now - lane.due[number])


def lost(lanes: list[Lane]) -> int:
    """Return how many messages were acknowledged and never delivered. Ask when nothing is under way any more."""
    return sum(1 for lane in lanes for acked, seen in zip(lane.acked, lane.seen, strict=True) if acked and not seen)


@dataclass(frozen=True, slots=True)
class Spread:
    """A distribution of seconds, told in milliseconds."""

    count: int
    p50: float
    p90: float
    p99: float
    max: float


def spread(seconds: list[float]) -> Spread:
    """Return the spread; all zero when nothing was measured."""
    ordered = sorted(seconds)
    if not ordered:
        return Spread(0, 0.0, 0.0, 0.0, 0.0)

    def at(share: float) -> float:
        return round(ordered[max(0, math.ceil(share * len(ordered)) - 1)] * 1000, 3)

    return Spread(len(ordered), at(0.5), at(0.9), at(0.99), at(1.0))


def report(tally: Tally, lanes: list[Lane], seconds: float) -> dict[str, Any]:
    """Return the round as plain values."""
    return {
        "seconds": round(seconds, 3),
        "sent": tally.sent,
        "acknowledged": tally.acknowledged,
        "refused": tally.refused,
        "delivered": tally.delivered,
        "echoed": tally.echoed,
        "lost": lost(lanes),
        "doubled": tally.doubled,
        "out_of_order": tally.out_of_order,
        "stray": tally.stray,
        "latency_ms": asdict(spread(tally.latencies)),
        "ack_latency_ms": asdict(spread(tally.ack_latencies)),
    }
