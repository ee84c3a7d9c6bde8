"""What became of the form: only what the page newly says, for the questions that are open about it."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from chatserver.domain import ending, opening
from chatserver.domain.errors import SessionEnded
from chatserver.domain.events import OutcomeReported
from chatserver.domain.outcome import MAX_OUTCOMES, reported_by, told_by
from chatserver.domain.session import Session
from tests.support.builders import ASKER, OFFICER, a_context, a_matter, after, an_active_session, an_ended_session
from tests.support.guides import proposed, shows, standing, types_of

FILED = a_context(error_id=None, error_occurrences=0, tried=("filed", "receipt:20261128"), comparison=())
REFUSED = a_context(error_occurrences=3, tried=("refused", "reason:比对不通过"))


def reports(session: Session, **changes: Any) -> list[OutcomeReported]:
    context = a_context(**changes)
    return list(reported_by(session, context))


def test_a_filed_form_is_reported_for_the_open_questions_about_it() -> None:
    session = an_active_session()
    about = a_context(matter_id="cit-prepay", step_id=None, error_id=None)
    session = after(session, opening.open_question(session, ASKER, "q2", about, None))
    session = after(session, opening.open_question(session, ASKER, "q3", a_context(error_id=None), None))
    known = {"resolved"}
    session = after(session, ending.resolve_question(session, OFFICER, "q3", "resolved", known))
    decision = opening.update_context(session, ASKER, FILED, a_matter())
    assert types_of(decision) == ["context.updated", "outcome.reported"]
    (outcome,) = after(session, decision).outcomes
    assert (outcome.outcome, outcome.matter_id, outcome.question_ids) == ("filed", "vat-general", ("q1",))
    assert (outcome.receipt, outcome.message) == ("20261128", None)


def test_a_refused_form_is_reported_with_the_pages_own_message() -> None:
    (outcome,) = shows(an_active_session(), REFUSED).outcomes
    assert (outcome.outcome, outcome.receipt, outcome.message) == ("refused", None, "比对不通过")


def test_refused_filed_and_refused_again_are_three_reports() -> None:
    session = shows(shows(an_active_session(), REFUSED), FILED)
    session = shows(shows(session, a_context(tried=())), REFUSED)
    assert [item.outcome for item in session.outcomes] == ["refused", "filed", "refused"]


def test_the_same_refusal_is_news_when_the_error_came_up_again() -> None:
    session = shows(an_active_session(), REFUSED)
    assert not reports(session, error_occurrences=3, tried=REFUSED.tried, seconds_on_step=999)
    assert len(reports(session, error_occurrences=4, tried=REFUSED.tried)) == 1


def test_what_the_page_showed_when_help_was_asked_for_is_no_news() -> None:
    session = an_active_session(context=REFUSED)
    assert session.outcomes == ()
    assert not reports(session, error_occurrences=3, tried=REFUSED.tried, seconds_on_step=999)


def test_a_receipt_of_another_form_that_is_looked_at_is_no_news() -> None:
    assert not reports(an_active_session(), matter_id="cit-prepay", step_id=None, error_id=None, tried=FILED.tried)


def test_two_windows_that_take_turns_tell_a_receipt_once() -> None:
    session = an_active_session()
    for _ in range(3):
        session = shows(shows(session, FILED), a_context(tried=()))
    assert len(session.outcomes) == 1
    assert len(shows(session, dataclasses.replace(FILED, tried=("filed", "receipt:2"))).outcomes) == 2


def test_a_form_may_be_filed_without_a_number_and_refused_without_words() -> None:
    assert told_by(a_context(tried=("filed", "receipt:"))) == ("filed", None, None)
    assert told_by(a_context(tried=("refused",))) == ("refused", None, None)
    assert told_by(a_context(tried=("explanation_read",))) is None


def test_a_proposal_whose_field_still_stands_stays_open_when_the_form_is_filed() -> None:
    session = shows(proposed(), dataclasses.replace(FILED, fields=a_context().fields))
    assert standing(session).state == "open"
    assert len(session.outcomes) == 1


def test_reports_are_bounded() -> None:
    session = an_active_session()
    for number in range(MAX_OUTCOMES + 5):
        session = shows(session, dataclasses.replace(FILED, tried=("filed", f"receipt:{number}")))
    assert len(session.outcomes) == MAX_OUTCOMES


def test_nothing_is_reported_after_the_end() -> None:
    with pytest.raises(SessionEnded):
        opening.update_context(an_ended_session(), ASKER, FILED, a_matter())
