"""What one session adds to each metric: to a count, to numerator and denominator, or the lengths that it has.

docs/metrics.md says what each of them means, how it can be cheated and what guards against that; the ids are the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from chatserver.domain.metrics_facts import Wait, micros
from chatserver.domain.metrics_figures import Unit
from chatserver.domain.standing import FILED

if TYPE_CHECKING:
    from chatserver.domain.metrics_facts import SessionFacts
    from chatserver.domain.metrics_figures import Scope

Part: TypeAlias = tuple[int, int]
"""What is added to numerator and denominator; seconds as microseconds."""
NO_PART: Part = (0, 0)
GOOD, BAD = 4, 2
"""满意 and better; 不满意 and worse are 差评 (GB/T 39734-2020)."""


def _is_rated(level: int, facts: SessionFacts) -> int:
    return int(facts.score == level)


COUNTS: dict[str, Callable[[SessionFacts], int]] = {
    "sessions": lambda _: 1,
    "sessions_waiting": lambda facts: int(facts.waiting),
    "questions": lambda facts: len(facts.questions),
    "transfers": lambda facts: facts.transfers,
    "consults": lambda facts: facts.consults_joined,
    "offers": lambda facts: facts.offers.made,
    "missed_offers": lambda facts: facts.offers.expired,
    "proposals": lambda facts: facts.proposals.made,
    **{f"ratings_{level}": partial(_is_rated, level) for level in (5, 4, 3, 2, 1)},
}


def _of_decided(facts: SessionFacts, *, good: bool) -> Part:
    return (int(good), 1) if facts.answered or facts.abandoned else NO_PART


def _of_answered(facts: SessionFacts, *, good: bool) -> Part:
    return (int(good), 1) if facts.answered else NO_PART


def _of_ratable(facts: SessionFacts, *, good: bool) -> Part:
    return (int(good), 1) if facts.answered and facts.ended_at is not None else NO_PART


def _of_scored(facts: SessionFacts, *, good: bool) -> Part:
    return (int(good), 1) if facts.score is not None else NO_PART


def _service_level(facts: SessionFacts, scope: Scope) -> Part:
    """Who has waited longer than T and waits on counts at once: nobody's wait is hidden by not ending it."""
    if not facts.waits or not facts.times_known:
        return NO_PART
    wait = facts.first_wait
    if facts.answered:
        return int(wait is not None and wait <= scope.answer_within), 1
    if facts.abandoned:
        return 0, 1
    return 0, int(scope.as_of - facts.waits[0].start > scope.answer_within)


def _abandoned_later(facts: SessionFacts, _: Scope) -> Part:
    last = facts.waits[-1] if facts.waits else None
    return _of_ratable(facts, good=last is not None and not last.taken)


def _unanswered(facts: SessionFacts, _: Scope) -> Part:
    return facts.unanswered, len(facts.responses) + facts.unanswered


def _filed(facts: SessionFacts, scope: Scope) -> Part:
    """Only sessions whose N minutes are over: else the newest would look like failures."""
    if not facts.answered or facts.ended_at is None or not facts.times_known:
        return NO_PART
    first, last = facts.assignments[0].start, facts.ended_at + scope.filed_within
    if last > scope.as_of:
        return NO_PART
    matters = {question.matter_id for question in facts.questions}
    filed = (one.at for one in facts.filings if one.outcome == FILED and one.matter_id in matters)
    return int(any(first <= at <= last for at in filed)), 1


def _deflected(facts: SessionFacts, _: Scope) -> Part:
    """Going away proves nothing: the page must have said that it is filed, or the person that it is solved."""
    if not facts.explained or facts.waiting:
        return NO_PART
    is_done = any(one.outcome == FILED for one in facts.filings) or any(one.solved for one in facts.questions)
    return int(facts.abandoned and is_done), 1


def _solved(facts: SessionFacts, _: Scope) -> Part:
    said = [question.solved for question in facts.questions if question.solved is not None]
    return sum(said), len(said)


SHARES: dict[str, Callable[[SessionFacts, Scope], Part]] = {
    "answered_rate": lambda facts, _: _of_decided(facts, good=facts.answered),
    "abandonment_rate": lambda facts, _: _of_decided(facts, good=facts.abandoned),
    "abandoned_later_rate": _abandoned_later,
    "service_level": _service_level,
    "unanswered_rate": _unanswered,
    "transfer_rate": lambda facts, _: _of_answered(facts, good=facts.transfers > 0),
    "consult_rate": lambda facts, _: _of_answered(facts, good=facts.consults_joined > 0),
    "missed_offer_rate": lambda facts, _: (facts.offers.expired, facts.offers.made - facts.offers.open),
    "declined_offer_rate": lambda facts, _: (facts.offers.declined, facts.offers.made - facts.offers.open),
    "proposal_accepted_rate": lambda facts, _: (facts.proposals.accepted, facts.proposals.made - facts.proposals.open),
    "proposal_declined_rate": lambda facts, _: (facts.proposals.declined, facts.proposals.made - facts.proposals.open),
    "proposal_stale_rate": lambda facts, _: (facts.proposals.stale, facts.proposals.made - facts.proposals.open),
    "proposal_withdrawn_rate": lambda facts, _: (
        facts.proposals.withdrawn,
        facts.proposals.made - facts.proposals.open,
    ),
    "proposal_applied_rate": lambda facts, _: (facts.proposals.applied, facts.proposals.accepted),
    "solved_rate": _solved,
    "achieved_rate": lambda facts, _: (int(facts.achieved is True), int(facts.achieved is not None)),
    "achieved_response_rate": lambda facts, _: _of_ratable(facts, good=facts.achieved is not None),
    "filed_rate": _filed,
    "rating_response_rate": lambda facts, _: _of_ratable(facts, good=facts.score is not None),
    "satisfaction_rate": lambda facts, _: _of_scored(facts, good=(facts.score or 0) >= GOOD),
    "negative_rate": lambda facts, _: _of_scored(facts, good=(facts.score or 0) <= BAD),
    "deflected_rate": _deflected,
}


def _of_handled(facts: SessionFacts, length: dt.timedelta) -> Part:
    return (micros(length), 1) if facts.handled and facts.times_known else NO_PART


MEANS: dict[str, tuple[Unit, Callable[[SessionFacts], Part]]] = {
    "questions_per_session": (Unit.EACH, lambda facts: (len(facts.questions), 1)),
    "handle_time": (Unit.SECONDS, lambda facts: _of_handled(facts, facts.handle_time)),
    "talk_time": (Unit.SECONDS, lambda facts: _of_handled(facts, facts.talk_time)),
    "hold_time": (Unit.SECONDS, lambda facts: _of_handled(facts, facts.held)),
    "wrap_up_time": (Unit.SECONDS, lambda facts: _of_handled(facts, facts.wrap_up_time)),
}


def _first_waits(facts: SessionFacts, *, wanted: bool) -> Iterator[int]:
    wait = facts.first_wait
    if wanted and wait is not None:
        yield micros(wait)


def _later_waits(facts: SessionFacts) -> Iterator[int]:
    return (_length(wait) for wait in facts.waits[1:] if wait.end is not None)


def _length(wait: Wait) -> int:
    return micros(wait.end - wait.start) if wait.end else 0


def _first_responses(facts: SessionFacts) -> Iterator[int]:
    if facts.assignments and facts.first_answer_at is not None:
        yield micros(facts.first_answer_at - facts.assignments[0].start)


DISTRIBUTIONS: dict[str, Callable[[SessionFacts], Iterator[int]]] = {
    "wait_answered": lambda facts: _first_waits(facts, wanted=facts.answered),
    "wait_abandoned": lambda facts: _first_waits(facts, wanted=facts.abandoned),
    "wait_again": _later_waits,
    "first_response": _first_responses,
    "response": lambda facts: (micros(length) for length in facts.responses),
}
"""Microseconds; asked only of sessions whose times are known."""


def contributions(facts: SessionFacts, scope: Scope) -> dict[str, tuple[int, ...]]:
    """Return all that one session of the scope adds, by definition: what two ways of computing are compared by."""
    found: dict[str, tuple[int, ...]] = {name: (count(facts),) for name, count in COUNTS.items()}
    found |= {name: share(facts, scope) for name, share in SHARES.items()}
    found |= {name: mean(facts) for name, (_, mean) in MEANS.items()}
    known = facts.times_known
    return found | {name: tuple(lengths(facts)) if known else () for name, lengths in DISTRIBUTIONS.items()}
