"""Pointing and suggesting: what may be put before the taxpayer, by whom, and that nothing is put there twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from chatserver.domain import ending, guidance, offer
from chatserver.domain.errors import (
    DomainError,
    GuideLimit,
    HighlightUnknown,
    NotPermitted,
    SessionEnded,
    SessionUnknown,
    TargetUnknown,
)
from chatserver.domain.events import ErrorExplained, FieldHighlighted, LinkPushed, StepSuggested
from chatserver.domain.explain import explain
from chatserver.domain.guide import MAX_GUIDES
from chatserver.domain.guided import Target
from tests.support.builders import (
    ASKER,
    OFFICER,
    OTHER_OFFICER,
    STRANGER,
    a_context,
    a_matter,
    a_queued_session,
    after,
    an_active_session,
    an_ended_session,
    an_offered_session,
)
from tests.support.clock import START
from tests.support.guides import WKP, a_page, helped, propose, proposed, shows, types_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from chatserver.domain.actors import Actor
    from chatserver.domain.decision import Decision
    from chatserver.domain.session import Session

FORM = a_matter()


def point(session: Session, guide_id: str = "g1", by: Actor = OFFICER, kind: str = "field", at: str = WKP) -> Decision:
    return guidance.highlight(session, by, guide_id, (kind, at), FORM, "看这里")


def suggest(session: Session, guide_id: str = "g1", by: Actor = OFFICER) -> Decision:
    return guidance.suggest_step(session, by, guide_id, "s2", FORM, None)


def push(session: Session, guide_id: str = "g1", by: Actor = OFFICER) -> Decision:
    return guidance.push_link(session, by, LinkPushed(guide_id=guide_id, kind="matter", ref="payment", title="缴款"))


def clarify(session: Session, guide_id: str = "g1", by: Actor = OFFICER) -> Decision:
    words = explain(FORM, FORM.error("vatg-cmp-output"), session.context, session.locale)
    return guidance.explain_error(session, by, guide_id, words)


def put(session: Session, guide_id: str = "g1", by: Actor = OFFICER) -> Decision:
    return propose(session, guide_id, by=by, **{WKP: "0.00"})


CARDS: dict[str, Callable[[Session, str, Actor], Decision]] = {
    "highlight": point,
    "suggest": suggest,
    "push": push,
    "explain": clarify,
    "propose": put,
}


@pytest.mark.parametrize(
    ("kind", "target_id", "step_id"),
    [
        ("field", WKP, "s2"),
        ("field", "f1_6_hj", "s2"),
        ("row", "1", "s6"),
        ("step", "s5", "s5"),
        ("error", "vatg-cmp-output", "s6"),
    ],
)
def test_an_officer_points_at_fields_rows_steps_and_errors(kind: str, target_id: str, step_id: str) -> None:
    session = an_active_session()
    decision = point(session, kind=kind, at=target_id)
    target = Target(kind=kind, id=target_id, step_id=step_id)
    assert decision.facts == ((OFFICER, FieldHighlighted(guide_id="g1", number=1, target=target, text="看这里")),)
    shown = after(session, decision).guidance.highlight("g1")
    assert shown
    assert (shown.target, shown.officer_id, shown.at, shown.seen_at) == (target, "of1", START, None)


@pytest.mark.parametrize(
    ("kind", "target_id"),
    [
        ("field", "ghost"),
        ("field", "s2"),
        ("field", ""),
        ("row", "2"),
        ("row", "0"),
        ("row", "１"),
        ("row", "1 "),
        ("step", "s99"),
        ("step", WKP),
        ("error", "nonsense"),
        ("button", "submit"),
        ("", ""),
        ("FIELD", WKP),
    ],
)
def test_what_the_form_does_not_have_is_not_pointed_at(kind: str, target_id: str) -> None:
    with pytest.raises(TargetUnknown) as refused:
        point(an_active_session(), kind=kind, at=target_id)
    assert refused.value.details == {"kind": kind, "target": target_id}


def test_rows_are_those_that_the_page_shows_now() -> None:
    session = shows(an_active_session(), a_context(comparison=()))
    with pytest.raises(TargetUnknown):
        point(session, kind="row", at="1")


def test_a_sensitive_field_may_be_pointed_at_though_nobody_sees_what_stands_there() -> None:
    session, form = helped("defer-payment", tax="增值税 2026-10"), a_matter("defer-payment")
    assert guidance.highlight(session, OFFICER, "g1", ("field", "cash"), form, None).facts


def test_a_suggested_step_is_one_of_the_form() -> None:
    session = an_active_session()
    event = StepSuggested(guide_id="g1", step_id="s2", text=None)
    assert suggest(session).facts == ((OFFICER, event),)
    with pytest.raises(TargetUnknown):
        guidance.suggest_step(session, OFFICER, "g1", "s99", FORM, None)


def test_an_explanation_has_the_persons_own_numbers() -> None:
    event = clarify(an_active_session()).facts[0][1]
    assert isinstance(event, ErrorExplained)
    assert (event.difference, event.error_id) == ("35,000.00", "vatg-cmp-output")
    assert "{" not in event.explanation + "".join(event.fix_steps) + event.title


@pytest.mark.parametrize("card", CARDS)
@pytest.mark.parametrize(
    ("session", "by", "error"),
    [
        (an_active_session(), ASKER, NotPermitted),
        (an_active_session(), OTHER_OFFICER, SessionUnknown),
        (an_active_session(), STRANGER, SessionUnknown),
        (a_queued_session(), OFFICER, SessionUnknown),
        (an_offered_session(), OFFICER, SessionUnknown),
        (an_ended_session(), OFFICER, SessionEnded),
        (an_ended_session(), OTHER_OFFICER, SessionUnknown),
    ],
)
def test_only_the_officer_of_a_talk_that_goes_on_guides(
    card: str, session: Session, by: Actor, error: type[DomainError]
) -> None:
    with pytest.raises(error):
        CARDS[card](session, "g1", by)


@pytest.mark.parametrize("first", CARDS)
@pytest.mark.parametrize("second", CARDS)
def test_an_id_stands_for_one_card_also_after_the_end(first: str, second: str) -> None:
    session = an_active_session()
    known = after(session, CARDS[first](session, "g1", OFFICER))
    assert known.guidance.knows("g1")
    assert not CARDS[second](known, "g1", OFFICER).facts
    ended = after(known, ending.end_session(known, OFFICER))
    assert not CARDS[second](ended, "g1", OFFICER).facts
    with pytest.raises(SessionEnded):
        CARDS[second](ended, "g2", OFFICER)


def test_highlights_and_proposals_are_numbered_in_one_row_and_other_cards_are_not() -> None:
    session = an_active_session()
    for number, card in enumerate(["highlight", "suggest", "propose", "push", "highlight", "explain", "propose"]):
        session = after(session, CARDS[card](session, f"g{number}", OFFICER))
    known = session.guidance
    numbers = {one.guide_id: one.number for one in known.highlights} | {
        one.guide_id: one.number for one in known.proposals
    }
    assert numbers == {"g0": 1, "g2": 2, "g4": 3, "g6": 4}
    assert known.cards == ("g1", "g3", "g5")


@pytest.mark.parametrize("card", CARDS)
def test_there_is_an_end_to_cards_of_all_kinds_together(card: str) -> None:
    session, kinds = an_active_session(), list(CARDS.values())
    for number in range(MAX_GUIDES):
        session = after(session, kinds[number % len(kinds)](session, f"g{number}", OFFICER))
    with pytest.raises(GuideLimit) as refused:
        CARDS[card](session, "one-more", OFFICER)
    assert refused.value.details == {"limit": MAX_GUIDES}
    assert not CARDS[card](session, "g7", OFFICER).facts


def see(session: Session, guide_id: str = "g1", by: Actor = ASKER) -> Decision:
    return guidance.see_highlight(session, by, guide_id)


def pointed() -> Session:
    return after(an_active_session(), point(an_active_session()))


def test_a_highlight_is_seen_once() -> None:
    session = pointed()
    seen = after(session, see(session))
    shown = seen.guidance.highlight("g1")
    assert shown
    assert shown.seen_at == START
    assert not see(seen).facts


def test_one_highlight_is_seen_and_the_others_are_not() -> None:
    session = after(pointed(), point(pointed(), "g2"))
    seen = after(session, see(session, "g2"))
    assert [one.seen_at for one in seen.guidance.highlights] == [None, START]


@pytest.mark.parametrize("guide_id", ["g9", "p1", ""])
def test_what_was_never_pointed_at_is_not_seen(guide_id: str) -> None:
    session = proposed()
    with pytest.raises(HighlightUnknown) as refused:
        see(session, guide_id)
    assert refused.value.details == {"guide_id": guide_id}


@pytest.mark.parametrize(
    ("by", "error"), [(OFFICER, NotPermitted), (OTHER_OFFICER, SessionUnknown), (STRANGER, SessionUnknown)]
)
def test_only_the_page_itself_sees(by: Actor, error: type[DomainError]) -> None:
    with pytest.raises(error):
        see(pointed(), by=by)


def test_what_is_seen_after_the_end_is_of_no_interest() -> None:
    ended = after(pointed(), ending.end_session(pointed(), OFFICER))
    assert not see(ended).facts


def test_who_waits_for_a_second_officer_may_still_look_at_what_the_first_one_pointed_at() -> None:
    session = pointed()
    queued = after(session, offer.lose_officer(session, "of1", START))
    assert see(queued).facts
    with pytest.raises(SessionUnknown):
        point(queued, "g2")


def test_a_highlight_stays_when_the_page_goes_elsewhere() -> None:
    session = pointed()
    elsewhere = shows(session, a_page("payment", bank="示例银行"))
    assert elsewhere.guidance.highlights == session.guidance.highlights


def clear(session: Session, guide_id: str = "g1", by: Actor = OFFICER) -> Decision:
    return guidance.clear_highlight(session, by, guide_id)


def test_an_officer_points_at_a_place_no_longer_once() -> None:
    session = after(pointed(), clear(pointed()))
    found = session.guidance.highlight("g1")
    assert found
    assert (found.cleared_at, found.number) == (START, 1)
    assert not clear(session).facts
    assert types_of(see(session)) == ["highlight.seen"]  # the page had shown it by then


def test_what_was_never_pointed_at_is_not_cleared() -> None:
    with pytest.raises(HighlightUnknown):
        clear(pointed(), "g7")


def test_only_the_officer_clears_and_only_while_the_talk_goes_on() -> None:
    with pytest.raises(NotPermitted):
        clear(pointed(), by=ASKER)
    with pytest.raises(SessionUnknown):
        clear(pointed(), by=OTHER_OFFICER)
    ended = after(pointed(), ending.end_session(pointed(), ASKER))
    with pytest.raises(SessionEnded):
        clear(ended)
