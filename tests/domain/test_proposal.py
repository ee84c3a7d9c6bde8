"""Proposals: what may be put to the taxpayer, and what it takes to be accepted. Every refusal, every state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from chatserver.domain import proposal
from chatserver.domain.errors import (
    DomainError,
    FieldNotProposable,
    FieldUnknown,
    GuideLimit,
    NotPermitted,
    ProposalInvalid,
    ReasonMissing,
    SessionEnded,
    SessionUnknown,
    SharingStopped,
    StepsMixed,
    ValueChanged,
    ValueInvalid,
)
from chatserver.domain.events import FieldProposed, ProposalWithdrawn
from chatserver.domain.guide import MAX_GUIDES, ProposalState
from chatserver.domain.guided import ProposedValue
from tests.support.builders import (
    ASKER,
    OFFICER,
    OTHER_OFFICER,
    STRANGER,
    a_context,
    a_queued_session,
    after,
    an_ended_session,
)
from tests.support.guides import (
    SHOWN,
    WKP,
    ZP,
    accepted,
    form_of,
    helped,
    propose,
    proposed,
    reported,
    shows,
    standing,
)

if TYPE_CHECKING:
    from chatserver.domain.actors import Actor
    from chatserver.domain.session import Session


def test_a_proposal_is_numbered_names_its_step_and_writes_values_in_one_way() -> None:
    session = helped()
    changes = (
        ProposedValue(field_id=WKP, before="35,000", after=" 0 "),
        ProposedValue(field_id=ZP, before="860000", after="895,000.0"),
    )
    law = "增值税法第十四条"
    decision = proposal.propose(session, OFFICER, "p1", changes, form_of(session), reason="填错列", basis=law)
    assert decision.facts == (
        (
            OFFICER,
            FieldProposed(
                guide_id="p1",
                number=1,
                step_id="s2",
                changes=(
                    ProposedValue(field_id=WKP, before="35000.00", after="0.00"),
                    ProposedValue(field_id=ZP, before="860000.00", after="895000.00"),
                ),
                reason="填错列",
                basis=law,
                matter_id="vat-general",
            ),
        ),
    )
    assert standing(after(session, decision)).state is ProposalState.OPEN


REFUSED_FIELDS: dict[str, tuple[dict[str, Any], str, str, type[DomainError]]] = {
    "not of this form": ({}, "ghost", "1", FieldUnknown),
    "of the form but not on the page": ({}, "f1_6_zp", "1", FieldUnknown),
    "of another form": ({}, "cash", "1", FieldUnknown),
    "read-only": ({"f1_6_hj": "35000.00"}, "f1_6_hj", "0.00", FieldNotProposable),
    "locked by the page": ({"locked": True, WKP: "35000.00"}, WKP, "0.00", FieldNotProposable),
    "personal": ({"matter_id": "info-change", "cfo_name": "张*"}, "cfo_name", "李某", FieldNotProposable),
    "a phone": ({"matter_id": "info-change", "cfo_tel": "x"}, "cfo_tel", "13800138000", FieldNotProposable),
    "an account": ({"matter_id": "iit-settlement", "card": "x"}, "card", "6222", FieldNotProposable),
    "an identity card": ({"matter_id": "defer-payment", "agent": "x"}, "agent", "1", FieldNotProposable),
    "sensitive": ({"matter_id": "defer-payment", "cash": "x"}, "cash", "1.00", FieldNotProposable),
    "a file": ({"matter_id": "invoice-quota", "contract": "a.pdf"}, "contract", "b.pdf", FieldNotProposable),
}


@pytest.mark.parametrize("name", REFUSED_FIELDS)
def test_fields_that_an_officer_may_not_touch_are_refused(name: str) -> None:
    page, field_id, value, error = REFUSED_FIELDS[name]
    with pytest.raises(error) as refused:
        propose(helped(**page), **{field_id: value})
    assert refused.value.details == {"field_id": field_id}


TEXT_120 = "东" * 121
MONEY, BOUNDED = {WKP: "35000.00"}, {"matter_id": "invoice-quota", "amount": "500000.00"}
PAIR = {"matter_id": "vat-general", "f2_1": "18/520000.00/67600.00"}
REFUSED_VALUES: list[tuple[dict[str, str], str, str, str, str | None]] = [
    (MONEY, WKP, "三万五", "not_a_number", None),
    (MONEY, WKP, "1e5", "not_a_number", None),
    (MONEY, WKP, "1" * 17, "not_a_number", None),
    (MONEY, WKP, "35000.005", "too_many_decimals", "2"),
    (MONEY, WKP, "35000.00", "unchanged", None),
    (MONEY, WKP, " 35,000 ", "unchanged", None),
    (MONEY, WKP, "３５０００", "unchanged", None),
    ({WKP: "0.00"}, WKP, "-0", "unchanged", None),
    (BOUNDED, "amount", "0.00", "too_small", "0.01"),
    (BOUNDED, "amount", "100000000.01", "too_large", "100000000.00"),
    ({"matter_id": "deregister", "inv": "5"}, "inv", "-1", "too_small", "0"),
    ({"matter_id": "deregister", "inv": "5"}, "inv", "1.5", "too_many_decimals", "0"),
    ({"matter_id": "deregister", "iit": "未完成"}, "iit", "快了", "not_an_option", None),
    ({"matter_id": "cit-prepay", "restricted": "否"}, "restricted", "true", "not_an_option", None),
    ({"matter_id": "defer-payment", "until": "2027-02-15"}, "until", "2027-02-30", "not_a_date", None),
    ({"matter_id": "defer-payment", "until": "2027-02-15"}, "until", "明年", "not_a_date", None),
    ({"matter_id": "defer-payment", "until": "2027-02-15"}, "until", "20270301", "not_a_date", None),
    ({"matter_id": "defer-payment", "until": "2027-02-15"}, "until", "2027-W09-1", "not_a_date", None),
    ({"period": "2026-10-01~2026-10-31"}, "period", "2026-10-31~2026-10-01", "range_backwards", None),
    ({"period": "2026-10-01~2026-10-31"}, "period", "2026-10-01~", "range_incomplete", None),
    ({"matter_id": "info-change", "addr": "示例街1号"}, "addr", TEXT_120, "too_long", "120"),
    ({"matter_id": "payment", "agr": "110000000012345"}, "agr", "12", "wrong_form", None),
    (PAIR, "f2_1", "19/many/1", "not_a_number", None),
    (PAIR, "f2_1", "1/2/3/4", "too_many_parts", "3"),
    ({"matter_id": "payment", "bank": "示例银行"}, "bank", "行" * 2_001, "too_long", "2000"),
    ({"matter_id": "defer-payment", "tax": "增值税 2026-10"}, "tax", "税" * 2_001, "too_long", "2000"),
]


@pytest.mark.parametrize(("page", "field_id", "value", "why", "limit"), REFUSED_VALUES)
def test_values_that_the_form_would_not_take_are_refused(
    page: dict[str, str], field_id: str, value: str, why: str, limit: str | None
) -> None:
    with pytest.raises(ValueInvalid) as refused:
        propose(helped(**page), **{field_id: value})
    told = {key: found for key, found in refused.value.details.items() if found is not None}
    assert told == {"field_id": field_id, "why": why} | ({"limit": limit} if limit else {})


def test_what_must_be_filled_in_is_not_proposed_away() -> None:
    with pytest.raises(ValueInvalid) as refused:
        propose(helped("defer-payment", tax="增值税 2026-10"), tax="  ")
    assert refused.value.details["why"] == "required"


@pytest.mark.parametrize("text", ["北京\u202e市", "北京\x00市", "北京\ufeff市\u2066"])
def test_a_value_carries_nothing_that_hides_or_reorders_it(text: str) -> None:
    session = proposed(helped("payment", bank="示例银行"), bank=text)
    assert standing(session).changes[0].after == "北京市"


@pytest.mark.parametrize("before", ["34999.99", "", "三万五"])
def test_a_value_seen_too_long_ago_is_refused(before: str) -> None:
    session = helped()
    change = ProposedValue(field_id=WKP, before=before, after="0.00")
    with pytest.raises(ValueChanged) as refused:
        proposal.propose(session, OFFICER, "p1", [change], form_of(session), reason="填错列", basis=None)
    assert refused.value.details == {"field_id": WKP}


@pytest.mark.parametrize("fields", [[], [WKP, WKP], [WKP, ZP, WKP]])
def test_a_proposal_has_one_value_for_each_of_its_fields(fields: list[str]) -> None:
    session = helped()
    changes = [ProposedValue(field_id=field_id, before=SHOWN[field_id], after="1") for field_id in fields]
    with pytest.raises(ProposalInvalid) as refused:
        proposal.propose(session, OFFICER, "p1", changes, form_of(session), reason="填错列", basis=None)
    assert refused.value.details == {"part": "changes"}


def test_a_proposal_stays_on_one_step() -> None:
    with pytest.raises(StepsMixed) as refused:
        propose(helped(f1_6_wkp="35000.00", m_23="280.00"), f1_6_wkp="0", m_23="0")
    assert refused.value.details == {"steps": ["s2", "s5"]}


@pytest.mark.parametrize("reason", ["", " ", "\u200b", "\u200d\u2060"])
def test_a_proposal_says_why(reason: str) -> None:
    session = helped()
    change = ProposedValue(field_id=WKP, before="35000.00", after="0")
    with pytest.raises(ReasonMissing):
        proposal.propose(session, OFFICER, "p1", [change], form_of(session), reason=reason, basis=None)


def test_nothing_is_proposed_for_a_form_that_is_shared_no_more() -> None:
    stopped = shows(helped(), a_context(shared=False))
    with pytest.raises(SharingStopped):
        propose(stopped, **{WKP: "0.00"})


REFUSED_PEOPLE: list[tuple[Session, Actor, type[DomainError]]] = [
    (helped(), ASKER, NotPermitted),
    (helped(), OTHER_OFFICER, SessionUnknown),
    (helped(), STRANGER, SessionUnknown),
    (a_queued_session(), OFFICER, SessionUnknown),
    (a_queued_session(), ASKER, NotPermitted),
    (an_ended_session(), OFFICER, SessionEnded),
]


@pytest.mark.parametrize(("session", "actor", "error"), REFUSED_PEOPLE)
def test_only_the_officer_of_a_talk_that_goes_on_proposes(
    session: Session, actor: Actor, error: type[DomainError]
) -> None:
    with pytest.raises(error):
        propose(session, by=actor, **{WKP: "0.00"})


@pytest.mark.parametrize("known", [proposed(), accepted(), reported()])
def test_the_same_proposal_again_adds_nothing_whatever_has_become_of_it(known: Session) -> None:
    assert not propose(known, **{WKP: "1.00"}).facts
    assert not propose(known, ghost="1.00").facts


def test_a_newer_proposal_for_a_field_replaces_the_open_ones() -> None:
    first = proposed(helped(), "p1", **{WKP: "0.00"})
    second = proposed(first, "p2", **{ZP: "895000.00"})
    assert [one.guide_id for one in second.guidance.open_proposals] == ["p1", "p2"]
    decision = propose(second, "p3", **{WKP: "1.00", ZP: "2.00"})
    replaced = [event for _, event in decision.facts if isinstance(event, ProposalWithdrawn)]
    assert [(event.guide_id, event.reason) for event in replaced] == [("p1", "replaced"), ("p2", "replaced")]
    third = after(second, decision)
    assert [one.guide_id for one in third.guidance.open_proposals] == ["p3"]
    assert [one.number for one in third.guidance.proposals] == [1, 2, 3]


@pytest.mark.parametrize("answered", [accepted(), reported()])
def test_a_newer_proposal_leaves_what_is_answered(answered: Session) -> None:
    before = standing(answered)
    assert standing(proposed(answered, "p2", **{WKP: "1.00"})) == before


def test_a_refused_proposal_replaces_nothing() -> None:
    session = proposed()
    with pytest.raises(ValueInvalid):
        propose(session, "p2", **{WKP: "viel"})
    assert standing(session).state is ProposalState.OPEN


def test_there_is_an_end_to_proposing() -> None:
    session = helped()
    for number in range(MAX_GUIDES):
        session = proposed(session, f"p{number}", **{WKP: f"{number}.00"})
    with pytest.raises(GuideLimit) as refused:
        propose(session, "one-more", **{WKP: "1.00"})
    assert refused.value.details == {"limit": MAX_GUIDES}
    assert not propose(session, "p0", **{WKP: "1.00"}).facts
    assert [one.number for one in session.guidance.proposals] == list(range(1, MAX_GUIDES + 1))
