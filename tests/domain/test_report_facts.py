"""What reports tell of a session's questions and fields."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from chatserver.domain.actors import OfficerRef, Role
from chatserver.domain.guide import Guidance, Highlight, Proposal, ProposalState
from chatserver.domain.guided import ProposedValue, Target
from chatserver.domain.question import Question
from chatserver.domain.report_facts import FieldFacts, SolvedBy, fields_of, questions_of
from chatserver.domain.session import Session
from chatserver.domain.standing import Ending, FormOutcome
from tests.support.clock import START


def later(seconds: float) -> dt.datetime:
    return START + dt.timedelta(seconds=seconds)


QUESTION = Question(
    question_id="q1", number=1, matter_id="vat-general", step_id="s6", error_id="vatg-cmp-output", opened_at=START
)
FILED = FormOutcome(
    outcome="filed", matter_id="vat-general", question_ids=("q1",), receipt="1", message=None, at=later(60)
)
ENDED = Session(
    session_id="s",
    matter_id="vat-general",
    questions=(QUESTION,),
    explained=True,
    ending=Ending(at=later(100), by=Role.TAXPAYER, reason="finished"),
)
TAKEN = replace(ENDED, first_assigned_at=later(5), officer=OfficerRef(officer_id="of1", name="导办01", tier=1))


@pytest.mark.parametrize(
    ("session", "solved", "expected"),
    [
        (TAKEN, True, SolvedBy.OFFICER),
        (TAKEN, None, None),
        (TAKEN, False, None),
        (replace(TAKEN, outcomes=(FILED,)), None, SolvedBy.OFFICER),
        (replace(TAKEN, outcomes=(FILED,)), False, None),
        (replace(ENDED, outcomes=(FILED,)), None, SolvedBy.EXPLANATION),
        (ENDED, True, SolvedBy.EXPLANATION),
        (ENDED, None, None),
        (replace(ENDED, explained=False, outcomes=(FILED,)), None, None),
    ],
)
def test_who_solved_a_question_follows_from_the_filing_the_word_and_who_came(
    session: Session, solved: bool | None, expected: SolvedBy | None
) -> None:
    (told,) = questions_of(replace(session, questions=(replace(QUESTION, solved=solved),)))
    assert told.solved_by is expected


def test_time_is_lost_until_the_filing_that_names_the_question() -> None:
    (told,) = questions_of(replace(TAKEN, outcomes=(replace(FILED, question_ids=("q2",), at=later(30)), FILED)))
    assert (told.lost, told.filed) == (dt.timedelta(seconds=60), True)


def test_time_is_lost_until_the_end_where_nothing_was_filed() -> None:
    refused = replace(FILED, outcome="refused")
    (told,) = questions_of(replace(TAKEN, outcomes=(refused,)))
    assert (told.lost, told.filed) == (dt.timedelta(seconds=100), False)


def test_clock_that_runs_back_makes_no_negative_time() -> None:
    (told,) = questions_of(replace(TAKEN, questions=(replace(QUESTION, opened_at=later(101)),)))
    assert told.lost == dt.timedelta(0)


def highlight(kind: str, target_id: str, step_id: str | None = "s2") -> Highlight:
    target = Target(kind=kind, id=target_id, step_id=step_id)
    return Highlight(guide_id="g", number=1, target=target, text=None, officer_id="of1", at=START)


def proposal(state: ProposalState, *fields: str, matter_id: str | None = "vat-general") -> Proposal:
    changes = tuple(ProposedValue(field_id=field, before="1", after="2") for field in fields)
    return Proposal(
        guide_id="g",
        number=1,
        step_id="s2",
        changes=changes,
        reason="…",
        basis=None,
        officer_id="of1",
        at=START,
        matter_id=matter_id,
        state=state,
    )


def test_fields_are_counted_as_pointed_at_proposed_and_accepted() -> None:
    guidance = Guidance(
        highlights=(highlight("field", "f1"), highlight("row", "1"), highlight("field", "f2", None)),
        proposals=(
            proposal(ProposalState.APPLIED, "f1", "f3"),
            proposal(ProposalState.DECLINED, "f1"),
            proposal(ProposalState.REFUSED, "f3", matter_id=None),
        ),
    )
    assert fields_of(replace(TAKEN, guidance=guidance)) == [
        FieldFacts(matter_id="vat-general", step_id="s2", field_id="f1", highlighted=1, proposed=2, accepted=1),
        FieldFacts(matter_id="vat-general", step_id="", field_id="f2", highlighted=1),
        FieldFacts(matter_id="vat-general", step_id="s2", field_id="f3", proposed=2, accepted=2),
    ]
