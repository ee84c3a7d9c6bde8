"""Handing over: the place, the thread and the guidance stay; notes are for officers only."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from chatserver.domain import ending, guidance, offer, opening
from chatserver.domain.actors import Actor, Role
from chatserver.domain.decision import FreeSlot
from chatserver.domain.errors import (
    MessageEmpty,
    NoteLimit,
    NotPermitted,
    SessionEnded,
    SessionNotActive,
    SessionUnknown,
    TransferInvalid,
)
from chatserver.domain.events import NoteAdded, SessionQueued
from chatserver.domain.routing import PASS_OVER_SECONDS, WANTED_SECONDS, WaitingSession, pair
from chatserver.domain.session import Session, SessionState
from chatserver.domain.transfer import MAX_NOTES, Destination, add_note, transfer
from chatserver.domain.visibility import may_see
from tests.support.builders import (
    ASKER,
    OFFICER,
    OTHER_OFFICER,
    a_matter,
    a_queued_session,
    after,
    an_active_session,
    an_officer,
)
from tests.support.clock import START

SECOND_LINE = Destination(kind="tier", target="2", name="2")
PAYMENT = Destination(kind="queue", target="payment", name="税费缴纳")
SPECIALIST = Destination(kind="officer", target="of4", name="业务骨干01")
NOTE = NoteAdded(note_id="n1", text="请看红字发票")


def handed_over(to: Destination, **changes: object) -> Session:
    active = an_active_session(**changes)
    return after(active, transfer(active, OFFICER, to, None), START + dt.timedelta(minutes=5))


def test_whoever_is_handed_over_waits_where_they_stood_and_frees_the_slot() -> None:
    active = an_active_session(boost=opening.Boost(seconds=600, reason="deadline_today"))
    decision = transfer(active, OFFICER, SECOND_LINE, None)
    queued = decision.facts[-1][1]
    assert isinstance(queued, SessionQueued)
    assert (queued.rank, queued.boost_reason, queued.reason) == (
        START.timestamp() - 600,
        "deadline_today",
        "transferred",
    )
    assert decision.claims == (FreeSlot("of1", 1),)
    waiting = after(active, decision)
    assert (waiting.state, waiting.officer, waiting.slot) == (SessionState.QUEUED, None, None)


@pytest.mark.parametrize(
    ("to", "queue_id", "tier", "wanted"),
    [
        (SECOND_LINE, "vat-general", 2, None),
        (PAYMENT, "payment", 1, None),
        (SPECIALIST, "vat-general", 1, "of4"),
    ],
)
def test_each_destination_says_who_may_take_it(to: Destination, queue_id: str, tier: int, wanted: str | None) -> None:
    session = handed_over(to)
    assert session.waiting is not None
    assert (session.waiting.queue_id, session.tier, session.wanted_officer_id) == (queue_id, tier, wanted)


def test_questions_thread_and_guidance_go_along() -> None:
    active = an_active_session()
    pointed = after(active, guidance.highlight(active, OFFICER, "g1", ("field", "f1_6_wkp"), a_matter(), None))
    over = after(pointed, transfer(pointed, OFFICER, SECOND_LINE, NOTE))
    assert over.guidance == pointed.guidance
    assert over.questions == pointed.questions
    assert over.talk == pointed.talk
    assert over.notes == ("n1",)


def test_a_lost_officer_after_a_transfer_brings_it_back_to_the_queue_it_was_handed_to() -> None:
    session = handed_over(PAYMENT)
    due = START + dt.timedelta(seconds=20)
    offered = after(session, offer.make_offer(session, "o2", an_officer("of4").ref, 1, due))
    taken = after(offered, offer.accept_offer(offered, OTHER_OFFICER, "o2", START))
    lost = after(taken, offer.lose_officer(taken, "of4", START))
    assert lost.waiting is not None
    assert lost.waiting.queue_id == "payment"


def test_whoever_handed_over_takes_part_no_longer() -> None:
    session = handed_over(SECOND_LINE)
    with pytest.raises(SessionUnknown):
        transfer(session, OFFICER, SECOND_LINE, None)
    with pytest.raises(SessionUnknown):
        add_note(session, OFFICER, NOTE)


@pytest.mark.parametrize(
    ("session", "actor", "error"),
    [
        (an_active_session(), OTHER_OFFICER, SessionUnknown),
        (an_active_session(), ASKER, NotPermitted),
        (a_queued_session(), OFFICER, SessionUnknown),
    ],
)
def test_only_the_officer_in_charge_hands_over(session: Session, actor: Actor, error: type[Exception]) -> None:
    with pytest.raises(error):
        transfer(session, actor, SECOND_LINE, None)


def test_nobody_hands_over_to_themselves_or_after_the_end() -> None:
    active = an_active_session()
    with pytest.raises(TransferInvalid):
        transfer(active, OFFICER, Destination(kind="officer", target="of1", name="导办01"), None)
    ended = after(active, ending.end_session(active, ASKER))
    with pytest.raises(SessionEnded):
        transfer(ended, OFFICER, SECOND_LINE, None)


def test_notes_are_for_officers_once_and_not_without_end() -> None:
    active = an_active_session()
    noted = after(active, add_note(active, OFFICER, NOTE))
    assert not add_note(noted, OFFICER, NOTE).facts
    assert may_see(Role.OFFICER, NOTE)
    assert not may_see(Role.TAXPAYER, NOTE)
    with pytest.raises(NotPermitted):
        add_note(active, ASKER, NOTE)
    with pytest.raises(MessageEmpty):
        add_note(active, OFFICER, NoteAdded(note_id="n2", text=""))
    full = dataclasses.replace(active, notes=tuple(map(str, range(MAX_NOTES))))
    with pytest.raises(NoteLimit):
        add_note(full, OFFICER, NOTE)


def test_the_last_note_is_written_before_closing() -> None:
    active = an_active_session()
    ended = after(active, ending.end_session(active, ASKER))
    assert add_note(ended, OFFICER, NOTE).facts
    closed = after(ended, ending.wrap_up(ended, OFFICER, {"q1": "resolved"}, "", {"resolved"}))
    with pytest.raises(SessionNotActive):
        add_note(closed, OFFICER, NOTE)


def wanted_by(officer_id: str, **changes: object) -> WaitingSession:
    waiting = WaitingSession(
        session_id="s1",
        queue_id="vat-general",
        tier=1,
        rank=0.0,
        queued_at=START,
        passed_over={},
        wanted_officer_id=officer_id,
    )
    return dataclasses.replace(waiting, **changes)  # type: ignore[arg-type]


def offered_to(session: WaitingSession, officers: list[object], seconds: float = 0) -> list[str]:
    pairings = pair([session], officers, START + dt.timedelta(seconds=seconds))  # type: ignore[arg-type]
    return [pairing.officer.officer_id for pairing in pairings]


def test_it_waits_for_the_wanted_officer_for_a_minute_and_then_for_anybody() -> None:
    busy = an_officer("of4", taken=frozenset({1, 2, 3}))
    crew: list[object] = [an_officer("of1"), busy]
    assert offered_to(wanted_by("of4"), crew, WANTED_SECONDS - 1) == []
    assert offered_to(wanted_by("of4"), crew, WANTED_SECONDS) == ["of1"]
    assert offered_to(wanted_by("of4"), [an_officer("of1"), an_officer("of4")]) == ["of4"]


def test_it_does_not_wait_for_somebody_who_is_gone_or_has_declined() -> None:
    absent = an_officer("of4", present=False)
    assert offered_to(wanted_by("of4"), [an_officer("of1"), absent]) == ["of1"]
    declined = wanted_by("of4", passed_over={"of4": START})
    assert offered_to(declined, [an_officer("of1"), an_officer("of4")]) == ["of1"]


def test_it_is_not_offered_at_once_to_whoever_handed_it_over() -> None:
    over = handed_over(SECOND_LINE)
    at = over.passed_over["of1"]
    again = wanted_by("", wanted_officer_id=None, passed_over={"of1": at}, queued_at=at)
    seconds = (at - START).total_seconds()
    assert offered_to(again, [an_officer("of1")], seconds + PASS_OVER_SECONDS - 1) == []
    assert offered_to(again, [an_officer("of1")], seconds + PASS_OVER_SECONDS) == ["of1"]
