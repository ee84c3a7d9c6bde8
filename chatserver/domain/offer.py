"""Rules for offers: made to one officer with a deadline, taken, declined, expired, or taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatserver.domain.actors import HUB, Actor, OfficerRef
from chatserver.domain.consulting import asked_officer, close_consult, decline_consult, lose_second
from chatserver.domain.decision import NOTHING, Decision, FreeSlot, TakeSlot
from chatserver.domain.errors import OfferGone
from chatserver.domain.events import OfferMade, OfferWithdrawn, SessionAssigned
from chatserver.domain.opening import LOST_OFFICER_BOOST, queued
from chatserver.domain.session import Session, SessionState
from chatserver.domain.standing import Offer

if TYPE_CHECKING:
    import datetime as dt

OFFER_SECONDS = 20
"""Long enough to read the card (8 lines) and reach for the key, short enough that a lost officer costs little."""


def make_offer(
    session: Session,
    offer_id: str,
    officer: OfficerRef,
    slot: int,
    expires_at: dt.datetime,
    *,
    seconds: int = OFFER_SECONDS,
    found_at: dt.datetime | None = None,
) -> Decision:
    """Propose a waiting session to an officer, on one of their slots; `seconds`: from now to `expires_at`.

    `found_at`: its `queued_at` when the officer was chosen; put elsewhere since, it is for others to be offered.
    """
    waiting, context, taxpayer = session.waiting, session.context, session.taxpayer
    if session.state is not SessionState.QUEUED or waiting is None or taxpayer is None:
        return NOTHING
    if found_at is not None and waiting.queued_at != found_at:
        return NOTHING
    made = OfferMade(
        offer_id=offer_id,
        officer=officer,
        slot=slot,
        expires_at=expires_at,
        seconds=seconds,
        taxpayer_name=taxpayer.name,
        credit_grade=taxpayer.credit_grade,
        matter_id=session.matter_id,
        step_id=context.step_id if context else None,
        error_id=context.error_id if context else None,
        deadline=context.deadline if context else None,
        queued_at=session.first_queued_at or waiting.queued_at,
        origin=session.origin,
    )
    return Decision(((HUB, made),), (TakeSlot(officer.officer_id, slot),))


def accept_offer(session: Session, actor: Actor, offer_id: str, now: dt.datetime) -> Decision:
    """Take the offer; taking it twice is taking it once."""
    if session.officer and session.officer.officer_id == actor.id:
        return NOTHING
    offer = _my_offer(session, actor, offer_id)
    if now > offer.expires_at:
        raise OfferGone(offer_id=offer_id)
    return Decision(((actor, SessionAssigned(offer_id=offer_id, officer=offer.officer, slot=offer.slot)),))


def decline_offer(session: Session, actor: Actor, offer_id: str, reason: str) -> Decision:
    """Give the offer back to the queue; the session keeps its rank."""
    offer = _my_offer(session, actor, offer_id)
    return withdraw_offer(offer, actor, "declined", reason)


def give_back(session: Session, actor: Actor) -> Decision:
    """Give back whatever the officer is offered or asked of this session, because they take no more; else nothing."""
    asked = asked_officer(session)
    if asked is not None and asked.officer_id == actor.id and session.consult is not None:
        return decline_consult(session, actor, session.consult.consult_id)
    offer = session.offer
    if offer is None or offer.officer.officer_id != actor.id:
        return NOTHING
    return withdraw_offer(offer, actor, "declined")


def expire_offer(session: Session, offer_id: str, now: dt.datetime) -> Decision:
    """Take back an offer whose deadline has passed; anything else is left alone."""
    offer = session.offer
    if offer is None or offer.offer_id != offer_id or now <= offer.expires_at:
        return NOTHING
    return withdraw_offer(offer, HUB, "expired")


def lose_officer(session: Session, officer_id: str, now: dt.datetime) -> Decision:
    """Bring a session back to the head of the queue because its officer is gone; ended ones are left alone.

    A second officer who is gone only leaves the consult.
    """
    offer, officer = session.offer, session.officer
    if offer is not None and offer.officer.officer_id == officer_id:
        return withdraw_offer(offer, HUB, "officer_lost")
    if (lost := lose_second(session, officer_id)) is not NOTHING:
        return lost
    if officer is None or officer.officer_id != officer_id or session.ending is not None or session.slot is None:
        return NOTHING
    # From the first time in the queue, not from now: who loses a second officer must not fall behind where they were.
    since = session.first_queued_at or now
    queue_id = session.waited.queue_id if session.waited else session.matter_id
    again = queued(queue_id, LOST_OFFICER_BOOST, "officer_lost", since)
    back = Decision(((HUB, again),), (FreeSlot(officer_id, session.slot),))
    return close_consult(session, "officer_lost").then(back)


def _my_offer(session: Session, actor: Actor, offer_id: str) -> Offer:
    offer = session.offer
    if offer is None or offer.offer_id != offer_id or offer.officer.officer_id != actor.id:
        raise OfferGone(offer_id=offer_id)
    return offer


def withdraw_offer(offer: Offer, actor: Actor, reason: str, decline_reason: str | None = None) -> Decision:
    """Take an offer back, so that its slot is free."""
    officer_id = offer.officer.officer_id
    event = OfferWithdrawn(offer_id=offer.offer_id, officer_id=officer_id, reason=reason, decline_reason=decline_reason)
    return Decision(((actor, event),), (FreeSlot(officer_id, offer.slot),))
