"""Whence a waiting session comes: the card of the next offer says so, and once it is taken nobody need know."""

from __future__ import annotations

import datetime as dt

from chatserver.domain import offer, supervising, transfer
from chatserver.domain.actors import Actor, OfficerRef, Role
from chatserver.domain.events import LoggedEvent, NoteAdded, OfferMade, SessionTransferred
from chatserver.domain.origin import MOST_REASON, Origin, OriginKind
from chatserver.domain.session import Session, fold
from chatserver.domain.transfer import Destination
from tests.support.builders import (
    FIRST_LINE,
    OFFICER,
    OTHER_OFFICER,
    SPECIALIST,
    a_queued_session,
    after,
    an_active_session,
    say,
)
from tests.support.clock import START

LEAD = OfficerRef(officer_id="of7", name="班组长01", tier=0)
SECOND_LINE = Destination(kind="tier", target="2", name="2")
PAYMENT = Destination(kind="queue", target="payment", name="税费缴纳")
DUE = START + dt.timedelta(seconds=20)


def carded(session: Session) -> Origin | None:
    """What the offer made of this session says."""
    ((_, made),) = offer.make_offer(session, "o9", SPECIALIST, 1, DUE).facts
    assert isinstance(made, OfferMade)
    return made.origin


def handed(note: str | None = None) -> Session:
    active = an_active_session()
    told = NoteAdded(note_id="n1", text=note) if note else None
    return after(active, transfer.transfer(active, OFFICER, SECOND_LINE, told))


def test_a_new_request_comes_from_nowhere() -> None:
    assert carded(a_queued_session()) is None


def test_a_transfer_says_who_where_to_and_why() -> None:
    assert carded(handed("请看\n红字发票")) == Origin(
        kind=OriginKind.TRANSFERRED,
        officer=FIRST_LINE,
        way="tier",
        target="2",
        target_name="2",
        reason="请看 红字发票",
    )


def test_a_note_that_did_not_go_with_it_is_no_reason() -> None:
    active = an_active_session()
    noted = after(active, transfer.add_note(active, OFFICER, NoteAdded(note_id="n0", text="已核对")))
    talked = say(noted, OFFICER, "请稍等")
    silent = carded(after(talked, transfer.transfer(talked, OFFICER, SECOND_LINE, None)))
    assert silent is not None
    assert silent.reason is None


def test_a_long_note_is_cut_for_the_card_only() -> None:
    origin = carded(handed("长" * 400))
    assert origin is not None
    assert origin.reason == "长" * (MOST_REASON - 1) + "…"


def test_an_offer_that_is_declined_leaves_it_as_it_was() -> None:
    waiting = handed("请看红字发票")
    offered = after(waiting, offer.make_offer(waiting, "o2", SPECIALIST, 1, DUE))
    again = after(offered, offer.decline_offer(offered, OTHER_OFFICER, "o2", "busy"))
    assert carded(again) == carded(waiting)


def test_a_lost_officer_is_named() -> None:
    active = an_active_session()
    lost = after(active, offer.lose_officer(active, "of1", START))
    assert carded(lost) == Origin(kind=OriginKind.OFFICER_LOST, officer=FIRST_LINE)


def test_once_taken_it_is_over_and_a_later_loss_names_the_later_officer() -> None:
    waiting = handed()
    offered = after(waiting, offer.make_offer(waiting, "o2", SPECIALIST, 1, DUE))
    taken = after(offered, offer.accept_offer(offered, OTHER_OFFICER, "o2", START))
    assert taken.origin is None
    lost = carded(after(taken, offer.lose_officer(taken, "of4", START)))
    assert lost == Origin(kind=OriginKind.OFFICER_LOST, officer=SPECIALIST)


def test_a_supervisor_is_named_with_the_reason() -> None:
    active = an_active_session()
    given = after(active, supervising.reassign(active, LEAD, SECOND_LINE, "超过十分钟"))
    assert carded(given) == Origin(
        kind=OriginKind.REASSIGNED, officer=LEAD, way="tier", target="2", target_name="2", reason="超过十分钟"
    )
    moved = carded(after(given, supervising.redirect(given, LEAD, PAYMENT, "其实是缴款")))
    assert moved is not None
    assert (moved.way, moved.target, moved.reason) == ("queue", "payment", "其实是缴款")


def test_an_older_log_says_only_that_it_was_a_supervisor() -> None:
    active = an_active_session()
    event = SessionTransferred(kind="tier", target="2", target_name="2", by_supervisor=True)
    actor = Actor(role=Role.OFFICER, id="of7")
    told = LoggedEvent(session_id="s1", seq=active.seq + 1, at=START, actor=actor, event=event)
    origin = fold(active, told).origin
    assert origin == Origin(kind=OriginKind.REASSIGNED, officer=None, way="tier", target="2", target_name="2")
