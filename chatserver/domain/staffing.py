"""How many officers it takes: Erlang C (A. K. Erlang, 1917) over slots. Pure.

Assumptions, shown wherever a number is: requests come independently of each other and evenly within the hour; nobody
gives up; any free slot will do; handling times are exponentially distributed.
"""

from __future__ import annotations

import math
from typing import Final

TARGET: Final = 0.8
"""Share that is to be answered in time: the industry's 80 %."""
_MOST_SLOTS: Final = 5_000


def waiting_share(slots: int, load: float) -> float:
    """Return the share of requests that must wait (Erlang C), by the recursion of Erlang B; 1 where all of them do.

    `load`: requests an hour × hours that each takes, in erlangs.
    """
    if load <= 0:
        return 0.0
    if slots <= load:
        return 1.0
    blocked = 1.0
    for n in range(1, slots + 1):
        blocked = load * blocked / (n + load * blocked)
    return blocked / (1 - load / slots * (1 - blocked))


def answered_within(slots: int, load: float, handle_seconds: float, seconds: float) -> float:
    """Return the share of requests that are answered within `seconds`."""
    if slots <= load:
        return 0.0
    return 1 - waiting_share(slots, load) * math.exp(-(slots - load) * seconds / handle_seconds)


def slots_for(load: float, handle_seconds: float, seconds: float, target: float = TARGET) -> int:
    """Return the fewest slots with which `target` is answered within `seconds`; 0 where nothing comes."""
    if load <= 0 or handle_seconds <= 0:
        return 0
    slots = math.floor(load) + 1
    while answered_within(slots, load, handle_seconds, seconds) < target and slots < _MOST_SLOTS:
        slots += 1
    return slots


def officers_for(slots: int, capacity: int) -> int:
    """Return how many officers have so many slots."""
    return -(-slots // capacity) if capacity > 0 else 0
