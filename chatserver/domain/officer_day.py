"""What each officer's day came to: status, sessions, and what became of those that they took. Pure.

Time belongs to the day in which it passed: a session that lasts beyond midnight is time of both days. What became of a
session belongs to the day on which the officer took it. So days put one after another hold everything once.
"""

from __future__ import annotations

import collections
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from chatserver.domain.metrics_facts import Assignment, micros
from chatserver.domain.metrics_of_session import BAD, DISTRIBUTIONS, GOOD
from chatserver.domain.metrics_officers import OfficerTime
from chatserver.domain.officer import OfficerStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from chatserver.domain.metrics_facts import SessionFacts
    from chatserver.domain.metrics_figures import Scope
    from chatserver.domain.metrics_officers import OfficerLog

TIMES: Final = ("available", "finishing", "away", "load", "busy", "idle", "handle")
"""Fields of a day that are lengths, in microseconds."""
COUNTS: Final = (
    *("most", "sessions", "taken", "over", "handled"),
    *("solved", "not_solved", "ratings", "rating_sum", "missed"),
    *("achieved", "not_achieved", "good", "bad"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """Once that an officer had a session. Its outcome is told where `handled`: nobody took it after them."""

    session_id: str
    number: int
    assignment: Assignment
    handled: bool
    solved: int
    not_solved: int
    score: int | None
    achieved: bool | None
    first_response: int | None
    """Microseconds from accepting to any officer's first message; told of the first officer only, None without one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerDay:
    """One officer's day, or several days added up; lengths in microseconds."""

    officer_id: str
    available: int = 0
    finishing: int = 0
    away: int = 0
    load: int = 0
    """Of all sessions: two at once count twice."""
    busy: int = 0
    """With any session."""
    idle: int = 0
    """Available without a session."""
    most: int = 0
    """Sessions at once."""
    sessions: int = 0
    """Times with a session that reach into the day."""
    taken: int = 0
    """Of these, those that began on it."""
    over: int = 0
    """Of these, those that are over."""
    handle: int = 0
    """How long those took altogether, also beyond the day."""
    handled: int = 0
    """Closed sessions, taken on this day, that nobody took after this officer."""
    solved: int = 0
    not_solved: int = 0
    ratings: int = 0
    rating_sum: int = 0
    missed: int = 0
    """How often an offer that ran out made the officer away."""
    achieved: int = 0
    """Of `handled`: taxpayers who said that it got done; the others who answered are `not_achieved`."""
    not_achieved: int = 0
    good: int = 0
    """Of `ratings`: 满意 and better; `bad`: 不满意 and worse."""
    bad: int = 0
    answers: tuple[int, ...] = ()
    """First responses to those that they took first, shortest first."""

    @property
    def was_there(self) -> bool:
        """Whether the officer was on duty or had a session."""
        return self.available + self.finishing > 0 or self.sessions > 0

    def plus(self, other: OfficerDay) -> OfficerDay:
        """Return both days together."""
        summed = {name: getattr(self, name) + getattr(other, name) for name in (*TIMES, *COUNTS)}
        summed["most"] = max(self.most, other.most)
        return OfficerDay(officer_id=self.officer_id, answers=tuple(sorted(self.answers + other.answers)), **summed)


def taken_of(facts: SessionFacts) -> Iterator[Taken]:
    """Yield each time that an officer had the session; none where its times are not known."""
    words = [question.solved for question in facts.questions if question.solved is not None]
    last = len(facts.assignments) if facts.closed_at is not None else 0
    for number, one in enumerate(facts.assignments if facts.times_known else (), 1):
        handled = number == last
        yield Taken(
            session_id=facts.session_id,
            number=number,
            assignment=one,
            handled=handled,
            solved=words.count(True) if handled else 0,
            not_solved=words.count(False) if handled else 0,
            score=facts.score if handled else None,
            achieved=facts.achieved if handled else None,
            first_response=next(DISTRIBUTIONS["first_response"](facts), None) if number == 1 else None,
        )


def days_of(
    scope: Scope, taken: Iterable[Taken], logs: Sequence[OfficerLog], missed: Mapping[str, int]
) -> list[OfficerDay]:
    """Return a row for each officer that was there on the day that `scope` is, by id.

    `missed`: of each officer, how often an offer that ran out made them away. Officers whose log of statuses has a gap
    are told without their status.
    """
    time, outcomes = OfficerTime(scope), dict[str, collections.Counter[str]]()
    answers = collections.defaultdict[str, list[int]](list)
    for one in taken:
        time.hold(one.assignment, one.session_id)
        if scope.since <= one.assignment.start < scope.until:
            outcomes.setdefault(one.assignment.officer_id, collections.Counter()).update(_outcome(one))
            if one.first_response is not None:
                answers[one.assignment.officer_id].append(one.first_response)
    sums = time.by_officer(logs)
    whole = {log.officer_id: log for log in logs if log.gap is None}
    found, nothing = [], collections.Counter[str]()
    for officer_id in sorted(sums.keys() | outcomes.keys()):
        told = dict(zip(("load", "busy", "idle", "most", "sessions"), sums.get(officer_id, (0,) * 5), strict=True))
        if officer_id in whole:
            told |= {status.value: time.declared(whole[officer_id], status) for status in _TOLD}
        told["missed"] = missed.get(officer_id, 0)
        firsts = tuple(sorted(answers.get(officer_id, ())))
        found.append(OfficerDay(officer_id=officer_id, answers=firsts, **told, **outcomes.get(officer_id, nothing)))
    return [day for day in found if day.was_there or day.taken]


_TOLD: Final = (OfficerStatus.AVAILABLE, OfficerStatus.FINISHING, OfficerStatus.AWAY)


def _outcome(one: Taken) -> dict[str, int]:
    start, end = one.assignment.start, one.assignment.end
    return {
        "taken": 1,
        "over": int(end is not None),
        "handle": micros(end - start) if end else 0,
        "handled": int(one.handled),
        "solved": one.solved,
        "not_solved": one.not_solved,
        "ratings": int(one.score is not None),
        "rating_sum": one.score or 0,
        "achieved": int(one.achieved is True),
        "not_achieved": int(one.achieved is False),
        "good": int((one.score or 0) >= GOOD),
        "bad": int(one.score is not None and one.score <= BAD),
    }
