"""What becomes of a proposal: accepted, declined, overtaken, withdrawn, reported. Every state against every answer."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import TYPE_CHECKING

import pytest

from chatserver.domain import ending, offer, opening, proposal
from chatserver.domain.catalogue import Sensitivity
from chatserver.domain.context import FieldValue, FormContext, admit
from chatserver.domain.errors import (
    NotPermitted,
    ProposalClosed,
    ProposalUnknown,
    SessionEnded,
    SessionUnknown,
)
from chatserver.domain.events import ProposalStaled
from chatserver.domain.guide import ProposalState
from chatserver.domain.guided import FoundValue
from tests.support.builders import (
    ASKER,
    OFFICER,
    OTHER_OFFICER,
    STRANGER,
    a_context,
    a_matter,
    a_queued_session,
    after,
)
from tests.support.clock import START
from tests.support.guides import (
    SHOWN,
    WKP,
    ZP,
    a_page,
    accept,
    accepted,
    form_of,
    helped,
    outcome,
    proposed,
    report,
    reported,
    shows,
    standing,
    types_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from chatserver.domain.actors import Actor
    from chatserver.domain.decision import Decision
    from chatserver.domain.session import Session


def withdraw(session: Session, by: Actor = OFFICER, seconds: float = 0) -> Decision:
    return proposal.withdraw(session, by, "p1", START + dt.timedelta(seconds=seconds))


def decline(session: Session, by: Actor = ASKER) -> Decision:
    return proposal.decline(session, by, "p1", "我再想想")


def staled() -> Session:
    return after(proposed(), accept(proposed(), shown={WKP: "1.00"}))


def ended(session: Session) -> Session:
    return after(session, ending.end_session(session, ASKER))


IN_STATE: dict[ProposalState, Callable[[], Session]] = {
    ProposalState.OPEN: proposed,
    ProposalState.ACCEPTED: accepted,
    ProposalState.APPLIED: reported,
    ProposalState.REFUSED: lambda: reported(accepted(), outcome(word="refused", value="35000.00")),
    ProposalState.DECLINED: lambda: after(proposed(), decline(proposed())),
    ProposalState.STALE: staled,
    ProposalState.WITHDRAWN: lambda: after(proposed(), withdraw(proposed())),
}
ANSWERS: dict[str, Callable[[Session], Decision]] = {
    "accept": accept,
    "decline": decline,
    "withdraw": withdraw,
    "report": report,
}
AGAIN = {
    "accept": {"accepted", "applied", "refused", "stale"},
    "decline": {"declined"},
    "withdraw": {"withdrawn"},
    "report": {"applied", "refused"},
}
"""Answer → the states in which it has been given already, so that it adds nothing."""
TAKEN = {
    ("accept", "open"): ["proposal.accepted"],
    ("decline", "open"): ["proposal.declined"],
    ("withdraw", "open"): ["proposal.withdrawn"],
    ("report", "accepted"): ["proposal.applied"],
}


@pytest.mark.parametrize("answer", ANSWERS)
@pytest.mark.parametrize("state", IN_STATE)
def test_every_state_takes_its_answers_repeats_nothing_and_refuses_the_rest(state: ProposalState, answer: str) -> None:
    session = IN_STATE[state]()
    assert standing(session).state is state
    if taken := TAKEN.get((answer, state)):
        assert types_of(ANSWERS[answer](session)) == taken
    elif state in AGAIN[answer]:
        assert not ANSWERS[answer](session).facts
    else:
        with pytest.raises(ProposalClosed) as refused:
            ANSWERS[answer](session)
        assert refused.value.details == {"guide_id": "p1", "state": state}


@pytest.mark.parametrize("state", sorted(set(ProposalState) - {ProposalState.OPEN, ProposalState.ACCEPTED}))
def test_a_final_answer_is_there_to_stay(state: ProposalState) -> None:
    session = IN_STATE[state]()
    before = standing(session)
    for page in (a_page("vat-general", **{WKP: "7.00"}), a_page("payment", bank="示例银行")):
        session = shows(session, page)
    assert standing(ended(session)) == before


@pytest.mark.parametrize("answer", ["accept", "decline", "withdraw"])
def test_nothing_is_answered_after_the_end(answer: str) -> None:
    session = ended(proposed())
    assert standing(session).state is ProposalState.WITHDRAWN
    assert standing(session).state_reason == "ended"
    assert standing(session).state_at == START
    if answer == "withdraw":
        assert not withdraw(session).facts
        return
    with pytest.raises(SessionEnded):
        ANSWERS[answer](session)


@pytest.mark.parametrize("state", sorted(set(ProposalState) - {ProposalState.OPEN}))
def test_the_end_closes_what_is_open_and_nothing_else(state: ProposalState) -> None:
    session = IN_STATE[state]()
    assert standing(ended(session)) == standing(session)


@pytest.mark.parametrize("repeated", [(accept, ProposalState.ACCEPTED), (decline, ProposalState.DECLINED)])
def test_an_answer_whose_acknowledgement_was_lost_may_be_repeated_after_the_end(
    repeated: tuple[Callable[[Session], Decision], ProposalState],
) -> None:
    answer, state = repeated
    assert not answer(ended(IN_STATE[state]())).facts


def test_what_the_page_made_of_it_is_recorded_even_after_the_end() -> None:
    session = reported(ended(accepted()))
    assert standing(session).state is ProposalState.APPLIED


@pytest.mark.parametrize("answer", ANSWERS)
def test_a_proposal_that_never_was_is_not_answered(answer: str) -> None:
    with pytest.raises(ProposalUnknown) as refused:
        ANSWERS[answer](helped())
    assert refused.value.details == {"guide_id": "p1"}


TAXPAYERS: dict[str, Callable[[Session, Actor], Decision]] = {
    "accept": lambda session, by: proposal.accept(session, by, "p1", SHOWN, form_of(session)),
    "decline": decline,
    "report": lambda session, by: proposal.report(session, by, "p1", [outcome()], (), form_of(session)),
}
EVERYBODYS = {**TAXPAYERS, "withdraw": withdraw}


@pytest.mark.parametrize("answer", TAXPAYERS)
def test_only_the_taxpayer_disposes(answer: str) -> None:
    for state in IN_STATE.values():
        with pytest.raises(NotPermitted):
            TAXPAYERS[answer](state(), OFFICER)


def test_only_the_officer_withdraws() -> None:
    with pytest.raises(NotPermitted):
        withdraw(proposed(), ASKER)


@pytest.mark.parametrize("answer", EVERYBODYS)
@pytest.mark.parametrize("stranger", [STRANGER, OTHER_OFFICER])
@pytest.mark.parametrize("session", [proposed(), a_queued_session()], ids=["active", "queued"])
def test_strangers_cannot_even_tell_that_there_is_a_proposal(answer: str, stranger: Actor, session: Session) -> None:
    with pytest.raises(SessionUnknown):
        EVERYBODYS[answer](session, stranger)


CHANGED: list[tuple[dict[str, str], list[tuple[str, str]]]] = [
    ({WKP: "34999.99", ZP: "860000.00"}, [(WKP, "34999.99")]),
    ({WKP: "", ZP: "860000.00"}, [(WKP, "")]),
    ({ZP: "860000.00"}, [(WKP, "")]),
    ({WKP: "0", ZP: "1"}, [(WKP, "0"), (ZP, "1")]),
    ({WKP: "三万\u202e五", ZP: "860000.00"}, [(WKP, "三万五")]),
]


@pytest.mark.parametrize(("shown", "found"), CHANGED)
def test_accepting_what_stands_there_no_more_finds_it_stale(
    shown: dict[str, str], found: list[tuple[str, str]]
) -> None:
    session = proposed(helped(), **{WKP: "0.00", ZP: "895000.00"})
    decision = accept(session, shown=shown)
    values = tuple(FoundValue(field_id=field_id, value=value) for field_id, value in found)
    assert decision.facts == ((ASKER, ProposalStaled(guide_id="p1", found=values)),)
    assert standing(after(session, decision)).found == values


@pytest.mark.parametrize("shown", ["35000.00", "35,000", " 35000 ", "３５０００", "35000.0\u200e"])
def test_the_same_value_written_otherwise_is_accepted(shown: str) -> None:
    assert types_of(accept(proposed(), shown={WKP: shown})) == ["proposal.accepted"]


def test_a_text_is_compared_as_the_hub_has_cleaned_it() -> None:
    as_typed = "示例银行\t东城\u2066支行\n"
    session = proposed(shows(helped(), _admitted("payment", bank=as_typed)), bank="示例银行西城支行")
    assert types_of(accept(session, shown={"bank": as_typed})) == ["proposal.accepted"]


def _admitted(matter_id: str, **values: str) -> FormContext:
    return admit(a_page(matter_id, **values), a_matter(matter_id))


def test_what_is_found_is_masked_if_it_is_personal_and_dropped_if_it_is_sensitive() -> None:
    """The catalogue has become stricter since the proposal was made."""
    session, form = proposed(helped(), **{WKP: "0.00", ZP: "895000.00"}), a_matter()
    stricter = dataclasses.replace(
        form,
        fields=tuple(
            dataclasses.replace(
                field,
                sensitivity={WKP: Sensitivity.PERSONAL, ZP: Sensitivity.SENSITIVE}.get(field.id, field.sensitivity),
            )
            for field in form.fields
        ),
    )
    decision = proposal.accept(session, ASKER, "p1", {WKP: "13800138000", ZP: "6222020200112233445"}, stricter)
    staled = decision.facts[0][1]
    assert isinstance(staled, ProposalStaled)
    assert [(one.field_id, one.value) for one in staled.found] == [(WKP, "138****8000"), (ZP, "")]


def test_a_field_that_the_catalogue_has_lost_is_not_filled_in() -> None:
    session, form = proposed(helped(f1_6_wkp=""), f1_6_wkp="1.00"), a_matter()
    fewer = dataclasses.replace(form, fields=tuple(field for field in form.fields if field.id != WKP))
    assert types_of(proposal.accept(session, ASKER, "p1", {WKP: ""}, fewer)) == ["proposal.staled"]


def test_a_page_that_changes_the_field_overtakes_the_proposal() -> None:
    session = proposed()
    page = a_context(fields=(FieldValue(id=WKP, value="34000.00"),))
    decision = opening.update_context(session, ASKER, page, a_matter())
    assert types_of(decision) == ["context.updated", "proposal.staled"]
    overtaken = standing(after(session, decision))
    assert (overtaken.state, overtaken.found) == (ProposalState.STALE, (FoundValue(field_id=WKP, value="34000.00"),))


@pytest.mark.parametrize(
    "page",
    [
        a_context(fields=(FieldValue(id=ZP, value="1.00"),)),
        a_context(fields=(FieldValue(id=WKP, value="35,000"),)),
        a_context(fields=(FieldValue(id=WKP, value="35000", error="差额"),)),
        a_context(fields=(FieldValue(id=WKP, value="35000.00", locked=True),)),
        a_context(fields=(), step_id="s5", seconds_on_step=900),
        a_context(fields=(), shared=False),
    ],
)
def test_a_page_that_leaves_the_field_alone_overtakes_nothing(page: FormContext) -> None:
    session = shows(proposed(), page)
    assert standing(session).state is ProposalState.OPEN
    assert types_of(accept(session)) == ["proposal.accepted"]


@pytest.mark.parametrize("value", ["100.00", "200.00"])
def test_a_page_that_goes_to_another_form_overtakes_all_even_where_fields_have_the_same_ids(value: str) -> None:
    session = proposed(helped("invoice-quota", amount="100.00"), amount="50.00")
    elsewhere = shows(session, a_page("vat-refund", amount=value))
    assert standing(elsewhere).state is ProposalState.STALE
    assert not accept(elsewhere, shown={"amount": "100.00"}).facts


def test_an_officer_who_is_lost_leaves_their_proposals_to_the_next() -> None:
    session = proposed()
    queued = after(session, offer.lose_officer(session, "of1", START))
    assert standing(queued).state is ProposalState.OPEN
    with pytest.raises(SessionUnknown):
        withdraw(queued)
    assert types_of(accept(queued)) == ["proposal.accepted"]
    assert types_of(decline(queued)) == ["proposal.declined"]


def test_a_proposal_for_a_form_that_was_left_says_so_and_finds_nothing() -> None:
    left = standing(shows(proposed(), a_page("payment", bank="示例银行")))
    assert (left.state, left.state_reason, left.found) == (ProposalState.STALE, "other_form", ())
    assert standing(staled()).state_reason is None
