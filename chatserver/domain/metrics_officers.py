"""Officers' time in the period: how many sessions at once, how much of their time is taken, whether anybody was there.

Sessions say who was responsible from when to when; the log of statuses says when an officer was available. What
neither says: whether their line lived (only a loss beyond the grace is logged), and what a capacity was in the past.
"""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from chatserver.domain.metrics_facts import NOTHING, SKEW, micros
from chatserver.domain.metrics_figures import Figure, Gap, Unit, Violation, Wrong, divided, of_time
from chatserver.domain.officer import OfficerStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from chatserver.domain.metrics_facts import Assignment, SessionFacts
    from chatserver.domain.metrics_figures import Scope


class Span(NamedTuple):
    """From `start` to before `end`."""

    start: dt.datetime
    end: dt.datetime


class Held(NamedTuple):
    """A session that an officer had, on which slot; clipped to the period."""

    span: Span
    slot: int
    session_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerLog:
    """An officer's capacity today (None: not known any more) and statuses, as (seq, at, status) in order."""

    officer_id: str
    capacity: int | None
    statuses: tuple[tuple[int, dt.datetime, str], ...]

    @property
    def gap(self) -> Gap | None:
        """Where the log of statuses is not whole, or None."""
        for number, (seq, _, _) in enumerate(self.statuses, 1):
            if seq != number:
                return Gap(self.officer_id, number)
        return None


class OfficerTime:
    """Takes every session that reaches into the period, then tells what officers' time came to."""

    def __init__(self, scope: Scope) -> None:
        self._period = Span(scope.since, scope.time_until)
        self._held: dict[str, list[Held]] = {}

    def take(self, facts: SessionFacts) -> None:
        """Remember who had the session, and when; times that are not known would make figures of nothing."""
        if not facts.times_known:
            return
        for one in facts.assignments:
            self.hold(one, facts.session_id)

    def hold(self, one: Assignment, session_id: str) -> None:
        """Remember one time with an officer, as far as it reaches into the period."""
        span = _clipped(Span(one.start, one.end or self._period.end), self._period)
        if span is not None:
            self._held.setdefault(one.officer_id, []).append(Held(span, one.slot, session_id))

    def by_officer(self, logs: Iterable[OfficerLog]) -> dict[str, tuple[int, ...]]:
        """Return of each: microseconds of sessions, of having any, of being free; most at once; assignments."""
        free = {log.officer_id: self._available(log) for log in logs if log.gap is None}
        return {
            officer_id: _sums(self._held.get(officer_id, []), free.get(officer_id, []))
            for officer_id in sorted(self._held.keys() | free.keys())
        }

    def figures(self, logs: Iterable[OfficerLog]) -> list[Figure]:
        """Return concurrency, occupancy and the time that a session takes of an officer."""
        sums = list(self.by_officer(logs).values())
        load, busy, idle, count = (sum(one[n] for one in sums) for n in (0, 1, 2, 4))
        most = max((one[3] for one in sums), default=0)
        return [
            of_time("concurrency.mean", Unit.EACH, load, busy),
            divided("concurrency.peak", Unit.EACH, most, 1),
            of_time("occupancy", Unit.SHARE, busy, busy + idle),
            divided("officer_time", Unit.SECONDS, busy, count),
        ]

    def availability(self, logs: Iterable[OfficerLog], stretches: Iterable[Span]) -> Figure:
        """Return the share of business hours in which at least one officer was available."""
        there = _united([span for log in logs if log.gap is None for span in self._available(log)])
        opened = list(stretches)
        both = _length(_shared(there, opened))
        return of_time("availability", Unit.SHARE, both, _length(opened))

    def violations(self, logs: Iterable[OfficerLog]) -> Iterator[Violation]:
        """Yield officers beyond their capacity, and slots with two sessions; overlaps up to `SKEW` are the clocks'."""
        capacities = {log.officer_id: log.capacity for log in logs}
        for officer_id, held in sorted(self._held.items()):
            sure = [one for one in (_shortened(item) for item in held) if one is not None]
            capacity, most = capacities.get(officer_id), _most([one.span for one in sure])
            if capacity is not None and most > capacity:
                yield Violation(Wrong.CAPACITY, officer_id, f"{most} sessions at once, capacity {capacity}")
            yield from _doubled(officer_id, sure)

    def declared(self, log: OfficerLog, status: OfficerStatus) -> int:
        """Return for how many microseconds of the period the officer's status was this one."""
        return _length(_united(self._spans(log, status)))

    def _available(self, log: OfficerLog) -> list[Span]:
        return self._spans(log, OfficerStatus.AVAILABLE)

    def _spans(self, log: OfficerLog, wanted: OfficerStatus) -> list[Span]:
        ends = [at for _, at, _ in log.statuses[1:]] + [self._period.end]
        spans = (
            _clipped(Span(at, end), self._period)
            for (_, at, status), end in zip(log.statuses, ends, strict=False)
            if status == wanted
        )
        return [span for span in spans if span is not None]


def _sums(held: Sequence[Held], free: Sequence[Span]) -> tuple[int, ...]:
    spans = [one.span for one in held]
    busy = _united(spans)
    available = _united(free)
    idle = _length(available) - _length(_shared(available, busy))
    return _length(spans), _length(busy), idle, _most(spans), len(spans)


def _doubled(officer_id: str, held: Sequence[Held]) -> Iterator[Violation]:
    in_order = sorted(held, key=lambda one: (one.slot, one.span.start))
    for before, after in itertools.pairwise(in_order):
        if before.slot == after.slot and after.span.start < before.span.end:
            words = f"slot {after.slot} held {before.session_id} and {after.session_id}"
            yield Violation(Wrong.SLOT, officer_id, words)


def _shortened(one: Held) -> Held | None:
    end = one.span.end - SKEW
    return one._replace(span=Span(one.span.start, end)) if one.span.start < end else None


def _clipped(span: Span, period: Span) -> Span | None:
    start, end = max(span.start, period.start), min(span.end, period.end)
    return Span(start, end) if start < end else None


def _united(spans: Sequence[Span]) -> list[Span]:
    """Return the same time without overlaps, in order."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return found


def _shared(one: Sequence[Span], other: Sequence[Span]) -> list[Span]:
    """Return the time in both, each in order and without overlaps; in one walk over the two."""
    found: list[Span] = []
    first = second = 0
    while first < len(one) and second < len(other):
        span = _clipped(one[first], other[second])
        if span is not None:
            found.append(span)
        if one[first].end <= other[second].end:
            first += 1
        else:
            second += 1
    return found


def _length(spans: Sequence[Span]) -> int:
    return micros(sum((span.end - span.start for span in spans), NOTHING))


def _most(spans: Sequence[Span]) -> int:
    """Return how many there were at once; one that ends just as another begins is not beside it."""
    changes = sorted([(span.start, 1) for span in spans] + [(span.end, -1) for span in spans])
    return max(itertools.accumulate((change for _, change in changes), initial=0))
