"""What the page reports of an accepted proposal: of exactly its fields, all or nothing, clean, masked and bounded."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from chatserver.domain import ending, proposal
from chatserver.domain.errors import ProposalClosed, ProposalInvalid
from chatserver.domain.events import ProposalApplied
from chatserver.domain.guide import ProposalState
from chatserver.domain.guided import FieldOutcome, Recalculated
from chatserver.domain.session import Session
from tests.support.builders import ASKER, OFFICER, a_matter, after
from tests.support.clock import START
from tests.support.guides import (
    WKP,
    ZP,
    a_page,
    accept,
    accepted,
    helped,
    outcome,
    proposed,
    report,
    reported,
    shows,
    standing,
)

BOTH = {WKP: "0.00", ZP: "895000.00"}
WRONG_REPORTS = [
    [outcome(WKP)],
    [outcome(WKP), outcome(WKP)],
    [outcome(WKP), outcome("m_23")],
    [outcome(WKP), outcome(ZP), outcome("m_23")],
    [outcome(WKP), outcome(ZP), outcome(ZP)],
    [outcome(WKP), outcome(ZP, "done")],
    [outcome(WKP), outcome(ZP, "")],
    [outcome(WKP), outcome(ZP, "SET")],
]


@pytest.mark.parametrize("told", WRONG_REPORTS)
def test_a_report_is_about_exactly_the_fields_of_the_proposal(told: list[FieldOutcome]) -> None:
    session = accepted(proposed(helped(), **BOTH))
    with pytest.raises(ProposalInvalid) as refused:
        report(session, *told)
    assert refused.value.details == {"part": "outcomes"}


@pytest.mark.parametrize(
    ("words", "state"),
    [
        (("set", "set"), ProposalState.APPLIED),
        (("set", "refused"), ProposalState.REFUSED),
        (("gone", "set"), ProposalState.REFUSED),
        (("refused", "gone"), ProposalState.REFUSED),
    ],
)
def test_a_proposal_is_applied_only_if_all_of_it_was_set(words: tuple[str, str], state: ProposalState) -> None:
    session = accepted(proposed(helped(), **BOTH))
    done = after(session, report(session, outcome(ZP, words[1], "895000.00"), outcome(WKP, words[0])))
    assert standing(done).state is state
    assert [(one.field_id, one.outcome) for one in standing(done).outcomes] == [(WKP, words[0]), (ZP, words[1])]


def test_what_was_recalculated_is_bounded_masked_and_of_this_form() -> None:
    page = a_page("info-change", addr="示例街1号", cfo_name="张*")
    session = accepted_on(shows(helped(), page))
    told = [
        Recalculated(field_id="ghost", before="", after="x"),
        Recalculated(field_id="cfo_tel", before="13800138000", after="13800138001"),
        Recalculated(field_id="cfo_name", before="张三", after="李四"),
        Recalculated(field_id="addr", before="a\x00", after="东" * 5_000),
        *(Recalculated(field_id="addr", before="", after=str(number)) for number in range(500)),
    ]
    decision = report(session, recalculated=tuple(told))
    event = decision.facts[0][1]
    assert isinstance(event, ProposalApplied)
    kept = [(one.field_id, one.before, one.after) for one in event.recalculated]
    assert kept[:2] == [("cfo_name", "张*", "李*"), ("addr", "a", "东" * 2_000)]
    assert len(kept) == proposal.MAX_RECALCULATED - 2


def accepted_on(session: Session) -> Session:
    session = proposed(session, addr="示例街2号")
    return accepted_with(session, {"addr": "示例街1号"})


def accepted_with(session: Session, shown: dict[str, str]) -> Session:
    return after(session, accept(session, shown=shown))


def test_what_the_page_says_about_a_refused_value_is_kept_clean_and_short() -> None:
    session = reported(accepted(), outcome(WKP, "refused", "3\u202e5", "金额" * 2_000))
    told = standing(session).outcomes[0]
    assert (told.value, len(told.message or "")) == ("35", 2_000)
    assert standing(session).state is ProposalState.REFUSED


def test_a_report_is_judged_by_the_form_that_the_proposal_was_made_for() -> None:
    session = shows(accepted(), a_page("payment", bank="示例银行"))
    lie = standing(reported(session, outcome(value="1.00")))
    assert (lie.state, lie.outcomes) == (
        ProposalState.REFUSED,
        (outcome(WKP, "refused", "1.00", "value_not_kept"),),
    )
    truth = standing(after(session, report(session, recalculated=(Recalculated(field_id=ZP, before="1", after="2"),))))
    assert (truth.state, [one.field_id for one in truth.recalculated]) == (ProposalState.APPLIED, [ZP])


def test_a_report_on_a_field_that_the_catalogue_has_lost_keeps_no_value_of_it() -> None:
    told = [outcome(value="13800138000", message="x")]
    decision = proposal.report(accepted(), ASKER, "p1", told, (), a_matter("payment"))
    assert standing(after(accepted(), decision)).outcomes == (outcome(value="", message=None),)


def test_a_proposal_of_an_older_log_is_judged_by_the_form_on_the_page() -> None:
    session = accepted()
    old = dataclasses.replace(standing(session), matter_id=None)
    session = dataclasses.replace(session, guidance=dataclasses.replace(session.guidance, proposals=(old,)))
    assert proposal.form_id_of(session, "p1") == "vat-general"
    assert proposal.form_id_of(shows(session, a_page("payment", bank="示例银行")), "p1") == "payment"


BEFORE = [proposed(), after(proposed(), ending.end_session(proposed(), ASKER))]


@pytest.mark.parametrize("session", BEFORE, ids=["open", "ended"])
def test_nothing_is_filled_in_before_it_is_accepted(session: Session) -> None:
    with pytest.raises(ProposalClosed):
        report(session)


def gives_up(session: Session, seconds: float) -> Session:
    """The officer waits no longer for the page's report."""
    return after(session, proposal.withdraw(session, OFFICER, "p1", START + dt.timedelta(seconds=seconds)))


def test_an_officer_waits_for_the_report_for_a_while() -> None:
    with pytest.raises(ProposalClosed) as refused:
        gives_up(accepted(), proposal.REPORT_SECONDS - 0.1)
    assert refused.value.details == {"guide_id": "p1", "state": "accepted"}


def test_who_waits_no_longer_may_propose_anew_and_the_page_fills_in_nothing_more() -> None:
    session = gives_up(accepted(), proposal.REPORT_SECONDS)
    assert (standing(session).state, standing(session).state_reason) == (ProposalState.WITHDRAWN, "unreported")
    with pytest.raises(ProposalClosed):
        accept(session)
    again = proposed(session, guide_id="p2", **{WKP: "1.00"})
    assert standing(again, "p2").state is ProposalState.OPEN


def test_what_a_page_reports_late_is_what_happened() -> None:
    session = reported(gives_up(accepted(), 60))
    assert (standing(session).state, standing(session).state_reason) == (ProposalState.APPLIED, None)
    ended = after(gives_up(accepted(), 60), ending.end_session(accepted(), ASKER))
    assert standing(reported(ended)).state is ProposalState.APPLIED


def test_words_like_the_code_of_giving_up_open_nothing() -> None:
    declined = after(proposed(), proposal.decline(proposed(), ASKER, "p1", "unreported"))
    with pytest.raises(ProposalClosed):
        report(declined)


def test_a_second_report_that_tells_something_else_is_refused() -> None:
    session = reported()
    assert not report(session).facts
    with pytest.raises(ProposalClosed):
        report(session, outcome(WKP, "refused", "35000.00"))


@pytest.mark.parametrize("lie", ["", "35000.00", "1.00", "x"])
def test_a_page_that_says_set_and_shows_something_else_was_not_filled_in(lie: str) -> None:
    session = reported(accepted(), outcome(value=lie))
    assert standing(session).state is ProposalState.REFUSED
    assert standing(session).outcomes == (outcome(WKP, "refused", lie, "value_not_kept"),)
