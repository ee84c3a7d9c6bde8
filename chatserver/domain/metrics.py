"""Service metrics: from the facts of sessions, and the log of officers' statuses, to every figure. Pure.

One definition each in docs/metrics.md; `DEFINITIONS` is the same list. Nothing here is rounded, and no figure is given
that the log does not know: a denominator of 0 gives no value, a scope that cannot answer leaves the figure out.
"""

from __future__ import annotations

import datetime as dt
from array import array
from typing import TYPE_CHECKING

from chatserver.domain.metrics_errors import CalendarUnknown, RangeInvalid
from chatserver.domain.metrics_facts import NOTHING, SKEW
from chatserver.domain.metrics_figures import (
    Figure,
    Gap,
    Result,
    Unit,
    Violation,
    Wrong,
    counted,
    distributed,
    divided,
)
from chatserver.domain.metrics_of_session import COUNTS, DISTRIBUTIONS, MEANS, SHARES, contributions
from chatserver.domain.metrics_officers import OfficerLog, OfficerTime, Span
from chatserver.domain.metrics_repeats import Repeats
from chatserver.domain.violations import Violations

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from chatserver.domain.metrics_facts import SessionFacts
    from chatserver.domain.metrics_figures import Scope
    from chatserver.domain.workdays import Workdays

OF_REPEATS = ("repeat_rate", "first_contact_rate")
OF_OFFICERS = ("concurrency", "occupancy", "officer_time")
OF_HOURS = ("availability",)
DEFINITIONS = (*COUNTS, *SHARES, *MEANS, *DISTRIBUTIONS, *OF_REPEATS, *OF_OFFICERS, *OF_HOURS)
"""Ids of all definitions, in the order of a result."""


class Tally:
    """Takes sessions one after the other, in any order, and keeps sums: memory does not grow with the talk."""

    def __init__(self, scope: Scope, workdays: Workdays) -> None:
        """Raises RangeInvalid; CalendarUnknown where only business hours are wanted and the calendar lacks a year."""
        check_range(scope)
        missing = workdays.unknown_years(scope.since, scope.time_until)
        if missing and scope.business_only:
            raise CalendarUnknown(years=[str(year) for year in missing])
        self._scope, self._workdays, self._missing = scope, workdays, missing
        self._sums: dict[str, list[int]] = {name: [0, 0] for name in (*COUNTS, *SHARES, *MEANS)}
        self._lengths = {name: array("q") for name in DISTRIBUTIONS}
        self._repeats, self._officers = Repeats(scope), OfficerTime(scope)
        self._violations, self._gaps = Violations[Violation](), set[Gap]()

    def take(self, facts: SessionFacts) -> None:
        """Take one session: those outside of the scope say who came again and whom officers had beside."""
        counts = in_scope(facts, self._scope, self._workdays)
        self._repeats.take(facts, counts=counts)
        self._officers.take(facts)
        if counts or facts.opened_at < self._scope.since:  # one from before reaches into the officers' time
            self._violations.add(clock_of(facts))
        if not counts:
            return
        self._violations.add(wrong_with(facts))
        for name, added in contributions(facts, self._scope).items():
            if name in self._lengths:
                self._lengths[name].extend(added)
                continue
            for place, number in enumerate(added):
                self._sums[name][place] += number

    def mark_gap(self, gap: Gap) -> None:
        """Say that a session's log is not whole, so that it is in no figure."""
        self._gaps.add(gap)

    def result(self, logs: Sequence[OfficerLog]) -> Result:
        """Return every figure; `logs` are all officers'."""
        figures = [*self._of_sessions(), *self._repeats.figures(), *self._of_officers(logs)]
        self._gaps |= {gap for log in logs if (gap := log.gap) is not None}
        self._violations.add(self._officers.violations(logs))
        self._violations.add(wrong_among({figure.id: figure for figure in figures}))
        return Result(
            scope=self._scope,
            figures=tuple(figures),
            violations=self._violations,
            gaps=tuple(sorted(self._gaps)),
            left_out=self.left_out(),
        )

    def left_out(self) -> dict[str, str]:
        """Return the definitions that this scope cannot answer, and why."""
        if self._scope.is_filtered:
            reason = "an officer's time belongs to no matter, line or hour: not told of a part of the sessions"
            return dict.fromkeys((*OF_OFFICERS, *OF_HOURS), reason)
        if self._missing:
            years = ", ".join(map(str, self._missing))
            return dict.fromkeys(OF_HOURS, f"the calendar of working days does not have {years}")
        return {}

    def repeated(self) -> set[str]:
        """Return the sessions that were followed by another on the same matter and step."""
        return self._repeats.repeated()

    def by_officer(self, logs: Sequence[OfficerLog]) -> dict[str, tuple[int, ...]]:
        """Return the sums of each officer: what two ways of computing are compared by."""
        return self._officers.by_officer(logs)

    def _of_sessions(self) -> Iterator[Figure]:
        for name in COUNTS:
            yield counted(name, self._sums[name][0])
        for name in SHARES:
            yield divided(name, Unit.SHARE, *self._sums[name])
        for name, (unit, _) in MEANS.items():
            yield divided(name, unit, *self._sums[name])
        for name, lengths in self._lengths.items():
            yield from distributed(name, lengths)

    def _of_officers(self, logs: Sequence[OfficerLog]) -> Iterator[Figure]:
        out = self.left_out()
        if OF_OFFICERS[0] not in out:
            yield from self._officers.figures(logs)
        if OF_HOURS[0] not in out:
            yield self._officers.availability(logs, self._stretches())

    def _stretches(self) -> Iterator[Span]:
        for start, end in self._workdays.stretches(self._scope.since, self._scope.time_until):
            yield Span(start, end)


def compute(facts: Iterable[SessionFacts], logs: Sequence[OfficerLog], scope: Scope, workdays: Workdays) -> Result:
    """Return every figure of these sessions."""
    tally = Tally(scope, workdays)
    for one in facts:
        tally.take(one)
    return tally.result(logs)


EARLIEST, LATEST = dt.datetime(2000, 1, 1, tzinfo=dt.UTC), dt.datetime(2999, 1, 1, tzinfo=dt.UTC)
"""No hub is older, or will be asked so late; the year 20 is a slip of the keyboard."""


def check_range(scope: Scope) -> None:
    """Raise RangeInvalid for a period about which no log can say anything."""
    if not EARLIEST <= scope.since < scope.until <= LATEST or scope.since > scope.as_of:
        raise RangeInvalid(since=scope.since.isoformat(), until=scope.until.isoformat())


def in_scope(facts: SessionFacts, scope: Scope, workdays: Workdays) -> bool:
    """Tell whether the session is one of those that the scope is about."""
    if not scope.since <= facts.opened_at < scope.until:
        return False
    if scope.business_only and not workdays.is_open(facts.opened_at):
        return False
    return scope.matter_id in {None, facts.matter_id} and scope.tier in {None, facts.tier}


def clock_of(facts: SessionFacts) -> Iterator[Violation]:
    """Yield that a session's times are not known, when so."""
    if not facts.times_known:
        words = f"a time runs back by {facts.back_by.total_seconds()} s, more than {SKEW.total_seconds()} s"
        yield Violation(Wrong.CLOCK, facts.session_id, words)


def wrong_with(facts: SessionFacts) -> Iterator[Violation]:
    """Yield which parts of one session do not sum to the whole."""
    if facts.offers.open not in {0, 1}:
        yield Violation(Wrong.PARTS, facts.session_id, f"offers made less those that ended: {facts.offers.open}")
    whole = _from_queue_to_closing(facts)
    parts = sum((wait.end - wait.start for wait in facts.waits if wait.end), facts.handle_time)
    if whole is not None and whole != parts:
        words = f"waits and assignments are {parts} of the {whole} from the queue to the closing"
        yield Violation(Wrong.PARTS, facts.session_id, words)
    if facts.handled and facts.talk_time < NOTHING:
        yield Violation(Wrong.PARTS, facts.session_id, "breaks and wrap-up are longer than the time with an officer")


def _from_queue_to_closing(facts: SessionFacts) -> dt.timedelta | None:
    if not facts.waits or facts.closed_at is None or not facts.times_known:
        return None
    return facts.closed_at - facts.waits[0].start


def wrong_among(figures: Mapping[str, Figure]) -> Iterator[Violation]:
    """Yield which figures of a whole, by id, cannot be, or not beside each other."""
    yield from _out_of_range(figures.values())
    yield from _unbalanced(figures)


def _out_of_range(figures: Iterable[Figure]) -> Iterator[Violation]:
    for figure in figures:
        most = 1 if figure.unit is Unit.SHARE else float("inf")
        if figure.value is not None and not 0 <= figure.value <= most:
            yield Violation(Wrong.RANGE, figure.id, f"{figure.value}")


_WHOLES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("sessions", ("answered_rate", "abandonment_rate", "sessions_waiting")),
    ("rating_response_rate", tuple(f"ratings_{level}" for level in range(1, 6))),
    ("handle_time", ("talk_time", "hold_time", "wrap_up_time")),
)
"""Whose numerators must sum to whose."""


def _unbalanced(figures: Mapping[str, Figure]) -> Iterator[Violation]:
    for whole, parts in _WHOLES:
        total, summed = figures[whole].numerator, sum(figures[part].numerator for part in parts)
        if abs(total - summed) > _ROUNDING * max(1.0, abs(total)):
            yield Violation(Wrong.PARTS, whole, f"{total}, but {' + '.join(parts)} is {summed}")


_ROUNDING = 1e-9
"""Sums of seconds are told as floats; the sums themselves are whole microseconds."""
