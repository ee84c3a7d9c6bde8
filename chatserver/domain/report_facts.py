"""What reports tell of a closed session besides its own row: its questions, and the fields pointed at. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from chatserver.domain.guide import ProposalState
from chatserver.domain.standing import FILED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chatserver.domain.guide import Proposal
    from chatserver.domain.question import Question
    from chatserver.domain.session import Session
    from chatserver.domain.standing import FormOutcome

_ACCEPTED = frozenset({ProposalState.ACCEPTED, ProposalState.APPLIED, ProposalState.REFUSED})
"""What the taxpayer said yes to, whatever the page made of it."""
_FIELD = "field"


class SolvedBy(StrEnum):
    """What solved a question: the explanation alone, before any officer had come, or an officer."""

    EXPLANATION = "explanation"
    OFFICER = "officer"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionFacts:
    """One question. `lost`: from asking to the filing that answered it, else to its session's end."""

    number: int
    opened_at: dt.datetime
    matter_id: str
    step_id: str | None
    error_id: str | None
    solved_by: SolvedBy | None
    lost: dt.timedelta
    disposition: str | None
    solved: bool | None
    filed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldFacts:
    """How often officers pointed at a field, proposed a value for it, and how many of these were accepted."""

    matter_id: str
    step_id: str
    field_id: str
    highlighted: int = 0
    proposed: int = 0
    accepted: int = 0


def questions_of(session: Session) -> Iterator[QuestionFacts]:
    """Yield every question of a session that has ended, in order."""
    ended_at = session.ending.at if session.ending else session.closed_at
    for question in session.questions:
        filing = _filing(session, question)
        until = filing.at if filing else ended_at or question.opened_at
        yield QuestionFacts(
            number=question.number,
            opened_at=question.opened_at,
            matter_id=question.matter_id,
            step_id=question.step_id,
            error_id=question.error_id,
            solved_by=_solved_by(session, question, is_filed=filing is not None),
            lost=max(until - question.opened_at, dt.timedelta(0)),  # nodes' clocks may differ a little
            disposition=question.disposition,
            solved=question.solved,
            filed=filing is not None,
        )


def fields_of(session: Session) -> list[FieldFacts]:
    """Return every field that was pointed at or proposed for, in the order of the first time."""
    found: dict[tuple[str, str, str], FieldFacts] = {}
    for highlight in session.guidance.highlights:
        if highlight.target.kind == _FIELD:
            key = session.matter_id, highlight.target.step_id or "", highlight.target.id
            one = _found(found, key)
            found[key] = replace(one, highlighted=one.highlighted + 1)
    for proposal in session.guidance.proposals:
        _add_proposal(found, proposal, proposal.matter_id or session.matter_id)
    return list(found.values())


def _add_proposal(found: dict[tuple[str, str, str], FieldFacts], proposal: Proposal, matter_id: str) -> None:
    accepted = int(proposal.state in _ACCEPTED)
    for change in proposal.changes:
        key = matter_id, proposal.step_id, change.field_id
        one = _found(found, key)
        found[key] = replace(one, proposed=one.proposed + 1, accepted=one.accepted + accepted)


def _found(found: dict[tuple[str, str, str], FieldFacts], key: tuple[str, str, str]) -> FieldFacts:
    matter_id, step_id, field_id = key
    return found.get(key) or FieldFacts(matter_id=matter_id, step_id=step_id, field_id=field_id)


def _filing(session: Session, question: Question) -> FormOutcome | None:
    """Return the first filing that the page linked to the question."""
    filings = (one for one in session.outcomes if one.outcome == FILED and question.question_id in one.question_ids)
    return next(filings, None)


def _solved_by(session: Session, question: Question, *, is_filed: bool) -> SolvedBy | None:
    """A filing counts unless the taxpayer says no; without one, their word alone does."""
    if question.solved is False or not (is_filed or question.solved):
        return None
    if session.first_assigned_at is not None:
        return SolvedBy.OFFICER
    return SolvedBy.EXPLANATION if session.explained else None
