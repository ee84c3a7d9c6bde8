"""The stuck map of many days put together from spans of days that were gathered before: the same numbers. Pure.

Half of the people of a year come again in another month, so what was gathered of each cannot simply be added. The
largest span is left as it lies, its persons in order: those of the other spans are looked up in it, and only where
they are found do its numbers change. Everything that is done for each person runs in C.
"""

from __future__ import annotations

import hashlib
from array import array
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import compress, repeat
from operator import add, eq
from typing import TYPE_CHECKING, Final

from chatserver.domain.report_facts import SolvedBy
from chatserver.domain.stuck import StuckMap, gather, median_at, stuck

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from chatserver.domain.stuck import Asked, Place, Stuck

Step = tuple[str, str | None]
_CODES: Final[dict[str | None, int]] = {None: 0, SolvedBy.EXPLANATION.value: 1, SolvedBy.OFFICER.value: 2}
_EXPLANATION: Final = _CODES[SolvedBy.EXPLANATION.value]
_OFFICER: Final = _CODES[SolvedBy.OFFICER.value]


class CollidedError(Exception):
    """Two persons have the same number: they are to be told apart by their names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """The people of one place and some days.

    `ids`: a number for each person, ascending; `lost`: microseconds of each, all `total`; `solved`: a code for what
    solved the last question of each; `ordered`: `lost` in ascending order.
    """

    questions: int
    total: int
    ids: array[int]
    lost: array[int]
    solved: bytes
    ordered: array[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """All places of some days. `checks`: of each person of `everybody` another number, to notice a collision by."""

    everybody: Run
    checks: array[int]
    steps: Mapping[Step, Run]
    errors: Mapping[Step, Mapping[str | None, Run]]


def numbers_of(name: str) -> tuple[int, int]:
    """Return the number of a person and the other one: 96 bits, as many as an alias tells people apart by."""
    made = hashlib.blake2b(name.encode(), digest_size=12).digest()
    return int.from_bytes(made[:8], "little", signed=True), int.from_bytes(made[8:], "little")


def span_of(questions: Iterable[Asked], numbers: Callable[[str], tuple[int, int]] = numbers_of) -> Span:
    """Return the span of these questions. Raises CollidedError."""
    found = gather(questions)
    numbered = {name: numbers(name) for name in found.everybody.lost}
    ids = {name: number for name, (number, _) in numbered.items()}
    checks = dict(numbered.values())
    if len(checks) < len(ids):
        raise CollidedError
    everybody = _run_of(found.everybody, ids)
    return Span(
        everybody=everybody,
        checks=array("q", map(checks.__getitem__, everybody.ids)),
        steps={step: _run_of(place, ids) for step, place in found.steps.items()},
        errors={
            step: {error: _run_of(place, ids) for error, place in places.items()}
            for step, places in found.errors.items()
        },
    )


def _run_of(place: Place, ids: Mapping[str, int]) -> Run:
    lost = dict(zip(map(ids.__getitem__, place.lost), place.lost.values(), strict=True))
    codes = map(_CODES.__getitem__, place.solved_by.values())
    solved = dict(zip(map(ids.__getitem__, place.solved_by), codes, strict=True))
    return _run(place.questions, lost, solved)


def _run(questions: int, lost: Mapping[int, int], solved: Mapping[int, int]) -> Run:
    ids = array("q", sorted(lost))
    of_each = array("q", map(lost.__getitem__, ids))
    return Run(
        questions=questions,
        total=sum(of_each),
        ids=ids,
        lost=of_each,
        solved=bytes(map(solved.__getitem__, ids)),
        ordered=array("q", sorted(of_each)),
    )


def blend(spans: Sequence[Span]) -> Span:
    """Return one span of several, which come in the order of time. Raises CollidedError."""
    checks = _checked(spans)
    everybody = _blended([span.everybody for span in spans])
    return Span(
        everybody=everybody,
        checks=array("q", map(checks.__getitem__, everybody.ids)),
        steps={step: _blended(runs) for step, runs in _by_step(spans).items()},
        errors={
            step: {error: _blended(runs) for error, runs in of_step.items()}
            for step, of_step in _by_error(spans).items()
        },
    )


def _blended(runs: Sequence[Run]) -> Run:
    if len(runs) == 1:
        return runs[0]
    solved: dict[int, int] = {}
    for run in runs:
        solved.update(zip(run.ids, run.solved, strict=True))
    return _run(sum(run.questions for run in runs), _summed(runs), solved)


def map_together(spans: Sequence[Span]) -> StuckMap:
    """Return the map of spans, which come in the order of time. Raises CollidedError."""
    everybody = _join([span.everybody for span in spans])
    known = _checked([span for span in spans if span.everybody is not everybody.base])
    (base,) = (span for span in spans if span.everybody is everybody.base)
    again = everybody.again
    if list(map(base.checks.__getitem__, again.values())) != list(map(known.__getitem__, again)):
        raise CollidedError
    return StuckMap(
        steps={step: _join(runs).told() for step, runs in _by_step(spans).items()},
        errors={
            step: {error: _join(runs).told() for error, runs in of_step.items()}
            for step, of_step in _by_error(spans).items()
        },
        all=everybody.told(),
    )


def _checked(spans: Iterable[Span]) -> dict[int, int]:
    """Return the other number of every person. Raises CollidedError."""
    known: dict[int, int] = {}
    for span in spans:
        if list(map(known.setdefault, span.everybody.ids, span.checks)) != span.checks.tolist():
            raise CollidedError
    return known


def _by_step(spans: Iterable[Span]) -> dict[Step, list[Run]]:
    found: dict[Step, list[Run]] = {}
    for span in spans:
        for step, run in span.steps.items():
            found.setdefault(step, []).append(run)
    return found


def _by_error(spans: Iterable[Span]) -> dict[Step, dict[str | None, list[Run]]]:
    found: dict[Step, dict[str | None, list[Run]]] = {}
    for span in spans:
        for step, errors in span.errors.items():
            of_step = found.setdefault(step, {})
            for error, run in errors.items():
                of_step.setdefault(error, []).append(run)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Joined:
    """A place in several spans.

    `base`: its largest run, untouched. `lost`, `solved`: of everybody who is in any other, with what they have in
    `base`. `again`: where in `base` those stand who are in both.
    """

    base: Run
    questions: int
    total: int
    lost: Mapping[int, int]
    solved: Mapping[int, int]
    again: Mapping[int, int]

    def told(self) -> Stuck:
        """Return what is told of the place."""
        people = len(self.base.ids) + len(self.lost) - len(self.again)
        return stuck(
            people=people,
            questions=self.questions,
            lost=self.total,
            median=self._median(median_at(people)) if people else 0,
            by_explanation=self._solved(_EXPLANATION),
            by_officer=self._solved(_OFFICER),
        )

    def _solved(self, code: int) -> int:
        before = bytes(map(self.base.solved.__getitem__, self.again.values()))
        return self.base.solved.count(code) - before.count(code) + bytes(self.solved.values()).count(code)

    def _median(self, at: int) -> int:
        """Return the value before which `at` others stand, without putting those of `base` in order again."""
        ordered, gone = self.base.ordered, sorted(map(self.base.lost.__getitem__, self.again.values()))
        if not self.lost:
            return ordered[at]
        new = sorted(self.lost.values())
        low, high = min(ordered[0], new[0]), max(ordered[-1], new[-1])

        def up_to(value: int) -> int:
            return bisect_right(ordered, value) - bisect_right(gone, value) + bisect_right(new, value)

        return low + bisect_left(range(low, high), at + 1, key=up_to)


def _join(runs: Sequence[Run]) -> _Joined:
    """Return the place of these runs, which come in the order of time: of what solved it, the last one counts."""
    at = max(range(len(runs)), key=lambda place: len(runs[place].ids))
    base, earlier, later = runs[at], runs[:at], runs[at + 1 :]
    lost = _summed([*earlier, *later])
    again = _found(base.ids, lost)
    solved: dict[int, int] = {}
    for run in earlier:
        solved.update(zip(run.ids, run.solved, strict=True))
    solved.update(zip(again, map(base.solved.__getitem__, again.values()), strict=True))
    for run in later:
        solved.update(zip(run.ids, run.solved, strict=True))
    in_both = map(add, map(lost.__getitem__, again), map(base.lost.__getitem__, again.values()))
    lost.update(list(zip(again, in_both, strict=True)))
    return _Joined(
        base=base,
        questions=sum(run.questions for run in runs),
        total=sum(run.total for run in runs),
        lost=lost,
        solved=solved,
        again=again,
    )


def _summed(runs: Iterable[Run]) -> dict[int, int]:
    """Return the time lost of each person."""
    lost: dict[int, int] = {}
    for run in runs:  # each is read and written before the next, and nobody is in a run twice
        lost.update(zip(run.ids, map(add, map(lost.get, run.ids, repeat(0)), run.lost), strict=True))
    return lost


def _found(ids: array[int], persons: Iterable[int]) -> dict[int, int]:
    """Return where in `ids` those of the persons stand who are there."""
    wanted = sorted(persons)  # in order, one look-up finds its way warm from the last
    del wanted[bisect_right(wanted, ids[-1]) if ids else 0 :]
    known = ids.tolist()  # numbers that are made once: from the array, each look makes its own
    places = list(map(bisect_left, repeat(known), wanted))
    hits = list(map(eq, map(known.__getitem__, places), wanted))
    return dict(zip(compress(wanted, hits), compress(places, hits), strict=True))
