"""Where closed and living sessions were handed over: from which queue and line to which. Pure.

A transfer to another officer stays where it was; one to a line stays in its queue. `tests/services/test_queues.py`
counts them again from the bare log.
"""

from __future__ import annotations

import collections
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from chatserver.domain import events as ev

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from chatserver.domain.events import LoggedEvent

T = TypeVar("T")


class Place(NamedTuple):
    """Where a session waits, or was when an officer took it."""

    queue_id: str
    tier: int


class Move(NamedTuple):
    """One transfer; the places are the same where it went to an officer."""

    start: Place
    end: Place


def moves_of(events: Iterable[LoggedEvent]) -> list[Move]:
    """Return every transfer of a session, in order. The log must be whole."""
    found: list[Move] = []
    place = Place("", 0)
    for logged in events:
        match logged.event:
            case ev.SessionOpened() as opened:
                place = Place(opened.matter_id, opened.tier)
            case ev.SessionQueued() as queued:
                place = place._replace(queue_id=queued.queue_id)
            case ev.SessionTransferred() as handed:
                found.append(Move(place, _after(place, handed)))
                place = found[-1].end
    return found


def _after(place: Place, handed: ev.SessionTransferred) -> Place:
    if handed.kind == "queue":
        return place._replace(queue_id=handed.target)
    return place._replace(tier=int(handed.target)) if handed.kind == "tier" else place


class Flow(NamedTuple):
    """How often sessions came to a place, left it, and were handed over without leaving it."""

    came: int = 0
    left: int = 0
    stayed: int = 0


def flows_of(moves: Mapping[Move, int], place_of: Callable[[Place], T]) -> dict[T, Flow]:
    """Return the flow of each queue or line, which `place_of` tells of a place. All left together are all that came."""
    found: dict[T, Flow] = collections.defaultdict(Flow)
    for move, count in moves.items():
        start, end = place_of(move.start), place_of(move.end)
        if start == end:
            found[start] = found[start]._replace(stayed=found[start].stayed + count)
        else:
            found[start] = found[start]._replace(left=found[start].left + count)
            found[end] = found[end]._replace(came=found[end].came + count)
    return found
