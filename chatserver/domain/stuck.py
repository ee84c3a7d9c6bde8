"""Where taxpayers get stuck: matters × steps → errors, by people, time lost and who solved it. Pure.

A person is stuck at a step when they asked for help there: what happens before help is asked for is in no log. The
definitions stand in docs/metrics.md; every number can be counted again from the questions alone.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from chatserver.domain.report_facts import SolvedBy

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FEW: Final = 5
"""Fewer people than this have no median: it would tell of persons, not of a step."""
_MICROSECOND: Final = dt.timedelta(microseconds=1)


class Asked(NamedTuple):
    """One question as the map sees it; `lost`: microseconds. Questions of a person come in the order of asking."""

    matter_id: str
    step_id: str | None
    error_id: str | None
    person_key: str
    lost: int
    solved_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stuck:
    """People at one place. `median`: of the time that each lost there, nearest rank; None for fewer than `FEW`.

    What solved it for a person is what solved their last question there; `unsolved` are the others.
    """

    people: int
    questions: int
    lost: dt.timedelta
    median: dt.timedelta | None
    by_explanation: int
    by_officer: int

    @property
    def unsolved(self) -> int:
        """Of whom nobody knows that it was solved."""
        return self.people - self.by_explanation - self.by_officer


@dataclass(slots=True)
class Place:
    """Gathers the questions of one place, by person: the time lost, and what solved the last one."""

    questions: int = 0
    lost: dict[str, int] = field(default_factory=dict)
    solved_by: dict[str, str | None] = field(default_factory=dict)

    def told(self) -> Stuck:
        """Return what is told of the place."""
        lost, solved = sorted(self.lost.values()), list(self.solved_by.values())
        return stuck(
            people=len(lost),
            questions=self.questions,
            lost=sum(lost),
            median=lost[median_at(len(lost))] if lost else 0,
            by_explanation=solved.count(SolvedBy.EXPLANATION),
            by_officer=solved.count(SolvedBy.OFFICER),
        )


def median_at(people: int) -> int:
    """Return how many of so many values, in order, stand before their median of nearest rank."""
    return (people - 1) // 2


def stuck(*, people: int, questions: int, lost: int, median: int, by_explanation: int, by_officer: int) -> Stuck:
    """Return what is told of a place, of times in microseconds; the median only where there are people enough."""
    return Stuck(
        people=people,
        questions=questions,
        lost=lost * _MICROSECOND,
        median=median * _MICROSECOND if people >= FEW else None,
        by_explanation=by_explanation,
        by_officer=by_officer,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class StuckMap:
    """`steps`: by matter and step (None: asked without one); `errors`: of one step, by error; `all`: everybody once."""

    steps: Mapping[tuple[str, str | None], Stuck]
    errors: Mapping[tuple[str, str | None], Mapping[str | None, Stuck]]
    all: Stuck

    @property
    def times(self) -> int:
        """Sum of all places: who was stuck at two steps is in it twice."""
        return sum(stuck.people for stuck in self.steps.values())


@dataclass(slots=True)
class Gathered:
    """Questions by place: of everybody, by matter and step, and of each step by error."""

    everybody: Place = field(default_factory=Place)
    steps: dict[tuple[str, str | None], Place] = field(default_factory=dict)
    errors: dict[tuple[str, str | None], dict[str | None, Place]] = field(default_factory=dict)


def gather(questions: Iterable[Asked]) -> Gathered:
    """Return these questions by place."""
    found = Gathered()
    everybody, steps, errors = found.everybody, found.steps, found.errors
    for matter_id, step_id, error_id, person, lost, solved_by in questions:  # a million a year: nothing is made of each
        key = matter_id, step_id
        step = steps.get(key)
        if step is None:
            step, errors[key] = steps.setdefault(key, Place()), {}
        error = errors[key].get(error_id)
        if error is None:
            error = errors[key][error_id] = Place()
        for place in (everybody, step, error):
            place.questions += 1
            place.lost[person] = place.lost.get(person, 0) + lost
            place.solved_by[person] = solved_by
    return found


def map_of(questions: Iterable[Asked]) -> StuckMap:
    """Return the map of these questions."""
    found = gather(questions)
    return StuckMap(
        steps={key: place.told() for key, place in found.steps.items()},
        errors={key: {error: place.told() for error, place in of.items()} for key, of in found.errors.items()},
        all=found.everybody.told(),
    )


_SHADES: Final = ((50, 150, 300, 600), (20, 50, 100, 200), (10, 20, 40, 80), (6, 10, 15, 20))
"""Where the second to the fifth shade begin, by how many people are at the fullest place."""


def shades(most: int) -> tuple[int, ...]:
    """Return from how many people on each of five shades holds, the first from `FEW` on."""
    return FEW, *next((bounds for bounds in _SHADES if most >= bounds[-1]), _SHADES[-1])


def shade(people: int, bounds: tuple[int, ...]) -> int:
    """Return the shade of a place, 1 … 5; 0 for fewer people than `FEW`, who have none."""
    return sum(people >= bound for bound in bounds)
