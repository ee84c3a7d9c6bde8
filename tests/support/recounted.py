"""Officers' and queues' numbers counted again from the plain rows of the log, by the second path of `recount`."""

from __future__ import annotations

import collections
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from chatserver.domain.recount import Log, Story, read_log
from tests.support.histories import rows_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from chatserver.domain.events import LoggedEvent

EVER = 2**60


@dataclass
class OfficerAgain:
    """What one officer took, and what became of it."""

    taken: int = 0
    over: int = 0
    handle: int = 0
    handled: int = 0
    answers: list[int] = field(default_factory=list)
    achieved: list[bool] = field(default_factory=list)
    scores: list[int] = field(default_factory=list)


def officers_again(logs: Iterable[Sequence[LoggedEvent]]) -> dict[str, OfficerAgain]:
    """Return every officer of sessions whose clocks did not run back."""
    found: dict[str, OfficerAgain] = collections.defaultdict(OfficerAgain)
    for story in _stories(logs):
        if not story.times_known:
            continue
        spans = story.with_officers()
        for officer_id, _, since, until in spans:
            found[officer_id].taken += 1
            found[officer_id].over += until is not None
            found[officer_id].handle += (until or since) - since
        if spans:
            first = next(
                (
                    entry.at
                    for entry in story.entries[story.assigned[0] :]
                    if entry.type == "message.posted" and entry.role == "officer"
                ),
                None,
            )
            found[spans[0][0]].answers += [first - spans[0][2]] if first is not None else []
        if spans and story.closed is not None:
            last, rated = found[spans[-1][0]], story.first("session.rated")
            last.handled += 1
            last.achieved += [rated.body["achieved"]] if rated and rated.body["achieved"] is not None else []
            last.scores += [rated.body["score"]] if rated and rated.body["score"] is not None else []
    return found


def moves_again(logs: Iterable[Sequence[LoggedEvent]]) -> collections.Counter[tuple[tuple[str, int], tuple[str, int]]]:
    """Return how often sessions went from which queue and line to which, looked up event by event."""
    found: collections.Counter[tuple[tuple[str, int], tuple[str, int]]] = collections.Counter()
    for story in _stories(logs):
        for place in story.places("session.transferred"):
            found[_stood(story, place), _stood(story, place + 1)] += 1
    return found


def _stood(story: Story, place: int) -> tuple[str, int]:
    """Return the queue and line of a session before its event at `place`: the last word on each."""
    before = story.entries[:place]
    queues = [story.matter_id]
    tiers = [story.tier]
    for entry in before:
        kind, target = entry.body.get("kind"), entry.body.get("target", "")
        if entry.type == "session.queued":
            queues.append(entry.body["queue_id"])
        elif entry.type == "session.transferred" and kind == "queue":
            queues.append(target)
        elif entry.type == "session.transferred" and kind == "tier":
            tiers.append(int(target))
    return queues[-1], tiers[-1]


def _stories(logs: Iterable[Sequence[LoggedEvent]]) -> Iterator[Story]:
    for log in logs:
        read = read_log(rows_of(log), EVER)
        assert isinstance(read, Log)
        yield Story(read)
